"""Pupils of the synthetic sample county: by grade and class, and what the forms ask of them."""

import math

from edu_balance.sample_register import (
    FIRST_YEAR,
    GRADES,
    NEWEST_YEAR,
    NEXT_TERM,
    Row,
    School,
    Tables,
    autumn,
    between,
    delivery,
    part,
    rng,
)

Grades = dict[tuple[str, str], list[int]]  # pupils by grade, of a school id and stage

# Pupils the points on both sides of the scope rule's line have in the newest term, whoever moved before.
PINNED = {"英吉沙镇7村教学点": 49, "乌恰镇7村教学点": 50}
# Size bands of the statistics return, and who sends them in place of a list of classes.
BANDS = ["to_25", *(f"{low}_{low + 4}" for low in range(26, 66, 5)), "from_66"]
BANDED = {
    "英吉沙县晨星学校": ("2022-2023-1", "2022-2023-2", "2023-2024-1", "2025-2026-1", "2026-2027-1"),
    "英吉沙县第四中学": ("2022-2023-1", "2024-2025-1", "2026-2027-1", NEXT_TERM),
    "托普鲁克乡中心小学": ("2023-2024-2", "2024-2025-1", "2024-2025-2", "2026-2027-1"),
}
# Share of the pupils who live outside the catchment, in the first term and in the newest.
OUTSIDE = {
    ("primary", "town"): (0.036, 0.0),
    ("junior", "town"): (0.092, 0.031),
    ("primary", "centre"): (0.03, 0.004),
    ("junior", "centre"): (0.045, 0.014),
    ("primary", "village"): (0.012, 0.002),
}
MIGRANTS = {"town": 0.05, "centre": 0.014, "village": 0.004}
LEFT_BEHIND = {"town": 0.018, "centre": 0.07, "village": 0.095}


def _entrants(school: School, stage: str, entry_year: int) -> int:
    """Pupils entering a stage: cohorts grow slowly, then shrink."""
    trend = 1.03 - 0.012 * abs(entry_year - GRADES[stage].start - 2020)
    luck = rng("entrants", school.school_id, stage, entry_year).gauss(1, 0.05)
    return max(1, round(school.sizes[stage] / len(school.grades(stage)) * trend * luck))


def _first_grades(school: School, stage: str) -> list[int]:
    """A new school begins with its lower half; one that was there before the first term has every grade."""
    grades = len(school.grades(stage))
    filled = grades if school.opens == FIRST_YEAR else grades // 2
    entered = [_entrants(school, stage, school.opens - grade) for grade in range(filled)]
    return entered + [0] * (grades - filled)


def _moved(grades: list[int], share: float, key: tuple[object, ...]) -> list[int]:
    """Some pupils come and go; an empty grade stays empty."""
    draw = rng(*key)
    return [max(1, pupils + round(draw.gauss(0, share) * pupils)) if pupils else 0 for pupils in grades]


def _next_grades(school: School, stage: str, year: int, before: Grades, joining: Grades) -> list[int]:
    """The grades moved up by a year, a new one, and the pupils of a school that merged into this one."""
    moved_up = _moved(before[school.school_id, stage][:-1], 0.015, ("moves", school.school_id, stage, year))
    grades = [_entrants(school, stage, year), *moved_up]
    for grade, pupils in enumerate(joining.get((school.name, stage), [])[: len(grades) - 1], start=1):
        grades[grade] += pupils
    if year == NEWEST_YEAR and school.name in PINNED:
        grades[0] = PINNED[school.name] - sum(grades[1:])
    return grades


def enrolments(schools: list[School]) -> dict[str, Grades]:
    """Pupils by grade of every term."""
    terms: dict[str, Grades] = {}
    spring: Grades = {}
    for year in range(FIRST_YEAR, NEWEST_YEAR + 1):
        closed = [school for school in schools if school.closes == year - 1]
        joining = {(s.successor, stage): spring[s.school_id, stage] for s in closed for stage in s.sizes}
        this_autumn: Grades = {}
        for school in schools:
            for stage in school.sizes:
                if school.opens == year:
                    this_autumn[school.school_id, stage] = _first_grades(school, stage)
                elif school.opens < year <= school.closes:
                    this_autumn[school.school_id, stage] = _next_grades(school, stage, year, spring, joining)
        spring = {key: _moved(grades, 0.01, ("spring", year, *key)) for key, grades in this_autumn.items()}
        terms[f"{year}-{year + 1}-1"], terms[f"{year}-{year + 1}-2"] = this_autumn, spring
    return terms


