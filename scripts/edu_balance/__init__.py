"""What stands behind `scripts/run.py`: one small module per job."""
