"""The register of the plan's commitments against the plan itself, whose sections 三 to 六 stand in plan_2022.txt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from conftest import dbt_build, project_copy
from forms import Row, header_of, read_form, write_form

HERE = Path(__file__).resolve().parent
CLAUSES = HERE.parents[1] / "seeds" / "policy" / "clauses.csv"
NUMERALS = "一二三四五六"
# sections whose paragraphs commit to something; section 四 holds the items
GOAL, TASKS, STEPS, SAFEGUARDS = "三", "四", "五", "六"
# says what for, and commits to nothing
PURPOSE = {"plan:section-6-1": "为切实加强推进义务教育优质均衡发展工作的组织领导"}


def plain(text: str) -> str:
    """Letters and digits only: how a sentence is cut into parts does not matter."""
    return re.sub(r"[\W_]", "", text)


def register() -> list[Row]:
    return read_form(CLAUSES)


def plan() -> dict[str, tuple[str, str]]:
    """Title and text of every item and paragraph, by clause id."""
    found, section = {}, ""
    for line in (HERE / "plan_2022.txt").read_text(encoding="utf-8").splitlines():
        if heading := re.match(rf"([{NUMERALS}])、", line):
            section = heading[1]
        elif section == GOAL:
            found["plan:section-3"] = ("", line)
        elif section == TASKS and (item := re.match(r"(\d+)\.([^。]*)。(.*)", line)):
            found[f"plan:item-{int(item[1]):02d}"] = (item[2], item[3])
        elif section in (STEPS, SAFEGUARDS) and (part := re.match(rf"（([{NUMERALS}])）([^。]*)。(.*)", line)):
            number = f"{NUMERALS.index(section) + 1}-{NUMERALS.index(part[1]) + 1}"
            found[f"plan:section-{number}"] = (part[2], part[3])
    return found


def test_the_plan_is_read_whole() -> None:
    ids = {f"plan:item-{number:02d}" for number in range(1, 27)}
    ids |= {f"plan:section-{number}" for number in ("3", "5-1", "5-2", "5-3", "6-1", "6-2", "6-3")}
    assert plan().keys() == ids


def test_every_sentence_of_the_plan_is_a_row_and_every_row_a_sentence() -> None:
    rows = register()
    for clause_id, (title, text) in plan().items():
        parts = [row["text_zh"] for row in rows if row["clause_id"] == clause_id]
        wanted = plain(text).replace(PURPOSE.get(clause_id, ""), "", 1)
        # a title can be a commitment of its own
        assert plain("".join(parts)) in (wanted, plain(title) + wanted), clause_id
    assert {row["clause_id"] for row in rows} == plan().keys()


def drop(rows: list[Row], clause_id: str) -> list[Row]:
    return [row for row in rows if row["clause_id"] != clause_id]


def change(clause_id: str, part: str, **cells: str) -> Callable[[list[Row]], list[Row]]:
    """Set cells of one commitment."""

    def changed(rows: list[Row]) -> list[Row]:
        assert any((row["clause_id"], row["part"]) == (clause_id, part) for row in rows)
        return [row | cells if (row["clause_id"], row["part"]) == (clause_id, part) else row for row in rows]

    return changed


# each fault and how many findings it gives
FAULTS: tuple[tuple[Callable[[list[Row]], list[Row]], int], ...] = (
    # a clause left out: no row, and its limit stands under no clause
    (lambda rows: drop(rows, "plan:item-20"), 2),
    # an indicator that does not exist, and the one that is judged there is not named
    (change("plan:item-12", "2", indicator_ids="Q77"), 2),
    # what a limit judges is not named
    (change("plan:item-15", "5", indicator_ids="Q2"), 1),
    # a statement without its reason
    (change("plan:item-01", "1", note=""), 1),
    # a commitment nobody judges, and a limit of its clause
    (change("plan:item-09", "2", indicator_ids=""), 2),
)


def test_every_fault_of_the_register_stops_the_build(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    rows = register()
    for fault, _ in FAULTS:
        rows = fault(rows)
    write_form(project / "seeds" / "policy" / "clauses.csv", header_of(CLAUSES), rows)
    built = dbt_build(project, select=["+clauses_are_whole"])
    assert built.returncode == 1, built.output[-2000:]
    assert f"Got {sum(findings for _, findings in FAULTS)} results" in built.output, built.output[-2000:]
