"""The docs pages against the seeds they are written from, and the figures they show recomputed from the page itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import project_copy
from forms import Row, header_of, read_form, write_form

from edu_balance import sync
from edu_balance.errors import ClerkError

ROOT = Path(__file__).resolve().parents[2]
DOCS = Path("models/docs")
INDICATORS, LIMITS = DOCS / "indicators.md", DOCS / "limits.md"
PUPILS = (45, 37, 89, 76, 55)
BOOKS = (279, 137, 935, 160, 402)
COMPARATORS = {"≥": ">=", ">": ">", "≤": "<=", "<": "<", "=": "="}
FORM = "form "


def seed(name: str, folder: str = "policy", root: Path = ROOT) -> list[Row]:
    return read_form(root / "seeds" / folder / f"{name}.csv")


def sections(page: Path, level: int) -> Iterator[tuple[str, str]]:
    """Title and text of every section of one level, as a reader of the page finds them."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for part in re.split(rf"(?m)^{'#' * level} ", text)[1:]:
        title, _, body = part.partition("\n")
        yield title.strip("`"), re.split(r"(?m)^#{1,6} ", body)[0]


def item(body: str, title: str) -> str:
    """What a section says under a title, with the lines below it."""
    found = re.findall(rf"(?m)^- \*\*\S+ {title}\*\*:(.*(?:\n  - .*)*)", body)
    assert len(found) == 1, f"{title} stands {len(found)} times in: {body}"
    return found[0]


def slugs(page: Path) -> set[str]:
    """The anchors a page has: its headings without marks, in lower case, spaces as hyphens."""
    headings = re.findall(r"(?m)^#{1,6} (.*)$", (ROOT / page).read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def printed_limits(text: str) -> set[tuple[str, Decimal]]:
    """Every comparator and number of a text, in either language."""
    return {(COMPARATORS[sign], Decimal(number)) for sign, number in re.findall(r"([≥>≤<=]) (\d[\d.]*)", text)}


def table(page: str, first_heading: str) -> list[list[str]]:
    """The body rows of the Markdown table whose header starts with the heading."""
    lines = (ROOT / DOCS / page).read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    body = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        body.append([cell.strip() for cell in line.strip("|").split("|")])
    return body


def test_printed_s_over_printed_mean_gives_each_printed_cv() -> None:
    rows = table("dispersion.md", "indicator")
    assert [row[0] for row in rows] == ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]
    for _, mean, deviation, printed, ours in rows:
        quotient = (Decimal(deviation) / Decimal(mean)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        assert quotient == Decimal(printed) == Decimal(ours)


def test_worked_example_and_its_wrong_variants_are_what_the_page_says() -> None:
    shown = {row[0]: row[1] for row in table("dispersion.md", "way of reckoning")}
    ratios = [books / pupils for books, pupils in zip(BOOKS, PUPILS, strict=True)]
    total, mean = sum(PUPILS), sum(BOOKS) / sum(PUPILS)
    unweighted = sum(ratios) / 5
    squares = sum((ratio - unweighted) ** 2 for ratio in ratios)
    rounded_mean = round(mean, 2)
    rounded = sum(p * (round(x, 2) - rounded_mean) ** 2 for p, x in zip(PUPILS, ratios, strict=True))
    weighted = sum(p * (x - mean) ** 2 for p, x in zip(PUPILS, ratios, strict=True))
    reliability = total - sum(p * p for p in PUPILS) / total
    assert shown == {
        "printed in the source": f"{math.sqrt(weighted / total) / mean:.2f}",
        "ours, pupil-weighted, population": f"{math.sqrt(weighted / total) / mean:.7f}",
        "unweighted, population (would pass the primary limit)": f"{math.sqrt(squares / 5) / unweighted:.6f}",
        "unweighted, sample": f"{math.sqrt(squares / 4) / unweighted:.6f}",
        "x_i and X̄ rounded first": f"{math.sqrt(rounded / total) / rounded_mean:.6f}",
        "reliability weights": f"{math.sqrt(weighted / reliability) / mean:.6f}",
    }


def test_there_is_one_section_for_each_id_and_none_besides() -> None:
    titles = [title for title, _ in sections(INDICATORS, 3) if not title.startswith(FORM)]
    assert sorted(titles) == sorted(row["indicator_id"] for row in seed("indicators"))
    titles = [title for title, _ in sections(LIMITS, 4)]
    assert sorted(titles) == sorted(row["threshold_id"] for row in seed("thresholds"))
    forms = [title.removeprefix(FORM) for title, _ in sections(INDICATORS, 3) if title.startswith(FORM)]
    # what was taken in is written by the ingest and asked of nobody
    survey = {path.stem for path in (ROOT / "seeds" / "survey").glob("*.csv")} - {"deliveries"}
    assert sorted(forms) == sorted(survey)


@pytest.mark.parametrize("page", [INDICATORS, LIMITS, DOCS / "dispersion.md"], ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)]*)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert links or page.stem == "dispersion"
    for target, _, anchor in (link.partition("#") for link in links):
        found = DOCS / target if target else page
        assert (ROOT / found).exists(), target
        assert not anchor or anchor in slugs(found), f"{target}#{anchor}"


