"""Writes the survey forms of the synthetic sample county: invented schools, invented figures.

The county is on its way, not there: resources are spread unevenly at first, and year by year more schools
are brought up to a common level. Each draw has a generator of its own, seeded by SEED and what it is for, so
every run writes the same files and changing one figure leaves the others as they are.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from random import Random

COUNTY = "653123"
SEED = f"{COUNTY}-19"
FIRST_YEAR, NEWEST_YEAR = 2022, 2026  # school years, by the autumn they begin in
TOWNSHIPS = ["英吉沙镇", "乌恰镇", "城关乡", "乔勒潘乡", "龙甫乡", "芒辛乡", "色提力乡"]
TOWNSHIPS += ["萨罕乡", "英也尔乡", "克孜勒乡", "托普鲁克乡", "苏盖提乡", "艾古斯乡", "依格孜也尔乡"]
GRADES = {"primary": range(1, 7), "junior": range(7, 10), "senior": range(10, 13)}
POINT_GRADES = range(1, 4)  # teaching points send their pupils on after these

Row = dict[str, str]
Tables = dict[str, list[Row]]
Grades = dict[tuple[str, str], list[int]]  # pupils by grade, of a school id and stage

FORMS = {
    "schools": "term_id county_code school_id school_name school_kind urban_rural_code township_id "
    "organiser_code counts_as_school parent_school_id",
    "school_successions": "predecessor_school_id successor_school_id change last_term_id",
    "pupils": "term_id school_id stage pupils",
    "pupils_by_grade": "term_id school_id stage grade pupils",
    "classes": "term_id school_id stage grade class_no pupils",
    "teachers": "term_id school_id stage full_time doctor master bachelor college backbone pe music fine_art "
    "arts visiting_pe_arts",
    "premises": "term_id school_id teaching_area_m2 indoor_sports_m2 gymnasium_m2 outdoor_sports_m2",
    "equipment": "term_id school_id equipment_value_wan multimedia_rooms",
}
TEXT_KEYS = ("term_id", "school_id", "predecessor_school_id", "successor_school_id", "stage")
NUMBER_KEYS = ("grade", "class_no", "revision")


@dataclass(frozen=True)
class Level:
    """How one resource, per pupil or per 100 pupils, is spread over the schools of a stage."""

    middle: float  # a school of middling luck at the start
    spread: float  # standard deviation of its logarithm at the start
    aim: float  # what a school is brought up to when its turn comes
    pull: float  # -1 to 1: how far it is small schools that have more of it
    release: float = 0.0  # share of what lies above the aim that has moved elsewhere by the newest year


# Tuned: the coefficients of variation start about where a published county stood that was not ready.
LEVELS = {
    "primary": {
        "degree": Level(3.53, 0.62, 4.7, 0.4, 0.2),
        "backbone": Level(0.592, 0.641, 1.06, -0.3, 0.2),
        "pe_arts": Level(0.622, 0.584, 1.0, 0.1),
        "teaching_area": Level(3.69, 0.57, 4.75, 0.6),
        "sports_area": Level(5.18, 0.647, 8.0, 0.55),
        "equipment": Level(1784, 0.177, 2080, 0.1, 0.3),
        "rooms": Level(1.62, 0.777, 2.55, 0.55),
    },
    "junior": {
        "degree": Level(5.01, 0.694, 5.9, 0.3),
        "backbone": Level(0.44, 1.06, 1.1, -0.3, 0.2),
        "pe_arts": Level(0.654, 0.784, 1.0, 0.1, 0.2),
        "teaching_area": Level(5.12, 0.644, 6.3, 0.55),
        "sports_area": Level(8.84, 0.611, 11.2, 0.55),
        "equipment": Level(2216, 0.198, 2650, 0.1, 0.3),
        "rooms": Level(2.15, 0.569, 2.6, 0.4),
    },
}
LEVELS["senior"] = LEVELS["junior"]
# A middling school's pupils, and what the logarithm of a size is divided by.
MIDDLE_SIZE = {"primary": (420.0, 0.95), "junior": (750.0, 0.6), "senior": (750.0, 0.6)}


@dataclass(frozen=True)
class School:
    """One entry of the register. Its sizes are what it was laid out for; pupils move about them."""

    name: str
    kind: str
    township: int
    area_code: str
    sizes: dict[str, int]
    organiser: str = "7"
    parent: str = ""  # the school that runs these attached classes; like the successor, by name
    successor: str = ""
    opens: int = FIRST_YEAR
    closes: int = NEWEST_YEAR
    number: int = 0
    hosted: dict[str, int] = field(default_factory=dict)  # sizes of the attached classes it runs

    @property
    def school_id(self) -> str:
        """Category, province and serial number: ten digits."""
        return f"{self.kind[:2]}65{312000 + self.number:06d}"

    @property
    def campus(self) -> dict[str, int]:
        """The sizes of all that use its rooms."""
        return self.sizes | self.hosted

    def grades(self, stage: str) -> range:
        """The grades it teaches."""
        return POINT_GRADES if self.kind == "218" else GRADES[stage]


# Schools that are not made by the rule of _entries.
TOWN_SIZES = (1720, 1440, 1260, 1100, 980, 890, 810)
TOWN_AREA_CODES = ("121", "121", "121", "121", "122", "122", "122")
TOWN_SCHOOLS = [
    *(
        School(f"英吉沙镇第{ordinal}小学", "211", 1, area_code, {"primary": size})
        for ordinal, area_code, size in zip("一二三四五六七", TOWN_AREA_CODES, TOWN_SIZES, strict=True)
    ),
    School("英吉沙县晨星小学", "211", 1, "121", {"primary": 420}, organiser="10"),
    School("英吉沙县第一中学", "341", 1, "121", {"junior": 1200, "senior": 760}),
    School("英吉沙县第二中学", "311", 1, "121", {"junior": 1520}),
    School("英吉沙县第三中学", "311", 1, "121", {"junior": 2190}),
    School("英吉沙县第四中学", "311", 1, "122", {"junior": 1260}),
    School("英吉沙县实验学校", "345", 1, "121", {"primary": 540, "junior": 400, "senior": 310}),
    School("英吉沙县晨星学校", "312", 1, "122", {"primary": 380, "junior": 260}, organiser="10"),
    School("英吉沙县特殊教育学校", "514", 1, "122", {"primary": 40, "junior": 20}),
    School("乌恰镇中学", "311", 2, "121", {"junior": 1080}),
    School("乌恰镇第二中学", "311", 2, "122", {"junior": 760}),
]
LATER_ENTRIES = [
    School("英吉沙镇第八小学", "211", 1, "122", {"primary": 720}, opens=2024),
    School("龙甫乡中学附设小学班", "219", 5, "210", {"primary": 66}, parent="龙甫乡中学"),
    School("依格孜也尔乡中心小学附设初中班", "319", 14, "210", {"junior": 96}, parent="依格孜也尔乡中心小学"),
]
NINE_YEAR_TOWNSHIPS = (4, 7, 9, 11, 13)
POINT_SIZES = (49, 50, 24, 68, 36, 57, 31, 74, 43, 52, 28, 62, 39, 46)  # of each township's teaching point
# Pupils the points on both sides of the scope rule's line have in the newest term, whoever moved before.
PINNED = {"英吉沙镇7村教学点": 49, "乌恰镇7村教学点": 50}
CLOSINGS = {"英也尔乡6村小学": (2023, "英也尔乡中心小学"), "苏盖提乡7村教学点": (2024, "")}


@dataclass(frozen=True)
class Slip:
    """What went wrong with one answer: a cell blank or off by `delta`; no column: its rows were not sent."""

    term: str
    school: str
    form: str
    stage: str = ""
    column: str = ""
    delta: int | None = None
    grade: str = ""
    class_no: str = ""


# Never answered. A section in scope that lacks a figure leaves the county without that coefficient of
# variation, so these are few, and the one school without pupils is kept to a spring term.
GAPS = [
    Slip("2022-2023-1", "托普鲁克乡2村小学", "teachers", "primary", "fine_art"),
    Slip("2022-2023-1", "城关乡7村教学点", "equipment"),
    Slip("2022-2023-2", "乌恰镇4村小学", "premises", "", "gymnasium_m2"),
    Slip("2022-2023-2", "艾古斯乡中学", "teachers", "junior", "backbone"),
    Slip("2023-2024-1", "乔勒潘乡5村小学", "equipment"),
    Slip("2023-2024-1", "龙甫乡7村教学点", "premises", "", "outdoor_sports_m2"),
    Slip("2023-2024-1", "芒辛乡中学", "teachers", "junior", "college"),
    Slip("2023-2024-2", "克孜勒乡中学", "teachers", "junior"),
    Slip("2023-2024-2", "城关乡2村小学", "equipment", "", "multimedia_rooms"),
    Slip("2024-2025-1", "苏盖提乡中学", "premises", "", "indoor_sports_m2"),
    Slip("2024-2025-1", "萨罕乡1村小学", "teachers", "primary", "bachelor"),
    Slip("2024-2025-2", "芒辛乡5村小学", "pupils"),
    Slip("2024-2025-2", "芒辛乡5村小学", "pupils_by_grade"),
    Slip("2024-2025-2", "芒辛乡5村小学", "classes"),
    Slip("2024-2025-2", "托普鲁克乡中学", "equipment"),
    Slip("2025-2026-1", "乌恰镇第二中学", "equipment", "", "equipment_value_wan"),
    Slip("2025-2026-1", "英也尔乡3村小学", "teachers", "primary", "backbone"),
    Slip("2025-2026-2", "依格孜也尔乡6村小学", "premises"),
    Slip("2025-2026-2", "龙甫乡中学", "teachers", "junior", "music"),
    Slip("2026-2027-1", "色提力乡3村小学", "teachers", "primary", "backbone"),
    Slip("2026-2027-1", "萨罕乡中学", "premises"),
    Slip("2026-2027-1", "英吉沙镇7村教学点", "equipment"),
    Slip("2026-2027-1", "英吉沙县特殊教育学校", "premises", "", "gymnasium_m2"),
]
# Answered wrongly or not at the first time, and corrected.
CORRECTED = [
    Slip("2022-2023-1", "龙甫乡中心小学", "teachers", "primary", "backbone", 3),
    Slip("2022-2023-1", "城关乡中学", "teachers", "junior", "master"),
    Slip("2023-2024-1", "乌恰镇中学", "equipment", "", "multimedia_rooms", -4),
    Slip("2023-2024-2", "克孜勒乡中心小学", "premises", "", "outdoor_sports_m2"),
    Slip("2024-2025-1", "苏盖提乡1村小学", "schools", "", "urban_rural_code", -10),
    Slip("2024-2025-1", "英吉沙镇第三小学", "pupils", "primary", "pupils", -3),
    Slip("2024-2025-1", "英吉沙镇第三小学", "pupils_by_grade", "primary", "pupils", -3, "1"),
    Slip("2024-2025-1", "英吉沙镇第三小学", "classes", "primary", "pupils", -3, "1", "1"),
    Slip("2025-2026-1", "英也尔乡中学", "premises", "", "teaching_area_m2", 400),
]


def _rng(*key: object) -> Random:
    """A generator for one purpose. Text seeds are hashed, the same way on every machine."""
    return Random("/".join(map(str, (SEED, *key))))


def _terms() -> list[tuple[str, float]]:
    """Term ids with the moment they stand for; the newest is an autumn term."""
    halves = range(2 * FIRST_YEAR, 2 * NEWEST_YEAR + 1)
    return [(f"{half // 2}-{half // 2 + 1}-{half % 2 + 1}", half / 2) for half in halves]


def _delivery(term: str, corrected: bool = False) -> Row:
    """A term's forms arrive three weeks after its statistical date, corrections two months later."""
    autumn, spring, half = term.split("-")
    year, month = (autumn, 9) if half == "1" else (spring, 3)
    source_id, revision = (f"sample-{term}-c1", "2") if corrected else (f"sample-{term}", "1")
    received_at = f"{year}-{month + 2 * corrected:02d}-22"
    return {"source_id": source_id, "revision": revision, "received_at": received_at}


