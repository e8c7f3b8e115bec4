"""The progress report to the people's congress (plan 六·一, 六·三), as a Word document and as PDF."""

from __future__ import annotations

from edu_balance.reports.progress_docx import write_docx
from edu_balance.reports.progress_pdf import write_pdf
from edu_balance.reports.progress_text import progress_blocks
from edu_balance.reports.published import Published


def progress_docx(published: Published) -> bytes:
    """The report as an office edits it; the same release gives the same bytes."""
    return write_docx(progress_blocks(published))


def progress_pdf(published: Published) -> bytes:
    """The report as it is handed round; the same release gives the same bytes."""
    return write_pdf(progress_blocks(published))
