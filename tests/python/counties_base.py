"""What invented counties are made of: the survey's files, one county being filled, resources around the limits."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from pathlib import Path

from forms import write_form

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = 20260901
TERM = "2026-2027-1"
EARLIER_TERM = "2025-2026-1"
BEFORE_PLAN_TERM = "2021-2022-1"
AFTER_PLAN_TERM = "2032-2033-2"
PREPARATION_TERM = "2022-2023-1"
ACCEPTANCE_TERM = "2031-2032-2"  # spring: no statutory term, so no policy test of the acceptance phase
SPRING_TERM = "2025-2026-2"
TERM_OF_2024 = "2024-2025-1"
RANDOM_COUNTIES = 205
TRIES = 100_000

# The files of a data folder, each with the header of the project's own.
REFERENCE_FORMS = ("counties", "townships")
HEADERS = {
    path.stem: tuple(path.read_text(encoding="utf-8").partition("\n")[0].split(","))
    for path in (
        *(SEEDS / "reference" / f"{form}.csv" for form in REFERENCE_FORMS),
        *sorted((SEEDS / "survey").glob("*.csv")),
    )
}
# What the seven resource indicators are made of.
FIGURES = {
    "pupils": ("pupils",),
    "teachers": (
        "full_time",
        "doctor",
        "master",
        "bachelor",
        "college",
        "backbone",
        "pe",
        "music",
        "fine_art",
        "arts",
        "visiting_pe_arts",
    ),
    "premises": ("teaching_area_m2", "indoor_sports_m2", "gymnasium_m2", "outdoor_sports_m2"),
    "equipment": ("equipment_value_wan", "multimedia_rooms"),
}
# All of a kind, then those by area.
MUSIC_ROOMS = ("music_rooms", "music_rooms_96", "music_rooms_73_96", "music_rooms_54_73")
ART_ROOMS = ("art_rooms", "art_rooms_90", "art_rooms_67_90", "art_rooms_61_67")
# What the other indicators are made of.
ANSWERS = {
    "schools": ("is_boarding", "built_by_2010", "built_by_2016"),
    "pupils": ("in_catchment", "migrant", "migrant_purchased", "left_behind", "fitness_tested", "fitness_passed"),
    "teachers": ("senior_title", "certified", "trained_360h"),
    "premises": (*MUSIC_ROOMS, *ART_ROOMS),
    "classes": ("pupils",),
    "class_bands": ("classes",),
    "activities": ("exercise_minutes", "in_monitoring"),
    "school_funds": ("allocated_wan", "budget_wan", "training_wan"),
    "retention": ("entrants", "moved_in", "moved_out", "deaths", "graduates"),
}

FIRST_GRADE = {"primary": 1, "junior": 7, "senior": 10}
GRADES = {"primary": 6, "junior": 3, "senior": 3}
TAUGHT = {
    "211": ("primary",),
    "218": ("primary",),
    "219": ("primary",),
    "311": ("junior",),
    "312": ("primary", "junior"),
    "319": ("junior",),
    "341": ("junior", "senior"),
    "342": ("senior",),
    "345": ("primary", "junior", "senior"),
    "361": ("senior",),
    "514": ("primary", "junior"),
}
PLAIN_KIND = {"primary": "211", "junior": "311"}
WEIGHTS = {"primary": Fraction(1), "junior": Fraction("1.1"), "senior": Fraction("1.32")}

Amount = int | Decimal
RESOURCES = ("above", "backbone", "pe_arts", "teaching", "sports", "wan", "rooms")
STEP: dict[str, Decimal] = {
    "above": Decimal(1),
    "backbone": Decimal(1),
    "pe_arts": Decimal(1),
    "teaching": Decimal("0.01"),
    "sports": Decimal("0.01"),
    "wan": Decimal("0.0001"),
    "rooms": Decimal(1),
}
# What one pupil needs, in the unit of the form.
NEEDED = {
    "primary": {
        "above": Fraction("0.042"),
        "backbone": Fraction("0.01"),
        "pe_arts": Fraction("0.009"),
        "teaching": Fraction("4.5"),
        "sports": Fraction("7.5"),
        "wan": Fraction("0.2"),
        "rooms": Fraction("0.023"),
    },
    "junior": {
        "above": Fraction("0.053"),
        "backbone": Fraction("0.01"),
        "pe_arts": Fraction("0.009"),
        "teaching": Fraction("5.8"),
        "sports": Fraction("10.2"),
        "wan": Fraction("0.25"),
        "rooms": Fraction("0.024"),
    },
}
FLOOR = Fraction("0.85")
MILLIONTH = Decimal("0.000001")
# The cell to blank so that one resource is unknown and no other.
CELL_OF = {
    "above": ("teachers", "bachelor"),
    "backbone": ("teachers", "backbone"),
    "pe_arts": ("teachers", "fine_art"),
    "teaching": ("premises", "teaching_area_m2"),
    "sports": ("premises", "outdoor_sports_m2"),
    "wan": ("equipment", "equipment_value_wan"),
    "rooms": ("equipment", "multimedia_rooms"),
}


@dataclass(frozen=True)
class Resources:
    """What a section (teachers) and its campus (the rest) have."""

    above: int
    backbone: int
    pe_arts: int
    teaching: Decimal
    sports: Decimal
    wan: Decimal
    rooms: int

    def having(self, resource: str, amount: Fraction | Amount) -> Resources:
        """Give the same with one resource replaced."""
        return replace(self, **{resource: to_unit(resource, Fraction(amount))})


def to_unit(resource: str, amount: Fraction) -> Amount:
    """Round an amount up to the unit its form counts in."""
    steps = -((-amount) // Fraction(STEP[resource]))
    return (int(steps) * STEP[resource]) if STEP[resource] < 1 else int(steps)


def resources_for(needs: Mapping[str, Fraction]) -> Resources:
    """Make resources of amounts, each rounded up to its unit."""
    amounts = {name: to_unit(name, needs[name]) for name in RESOURCES}
    return Resources(**amounts)


def level(stage: str, pupils: int, share: Fraction | int = 1) -> Resources:
    """Give the resources that reach a share of every limit."""
    return resources_for({name: NEEDED[stage][name] * pupils * share for name in RESOURCES})


def flat(amount: Fraction | Amount) -> Resources:
    """Give the same amount of every resource."""
    return resources_for(dict.fromkeys(RESOURCES, Fraction(amount)))


@dataclass(frozen=True)
class NamedCounty:
    """A county that tests ask for by name."""

    code: str
    term_id: str
    schools: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Generated:
    """A written data folder."""

    folder: Path
    codes: tuple[str, ...]
    recipes: dict[str, list[str]]
    named: dict[str, NamedCounty]


class Survey:
    """The rows of a data folder."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in HEADERS}
        self.serial = 0
        self.received = ""  # the day rows arrive; empty: nine days after the statistical date of TERM

    def add(self, form: str, cells: Mapping[str, Amount | str | None], revision: int = 1) -> dict[str, str]:
        """Add a row; a cell that is not given is empty."""
        row = {name: cell_text(cells.get(name)) for name in HEADERS[form]}
        if "revision" in row:
            row |= {
                "source_id": f"{form}-{revision}.csv",
                "revision": str(revision),
                "received_at": self.received or f"2026-09-{9 + revision:02}",
            }
        self.rows[form].append(row)
        return row

    def write(self, folder: Path, rng: random.Random) -> None:
        """Write every file, the rows in no order at all."""
        folder.mkdir(parents=True, exist_ok=True)
        for form, rows in self.rows.items():
            rng.shuffle(rows)
            write_form(folder / f"{form}.csv", HEADERS[form], rows)


