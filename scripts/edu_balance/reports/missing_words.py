"""What is missing, in words: `pupils.migrant: 144 schools, county_figures.migrant_children` in Chinese or English."""

from __future__ import annotations

import re

from edu_balance.reports.published import Published

# schools named where a figure of the county lacks those of many
MOST_SCHOOLS = 5
SCHOOL = re.compile(r"\d+ ")
ITEM = re.compile(r"(?P<base>[^ :]+)(?: \((?P<part>\w+)\))?(?:: (?P<schools>\d+) schools)?")
# forms of which no single figure is asked for
FORMS = {"documents": ("评估结论和佐证材料", "conclusion and evidence"), "classes": ("班级", "classes")}


class MissingWords:
    """Names of what is missing, from the published dictionary; what it does not hold stays as it is."""

    def __init__(self, published: Published, *, in_english: bool = False) -> None:
        self.in_english = in_english
        label = "label_en" if in_english else "label_zh"
        self.between = ", " if in_english else "、"
        self.names = {form: words[in_english] for form, words in FORMS.items()}
        self.indicators = _labels(published, f"select indicator_id as id, {label} as label from dim_indicator")
        self.names |= self.indicators
        self.parts = _labels(
            published,
            f"select subgroup as id, min({label}) as label from dim_subgroup where subgroup <> '' group by subgroup",
        )
        measures = published.rows(
            f"select measure_id, form, survey_columns, {label} as label from dim_measure "
            "order by len(survey_columns) desc, measure_id desc"
        )
        for row in measures:
            own = [row["measure_id"]] if row["form"] == "county_figures" else row["survey_columns"].split()
            columns = [f"{row['form']}.{column}" for column in own]
            # a column alone is called like the measure with the fewest columns that has it
            self.names |= dict.fromkeys((", ".join(columns), *columns), row["label"])

    def __call__(self, missing: str | None) -> str:
        """The words for what a verdict or figure says is missing; nothing where nothing is."""
        if not missing:
            return ""
        if SCHOOL.match(missing):
            return self._schools(missing.split("; "))
        items = missing.split(", ")
        if missing in self.names or (len(items) > 1 and all(item in self.indicators for item in items)):
            return self.names.get(missing, self.between.join(items))
        parts: dict[tuple[str, str], list[str]] = {}
        for item in items:
            found = ITEM.fullmatch(item)
            base, part, schools = found.groups(default="") if found else (item, "", "")
            named = parts.setdefault((self.names.get(base, base), schools), [])
            if part in self.parts:
                named.append(self.parts[part])
        return self.between.join(self._item(*key, named) for key, named in parts.items())

    def _item(self, name: str, schools: str, parts: list[str]) -> str:
        of_parts, lacking = self.between.join(parts), f"{schools} school{'' if schools == '1' else 's'}"
        if self.in_english:
            return name + (f" ({of_parts})" if parts else "") + (f": {lacking}" if schools else "")
        return name + (f"（{of_parts}）" if parts else "") + (f"：{schools}所学校" if schools else "")

    def _schools(self, schools: list[str]) -> str:
        """The first of them by name, and how many there are."""
        names = self.between.join(SCHOOL.sub("", school, count=1) for school in schools[:MOST_SCHOOLS])
        if len(schools) <= MOST_SCHOOLS:
            return names
        return f"{names} and {len(schools) - MOST_SCHOOLS} more" if self.in_english else f"{names}等共{len(schools)}所"


def _labels(published: Published, sql: str) -> dict[str, str]:
    return {row["id"]: row["label"] for row in published.rows(sql)}