@pytest.mark.parametrize("page", [INDICATORS, LIMITS], ids=lambda page: page.stem)
def test_no_page_holds_what_dbt_would_render(page: Path) -> None:
    assert not re.search(r"\{[{%#]", (ROOT / page).read_text(encoding="utf-8"))


def test_a_section_of_an_indicator_says_how_it_is_made_judged_and_mended() -> None:
    indicators = {row["indicator_id"]: row for row in seed("indicators")}
    measures = {row["measure_id"]: row for row in seed("measures")}
    periods = {row["period_kind"]: row for row in seed("period_kinds", "reference")}
    limits = seed("thresholds")
    for title, body in sections(INDICATORS, 3):
        if title.startswith(FORM):
            continue
        indicator = indicators[title]
        assert indicator["label_zh"] in body and indicator["label_en"] in body
        own = [row for row in seed("subgroups") if row["indicator_id"] == title]
        formula, source = item(body, "formula"), item(body, "source form")
        unknown, unmet = re.findall(r"(?m)^- (?:缺数|不达标)：(.+)。\n  (?:Unknown|Not met): .+\.$", body)
        for side in ("numerator_measure", "denominator_measure"):
            for measure_id in {indicator[side]} | {row[side] for row in own} - {""}:
                if measure_id:
                    measure = measures[measure_id]
                    assert f"「{measure['label_zh']}」" in formula and f"“{measure['label_en']}”" in formula, title
                    assert f"[`{measure['form']}`]" in source and f"[`{measure['form']}`]" in unknown, title
        assert indicator["multiplier"] in ("", "1") or f"× {indicator['multiplier']}" in formula
        assert all(row["label_zh"] in item(body, "subgroups") for row in own)
        assert periods[indicator["period_kind"]]["label_zh"] in item(body, "period")
        assert item(body, "decimals printed").strip() == indicator["decimals"]
        clause, judged = item(body, "clause"), item(body, "judged")
        mine = [row for row in limits if row["indicator_id"] == title]
        assert ("不判定" in judged) == ("无须整改" in unmet) == (not mine)
        rows = {re.search(r"limits\.md#(\w+)\)", line)[1]: line for line in body.splitlines() if "](limits.md#" in line}
        assert rows.keys() == {row["threshold_id"] for row in mine}
        for row in mine:
            line = rows[row["threshold_id"]]
            assert printed_limits(line) == {(row["comparator"], Decimal(row["limit_value"]))}
            assert f"`{row['clause']}`" in line and f"`{row['clause']}`" in clause
            assert row["in_force_from"] in line and row["in_force_to"] in line


