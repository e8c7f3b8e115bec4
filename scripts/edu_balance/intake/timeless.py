"""A workbook as bytes that do not depend on when it was written, nor on who had it open before."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook

WRITER = "edu_balance"
WRITTEN = datetime(2017, 4, 19)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def timeless_bytes(book: Workbook) -> bytes:
    """The saved workbook, the same bytes each time."""
    book.properties.creator = book.properties.lastModifiedBy = WRITER
    book.properties.created = WRITTEN
    raw = io.BytesIO()
    book.save(raw)
    return timeless(raw)


def timeless(raw: io.BytesIO) -> bytes:
    """The same archive (of a workbook or a document) without the times at which its parts were written."""
    written = f"{WRITTEN.isoformat()}Z".encode()
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + written, content)
            part = zipfile.ZipInfo(name, ZIP_TIME)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(part, content)
    return result.getvalue()
