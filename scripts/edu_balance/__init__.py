"""What stands behind `scripts/run.py`: one small module per job."""

import os

# python-docx brings lxml along, and openpyxl would read with it wherever it finds it: other line ends, other bounds
# for a crafted file than those our corpora are held to. It asks once, when it is first imported.
os.environ["OPENPYXL_LXML"] = "False"