def test_a_section_of_a_limit_says_what_the_seed_says() -> None:
    limits = {row["threshold_id"]: row for row in seed("thresholds")}
    indicators = {row["indicator_id"]: row for row in seed("indicators")}
    commitments = seed("clauses")
    stages = {row["stage"]: row["label_zh"] for row in seed("stages", "reference")} | {"": ""}
    traits = {row["trait"]: row["label_zh"] for row in seed("school_traits", "reference")} | {"": ""}
    for title, body in sections(LIMITS, 4):
        row = limits[title]
        seen = {(row["comparator"], Decimal(row["limit_value"]))}
        sentence = body.strip().split("\n\n")[0]
        assert printed_limits(sentence) == seen == printed_limits(item(body, "limit"))
        assert indicators[row["indicator_id"]]["label_en"] in sentence and stages[row["stage"]] in sentence
        assert traits[row["applies_to"]] in sentence
        clause = item(body, "clause")
        assert f"`{row['clause']}`" in clause
        for part in commitments:
            named = part["clause_id"] == row["clause"] and row["indicator_id"] in part["indicator_ids"].split()
            assert (f"「{part['text_zh']}」" in clause) == named
        assert item(body, "in force").split(" – ") == [f" {row['in_force_from']}", row["in_force_to"]] or (
            not row["in_force_to"] and item(body, "in force") == f" {row['in_force_from']} –"
        )
        assert ("计入领域结论" in item(body, "effect")) == (row["rolls_up"] == "1")
        for column, heading in (("floor_share", "floor"), ("member_of", "member of"), ("office", "office")):
            assert (f" {heading}**" in body) == bool(row[column])
            assert not row[column] or row[column] in item(body, heading)
        assert not row["note"] or row["note"] in item(body, "note")
        members = {other for other in limits if limits[other]["member_of"] == title}
        assert set(re.findall(r"\(#(\w+)\)", item(body, "members") if members else "")) == members
        assert f"tests/policy/{title}.sql" in item(body, "test")
        assert f"(indicators.md#{row['indicator_id'].lower()})" in item(body, "how to mend")


def test_the_forms_are_described_as_the_survey_declares_them() -> None:
    declared = yaml.safe_load((ROOT / "seeds" / "survey" / "_survey.yml").read_text(encoding="utf-8"))["seeds"]
    shown = {title.removeprefix(FORM): body for title, body in sections(INDICATORS, 3) if title.startswith(FORM)}
    for form in declared:
        columns = re.findall(r"(?m)^\| `(\w+)` \|", shown[form["name"]])
        assert columns == [column["name"] for column in form["columns"]]


def test_generated_files_are_not_stale() -> None:
    assert sync.stale_files(ROOT) == []


def change_one_cell(root: Path, folder: str, name: str, column: str) -> None:
    """Append to the first filled cell of a column what leaves it a word or number of its kind."""
    path = root / "seeds" / folder / f"{name}.csv"
    content = seed(name, folder, root)
    # a commitment of the plan that names no indicator is on no page
    row = next(row for row in content if row[column] and row.get("indicator_ids", "any"))
    row[column] += "1"
    write_form(path, header_of(path), content)


@pytest.mark.parametrize(
    ("folder", "name", "columns", "stale"),
    [
        ("policy", "thresholds", "limit_value clause in_force_from in_force_to", {INDICATORS, LIMITS}),
        ("policy", "thresholds", "floor_share office note", {LIMITS}),
        ("policy", "indicators", "label_zh label_en unit_zh unit_en", {INDICATORS, LIMITS}),
        ("policy", "indicators", "note decimals multiplier", {INDICATORS}),
        ("policy", "subgroups", "label_zh label_en", {INDICATORS, LIMITS}),
        ("policy", "measures", "label_zh label_en form", {INDICATORS}),
        ("policy", "measure_subgroups", "subgroup", {INDICATORS}),
        ("policy", "clauses", "text_zh clause_id", {INDICATORS, LIMITS}),
        ("policy", "standards", "label_zh", {INDICATORS, LIMITS}),
        ("policy", "standards", "label_en document note", {LIMITS}),
        ("policy", "areas", "label_zh label_en", {INDICATORS}),
        ("reference", "stages", "label_zh label_en", {INDICATORS, LIMITS}),
        ("reference", "school_traits", "label_zh label_en", {INDICATORS, LIMITS}),
        ("reference", "period_kinds", "label_zh label_en note", {INDICATORS}),
    ],
)
def test_a_changed_cell_makes_the_pages_that_show_it_stale(
    folder: str, name: str, columns: str, stale: set[Path], tmp_path: Path
) -> None:
    project = project_copy(tmp_path)
    for column in columns.split():
        change_one_cell(project, folder, name, column)
        assert set(sync.stale_files(project)) == stale, f"{name}.{column}"
        assert sync.main(check=False, root=project) == 0