def _entries() -> Iterator[School]:
    """The register in the order of its serial numbers."""
    yield from TOWN_SCHOOLS
    for number, township in enumerate(TOWNSHIPS, start=1):
        rng, centre = _rng("township", number), "122" if number in (2, 3) else "210"
        if number > 1:
            yield School(f"{township}中心小学", "211", number, centre, {"primary": rng.randint(640, 1100)})
        if number > 2:
            yield School(f"{township}中学", "311", number, centre, {"junior": rng.randint(460, 1000)})
        if number in NINE_YEAR_TOWNSHIPS:
            sizes = {"primary": rng.randint(230, 400), "junior": rng.randint(180, 300)}
            yield School(f"{township}九年一贯制学校", "312", number, "210", sizes)
        for village in range(1, 7):
            size = round(60 * math.exp(rng.random() * math.log(340 / 60)))
            yield School(f"{township}{village}村小学", "211", number, "220", {"primary": size})
        yield School(f"{township}7村教学点", "218", number, "220", {"primary": POINT_SIZES[number - 1]})
    yield from LATER_ENTRIES


def _register() -> list[School]:
    """Every school that answers in some term, numbered."""
    hosted = {entry.parent: entry.sizes for entry in LATER_ENTRIES if entry.parent}
    schools = []
    for number, entry in enumerate(_entries(), start=1):
        closes, successor = CLOSINGS.get(entry.name, (entry.closes, ""))
        changes = {"closes": closes, "successor": successor, "hosted": hosted.get(entry.name, {})}
        schools.append(replace(entry, number=number, **changes))
    return schools


