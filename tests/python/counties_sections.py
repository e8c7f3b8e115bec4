"""Invented counties that show one rule each of sections, their seven resources and the spread of these."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from counties_base import (
    CELL_OF,
    EARLIER_TERM,
    FIGURES,
    FLOOR,
    MILLIONTH,
    NEEDED,
    PLAIN_KIND,
    RESOURCES,
    STEP,
    TAUGHT,
    TERM,
    TRIES,
    WEIGHTS,
    County,
    Recipe,
    flat,
    level,
    resources_for,
)


def at_limit(stage: str, share: Fraction, steps: int, county: County) -> None:
    """Put each resource, in a section of its own, exactly at a share of its limit or some steps off."""
    for resource in RESOURCES:
        per_pupil = NEEDED[stage][resource] * share
        granule = (per_pupil / Fraction(STEP[resource])).denominator
        pupils = granule * county.rng.randint(1, 3 if granule > 2000 else 30)
        exact = per_pupil * pupils + steps * Fraction(STEP[resource])
        county.plain(stage, pupils, level(stage, pupils, Fraction(3, 2)).having(resource, exact))


def all_at_limit(stage: str, share: Fraction, county: County) -> None:
    """Put every resource of one section exactly at a share of its limit, and one step below it in others."""
    exact = level(stage, 20_000, share)
    county.plain(stage, 20_000, exact)
    for resource in RESOURCES:
        below = Fraction(getattr(exact, resource)) - Fraction(STEP[resource])
        county.plain(stage, 20_000, exact.having(resource, below))


def split_at_limit(kind: str, steps: int, county: County) -> None:
    """Put shared premises exactly where one stage of a campus reaches its limit, or some steps off."""
    for target in TAUGHT[kind]:
        if target == "senior":
            continue
        for resource in ("teaching", "sports", "wan", "rooms"):
            pupils, exact = campus_at_limit(kind, target, resource, county.rng)
            have = level("junior", sum(pupils.values()), 2)
            county.through(kind, pupils, have.having(resource, exact + steps * Fraction(STEP[resource])))


def campus_at_limit(kind: str, target: str, resource: str, rng: random.Random) -> tuple[dict[str, int], Fraction]:
    """Find pupils whose limit for one stage, as an amount of the whole campus, can be written in the form."""
    for _ in range(TRIES):
        pupils = {stage: (110 if stage == "primary" else 100) * rng.randint(2, 60) for stage in TAUGHT[kind]}
        weighed = sum((WEIGHTS[stage] * count for stage, count in pupils.items()), Fraction(0))
        exact = NEEDED[target][resource] * weighed / WEIGHTS[target]
        if (exact / Fraction(STEP[resource])).denominator == 1:
            return pupils, exact
    raise LookupError(f"no campus of kind {kind} stands exactly on the limit of {resource} for {target}")


def value_fine(stage: str, steps: int, county: County) -> None:
    """Put area and equipment at the limit or a millionth off it, in a plain school and in a split one."""
    for kind in (PLAIN_KIND[stage], "345"):
        pupils, _ = campus_at_limit(kind, stage, "teaching", county.rng)
        weighed = sum((WEIGHTS[name] * count for name, count in pupils.items()), Fraction(0)) / WEIGHTS[stage]
        have = resources_for({name: NEEDED[stage][name] * weighed for name in RESOURCES})
        school_id = county.through(kind, pupils, have)
        for form, cell in (("premises", "teaching_area_m2"), ("equipment", "equipment_value_wan")):
            for row in county.rows_of(school_id, form):
                row[cell] = f"{Decimal(row[cell]) + steps * MILLIONTH:.6f}"


def mean_at_limit(stage: str, steps: int, county: County) -> None:
    """Let two sections, one poor and one rich, average exactly the limit, or some steps off it."""
    pupils = 1000 * county.rng.randint(3, 17)
    total, poor = level(stage, 20_000), level(stage, pupils, Fraction(county.rng.randint(60, 95), 100))
    rich = total
    for resource in RESOURCES:
        rest = Fraction(getattr(total, resource)) - Fraction(getattr(poor, resource))
        rich = rich.having(resource, rest + steps * Fraction(STEP[resource]))
    county.plain(stage, pupils, poor)
    county.plain(stage, 20_000 - pupils, rich)


def mean_of_split(county: County) -> None:
    """Let three shares of so many and a third average exactly the limit: rounded, they would fall short."""
    for extra in (-14, 7, 7):
        have = level("primary", 300, 2)
        for resource in ("teaching", "sports", "wan"):
            third = NEEDED["primary"][resource] * 210
            have = have.having(resource, third + extra)
        county.through("312", {"primary": 100, "junior": 100}, have)


def mixed_statuses(stage: str, county: County) -> None:
    """Give sections that miss, nearly reach, reach or leave out each of the seven, around the 6-of-7 line."""
    for _ in range(6):
        pupils = 1000 * county.rng.randint(1, 2)
        met = county.rng.randint(3, 7)
        others = county.rng.choices(("near", "unmet", "unknown"), (5, 1, 4), k=7 - met)
        statuses = ["met"] * met + others
        county.rng.shuffle(statuses)
        status_section(county, stage, pupils, dict(zip(RESOURCES, statuses, strict=True)))


def status_section(county: County, stage: str, pupils: int, statuses: Mapping[str, str], key: str = "") -> str:
    """Add a section whose seven resources have the given statuses; those not named are met."""
    have = level(stage, pupils)
    for resource, status in statuses.items():
        needed = NEEDED[stage][resource] * pupils
        if status == "near":
            have = have.having(resource, max(needed * FLOOR, needed - Fraction(STEP[resource])))
        elif status == "unmet":
            have = have.having(resource, needed / 2)
    school_id = county.plain(stage, pupils, have, key)
    for resource, status in statuses.items():
        if status == "unknown":
            county.blank(school_id, *CELL_OF[resource])
    return school_id


def spread_pair(stage: str, steps: int, county: County) -> None:
    """Give two equal sections whose CV is exactly the limit, or just off it."""
    low, high = (1, 3) if stage == "primary" else (11, 29)
    size, pupils = county.rng.randint(1, 9), county.rng.randint(137, 1999)
    for amount, sign in ((low * size, -1), (high * size, 1)):
        have = flat(amount)
        for resource in RESOURCES:
            have = have.having(resource, amount + sign * steps * Fraction(STEP[resource]))
        county.plain(stage, pupils, have)


def spread_fine(stage: str, scale: int, steps: int, county: County) -> None:
    """Give two large sections whose equipment is off the CV limit by a millionth, or not at all."""
    low, high = (1, 3) if stage == "primary" else (11, 29)
    for amount, sign in ((low, -1), (high, 1)):
        school_id = county.plain(stage, 3000, flat(10 * amount))
        for row in county.rows_of(school_id, "equipment"):
            row["equipment_value_wan"] = f"{amount * scale + sign * steps * MILLIONTH:.6f}"


def spread_uneven(stage: str, county: County) -> None:
    """Give a small and a four times larger section whose CV is exactly the limit."""
    small, large = (2, 3) if stage == "primary" else (19, 31)
    size, pupils = county.rng.randint(1, 9), county.rng.randint(20, 400)
    county.plain(stage, pupils, flat(small * size))
    county.plain(stage, 4 * pupils, flat(large * size))


def spread_of_split(county: County) -> None:
    """Give a split campus, its primary share not terminating, and a primary school: the CV is exactly 0.5."""
    part = county.rng.choice((1, 2, 4, 5, 7, 8))
    county.through("312", {"primary": 100, "junior": 100}, flat(7 * part).having("above", 2 * part))
    county.plain("primary", 400, flat(5 * part).having("above", 3 * part))


def spread_of_split_junior(county: County) -> None:
    """Give a split campus, its junior share not terminating, and a junior school: the CV is exactly 0.45."""
    part = county.rng.randint(2, 30)
    county.through("312", {"primary": 3300, "junior": 100}, flat(19 * part))
    county.plain("junior", 400, flat(part))


def equal_ratios(stage: str, county: County) -> None:
    """Give every section the same ratios, fractions that do not terminate: every CV is 0."""
    pupils, amount = county.rng.choice(((3, 1), (7, 2), (13, 6), (210, 11), (342, 11), (37, 5)))
    for _ in range(county.rng.randint(2, 8)):
        times = county.rng.randint(1, 60)
        county.plain(stage, pupils * times, flat(amount * times))


def equal_ratios_of_split(kind: str, county: County) -> None:
    """Give a split campus and unsplit schools exactly the same ratios, as fractions that do not terminate."""
    size = county.rng.choice((1, 2, 4, 5))
    weighed = {"312": 210, "341": 242, "345": 342}[kind]
    campus = dict.fromkeys(TAUGHT[kind], 100)
    county.through(kind, campus, flat(10 * size).having("above", 2).having("backbone", 2).having("pe_arts", 2))
    for stage in TAUGHT[kind]:
        if stage == "senior":
            continue
        for times in (50, 100):
            pupils = weighed * times
            amount = 10 * size * times * WEIGHTS[stage]
            have = flat(amount)
            for resource in ("above", "backbone", "pe_arts"):
                have = have.having(resource, pupils // 50)
            county.plain(stage, pupils, have)


def all_zero(stage: str, resources: tuple[str, ...], county: County) -> None:
    """Leave every section without a resource: nothing to spread."""
    for _ in range(county.rng.randint(1, 4)):
        pupils = county.rng.randint(30, 900)
        have = level(stage, pupils, 2)
        for resource in resources:
            have = have.having(resource, 0)
        county.plain(stage, pupils, have)


def some_zero(stage: str, county: County) -> None:
    """Leave some sections without a resource: a true 0 counts."""
    for resource in RESOURCES:
        pupils = county.rng.randint(30, 900)
        county.plain(stage, pupils, level(stage, pupils, 2).having(resource, 0))


def one_section(stage: str, share: Fraction, county: County) -> None:
    """Give a county of one section: every CV is 0."""
    pupils = county.rng.randint(7, 2500)
    county.plain(stage, pupils, level(stage, pupils, share))


def teaching_points(county: County) -> None:
    """Give teaching points around 50 pupils, with none, and with a number nobody told."""
    for pupils in (0, 1, 49, 50, 51):
        county.plain("primary", pupils, level("primary", pupils + 20, 2), kind="218", counts_as_school="0")
    silent = county.plain("primary", 49, level("primary", 60), kind="218")
    if county.rng.random() < 0.5:
        county.blank(silent, "pupils", "pupils")
    county.plain("primary", 49, level("primary", 49, 2))


def out_of_scope(county: County) -> None:
    """Give nothing but special education, a vocational school, a senior school and small teaching points."""
    county.through("514", {"primary": 60, "junior": 40}, level("junior", 200))
    county.through("514", {"primary": None, "junior": 0}, level("junior", 200))
    school = county.school("361")
    county.pupils(school, "senior", 900)
    county.attached(school, "319", 120, level("junior", 120))
    county.school("342")
    county.plain("primary", 12, level("primary", 12), kind="218")


def no_section(county: County) -> None:
    """Give a county without a compulsory stage."""
    school = county.school("342")
    county.pupils(school, "senior", 1200)
    county.school("361")


def empty_sections(county: County) -> None:
    """Give sections without pupils."""
    county.plain("primary", 0, level("primary", 10))
    county.through("312", {"primary": 0, "junior": 0}, level("junior", 10))
    county.plain("junior", 300, level("junior", 300))


def through_schools(county: County) -> None:
    """Give through-schools of each kind: whole, with a stage untold, with a stage of nobody."""
    stages = ("primary", "junior", "senior")
    kind = county.rng.choice(("312", "341", "345"))
    for gap in ("", "0", "blank", "row"):
        pupils: dict[str, int | None] = {stage: county.rng.randint(60, 1500) for stage in stages}
        victim = county.rng.choice(TAUGHT[kind])
        if gap == "0":
            pupils[victim] = 0
        elif gap == "blank":
            pupils[victim] = None
        school_id = county.through(kind, pupils, level("junior", 3000, Fraction(county.rng.randint(20, 60), 40)))
        if gap == "row":
            county.drop(school_id, "pupils", victim)
    silent = county.through("345", {"primary": 300, "junior": None, "senior": None}, level("junior", 900))
    county.drop(silent, "pupils", "senior")


def attached_classes(county: County) -> None:
    """Give attached classes at parents of every kind, the same stage included."""
    pairs = (("311", "219"), ("211", "319"), ("211", "219"), ("312", "319"), ("342", "319"))
    for parent_kind, kind in pairs:
        pupils = {stage: county.rng.randint(60, 900) for stage in ("primary", "junior", "senior")}
        parent = county.through(parent_kind, pupils, level("junior", 2000, Fraction(county.rng.randint(20, 60), 40)))
        count = county.rng.randint(10, 80)
        county.attached(parent, kind, count, level("junior", count, 2))
        if parent_kind == "312":
            county.attached(parent, "219", 30, level("primary", 30))


def attached_gaps(county: County) -> None:
    """Give attached classes of which some lack pupils, teachers or their list of classes."""
    have = level("primary", 400, Fraction(3, 2))
    for gap in ("none", "pupils", "pupils row", "teachers row", "degrees", "classes"):
        parent = county.plain("primary", 300, have, urban_rural_code="220")
        child = county.attached(parent, "219", 30, level("primary", 30))
        county.roll(parent, "primary", 300)
        if gap != "classes":
            county.roll(child, "primary", 30)
        if gap == "pupils":
            county.blank(child, "pupils", "pupils")
            county.survey.rows["pupils_by_grade"] = [
                row for row in county.survey.rows["pupils_by_grade"] if row["school_id"] != child
            ]
        elif gap == "degrees":
            county.blank(child, "teachers", "doctor", "college")
        elif gap.endswith(" row"):
            county.drop(child, gap.removesuffix(" row"))
    parent = county.plain("junior", 400, level("junior", 500))
    county.attached(parent, "219", None, level("primary", 30))


def visiting_claims(county: County) -> None:
    """Give small sections with visiting teachers: only rural ones of 50 to 99 pupils may count them."""
    for pupils in (49, 50, 99, 100):
        rural = county.school("211", urban_rural_code=county.rng.choice(("210", "220")))
        visiting_section(county, rural, "primary", pupils)
    for area in ("111", "122"):
        visiting_section(county, county.school("211", urban_rural_code=area), "primary", 75)
    junior = county.school("311", urban_rural_code="210")
    visiting_section(county, junior, "junior", 60)
    child = county.school("319", parent_school_id=junior, urban_rural_code="111")
    county.pupils(child, "junior", county.rng.choice((39, 40)))
    county.staff(child, "junior", level("junior", 40).having("pe_arts", 0), visiting_pe_arts=2)


def visiting_section(county: County, school_id: str, stage: str, pupils: int) -> None:
    """Fill a section whose PE and arts teachers all come visiting."""
    have = level(stage, pupils, Fraction(5, 4)).having("pe_arts", 0)
    county.pupils(school_id, stage, pupils)
    county.staff(school_id, stage, have, visiting_pe_arts=1)
    county.site(school_id, have)


def missing_rows(form: str, county: County) -> None:
    """Leave one section without a whole form, another without any."""
    for stage in ("primary", "junior"):
        pupils = county.rng.randint(100, 900)
        county.plain(stage, pupils, level(stage, pupils, Fraction(5, 4)))
        lacking = county.plain(stage, pupils, level(stage, pupils, Fraction(5, 4)))
        county.drop(lacking, form)
    county.school("211")
    county.school("345")


def missing_cells(stage: str, county: County) -> None:
    """Blank one cell after another."""
    for form, cells in FIGURES.items():
        for cell in county.rng.sample(cells, min(2, len(cells))):
            pupils = county.rng.randint(100, 900)
            school_id = county.plain(stage, pupils, level(stage, pupils, Fraction(5, 4)))
            county.blank(school_id, form, cell)


def revisions(county: County) -> None:
    """Give rows that were corrected: the highest revision counts, as a number, and may blank a cell."""
    have = level("primary", 400, Fraction(6, 5))
    for last, blanked in ((2, ""), (3, "backbone"), (10, ""), (2, "pe")):
        school_id = county.plain("primary", 400, have)
        for form in FIGURES:
            for row in county.rows_of(school_id, form):
                earlier = doubled(row, form)
                county.survey.rows[form].append(earlier | {"revision": str(last - 1)})
                row.update({"revision": str(last), "received_at": "2026-10-01"})
        if blanked:
            county.blank_latest(school_id, "teachers", blanked)
    school_id = county.school("218", school_name="撤并前教学点")
    county.register(school_id, "211", 2, school_name="升格小学")
    county.pupils(school_id, "primary", 300)
    county.pupils(school_id, "primary", 49, 2)
    county.staff(school_id, "primary", level("primary", 49))
    gone = county.school("218")
    county.pupils(gone, "primary", 300)
    county.pupils(gone, "primary", None, 2)
    county.form("classes", gone, "primary", grade=1, class_no=1, pupils=30)
    county.form("classes", gone, "primary", 2, grade=1, class_no=1, pupils=31)
    county.form("classes", gone, "primary", grade=2, class_no=1)


def doubled(row: Mapping[str, str], form: str) -> dict[str, str]:
    """Give an earlier reading of a row, every figure twice as high."""
    return {name: str(2 * Decimal(cell)) if cell and name in FIGURES[form] else cell for name, cell in row.items()}


def ready(stages: tuple[str, ...], county: County) -> None:
    """Give a county that meets everything."""
    for stage in stages:
        for _ in range(3):
            pupils = county.rng.randint(200, 1500)
            organiser = county.rng.choice(("7", "10"))
            county.plain(
                stage,
                pupils,
                level(stage, pupils, Fraction(county.rng.randint(110, 140), 100)),
                organiser_code=organiser,
            )


def ready_but_silent(county: County) -> None:
    """Give a county that meets everything it tells, and leaves out a cell."""
    ready(("primary", "junior"), county)
    pupils = county.rng.randint(200, 1500)
    silent = county.plain("junior", pupils, level("junior", pupils, Fraction(6, 5)))
    county.blank(silent, *CELL_OF[county.rng.choice(RESOURCES)])


def private(county: County) -> None:
    """Give private schools among public ones: they are judged alike."""
    for organiser in ("7", "10", "10", "9"):
        pupils = county.rng.randint(100, 900)
        county.plain(
            "primary",
            pupils,
            level("primary", pupils, Fraction(county.rng.randint(60, 150), 100)),
            organiser_code=organiser,
        )


# --- counties with a name ---


def worked_example(county: County) -> None:
    """Give the published worked example: books of five primary schools, told as outdoor ground."""
    for number, (pupils, books) in enumerate(
        zip((45, 37, 89, 76, 55), (279, 137, 935, 160, 402), strict=True), start=1
    ):
        school_id = county.school("211", f"school_{number}")
        county.pupils(school_id, "primary", pupils)
        county.staff(school_id, "primary", level("primary", pupils, 2))
        county.bare_site(school_id, 5 * pupils, books)


def split_examples(county: County) -> None:
    """Give the published examples of shared premises."""
    cases = (
        ("nine_year", "312", {"primary": 600, "junior": 400}, 6000, 0),
        ("complete_secondary", "341", {"junior": 500, "senior": 700}, 9000, 0),
        ("twelve_year", "345", {"primary": 600, "junior": 400, "senior": 300}, 12000, 0),
        ("books", "312", {"primary": 166, "junior": 210}, 0, 23226),
    )
    for key, kind, pupils, teaching, outdoor in cases:
        school_id = county.school(kind, key)
        for stage, count in pupils.items():
            county.pupils(school_id, stage, count)
            county.staff(school_id, stage, level("junior", 700))
        county.bare_site(school_id, teaching, outdoor)


def boundaries(county: County) -> None:
    """Give the cases that stand on a line."""
    for teachers, pupils in ((9, 1000), (9, 1001), (8, 889)):
        have = level("primary", pupils, Fraction(3, 2)).having("pe_arts", teachers)
        county.plain("primary", pupils, have, f"pe_{teachers}_of_{pupils}")
    at_floor = level("primary", 400).having("teaching", Fraction(1530))
    county.plain("primary", 400, at_floor, "six_met_one_at_floor")
    county.plain("primary", 400, at_floor.having("teaching", Fraction("1529.99")), "six_met_one_below_floor")


def rule_lines(county: County) -> None:
    """Give the cases of the school rule and of teaching points."""
    near, unmet, unknown = "near", "unmet", "unknown"
    cases = {
        "five_met_two_near": {"teaching": near, "wan": near},
        "six_met_one_unknown": {"rooms": unknown},
        "five_met_one_unmet_one_unknown": {"sports": unmet, "above": unknown},
        "five_met_one_near_one_unknown": {"sports": near, "above": unknown},
        "four_met_two_near_one_unknown": {"sports": near, "above": near, "rooms": unknown},
        "seven_met": {},
    }
    for key, statuses in cases.items():
        status_section(county, "primary", 1000, statuses, key)
    county.plain("primary", 49, level("primary", 49), "point_49", kind="218")
    county.plain("primary", 50, level("primary", 50), "point_50", kind="218")


def two_terms(county: County) -> None:
    """Give schools that stand in two terms: another kind, another parent, other figures in each."""
    for term_id, kinds, pupils in ((TERM, ("211", "211"), 300), (EARLIER_TERM, ("218", "311"), 49)):
        county.term_id = term_id
        for turn, key in enumerate(("first", "second")):
            stage = TAUGHT[kinds[turn]][0]
            school_id = county.schools.get(key) or county.school(kinds[turn], key)
            if not county.rows_of(school_id, "schools"):
                county.register(school_id, kinds[turn])
            county.pupils(school_id, stage, pupils + turn)
            county.staff(school_id, stage, level(stage, pupils, 1 + turn))
            county.site(school_id, level(stage, pupils, 2 - turn))
        parent = county.schools["first" if term_id == TERM else "second"]
        child = county.schools.get("child") or county.school("219", "child", parent_school_id=parent)
        if not county.rows_of(child, "schools"):
            county.register(child, "219", parent_school_id=parent)
        county.pupils(child, "primary", pupils)
        county.staff(child, "primary", level("primary", pupils))
    county.term_id = TERM


NAMED: dict[str, Recipe] = {
    "worked_example": worked_example,
    "split_examples": split_examples,
    "boundaries": boundaries,
    "rule_lines": rule_lines,
    "two_terms": two_terms,
}