def class_sizes(school: School, stage: str, when: float, pupils: int) -> list[int]:
    """A grade in even classes, as large as the school lets them grow: a little less every year."""
    draw = rng("classes", school.school_id, stage)
    room_for = draw.uniform(5, 9) if school.area_code == "220" else max(0.0, draw.uniform(-2, 9))
    crowding = room_for * between(1, 0.6, when)
    largest = 10 if school.is_special else math.floor((45 if stage == "primary" else 49) + crowding)
    number = math.ceil(pupils / largest)
    return [pupils // number + (1 if i < pupils % number else 0) for i in range(number)]


def in_classes(school: School, stage: str, when: float, grades: list[int]) -> dict[int, list[int]]:
    """The class sizes of each grade. A new school's upper grades have nobody yet, and no classes."""
    by_grade = zip(school.grades(stage), grades, strict=True)
    return {grade: class_sizes(school, stage, when, pupils) for grade, pupils in by_grade if pupils}


def _band(pupils: int) -> str:
    """The size band of a class."""
    return BANDS[min(max(0, (pupils - 21) // 5), len(BANDS) - 1)]


def list_classes(tables: Tables, school: School, term: str, key: Row, classes: dict[int, list[int]]) -> None:
    """The list of the classes of a stage, or how many are of which size where a school sends no list."""
    for grade, sizes in classes.items():
        of_grade = key | {"grade": str(grade), "pupils": str(sum(sizes))}
        tables["pupils_by_grade"].append(of_grade)
        if term not in BANDED.get(school.name, ()):
            numbered = [{"class_no": str(n), "pupils": str(size)} for n, size in enumerate(sizes, start=1)]
            tables["classes"] += [of_grade | of_class for of_class in numbered]
    if term in BANDED.get(school.name, ()):
        bands = [_band(size) for sizes in classes.values() for size in sizes]
        tables["class_bands"] += [key | {"band": band, "classes": str(bands.count(band))} for band in BANDS]


def pupils_counted(school: School, stage: str, when: float, pupils: int, last_year: int) -> Row:
    """Pupils of a stage, persons: who lives in the catchment, is migrant or left behind, and who of the pupils of
    last school year was tested for fitness and passed."""
    outside = OUTSIDE.get((stage, school.place), (0.0, 0.0))
    migrants, left_behind = MIGRANTS[school.place], LEFT_BEHIND[school.place]
    if school.is_private:  # they took many migrant children before the public schools had room for them
        outside, migrants = (0.36, 0.24), between(0.36, 0.06, when)
        left_behind = between(0.014, 0.0, when)
    row = {"pupils": str(pupils)}
    if stage != "senior" and not school.is_special:  # special schools and senior schools have no catchment
        row["in_catchment"] = str(pupils - part(school, stage, "catchment", pupils, between(*outside, when)))
    migrant = part(school, stage, "migrant", pupils, migrants)
    row["migrant"] = str(migrant)
    if school.is_private:
        purchased = part(school, stage, "purchased", migrant, between(0.1, 0.8, when))
        row["migrant_purchased"] = str(purchased) if purchased else ""
    row["left_behind"] = str(part(school, stage, "left behind", pupils, left_behind))
    tested = last_year - part(school, stage, "not tested", last_year, 0.6 if school.is_special else 0.02)
    failed = part(school, stage, "not fit", tested, between(0.145, 0.069, math.floor(when)))
    return row | {"fitness_tested": str(tested), "fitness_passed": str(tested - failed)}


def retention(school: School, entry_year: int, enrolled: dict[str, Grades], lost: float) -> Row:
    """The cohort that entered the junior stage that year and left it three years later: its five counts, persons.

    `lost` is the share of it that neither graduated nor moved away. The first cohorts entered before the first
    term, and the very first had left by then.
    """
    draw, section = rng("retention", school.school_id, entry_year), (school.school_id, "junior")
    first_term = enrolled.get(f"{entry_year}-{entry_year + 1}-1")
    entrants = first_term[section][0] if first_term else _entrants(school, "junior", entry_year)
    last_term = enrolled.get(f"{entry_year + 2}-{entry_year + 3}-2")
    in_last_term = last_term[section][-1] if last_term else round(entrants * draw.gauss(1, 0.01))
    deaths = 1 if draw.random() < 0.06 else 0
    dropped = part(school, "junior", f"dropped {entry_year}", entrants - deaths, lost)
    graduates = in_last_term - draw.randint(0, 2)
    net = graduates - (entrants - deaths - dropped)  # moved in less moved out
    turnover = round(entrants * draw.uniform(0.01, 0.03))
    counts = {
        "entrants": entrants,
        "moved_in": turnover + max(net, 0),
        "moved_out": turnover + max(-net, 0),
        "deaths": deaths,
        "graduates": graduates,
    }
    row = {"entry_year": str(entry_year), "school_id": school.school_id} | delivery(autumn(entry_year + 3))
    return row | {column: str(count) for column, count in counts.items()}