def _entrants(school: School, stage: str, entry_year: int) -> int:
    """Pupils entering a stage: cohorts grow slowly, then shrink."""
    trend = 1.03 - 0.012 * abs(entry_year - GRADES[stage].start - 2020)
    luck = _rng("entrants", school.school_id, stage, entry_year).gauss(1, 0.05)
    return max(1, round(school.sizes[stage] / len(school.grades(stage)) * trend * luck))


def _first_grades(school: School, stage: str) -> list[int]:
    """A new school begins with its lower half; one that was there before the first term has every grade."""
    grades = len(school.grades(stage))
    filled = grades if school.opens == FIRST_YEAR else grades // 2
    entered = [_entrants(school, stage, school.opens - grade) for grade in range(filled)]
    return entered + [0] * (grades - filled)


def _moved(grades: list[int], share: float, rng: Random) -> list[int]:
    """Some pupils come and go; an empty grade stays empty."""
    return [max(1, pupils + round(rng.gauss(0, share) * pupils)) if pupils else 0 for pupils in grades]


def _next_grades(school: School, stage: str, year: int, before: Grades, joining: Grades) -> list[int]:
    """The grades moved up by a year, a new one, and the pupils of a school that merged into this one."""
    rng = _rng("moves", school.school_id, stage, year)
    grades = [_entrants(school, stage, year), *_moved(before[school.school_id, stage][:-1], 0.015, rng)]
    for grade, pupils in enumerate(joining.get((school.name, stage), [])[: len(grades) - 1], start=1):
        grades[grade] += pupils
    if year == NEWEST_YEAR and school.name in PINNED:
        grades[0] = PINNED[school.name] - sum(grades[1:])
    return grades


