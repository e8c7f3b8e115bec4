"""The figures of a statistics return as rows of the survey forms, where the two count differently made to agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from edu_balance.intake.delivery import Place, Row, ValueKey
from edu_balance.intake.known import Known
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.return_sheets import Found
from edu_balance.intake.survey_file import Key

TEACHERS, PREMISES = "teachers", "premises"
ARTS, PARTS_OF_ARTS = "艺术", ("music", "fine_art")


@dataclass
class Figures:
    """Rows by form and key, the place of every value, and the cell each column was looked for in."""

    known: Known
    remarks: Remarks
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)
    found: dict[ValueKey, Found] = field(default_factory=dict)

    def put(self, form: str, key: Key, column: str, found: Found, value: str) -> None:
        """A value, or that there is none: then the row stands without a place for it."""
        self._row(form, key)[column] = value
        self.found[form, key, column] = found
        if value:
            self.places[form, key, column] = Place(found.sheet.name, found.address)

    def answered_rows(self, school_ids: Collection[str], term_id: str) -> dict[str, list[Row]]:
        """The rows with an answer, and beside them the blank ones of the same list.

        A school answers all its stages in one file. The return does not tell all of every stage, so rows that other
        files have answered stand here too, blank and without a place: they stay as they are.
        """
        answered: dict[str, list[Row]] = {}
        for form, rows in self.rows.items():
            survey = self.known.forms[form]
            sections = {_section(survey.keys, key) for key, row in rows.items() if any(map(row.get, survey.answers))}
            if not sections:
                continue
            kept = {key: row for key, row in rows.items() if _section(survey.keys, key) in sections}
            for key in self.known.survey[form]:
                said = dict(zip(survey.keys, key, strict=True))
                is_own = said.get("term_id") == term_id and said["school_id"] in school_ids
                if is_own and "stage" in said and _section(survey.keys, key) not in sections:
                    kept[key] = self._blank(form, key)
            answered[form] = list(kept.values())
        return answered

    def agree(self, lists_doctors: Mapping[str, bool]) -> None:
        """Bring what the return counts otherwise to our way of counting; of each sheet whether it lists doctors."""
        self._count_graduates_as_masters(lists_doctors)
        self._take_parts_off_arts()
        self._put_no_gymnasium()

    def _count_graduates_as_masters(self, lists_doctors: Mapping[str, bool]) -> None:
        """The older forms count masters and doctors together."""
        for key, row in self.rows.get(TEACHERS, {}).items():
            place = self.places.get((TEACHERS, key, "master"))
            if place and not lists_doctors[place.sheet or ""]:
                row["doctor"] = "0"
                self.places[TEACHERS, key, "doctor"] = place
                zh = "研究生不分硕士、博士：全部计入硕士，博士按 0 计"
                en = "masters and doctors are one figure: all are read as masters, doctors as 0"
                self.remarks.add(place, row["master"], zh, en, "notice")

    def _take_parts_off_arts(self) -> None:
        """Where music and fine art are parts of the total of the arts, the rest of it is the integrated subject."""
        for key, row in self.rows.get(TEACHERS, {}).items():
            total = self.found.get((TEACHERS, key, "arts"))
            parts = [name for name in PARTS_OF_ARTS if _is_part(self.found.get((TEACHERS, key, name)), total)]
            place = self.places.get((TEACHERS, key, "arts"))
            if not parts or place is None:
                continue
            seen, is_known = row["arts"], all(row[name] for name in parts)
            rest = int(seen) - sum(int(row[name] or 0) for name in parts)
            if rest < 0:
                zh, en = "“艺术”的“计”小于其中音乐、美术之和", "a total of the arts not below music and fine art in it"
                self.remarks.add(place, seen, zh, en)
            elif is_known:
                zh = f"“艺术”的“计”含音乐、美术，其余 {rest} 人计入艺术，以免重复"
                en = f"the total of the arts holds music and fine art: the other {rest} are read as arts"
                self.remarks.add(place, seen, zh, en, "notice")
            if rest < 0 or not is_known:
                row["arts"] = ""
                del self.places[TEACHERS, key, "arts"]
            else:
                row["arts"] = str(rest)

    def _put_no_gymnasium(self) -> None:
        """The return counts a gymnasium within the teaching rooms; our form asks for the one outside them."""
        for key, row in self.rows.get(PREMISES, {}).items():
            if place := self.places.get((PREMISES, key, "indoor_sports_m2")):
                row["gymnasium_m2"] = "0"
                self.places[PREMISES, key, "gymnasium_m2"] = place
                zh = "体育馆已含在教学及辅助用房内，学校体育馆面积按 0 计"
                en = "gymnasiums are within the teaching rooms: the gymnasium outside them is read as 0"
                self.remarks.add(place, row["indoor_sports_m2"], zh, en, "notice")

    def _row(self, form: str, key: Key) -> Row:
        return self.rows.setdefault(form, {}).setdefault(key, self._blank(form, key))

    def _blank(self, form: str, key: Key) -> Row:
        survey = self.known.forms[form]
        return dict.fromkeys((*survey.keys, *survey.answers), "") | dict(zip(survey.keys, key, strict=True))


def _section(keys: tuple[str, ...], key: Key) -> Key:
    """The key without what rows of one list differ by: the grade, the size band."""
    return tuple(value for name, value in zip(keys, key, strict=True) if name not in ("grade", "band"))


def _is_part(part: Found | None, total: Found | None) -> bool:
    """Whether a subject stands beside a total below the same outer label, that of the arts."""
    if part is None or total is None:
        return False
    axes: tuple[Literal["row", "column"], ...] = ("row", "column")
    paths = [(getattr(part, axis).path, getattr(total, axis).path) for axis in axes]
    return any(one != whole and whole[:-1] and whole[-2] == ARTS and one[:-1] == whole[:-1] for one, whole in paths)
