"""The progress report: its figures against the warehouse, Word and PDF alike, nothing typed, nothing hidden shown."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from docx import Document
from docx.document import Document as WordDocument
from openpyxl import load_workbook
from published_small import HOSTILE, changed, nothing_known, one_school, small_release
from pypdf import PdfReader
from small_county import COUNTY, TERM

from edu_balance.reports import progress_facts, progress_resource, progress_text
from edu_balance.reports.progress_report import progress_docx, progress_pdf
from edu_balance.reports.published import Published, open_published

__all__ = ["small_release"]
STATUS = {"met": "达标", "near": "接近达标", "unmet": "未达标", "unknown": "缺数", "not_applicable": "不适用"}
STAGE = {"primary": "小学", "junior": "初中"}
HIDDEN = "少于5或可推算，不公开"
# a figure, or a numeral before a measure word
TYPED = re.compile(r"[0-9０-９]|[一二两三四五六七八九十百千]+(?=[项个所人份])")


@pytest.fixture(scope="module")
def published(small_release: Path) -> Iterator[Published]:
    with open_published(small_release, COUNTY, TERM) as opened:
        yield opened


@pytest.fixture(scope="module")
def word(published: Published) -> bytes:
    return progress_docx(published)


@pytest.fixture(scope="module")
def report(word: bytes) -> WordDocument:
    return Document(io.BytesIO(word))


@pytest.fixture(scope="module")
def paged(published: Published) -> str:
    return pdf_text(published)


def read(published: Published) -> WordDocument:
    return Document(io.BytesIO(progress_docx(published)))


def tables(report: WordDocument) -> dict[str, list[dict[str, str]]]:
    """Tables by caption, rows by header; a header that stands twice counts on: 达标, 达标2."""
    captions = [paragraph.text for paragraph in report.paragraphs if re.match(r"表\d+　", paragraph.text)]
    found = {}
    for caption, table in zip(captions, report.tables, strict=True):
        header: list[str] = []
        for cell in table.rows[0].cells:
            times = sum(name.rstrip("2") == cell.text for name in header)
            header.append(cell.text + ("2" if times else ""))
        found[caption.split("　")[1]] = [
            dict(zip(header, (cell.text for cell in row.cells), strict=True)) for row in table.rows[1:]
        ]
    return found


def text_of(report: WordDocument) -> str:
    cells = (cell.text for table in report.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in report.paragraphs), *cells])


def pdf_text(published: Published) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(progress_pdf(published))).pages)


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(value: float | None, decimals: int) -> str:
    if value is None:
        return "缺数"
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


@pytest.mark.parametrize("module", [progress_facts, progress_resource, progress_text])
def test_no_figure_is_typed(module: ModuleType) -> None:
    """Whatever reaches a reader is a Chinese text; none of them carries a figure of its own."""
    assert module.__file__
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    chinese = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
    assert len(chinese) > 5
    assert [text for text in chinese if TYPED.search(text)] == []


def test_what_is_not_typed_would_be_found() -> None:
    assert (
        TYPED.search("七项指标")
        and TYPED.search("达到85%")
        and not TYPED.search("一票否决")
        and not TYPED.search("（一）")
    )


def test_areas_are_those_of_the_scorecard(report: WordDocument, published: Published) -> None:
    rows = published.rows(
        "select s.label_zh as standard, a.label_zh as area, c.* from rpt_county_scorecard c join dim_area a using "
        "(area_id) join dim_standard s using (standard_id) where c.county_code = $county and c.term_id = $term"
    )
    shown = {(row["标准"], row["领域"]): row for row in tables(report)["各领域判定"]}
    assert len(shown) == len(rows) >= 5
    for row in rows:
        line = shown[row["standard"], row["area"]]
        counts = [row[name] for name in ("required", "met", "near", "unmet", "unknown", "not_applicable")]
        assert [int(line[name]) for name in ("应判", "达标", "接近达标", "未达标", "缺数", "不适用")] == counts
        assert line["结论"] == STATUS[row["status"]]


def test_means_and_dispersion_are_those_of_the_warehouse(report: WordDocument, published: Published) -> None:
    shown = {row["编号"]: row for row in tables(report)["各项指标的县均值和差异系数"]}
    rows = published.rows(
        "select d.*, v.status from fct_indicator_dispersion d join fct_verdict v on v.term_id = d.term_id "
        "and v.county_code = d.county_code and v.stage = d.stage and v.indicator_id = d.indicator_id "
        "and v.statistic = 'cv' where d.county_code = $county and d.term_id = $term"
    )
    assert {row["indicator_id"] for row in rows} == set(shown) and len(rows) == 14
    for row in rows:
        line, second = shown[row["indicator_id"]], "" if row["stage"] == "primary" else "2"
        assert line[f"{STAGE[row['stage']]}县均值"] == printed(row["mean"], 2)
        assert line[f"差异系数{second}"].rstrip("※") == printed(row["cv"], 3)
        assert line[f"判定{second}"] == STATUS[row["status"]]


def test_schools_are_counted_from_their_verdicts(report: WordDocument, published: Published) -> None:
    """The school rule by stage and by township, and each of the seven, counted again."""
    rows = published.rows(
        "select v.stage, v.indicator_id, v.status, i.kind, s.township_zh from fct_verdict v "
        "join dim_standard d using (standard_id) join dim_indicator i using (indicator_id) "
        "join dim_school s on s.school_id = v.entity_id and s.term_id = v.term_id where v.county_code = $county "
        "and v.term_id = $term and v.entity_type = 'section' and d.decides_recognition "
        "and v.status <> 'not_applicable' and i.area_id = 'resource'"
    )
    text, shown = text_of(report), tables(report)
    for stage in ("primary", "junior"):
        held = [row["status"] for row in rows if row["kind"] == "rule" and row["stage"] == stage]
        words = f"{STAGE[stage]}：纳入评估的{STAGE[stage]}部{len(held)}个，达到学校达标规则的{held.count('met')}个"
        assert held and words in text
    lines = {row["编号"]: row for row in shown["各项指标的达标学校数"]}
    for indicator, line in lines.items():
        held = [row["status"] for row in rows if (row["indicator_id"], row["stage"]) == (indicator, "primary")]
        assert line["小学达标/纳入"] == f"{held.count('met')}/{len(held)}" and int(line["缺数"]) == held.count(
            "unknown"
        )
    for line in shown["各乡镇达到学校达标规则的学校数"]:
        held = [
            row["status"]
            for row in rows
            if (row["kind"], row["stage"], row["township_zh"]) == ("rule", "primary", line["乡镇"])
        ]
        counts = [len(held), held.count("met"), held.count("unmet"), held.count("unknown")]
        assert [int(line[name]) for name in ("小学纳入", "达标", "未达标", "缺数")] == counts


def test_gaps_are_added_up_without_netting(report: WordDocument, published: Published) -> None:
    # 480.5 square metres for 120 pupils at 4.5: 59.5 lack, in the only section of its stage that lacks any
    (line,) = [row for row in tables(report)["缺口合计"] if (row["编号"], row["学段"]) == ("R4", "小学")]
    assert (line["有缺口的个数"], line["缺口合计"], line["缺数个数"]) == ("1", "59.5平方米", "0")
    assert "59.5平方米（1个小学部）" in text_of(report)


def test_every_verdict_stands_in_the_annex(report: WordDocument, published: Published) -> None:
    """Each limit under each standard is in one line of the annex, with a status that a failure decides."""
    order = ("unmet", "near", "unknown", "met", "not_applicable")
    rows = published.rows(
        "select a.label_zh as area, v.standard_id, v.threshold_id, v.subgroup, s.label_zh as standard, v.indicator_id, "
        "list(distinct v.status) as held from fct_verdict v join dim_standard s using (standard_id) "
        "join dim_indicator i using (indicator_id) join dim_area a using (area_id) "
        "where v.county_code = $county and v.term_id = $term group by all"
    )
    asked = sorted(
        (row["area"], row["indicator_id"], row["standard"], next(STATUS[name] for name in order if name in row["held"]))
        for row in rows
    )
    shown = [
        (area.split("（")[0], row["编号"], standard, row["判定"])
        for area, lines in tables(report).items()
        if re.search(r"（\d+项）$", area)
        for row in lines
        for standard in row["标准"].split("；")
    ]
    assert sorted(shown) == asked and len(asked) > 60


def test_word_and_pdf_say_the_same(report: WordDocument, paged: str) -> None:
    paged = flat(re.sub(r"— \d+ —", "", paged))
    sentences = [flat(paragraph.text) for paragraph in report.paragraphs if len(paragraph.text) > 20]
    assert len(sentences) > 20
    assert [sentence for sentence in sentences if sentence not in paged] == []
    cells = {flat(cell.text) for table in report.tables for row in table.rows for cell in row.cells}
    assert [cell for cell in cells if cell not in paged] == []


def test_charts_carry_the_figures_of_their_tables(word: bytes, published: Published) -> None:
    """A chart holds its figures twice: drawn, and in the workbook that opens when it is edited."""
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        names = [name for name in parts.namelist() if name.startswith("word/embeddings/")]
        books = [load_workbook(io.BytesIO(parts.read(name))).active for name in sorted(names)]
        drawn = parts.read("word/charts/chart3.xml").decode()
    rows = published.rows(
        "select d.stage, d.indicator_id, d.cv from fct_indicator_dispersion d "
        "join dim_indicator i using (indicator_id) where d.county_code = $county and d.term_id = $term "
        "and i.area_id = 'resource'"
    )
    expected = {(STAGE[row["stage"]], row["indicator_id"]): printed(row["cv"], 3) for row in rows}
    header, *lines = books[2].iter_rows(values_only=True)
    for line in lines:
        for stage, value in zip(header[1:3], line[1:3], strict=True):
            assert printed(value, 3) == expected.pop((stage, line[0]))
            assert value is None or f"<c:v>{value:g}</c:v>" in drawn
    assert not expected and len(books) == 3
    limits = published.rows(
        "select distinct stage, limit_value from dim_threshold where statistic = 'cv' and limit_value is not null"
    )
    shown = {(name, line[place]) for line in lines for place, name in enumerate(header) if place > 2}
    assert shown == {(f"{STAGE[row['stage']]}限值", float(row["limit_value"])) for row in limits}


def test_a_name_that_looks_like_code_is_text(small_release: Path, tmp_path: Path) -> None:
    def rename(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("update dim_school set township_zh = $1 where term_id = $2", [HOSTILE, TERM])
        connection.execute("update dim_county set label_zh = $1", [HOSTILE])
        connection.execute("update fct_indicator_dispersion set missing = $1", [HOSTILE])
        connection.execute("update rpt_declaration_3 set status = 'unknown', printed_cv = null")

    with changed(small_release, tmp_path, rename) as published:
        word = progress_docx(published)
        assert flat(pdf_text(published)).count(flat(HOSTILE)) > 10
    report = Document(io.BytesIO(word))
    assert text_of(report).count(HOSTILE) > 10
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert b"<script" not in b"".join(parts.read(name) for name in parts.namelist())
        assert b"hyperlink" not in parts.read("word/_rels/document.xml.rels")


def test_few_children_are_hidden(report: WordDocument, paged: str, published: Published) -> None:
    """7 of 8 children with disabilities are enrolled: neither the share nor the counts are said."""
    (row,) = published.rows(
        "select value from fct_county_indicator where indicator_id = 'Q2' and county_code = $county and term_id = $term"
    )
    assert row["value"] == 87.5
    lines = [line for rows in tables(report).values() for line in rows if line.get("编号") == "Q2"]
    assert lines and all(line["本期情况"] == HIDDEN for line in lines if "本期情况" in line)
    assert "87.5" not in text_of(report) and "87.5" not in paged


def test_a_term_in_which_nothing_is_known(small_release: Path, tmp_path: Path) -> None:
    def unknown(connection: duckdb.DuckDBPyConnection) -> None:
        nothing_known(connection)
        shares = "share_met = null, printed_share_met = null"
        connection.execute(f"update rpt_declaration_2_1 set met = 0, unknown = sections, {shares}")
        connection.execute("update rpt_declaration_3 set printed_mean = null, printed_cv = null, status = 'unknown'")

    with changed(small_release, tmp_path, unknown) as published:
        text = text_of(read(published))
        assert "没有图可画" in text and "没有可以测算的缺口" in text
        for told in (text, pdf_text(published)):
            assert not re.search(r"None|nan|null", told, re.IGNORECASE)


def test_a_county_of_one_school(small_release: Path, tmp_path: Path) -> None:
    with changed(small_release, tmp_path, one_school) as published:
        for told in (text_of(read(published)), pdf_text(published)):
            assert "义务教育优质均衡发展创建工作进展情况的报告" in flat(told)
            assert not re.search(r"None|nan|null", told, re.IGNORECASE)


def test_a_figure_that_moves_moves_its_sentence(small_release: Path, tmp_path: Path, report: WordDocument) -> None:
    assert "登记学校4所，已报送数据4所。" in text_of(report)

    def silent(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("update rpt_answers set schools_answered = schools_answered - 1")

    with changed(small_release, tmp_path, silent) as published:
        assert "登记学校4所，已报送数据3所，未报送1所，其指标按缺数计。" in text_of(read(published))


def test_it_is_marked_and_the_same_twice(report: WordDocument, word: bytes, published: Published) -> None:
    text = text_of(report)
    assert "合成样例数据" in text and "构建时间" in text and "小县" in text.splitlines()[0]
    assert report.core_properties.title == text.splitlines()[0]
    assert progress_docx(published) == word and progress_pdf(published) == progress_pdf(published)