def test_forms_and_ids_make_files_stale_and_check_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = project_copy(tmp_path)
    declared = project / "seeds" / "survey" / "_survey.yml"
    declared.write_text(declared.read_text(encoding="utf-8").replace("学校名称", "校名", 1), encoding="utf-8")
    assert sync.stale_files(project) == [INDICATORS]
    assert sync.main(check=False, root=project) == 0
    gone = project / "tests" / "policy" / f"{seed('thresholds')[0]['threshold_id']}.sql"
    change_one_cell(project, "policy", "thresholds", "threshold_id")
    new = gone.with_stem(f"{gone.stem}1").relative_to(project)
    assert set(sync.stale_files(project)) == {INDICATORS, LIMITS, gone.relative_to(project), new}
    assert sync.main(check=False, root=project) == 0
    assert not gone.exists() and (project / new).exists()
    (project / LIMITS).unlink()
    assert sync.main(check=True, root=project) == 1 and not (project / LIMITS).exists()
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"stale: {LIMITS.as_posix()} ")
    change_one_cell(project, "policy", "indicators", "kind")
    with pytest.raises(ClerkError, match="section_ratio1"):
        sync.stale_files(project)


def test_the_route_maps_name_every_model_and_every_test() -> None:
    models = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "models" / "intermediate").glob("*.sql"):
        assert f"`{path.stem}`" in models, path.stem
    tests = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "tests" / "python").glob("test_*.py"):
        assert f"`{path.stem}`" in tests, path.stem
    for path in (ROOT / "tests" / "integrity").glob("*.sql"):
        assert path.stem in tests or f"{path.stem.split('_')[0]}_*`" in tests, path.stem


def test_every_macro_is_documented_as_it_is_written() -> None:
    declared = yaml.safe_load((ROOT / "macros" / "_macros.yml").read_text(encoding="utf-8"))["macros"]
    entries = {entry["name"]: [argument["name"] for argument in entry.get("arguments", ())] for entry in declared}
    assert len(entries) == len(declared)
    written = {}
    for path in sorted((ROOT / "macros").rglob("*.sql")):
        for name, arguments in re.findall(r"\{%-? macro (\w+)\((.*?)\) -?%\}", path.read_text(encoding="utf-8")):
            # an adapter's version of a macro is documented with it
            if "__" not in name:
                written[name] = re.findall(r"(\w+)(?:='[^']*')?(?:,|$)", arguments)
    assert entries == written
    assert all(entry["description"].strip() for entry in declared)


