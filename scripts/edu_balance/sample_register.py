"""The register of the synthetic sample county: its schools, its terms, and how figures are drawn for them.

Each draw has a generator of its own, seeded by SEED and what it is for, so every run writes the same files and
changing one figure leaves the others as they are.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

COUNTY = "653123"
SEED = f"{COUNTY}-19"
FIRST_YEAR, NEWEST_YEAR = 2022, 2026  # school years, by the autumn they begin in
# The term after the newest one. The seeds do not hold it: its forms are still out, for somebody to fill in.
NEXT_TERM = f"{NEWEST_YEAR}-{NEWEST_YEAR + 1}-2"
TOWNSHIPS = ["英吉沙镇", "乌恰镇", "城关乡", "乔勒潘乡", "龙甫乡", "芒辛乡", "色提力乡"]
TOWNSHIPS += ["萨罕乡", "英也尔乡", "克孜勒乡", "托普鲁克乡", "苏盖提乡", "艾古斯乡", "依格孜也尔乡"]
GRADES = {"primary": range(1, 7), "junior": range(7, 10), "senior": range(10, 13)}
POINT_GRADES = range(1, 4)  # teaching points send their pupils on after these

Row = dict[str, str]
Tables = dict[str, list[Row]]


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

    @property
    def is_special(self) -> bool:
        """A special-education school: it serves the whole county."""
        return self.kind == "514"

    @property
    def is_point(self) -> bool:
        """A teaching point: the lower grades of a village."""
        return self.kind == "218"

    @property
    def is_private(self) -> bool:
        """Whether its organiser is not a public body."""
        return self.organiser == "10"

    @property
    def place(self) -> str:
        """town, centre (of a township) or village."""
        return {"210": "centre", "220": "village"}.get(self.area_code, "town")

    def grades(self, stage: str) -> range:
        """The grades it teaches."""
        return POINT_GRADES if self.is_point else GRADES[stage]

    def is_open(self, when: float) -> bool:
        """Whether it teaches in the term of that moment."""
        return self.opens <= when < self.closes + 1


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
CLOSINGS = {"英也尔乡6村小学": (2023, "英也尔乡中心小学"), "苏盖提乡7村教学点": (2024, "")}
BOARDING_IN_TOWN = {"英吉沙县第一中学", "英吉沙县特殊教育学校"}
NOT_BUILT_BY_2010 = {"英吉沙镇第七小学", "英吉沙县实验学校", "英吉沙县晨星小学", "乌恰镇第二中学"}


def rng(*key: object) -> Random:
    """A generator for one purpose. Text seeds are hashed, the same way on every machine."""
    return Random("/".join(map(str, (SEED, *key))))


def terms() -> list[tuple[str, float]]:
    """Term ids with the moment they stand for; the newest is an autumn term, and NEXT_TERM follows it.

    That one stands close behind: what a school has hardly grows over a winter, and a leap would be asked about.
    """
    halves = range(2 * FIRST_YEAR, 2 * NEWEST_YEAR + 1)
    delivered = [(f"{half // 2}-{half // 2 + 1}-{half % 2 + 1}", half / 2) for half in halves]
    return [*delivered, (NEXT_TERM, NEWEST_YEAR + 0.1)]


def autumn(year: int) -> str:
    """The autumn term of a year; of the years before the first term, the first term."""
    return f"{max(year, FIRST_YEAR)}-{max(year, FIRST_YEAR) + 1}-1"


def spring(year: int) -> str:
    """The spring term of a year; up to the first term, the first term."""
    return f"{year - 1}-{year}-2" if year > FIRST_YEAR else autumn(year)


def delivery(term: str) -> Row:
    """A term's forms arrive three weeks after its statistical date."""
    first, second, half = term.split("-")
    day = f"{first}-09-22" if half == "1" else f"{second}-03-22"
    return {"source_id": f"sample-{term}", "revision": "1", "received_at": day}