def _enrolments(schools: list[School]) -> dict[str, Grades]:
    """Pupils by grade of every term."""
    terms: dict[str, Grades] = {}
    spring: Grades = {}
    for year in range(FIRST_YEAR, NEWEST_YEAR + 1):
        closed = [school for school in schools if school.closes == year - 1]
        joining = {(s.successor, stage): spring[s.school_id, stage] for s in closed for stage in s.sizes}
        autumn: Grades = {}
        for school in schools:
            for stage in school.sizes:
                if school.opens == year:
                    autumn[school.school_id, stage] = _first_grades(school, stage)
                elif school.opens < year <= school.closes:
                    autumn[school.school_id, stage] = _next_grades(school, stage, year, spring, joining)
        spring = {key: _moved(grades, 0.01, _rng("spring", year, *key)) for key, grades in autumn.items()}
        terms[f"{year}-{year + 1}-1"], terms[f"{year}-{year + 1}-2"] = autumn, spring
    return terms


def _progress(when: float) -> float:
    """0 in the first term, 1 in the newest."""
    return (when - FIRST_YEAR) / (NEWEST_YEAR - FIRST_YEAR)


def _done(school: School, measure: str, when: float) -> float:
    """How far a school's programme for a resource has come, 0 to 1: the county takes its schools in turn."""
    turn = FIRST_YEAR - 1 + 9 * _rng("turn", school.school_id).random()
    return min(1.0, max(0.0, when - turn - _rng("turn", school.school_id, measure).gauss(0, 0.6)))


def _ratio(school: School, stage: str, measure: str, when: float) -> float:
    """The resource per pupil, or per 100 pupils, a school is equipped for in a term."""
    level, (middle, width) = LEVELS[stage][measure], MIDDLE_SIZE[stage]
    rng = _rng("ratio", school.school_id, measure)
    smallness = max(-1.6, min(1.6, math.log(middle / sum(school.campus.values())) / width))
    luck = max(-2.0, min(2.0, level.pull * smallness + math.sqrt(1 - level.pull**2) * rng.gauss(0, 1)))
    start, aim = level.middle * math.exp(level.spread * luck), level.aim * rng.uniform(1, 1.12)
    if start < aim:
        ratio = start + _done(school, measure, when) * (aim - start)
    else:
        ratio = start - (start - aim) * level.release * _progress(when)
    return ratio * (3 if school.kind == "514" else 1)  # special education needs many times what others do