NUMBER = re.compile(r"(?<![\w.])(\d[\d_]*(?:\.\d+)?|\.\d+)(?!\w|\.\d)")
# Not figures: widths of types, the 100 of a percentage, powers of ten, thousands written apart.
NO_FIGURE = re.compile(r"decimal\(\d+, \d+\)|(?<![\w.])100 \*|\* 100(?![\w.])|\b10\^\d+|\b10 000\b")
# Python counts other things too; each of these would be a limit by accident only.
NO_LIMIT = {
    ("scripts/edu_balance/build.py", "60"): "seconds of a minute",
    ("scripts/edu_balance/console.py", "100"): "columns of a terminal",
    ("scripts/edu_balance/failures.py", "20"): "rows shown",
    ("scripts/edu_balance/findings.py", "60"): "findings shown",
    ("scripts/edu_balance/intake/county_export.py", "20"): "the century of a year",
    ("scripts/edu_balance/intake/overview_workbook.py", "10"): "width of a column",
    ("scripts/edu_balance/intake/overview_workbook.py", "20"): "width of a column",
    ("scripts/edu_balance/intake/overview_workbook.py", "45"): "height of a row",
    ("scripts/edu_balance/intake/remarks.py", "100"): "remarks listed apart",
    ("scripts/edu_balance/intake/return_identity.py", "20"): "the century of a year",
    ("scripts/edu_balance/intake/return_sheets.py", "10"): "step of an exporter's row numbers",
    ("scripts/edu_balance/intake/row_words.py", "10"): "a power of ten",
    ("scripts/edu_balance/intake/school_ids.py", "10"): "digits of a school's code",
    ("scripts/edu_balance/intake/suites.py", "10"): "digits of a school's code",
    ("scripts/edu_balance/intake/suites.py", "100"): "a whole share",
    ("scripts/edu_balance/intake/suites.py", "3_000"): "how far from ten thousand a slip of the unit may lie",
    ("scripts/edu_balance/intake/table_sheets.py", "20"): "lines of a row",
    ("scripts/edu_balance/intake/text_file.py", "0.5"): "most of the lines",
    ("scripts/edu_balance/intake/told.py", "20"): "files shown",
    ("scripts/edu_balance/publish.py", "20"): "releases kept",
    ("scripts/edu_balance/reports/declaration_formulas.py", "0.9"): "an example of binary doubles",
    ("scripts/edu_balance/reports/declaration_workbook.py", "10"): "a power of ten",
    ("scripts/edu_balance/reports/report_cards_data.py", "10"): "lines shown",
    ("scripts/edu_balance/reports/report_cards_data.py", "20"): "lines shown",
    **{
        (f"scripts/edu_balance/reports/{name}.py", number): "a width, a size or a place on a page"
        for name, numbers in {
            "dashboard_charts": ("0.5", "0.9", "20", "50"),
            "declaration_figures": ("10", "20", "50", "60"),
            "declaration_forms": ("10", "20"),
            "declaration_sheets": ("10", "60"),
            "declaration_workbook": ("20",),
            "ledgers_workbook": ("10", "20"),
            "progress_charts": ("0.5", "10", "10.0", "60", "100.0"),
            "progress_docx": ("20",),
            "progress_pdf": ("10",),
            "progress_text": ("0.15",),
            "report_cards_pdf": ("0.5", "7.5"),
        }.items()
        for number in numbers
    },
    ("tests/generic/seed_rows.sql", "10"): "digits of a school's code",
}


@cache
def suspicious() -> set[Decimal]:
    """The limits and floors of the policy seeds; whole numbers below ten stand in any code."""
    cells = {row[column] for row in seed("thresholds") for column in ("limit_value", "floor_share")} - {""}
    return {number for number in map(Decimal, cells) if number >= 10 or number % 1}


def limits_typed(text: str) -> list[str]:
    """The numbers of a text, however they are written, that are a limit or a floor."""
    return [number for number in NUMBER.findall(NO_FIGURE.sub("", text)) if Decimal(number) in suspicious()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("where cv <= 0.45", ["0.45"]),
        ("cv < .450 and 0.50", [".450", "0.50"]),
        ("class_size > 45 or pupils > 2_400.0", ["45", "2_400.0"]),
        ("case when share >= 85 then 100 end", ["85", "100"]),
        ("cast(pupils * 100 as decimal(20, 6)) / 100 * 2", []),
        ("-- 10 000 yuan; x145, 45x, 1.45 and item 45.1", []),
    ],
)
def test_a_typed_limit_is_found_however_it_is_written(text: str, found: list[str]) -> None:
    assert limits_typed(text) == found


def test_no_limit_is_typed_outside_the_policy_seeds() -> None:
    # the sample county's generator invents figures of its own, some of them like a limit
    sources = [
        path
        for folder, ending in (
            ("models", "sql"),
            ("macros", "sql"),
            ("analyses", "sql"),
            ("tests", "sql"),
            ("scripts", "py"),
        )
        for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
        if not path.name.startswith("sample")
    ]
    assert len(sources) > 100
    found = {
        (path.relative_to(ROOT).as_posix(), number): line.strip()
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        for number in limits_typed(line)
    }
    assert {key: line for key, line in found.items() if key not in NO_LIMIT} == {}
    assert NO_LIMIT.keys() <= found.keys(), "an exception that excuses nothing"
