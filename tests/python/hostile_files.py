"""Workbooks nobody should send: bombs, broken parts, passwords, macros. Each is small on disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SECTOR = 512
FREE, END_OF_CHAIN, TABLE_SECTOR, NO_STREAM = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def xlsx_parts(*sheets: str, texts: str | None = None, prolog: str = "") -> dict[str, bytes]:
    """The parts of a workbook whose sheets hold this XML within sheetData."""
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    document = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{document}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
    }
    for number, sheet in enumerate(sheets, 1):
        data = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
        parts[f"xl/worksheets/sheet{number}.xml"] = prolog + data
    if texts is not None:
        parts["xl/sharedStrings.xml"] = texts
    return {name: content.encode() for name, content in parts.items()}


def number_at(place: str) -> str:
    return f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row>'


def entities(depth: int = 9) -> str:
    """A DTD whose last entity is ten to the power of depth times its first."""
    lines = ['<!ENTITY e0 "哈">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth + 1)]
    return f"<?xml version='1.0'?><!DOCTYPE x [{''.join(lines)}]>"


def laughing_sheet() -> bytes:
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    return packed(xlsx_parts(text, prolog=entities()))


def laughing_texts() -> bytes:
    cell = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    return packed(xlsx_parts(cell, texts=f'{entities()}<sst xmlns="{MAIN}"><si><t>&e9;</t></si></sst>'))


def outside_entity() -> bytes:
    """A sheet that would have a file of the reader's own machine put in."""
    prolog = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>"
    return packed(xlsx_parts('<row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row>', prolog=prolog))


def texts_announced() -> bytes:
    """A list of one text that says it has four thousand million."""
    texts = f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"><si><t>x</t></si></sst>'
    return packed(xlsx_parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts=texts))


def one_text_everywhere() -> bytes:
    """A text of a million characters, shown by a hundred thousand cells."""
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 1001))
    return packed(xlsx_parts(rows, texts=f'<sst xmlns="{MAIN}"><si><t>{"x" * 10**6}</t></si></sst>'))


def many_wide_sheets() -> bytes:
    """Each sheet within bounds, all of them together not."""
    return packed(xlsx_parts(*[number_at("IV4096")] * 100))


def millions_of_cells() -> bytes:
    return packed(xlsx_parts(*[f'<row r="1">{"<c/>" * 700_000}</row>'] * 3))


def deep_elements() -> bytes:
    return packed(xlsx_parts("<x>" * 300_000 + "</x>" * 300_000))


def many_parts() -> bytes:
    return packed(xlsx_parts(number_at("A1")) | {f"xl/media/{n}.png": b"" for n in range(5000)})


def zeros(size: int) -> bytes:
    """A workbook with a part that unpacks to so many bytes."""
    return packed(xlsx_parts(number_at("A1")) | {"xl/media/image1.png": bytes(size)})


def understated(size: int) -> bytes:
    """A sheet that says it unpacks to a few bytes, with the checksum of those, and goes on for millions."""
    shown = xlsx_parts(number_at("A1"))["xl/worksheets/sheet1.xml"]
    parts = xlsx_parts(number_at("A1"))
    parts["xl/worksheets/sheet1.xml"] = shown + b" " * size
    content = bytearray(packed(parts))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true, false = struct.pack("<I", info.file_size), struct.pack("<I", 60)
    checksum, partly = struct.pack("<I", info.CRC), struct.pack("<I", zlib.crc32(shown[:60]))
    return bytes(content).replace(true, false).replace(checksum, partly)


def nested(levels: int = 4) -> bytes:
    """An archive in an archive in an archive."""
    content = packed({"a.txt": bytes(10**6)})
    for _ in range(levels):
        content = packed({"inner.zip": content})
    return content


def many_megabytes() -> bytes:
    """A workbook padded beyond what is opened at all."""
    return packed(xlsx_parts(number_at("A1"))) + bytes(17 * 2**20)


def same_part_twice() -> bytes:
    """Two parts of one name: one program reads the first, another the second."""
    first, second = (xlsx_parts(number_at(place)) for place in ("A1", "B2"))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in [*first.items(), ("XL/worksheets/sheet1.xml", second["xl/worksheets/sheet1.xml"])]:
            archive.writestr(name, content)
    return target.getvalue()


def with_password_flag() -> bytes:
    """Parts marked as encrypted, as a zip program does."""
    content = bytearray(packed(xlsx_parts(number_at("A1"))))
    at = 0
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