def cell_text(cell: Amount | str | None) -> str:
    """Write a cell: nothing for None, never an exponent."""
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


class County:
    """One county in one term, being filled."""

    def __init__(self, survey: Survey, code: str, term_id: str, rng: random.Random) -> None:
        """Enter the county and its townships."""
        self.survey, self.code, self.term_id, self.rng = survey, code, term_id, rng
        self.schools: dict[str, str] = {}
        number = int(code) - 710000
        survey.add(
            "counties",
            {
                "county_code": code,
                "label_zh": f"合成县{number:03}",
                "label_en": f"Synthetic county {number}",
                "is_synthetic": 1,
            },
        )
        for township in ("01", "02"):
            survey.add(
                "townships",
                {
                    "township_id": f"{code}-{township}",
                    "county_code": code,
                    "label_zh": f"合成乡{township}",
                    "label_en": f"Synthetic township {township}",
                },
            )

    def school(self, kind: str, key: str = "", **cells: str) -> str:
        """Register a school and give its id."""
        self.survey.serial += 1
        serial = self.survey.serial
        school_id = f"{self.rng.choice(('00', '21', '31', '36', '51'))}65{serial:06}"
        self.register(school_id, kind, **cells)
        self.schools[key or f"school_{serial}"] = school_id
        return school_id

    def register(self, school_id: str, kind: str, revision: int = 1, **cells: str) -> None:
        """Add a row of the register."""
        row = {
            "term_id": self.term_id,
            "county_code": self.code,
            "school_id": school_id,
            "school_name": self.rng.choice((f"合成学校{school_id[-4:]}", f'合成 School, "{school_id[-4:]}"')),
            "school_kind": kind,
            "urban_rural_code": self.rng.choice(("111", "112", "121", "122", "123", "210", "220")),
            "township_id": f"{self.code}-{self.rng.choice(('01', '02'))}",
            "organiser_code": "7",
            "counts_as_school": "0" if kind in ("219", "319") else "1",
        }
        self.survey.add("schools", row | cells, revision)

    def form(
        self, form: str, school_id: str, stage: str = "", revision: int = 1, **cells: Amount | str | None
    ) -> dict[str, str]:
        """Add a row of a form."""
        key = {"term_id": self.term_id, "school_id": school_id} | ({"stage": stage} if stage else {})
        return self.survey.add(form, key | cells, revision)

    def pupils(self, school_id: str, stage: str, pupils: int | None, revision: int = 1) -> None:
        """Add a row of pupils."""
        self.form("pupils", school_id, stage, revision, pupils=pupils)

    def staff(self, school_id: str, stage: str, have: Resources, **cells: Amount | None) -> dict[str, str]:
        """Add a row of teachers whose parts add up to the resources."""
        degrees = ("doctor", "master", "bachelor") + (("college",) if stage == "primary" else ())
        row: dict[str, Amount | None] = dict(zip(degrees, self.parts(have.above, len(degrees)), strict=True))
        row.setdefault("college", self.rng.randint(0, 9))
        row |= dict(zip(("pe", "music", "fine_art", "arts"), self.parts(have.pe_arts, 4), strict=True))
        row |= {"backbone": have.backbone}
        taught = sum(int(row[name] or 0) for name in ("doctor", "master", "bachelor", "college"))
        row["full_time"] = max(taught, have.backbone, have.pe_arts) + self.rng.randint(0, 5)
        return self.form("teachers", school_id, stage, **(row | cells))

    def site(self, school_id: str, have: Resources) -> None:
        """Add the rows of premises and equipment."""
        indoor = to_cents(have.sports * self.rng.randint(0, 30) / 100)
        gymnasium = self.rng.choice((Decimal(0), to_cents((have.sports - indoor) / 4)))
        self.form(
            "premises",
            school_id,
            teaching_area_m2=have.teaching + indoor,
            indoor_sports_m2=indoor,
            gymnasium_m2=gymnasium,
            outdoor_sports_m2=have.sports - indoor - gymnasium,
        )
        self.form("equipment", school_id, equipment_value_wan=have.wan, multimedia_rooms=have.rooms)

    def bare_site(self, school_id: str, teaching: Amount, outdoor: Amount) -> None:
        """Add premises without indoor rooms, and equipment at 1 万元 and 9 rooms."""
        self.form(
            "premises",
            school_id,
            teaching_area_m2=teaching,
            indoor_sports_m2=0,
            gymnasium_m2=0,
            outdoor_sports_m2=outdoor,
        )
        self.form("equipment", school_id, equipment_value_wan=Decimal("1.0"), multimedia_rooms=9)

    def plain(self, stage: str, pupils: int, have: Resources, key: str = "", **cells: str) -> str:
        """Add a school of one stage with every form."""
        school_id = self.school(cells.pop("kind", PLAIN_KIND[stage]), key, **cells)
        self.pupils(school_id, stage, pupils)
        self.staff(school_id, stage, have)
        self.site(school_id, have)
        return school_id

    def through(self, kind: str, pupils: Mapping[str, int | None], have: Resources, key: str = "", **cells: str) -> str:
        """Add a school of several stages; each stage has the teachers of `have`."""
        school_id = self.school(kind, key, **cells)
        for stage in TAUGHT[kind]:
            self.pupils(school_id, stage, pupils[stage])
            self.staff(school_id, stage, have)
        self.site(school_id, have)
        return school_id

    def attached(self, parent: str, kind: str, pupils: int | None, have: Resources, key: str = "") -> str:
        """Add attached classes: they have pupils and teachers, the parent has the site."""
        school_id = self.school(kind, key, parent_school_id=parent)
        stage = TAUGHT[kind][0]
        self.pupils(school_id, stage, pupils)
        self.staff(school_id, stage, have)
        return school_id

    def blank(self, school_id: str, form: str, *cells: str) -> None:
        """Empty cells of a school's rows."""
        for row in self.rows_of(school_id, form):
            row.update(dict.fromkeys(cells, ""))

    def blank_latest(self, school_id: str, form: str, *cells: str) -> None:
        """Empty cells of the highest revision of a school's rows."""
        rows = self.rows_of(school_id, form)
        max(rows, key=lambda row: int(row["revision"])).update(dict.fromkeys(cells, ""))

    def drop(self, school_id: str, form: str, stage: str = "") -> None:
        """Take away a school's rows of a form (of one stage)."""
        for row in self.rows_of(school_id, form):
            if stage in ("", row.get("stage")):
                self.survey.rows[form].remove(row)

    def rows_of(self, school_id: str, form: str) -> list[dict[str, str]]:
        """Give a school's rows of a form in this term."""
        return [
            row for row in self.survey.rows[form] if (row["term_id"], row["school_id"]) == (self.term_id, school_id)
        ]

    def parts(self, total: int, count: int) -> list[int]:
        """Cut a whole number into parts."""
        cuts = sorted(self.rng.randint(0, total) for _ in range(count - 1))
        return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]

    def roll(self, school_id: str, stage: str, pupils: int, classes: int = 1) -> None:
        """Add grades and classes that add up to the pupils of a stage."""
        for offset, of_grade in enumerate(self.parts(pupils, GRADES[stage])):
            grade = FIRST_GRADE[stage] + offset
            self.form("pupils_by_grade", school_id, stage, grade=grade, pupils=of_grade)
            for number, of_class in enumerate(self.parts(of_grade, classes), start=1):
                self.form("classes", school_id, stage, grade=grade, class_no=number, pupils=of_class)


def to_cents(amount: Decimal) -> Decimal:
    """Round an area down to two decimals."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_FLOOR)


Recipe = Callable[[County], None]
