"""What is made from the published file, and from it alone: dashboard, workbooks, report cards."""