# Files of the old kind


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) of these streams, each padded to whole sectors beyond the small ones."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, END_OF_CHAIN, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        content = content.ljust(4096, b"\0")
        start, count = len(sectors), -(-len(content) // SECTOR)
        sectors += [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        table += [*range(start + 1, start + count), END_OF_CHAIN]
        entries.append(_entry(name, 2, start, len(content), right=number + 1 if number < len(streams) else NO_STREAM))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    start = len(sectors)
    sectors += [directory[at : at + SECTOR] for at in range(0, len(directory), SECTOR)]
    table += [*range(start + 1, len(sectors)), END_OF_CHAIN]
    count = -(-(len(table) + 8) // 128)
    table += [TABLE_SECTOR] * count
    listed = [*range(len(sectors), len(sectors) + count)]
    packed_table = struct.pack(f"<{len(table)}I", *table).ljust(count * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", count, start, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", *listed, *[FREE] * (109 - len(listed)))
    return header + b"".join(sectors) + packed_table


def _entry(name: str, kind: int, start: int, size: int, *, right: int = NO_STREAM, child: int = NO_STREAM) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III", NO_STREAM, right, child) + bytes(36) + struct.pack("<III", start, size, 0)


def encrypted_workbook() -> bytes:
    """What Excel saves as .xlsx with a password: the archive, encrypted, as a stream of a compound file."""
    return compound_file({"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00", "EncryptedPackage": bytes(5000)})


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


BEGIN_BOOK, BEGIN_SHEET, END = struct.pack("<HHHH", 0x600, 5, 0, 0), struct.pack("<HHHH", 0x600, 0x10, 0, 0), b""


def old_workbook(*cells: bytes, book: bytes = b"", sheets: int = 1, sort: int = 0, beyond: int = 0) -> bytes:
    """An .xls with these records in its sheets; they may all be the same one, or said to begin beyond it."""
    names = [f"s{n}".encode() for n in range(sheets)]
    size = 4 + 8 + len(book) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b"".join(
        record(0x85, struct.pack("<IBBBB", size + beyond, 0, sort, len(name), 0) + name) for name in names
    )
    stream = record(0x809, BEGIN_BOOK) + book + listed + record(0x0A, END)
    stream += record(0x809, BEGIN_SHEET) + b"".join(cells) + record(0x0A, END)
    return compound_file({"Workbook": stream})


def old_number(row: int, column: int) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, 1.0))


def old_far_cell() -> bytes:
    return old_workbook(old_number(65535, 255))


def old_cell_outside() -> bytes:
    return old_workbook(old_number(65535, 65535))


def old_chart_with_cells() -> bytes:
    """A sheet that says it is a chart, with a cell far away."""
    return old_workbook(old_number(65535, 65535), sort=2)


def old_part_within_a_sheet() -> bytes:
    """A cell far away in what says it is a chart within the sheet."""
    return old_workbook(record(0x809, BEGIN_SHEET), old_number(65535, 65535), record(0x0A, END), old_number(0, 0))


def old_sheet_beyond() -> bytes:
    return old_workbook(old_number(0, 0), beyond=2**31)


def old_dimension() -> bytes:
    """A sheet that says it has four thousand million rows."""
    return old_workbook(record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), old_number(0, 0))


def old_same_sheet_often() -> bytes:
    return old_workbook(old_number(4095, 255), sheets=200)


def old_texts_announced() -> bytes:
    texts = record(0xFC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + struct.pack("<HB", 1, 0) + b"x")
    return old_workbook(record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0)), book=texts)


def old_text_everywhere() -> bytes:
    """A text of thirty thousand characters, shown by a hundred thousand cells."""
    text = record(0xFC, struct.pack("<II", 1, 1) + struct.pack("<HB", 8000, 0) + b"x" * 8000)
    cells = [record(0xFD, struct.pack("<HHHI", row, column, 0, 0)) for row in range(500) for column in range(200)]
    return old_workbook(*cells, book=text)


def old_endless_records() -> bytes:
    return old_workbook(*[record(0x1234, b"")] * 200_000, sheets=200)


def old_password() -> bytes:
    return old_workbook(old_number(0, 0), book=record(0x2F, bytes(6)))


def old_macro_sheet() -> bytes:
    sheet = record(0x85, struct.pack("<IBBBB", 0, 2, 1, 1, 0) + b"m")
    return old_workbook(old_number(0, 0), book=sheet)


def old_links() -> bytes:
    name = "C:\\a.xls".encode("utf-16-le")
    return old_workbook(old_number(0, 0), book=record(0x1AE, struct.pack("<HHB", 1, len(name) // 2, 1) + name))


def old_chain_in_a_circle() -> bytes:
    content = bytearray(old_workbook(old_number(0, 0)))
    table = (len(content) // SECTOR - 1) * SECTOR
    content[table + 4 : table + 8] = struct.pack("<I", 0)
    return bytes(content)


def old_formula_without_value(label: str) -> bytes:
    """A form of another office whose pupils are a formula no program has worked out."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for column, text in enumerate(("填报项目", "单位", "填报值")):
        sheet.write(0, column, text)
    for row, (text, unit, value) in enumerate((("学校代码", "", "0100000001"), (label, "人", xlwt.Formula("1+1"))), 1):
        for column, content in enumerate((text, unit, value)):
            sheet.write(row, column, content)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