def _have(school: School, sizes: dict[str, int], measure: str, when: float) -> float:
    """The resource of the given stages together."""
    return sum(_ratio(school, stage, measure, when) * size for stage, size in sizes.items())


def _count(school: School, sizes: dict[str, int], measure: str, when: float) -> int:
    """Whole persons or rooms: a programme that is through rounds up, before it the nearest number will do."""
    missing_part = (1 - _done(school, measure, when)) / 2
    return math.ceil(round(_have(school, sizes, measure, when) / 100 - missing_part, 6))


def _teachers(school: School, stage: str, when: float, classes: int, pupils: int) -> Row:
    """Full-time teachers by degree and subject."""
    rng, sizes = _rng("teachers", school.school_id, stage), {stage: school.sizes[stage]}
    degree, backbone, pe_arts = (_count(school, sizes, m, when) for m in ("degree", "backbone", "pe_arts"))
    full_time = max(math.ceil(degree / rng.uniform(0.75, 0.95)), classes, backbone, pe_arts)
    doctor = 1 if school.kind == "341" else 0
    master = math.floor(degree * rng.uniform(0, 0.06))
    bachelor, college = degree - doctor - master, math.floor((full_time - degree) * rng.uniform(0.7, 1))
    if stage == "primary":  # where college is above the required degree too
        college = round(bachelor * (rng.uniform(0.52, 0.7) - 0.16 * _progress(when)))
        bachelor -= college
    pe = math.ceil(pe_arts * rng.uniform(0.4, 0.48))
    music = (pe_arts - pe + 1) // 2
    subjects = (pe, music, pe_arts - pe - music, 0)
    if rng.random() < 0.12:  # some schools teach the arts as one subject
        subjects = (pe, 0, 0, pe_arts - pe)
    figures = (full_time, doctor, master, bachelor, college, backbone, *subjects)
    row = dict(zip(FORMS["teachers"].split()[3:], map(str, figures), strict=False))
    # only small rural sections may claim visiting teachers, and not all do
    may_claim = school.area_code in ("210", "220") and 50 <= pupils <= 99
    return row | {"visiting_pe_arts": "1" if may_claim and pe_arts < 2 and rng.random() < 0.6 else ""}


def _premises(school: School, when: float) -> Row:
    """Areas of a campus: indoor sports rooms not in the smallest, a gymnasium only in large ones."""
    rng, size = _rng("premises", school.school_id), sum(school.campus.values())
    teaching, sports = (_have(school, school.campus, m, when) for m in ("teaching_area", "sports_area"))
    indoor = rng.uniform(0.01, 0.05) * sports if size >= 200 and rng.random() < 0.7 else 0.0
    gymnasium = min(1200.0, 0.12 * sports) if size >= 900 and rng.random() < 0.4 else 0.0
    areas = (teaching + indoor, indoor, gymnasium, sports - indoor - gymnasium)
    return dict(zip(FORMS["premises"].split()[2:], (f"{area:.2f}" for area in areas), strict=True))


def _equipment(school: School, when: float) -> Row:
    """Equipment in 万元 (10 000 yuan) and multimedia rooms of a campus."""
    value = _have(school, school.campus, "equipment", when) / 10_000
    rooms = _count(school, school.campus, "rooms", when)
    return {"equipment_value_wan": f"{value:.4f}", "multimedia_rooms": str(rooms)}


