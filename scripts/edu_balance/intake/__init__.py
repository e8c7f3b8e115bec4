"""Files of schools and the county: forms out, and their readers."""