def corrected(row: Row) -> Row:
    """The delivery that corrects a row, two months after it."""
    year, month, day = row["received_at"].split("-")
    received_at = f"{year}-{int(month) + 2:02d}-{day}"
    return {"source_id": f"{row['source_id']}-c1", "revision": "2", "received_at": received_at}


def between(first: float, newest: float, when: float) -> float:
    """A figure on its way from what it is in the first term to what it is in the newest."""
    return first + (newest - first) * (when - FIRST_YEAR) / (NEWEST_YEAR - FIRST_YEAR)


def has_begun(school: School, purpose: str, first: float, newest: float, when: float) -> bool:
    """Whether a school has by then what a share of the schools have: `first` in the first term, then ever more."""
    return rng(purpose, school.school_id).random() < between(first, newest, when)


def part(school: School, stage: str, purpose: str, whole: int, share: float) -> int:
    """About that share of the whole, in persons: less in one school, more in another, the same one in every term."""
    draw = rng(purpose, school.school_id, stage)
    return min(whole, max(0, math.floor(whole * share * draw.uniform(0.4, 1.6) + draw.random())))


def _entries() -> Iterator[School]:
    """The register in the order of its serial numbers."""
    yield from TOWN_SCHOOLS
    for number, township in enumerate(TOWNSHIPS, start=1):
        draw, centre = rng("township", number), "122" if number in (2, 3) else "210"
        if number > 1:
            yield School(f"{township}中心小学", "211", number, centre, {"primary": draw.randint(640, 1100)})
        if number > 2:
            yield School(f"{township}中学", "311", number, centre, {"junior": draw.randint(460, 1000)})
        if number in NINE_YEAR_TOWNSHIPS:
            sizes = {"primary": draw.randint(230, 400), "junior": draw.randint(180, 300)}
            yield School(f"{township}九年一贯制学校", "312", number, "210", sizes)
        for village in range(1, 7):
            size = round(60 * math.exp(draw.random() * math.log(340 / 60)))
            yield School(f"{township}{village}村小学", "211", number, "220", {"primary": size})
        yield School(f"{township}7村教学点", "218", number, "220", {"primary": POINT_SIZES[number - 1]})
    yield from LATER_ENTRIES


def register() -> list[School]:
    """Every school that answers in some term, numbered."""
    hosted = {entry.parent: entry.sizes for entry in LATER_ENTRIES if entry.parent}
    schools = []
    for number, entry in enumerate(_entries(), start=1):
        closes, successor = CLOSINGS.get(entry.name, (entry.closes, ""))
        changes = {"closes": closes, "successor": successor, "hosted": hosted.get(entry.name, {})}
        schools.append(replace(entry, number=number, **changes))
    return schools


def registered(school: School, ids: dict[str, str]) -> Row:
    """What the register says of a school."""
    # junior schools of the townships board, their villages lie far apart
    boards = school.name in BOARDING_IN_TOWN or (school.place == "centre" and "junior" in school.sizes)
    built_by_2010 = school.opens == FIRST_YEAR and school.name not in NOT_BUILT_BY_2010
    return {
        "county_code": COUNTY,
        "school_name": school.name,
        "school_kind": school.kind,
        "urban_rural_code": school.area_code,
        "township_id": f"{COUNTY}-{school.township:02d}",
        "organiser_code": school.organiser,
        "counts_as_school": "0" if school.kind in ("218", "219", "319") else "1",
        "parent_school_id": ids.get(school.parent, ""),
        "is_boarding": "1" if boards else "0",
        "built_by_2010": "1" if built_by_2010 else "0",
        "built_by_2016": "1" if school.opens == FIRST_YEAR and school.name != "英吉沙镇第七小学" else "0",
    }


def succession(school: School, ids: dict[str, str]) -> Row:
    """The end of a school, as reported with the next term's forms."""
    return {
        "predecessor_school_id": school.school_id,
        "successor_school_id": ids.get(school.successor, ""),
        "change": "merged" if school.successor else "closed",
        "last_term_id": spring(school.closes + 1),
    } | delivery(autumn(school.closes + 1))