def _class_sizes(school: School, stage: str, when: float, pupils: int) -> list[int]:
    """A grade in even classes, as large as the school lets them grow: a little less every year."""
    rng = _rng("classes", school.school_id, stage)
    room_for = rng.uniform(5, 9) if school.area_code == "220" else max(0.0, rng.uniform(-2, 9))
    crowding = room_for * (1 - 0.4 * _progress(when))
    largest = 10 if school.kind == "514" else math.floor((45 if stage == "primary" else 49) + crowding)
    number = math.ceil(pupils / largest)
    return [pupils // number + (1 if i < pupils % number else 0) for i in range(number)]


def _answer_stage(tables: Tables, school: School, stage: str, when: float, key: Row, grades: list[int]) -> None:
    """The forms answered per stage. A new school's upper grades have nobody yet, and no rows."""
    classes = 0
    for grade, pupils in zip(school.grades(stage), grades, strict=True):
        if pupils:
            of_grade = key | {"grade": str(grade), "pupils": str(pupils)}
            sizes = _class_sizes(school, stage, when, pupils)
            numbered = [{"class_no": str(n), "pupils": str(size)} for n, size in enumerate(sizes, start=1)]
            tables["pupils_by_grade"].append(of_grade)
            tables["classes"] += [of_grade | of_class for of_class in numbered]
            classes += len(sizes)
    tables["pupils"].append(key | {"pupils": str(sum(grades))})
    tables["teachers"].append(key | _teachers(school, stage, when, classes, sum(grades)))


def _registered(school: School, ids: dict[str, str]) -> Row:
    """What the register says of a school."""
    return {
        "county_code": COUNTY,
        "school_name": school.name,
        "school_kind": school.kind,
        "urban_rural_code": school.area_code,
        "township_id": f"{COUNTY}-{school.township:02d}",
        "organiser_code": school.organiser,
        "counts_as_school": "0" if school.kind in ("218", "219", "319") else "1",
        "parent_school_id": ids.get(school.parent, ""),
    }


def _succession(school: School, ids: dict[str, str]) -> Row:
    """The end of a school, as reported with the next term's forms."""
    return {
        "predecessor_school_id": school.school_id,
        "successor_school_id": ids.get(school.successor, ""),
        "change": "merged" if school.successor else "closed",
        "last_term_id": f"{school.closes}-{school.closes + 1}-2",
    } | _delivery(f"{school.closes + 1}-{school.closes + 2}-1")


def _answers(schools: list[School], ids: dict[str, str]) -> Tables:
    """Every form as it should have been answered."""
    tables: Tables = {form: [] for form in FORMS}
    enrolments = _enrolments(schools)
    for term, when in _terms():
        for school in (school for school in schools if school.opens <= when < school.closes + 1):
            key = {"term_id": term, "school_id": school.school_id} | _delivery(term)
            tables["schools"].append(key | _registered(school, ids))
            for stage in school.sizes:
                grades = enrolments[term][school.school_id, stage]
                _answer_stage(tables, school, stage, when, key | {"stage": stage}, grades)
            if not school.parent:
                tables["premises"].append(key | _premises(school, when))
                tables["equipment"].append(key | _equipment(school, when))
    closed = [school for school in schools if school.closes < NEWEST_YEAR]
    tables["school_successions"] = [_succession(school, ids) for school in closed]
    return tables


def _spoil(rows: list[Row], slip: Slip, school_id: str, corrected: bool) -> None:
    """Spoils the first delivery of an answer; one that is corrected comes again as it should have been."""
    keys = {"term_id": slip.term, "school_id": school_id, "stage": slip.stage}
    keys |= {"grade": slip.grade, "class_no": slip.class_no}
    for row in [row for row in rows if all(row.get(key) == value for key, value in keys.items() if value)]:
        if corrected:
            rows.append(row | _delivery(slip.term, corrected=True))
        if not slip.column:
            rows.remove(row)
        elif slip.delta is None:
            row[slip.column] = ""
        else:
            row[slip.column] = str(Decimal(row[slip.column]) + slip.delta)


def _position(row: Row) -> tuple[list[str], list[int]]:
    """Where a row stands in its file."""
    return [row.get(key, "") for key in TEXT_KEYS], [int(row.get(key, "0")) for key in NUMBER_KEYS]


def sample_tables() -> Tables:
    """The rows of every survey form, in the order of their files."""
    schools = _register()
    ids = {school.name: school.school_id for school in schools}
    tables = _answers(schools, ids)
    for slip in GAPS + CORRECTED:
        _spoil(tables[slip.form], slip, ids[slip.school], corrected=slip in CORRECTED)
    return {form: sorted(rows, key=_position) for form, rows in tables.items()}


def write_sample(folder: Path) -> None:
    """Writes one CSV file per survey form into the folder."""
    for form, rows in sample_tables().items():
        with (folder / f"{form}.csv").open("w", encoding="utf-8", newline="") as file:
            columns = [*FORMS[form].split(), "source_id", "revision", "received_at"]
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write_sample(Path(__file__).resolve().parents[2] / "seeds" / "survey")
