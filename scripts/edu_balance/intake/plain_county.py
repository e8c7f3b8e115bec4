"""The survey form of a county as another office prints it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from edu_balance.intake.delivery import Place
from edu_balance.intake.fields import COUNTY, Item, normalised, period
from edu_balance.intake.labels import Label
from edu_balance.intake.plain_form import PlainForm, is_same_name


class CountyForm(PlainForm):
    """The form of a county."""

    workbook = COUNTY

    def identify(self) -> bool:
        """Whether it is the form of a county we know, filled in for this year; remarks if not."""
        name, code = self.line("counties", "label_zh"), self.line("county_figures", "county_code")
        if self.has_no_value(name) or self.has_no_value(code):
            return False
        given = unicodedata.normalize("NFKC", code.seen).strip() if code else ""
        called = [key for key, row in self.known.counties.items() if name and is_same_name(row["label_zh"], name.seen)]
        found = given if given in self.known.counties else ""
        if not given and len(called) == 1 and name:
            found = called[0]
            self.remarks.add(name.place, name.seen, f"没有区县代码，按名称读为 {found}", f"no code; {found}", "notice")
        at = code or name
        if not found or (called and found not in called):
            zh, en = (
                "应为 counties.csv 中的区县代码，并与名称相符",
                "the code of a county of counties.csv, and its name",
            )
            self.remarks.add(at.place if at else Place(), at.seen if at else "", zh, en)
            return False
        if name and name.is_filled and not called:
            label = self.known.counties[found]["label_zh"]
            zh, en = f"{found} 为“{label}”，请确认是同一区县", f"{label}, as registered"
            self.remarks.add(name.place, name.seen, zh, en, "ask")
        self.keys = {"county_code": found, "term_id": self.term_id, "school_id": ""}
        return self._is_of_this_year()

    def _is_of_this_year(self) -> bool:
        """The form has no term, only the year it is filled in for: another year's figures are of other periods."""
        term, line = self.known.terms[self.term_id], self.line("county_figures", "period")
        year = period("calendar_year", term)
        said = re.sub(r"[年度学\s]", "", normalised(line.seen)) if line and line.is_answered else ""
        if line and said in (year, term["school_year"]):
            return True
        place, seen = (line.place, line.seen) if line else (Place(), "")
        if said:
            self.remarks.add(place, seen, f"应为 {year} 年度的表", f"a form of {year}")
            return False
        zh, en = f"没有填报年度，按 {year} 年读取，请确认", f"the year of the form; read as {year}"
        self.remarks.add(place, seen, zh, en, "ask")
        return True

    def expected(self) -> Iterable[Label]:
        return (label for label in self.known.labels["survey"] if self.item_of(label))

    def needed(self) -> Iterable[Item]:
        return (item for item in self.known.fields.items[COUNTY] if item.is_required and item.measure_id)

    def item_of(self, label: Label) -> Item | None:
        is_figure = label.form == "county_figures" and label.column_name in self.measures
        return self.item(label, label.stage) if is_figure else None

    @property
    def measures(self) -> set[str]:
        return {item.measure_id for item in self.known.fields.items[COUNTY]} - {""}

    def read_lines(self) -> None:
        unsplit = []
        for line in self.lines:
            items = [item for label in line.labels if (item := self.item_of(label))]
            if items:
                self.take(line, items)
            elif line.label.column_name in self.measures:
                unsplit += [line] * line.is_filled
            if len(items) > 1 and line.is_filled:
                listed = "、".join(item.label for item in items)
                self.remarks.add(line.place, line.seen, f"同时计入：{listed}", f"read as each of: {listed}", "notice")
        self.name(
            unsplit, "是合计，须分项填报，未读取：保持未知", "its parts: the sum is not read, and they stay unknown"
        )
