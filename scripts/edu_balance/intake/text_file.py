"""Opens a text file nobody has vouched for: its size, its encoding, what parts its columns, then its cells as text."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from edu_balance.intake.workbook_file import MAX_COLUMNS, MEGABYTE, OLE_MARK, ZIP_MARK, Unreadable

# The longest form of a county, its classes, has some 150 kilobytes a term; a file may hold every term of ten years.
MAX_FILE_BYTES = 8 * MEGABYTE
MAX_ROWS = 50_000
UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
CHINESE = "gb18030"
# What a short Chinese file may be mistaken for; the guess is among these.
GUESSES = (CHINESE, "big5", "shift_jis", "euc_kr", "cp1252")
# Of a file that is UTF-8 but for some damage most characters beyond ASCII can still be read.
MOSTLY = 0.5
# How much of a file its encoding is guessed by, in bytes.
GUESSED_BY = 64 * 1024
DELIMITERS = {",": ("逗号", "commas"), "\t": ("制表符", "tabs"), ";": ("分号", "semicolons")}
# Excel's own first line that names the delimiter.
NAMED_DELIMITER = re.compile(r"\ufeff?sep=([,;\t])\r?\n", re.IGNORECASE)


class UnreadableText(Unreadable):
    """The same, with the line from which on the file cannot be read."""

    def __init__(self, line: int, seen: str, zh: str, en: str) -> None:
        super().__init__(seen, zh, en)
        self.line = line


@dataclass(frozen=True)
class TextRow:
    """The cells of one row, and the line of the file it begins on, from 1."""

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class TextFile:
    """The rows of a text file up to the last that is not blank, and how it was read."""

    rows: list[TextRow]
    notices: list[tuple[str, str]]  # in both languages


def open_text(path: Path) -> TextFile:
    """The file's rows, or `Unreadable`."""
    content = _content(path)
    text, encoding = _decoded(content)
    if not text.strip():
        raise Unreadable("", "文件是空的，请重新保存并发送", "the file is empty: save and send it again")
    notices = []
    if encoding != "utf-8":
        notices.append((f"编码按 {encoding.upper()} 读取", f"read as {encoding.upper()}"))
    skipped, named = 0, NAMED_DELIMITER.match(text)
    if named:
        skipped, text = 1, text[named.end() :]
    rows, delimiter = _parsed(text, named[1] if named else "")
    if delimiter != ",":
        zh, en = DELIMITERS[delimiter]
        notices.append((f"各列以{zh}分隔，已按此读取", f"the columns are parted by {en}: read so"))
    return TextFile([TextRow(row.line + skipped, row.cells) for row in rows], notices)


def _content(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _too_large()
    content = path.read_bytes()
    if content.startswith((ZIP_MARK, OLE_MARK, b"%PDF", b"<")):
        raise Unreadable(
            "",
            f"内容不是文本，与扩展名 {path.suffix} 不符：请用 Excel/WPS 打开后另存为 CSV，不要改扩展名",
            f"no text as {path.suffix} says: open it with Excel or WPS and save it as CSV, do not rename it",
        )
    return content


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding, decoded strictly. What is valid UTF-8 is UTF-8."""
    if (mark := content[:2]) in UTF_16_MARKS:
        encoding = UTF_16_MARKS[mark]
        return _strict(content, encoding, skip=2), "utf-16"
    if (position := content.find(b"\0")) >= 0:
        raise _no_text(content, position, "NUL")
    skip = len(UTF_8_MARK) if content.startswith(UTF_8_MARK) else 0
    try:
        return content[skip:].decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if skip or _is_damaged_utf_8(content):
            raise _no_text(content, skip + error.start, f"0x{content[skip + error.start]:02x}") from error
    text = _strict(content, CHINESE)
    if not _is_chinese(content, text):
        raise Unreadable(
            "",
            "无法可靠判断文件编码：请在 Excel/WPS 中另存为“CSV UTF-8（逗号分隔）”",
            "the encoding cannot be told safely: in Excel or WPS choose Save as, CSV UTF-8",
        )
    return text, CHINESE


def _strict(content: bytes, encoding: str, skip: int = 0) -> str:
    try:
        text = content[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        position = min(skip + error.start, len(content) - 1)
        raise _no_text(content, position, f"0x{content[position]:02x}") from error
    if (position := text.find("\0")) >= 0:
        raise UnreadableText(text.count("\n", 0, position) + 1, "NUL", *_DAMAGED)
    return text


def _is_damaged_utf_8(content: bytes) -> bool:
    """Whether most of what is beyond ASCII reads as Chinese in UTF-8; of another encoding hardly anything does."""
    beyond = [character for character in content.decode("utf-8", "replace") if character > "\x7f"]
    return sum("\u3000" <= character <= "\u9fff" for character in beyond) > MOSTLY * len(beyond)


def _is_chinese(content: bytes, text: str) -> bool:
    """Whether the guess is GB18030, or every character is a common Chinese one: short files are guessed wrong."""
    guess = from_bytes(content[:GUESSED_BY].rsplit(b"\n", 1)[0], cp_isolation=list(GUESSES)).best()
    if guess is not None and guess.encoding == CHINESE:
        return True
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _parsed(text: str, named: str) -> tuple[list[TextRow], str]:
    """The rows by the one delimiter that gives every row as many cells; a comma where rows differ."""
    fitting: dict[str, list[TextRow]] = {}
    fault: Unreadable | None = None
    for delimiter in [named] if named else [mark for mark in DELIMITERS if mark in text]:
        try:
            rows = _rows(text, delimiter)
        except Unreadable as error:
            fault = fault or error
            continue
        widths = {len(row.cells) for row in rows if not row.is_blank}
        if len(widths) == 1 and max(widths) > 1:
            fitting[delimiter] = rows
    if len(fitting) == 1:
        (delimiter, rows) = next(iter(fitting.items()))
        return rows, delimiter
    if fitting:
        marks = "、".join(DELIMITERS[mark][0] for mark in fitting)
        raise Unreadable(
            marks,
            "无法判断各列以什么分隔：请另存为“CSV UTF-8（逗号分隔）”",
            "what parts the columns cannot be told: save it as CSV UTF-8",
        )
    if fault:
        raise fault
    # the reader says where a row is too short or too long
    delimiter = named or max(DELIMITERS, key=text.count)
    return _rows(text, delimiter), delimiter


def _rows(text: str, delimiter: str) -> list[TextRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[TextRow] = []
    line = 1
    try:
        for cells in reader:
            rows.append(TextRow(line, cells))
            if len(rows) > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise _too_large()
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableText(
            line,
            "",
            "该行起引号不成对或单元格过长：请检查引号，重新另存为 CSV",
            "every quote closed and no cell too long, from this line on: mend it and save it as CSV again",
        ) from error
    while rows and rows[-1].is_blank:
        rows.pop()
    return rows


_DAMAGED = (
    "含有不是文本的字节，文件已损坏：请重新另存为“CSV UTF-8（逗号分隔）”",
    "text only, the file is damaged: save it again as CSV UTF-8",
)


def _no_text(content: bytes, position: int, seen: str) -> UnreadableText:
    return UnreadableText(content.count(b"\n", 0, position) + 1, seen, *_DAMAGED)


def _too_large() -> Unreadable:
    return Unreadable(
        "",
        "文件过大：请只保留一个学期的一张表，另存后再报",
        "the file is too large: keep one form of one term and save it again",
    )
