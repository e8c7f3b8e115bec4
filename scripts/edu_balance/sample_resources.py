"""Teachers, rooms and equipment of the synthetic sample county.

Resources are spread unevenly at first, and year by year more schools are brought up to a common level.
"""

import math
from dataclasses import dataclass

from edu_balance.sample_register import FIRST_YEAR, Row, School, between, has_begun, part, rng


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
SENIOR_TITLES = {"town": 0.21, "centre": 0.14, "village": 0.09}  # share of the teachers, in the first term
ROOM_COLUMNS = {
    "music": ("music_rooms_96", "music_rooms_73_96", "music_rooms_54_73"),
    "art": ("art_rooms_90", "art_rooms_67_90", "art_rooms_61_67"),
}
CLASSES_PER_ROOM = 12


def _done(school: School, measure: str, when: float) -> float:
    """How far a school's programme for a resource has come, 0 to 1: the county takes its schools in turn."""
    turn = FIRST_YEAR - 1 + 9 * rng("turn", school.school_id).random()
    return min(1.0, max(0.0, when - turn - rng("turn", school.school_id, measure).gauss(0, 0.6)))


def _ratio(school: School, stage: str, measure: str, when: float) -> float:
    """The resource per pupil, or per 100 pupils, a school is equipped for in a term."""
    level, (middle, width) = LEVELS[stage][measure], MIDDLE_SIZE[stage]
    draw = rng("ratio", school.school_id, measure)
    smallness = max(-1.6, min(1.6, math.log(middle / sum(school.campus.values())) / width))
    luck = max(-2.0, min(2.0, level.pull * smallness + math.sqrt(1 - level.pull**2) * draw.gauss(0, 1)))
    start, aim = level.middle * math.exp(level.spread * luck), level.aim * draw.uniform(1, 1.12)
    if start < aim:
        ratio = start + _done(school, measure, when) * (aim - start)
    else:
        ratio = start - (start - aim) * level.release * between(0, 1, when)
    return ratio * (3 if school.is_special else 1)  # special education needs many times what others do


def _have(school: School, sizes: dict[str, int], measure: str, when: float) -> float:
    """The resource of the given stages together."""
    return sum(_ratio(school, stage, measure, when) * size for stage, size in sizes.items())


def _count(school: School, sizes: dict[str, int], measure: str, when: float) -> int:
    """Whole persons or rooms: a programme that is through rounds up, before it the nearest number will do."""
    missing_part = (1 - _done(school, measure, when)) / 2
    return math.ceil(round(_have(school, sizes, measure, when) / 100 - missing_part, 6))


def teachers(school: School, stage: str, when: float, classes: int, pupils: int) -> Row:
    """Full-time teachers by degree, subject and position, persons."""
    draw, sizes = rng("teachers", school.school_id, stage), {stage: school.sizes[stage]}
    degree, backbone, pe_arts = (_count(school, sizes, m, when) for m in ("degree", "backbone", "pe_arts"))
    full_time = max(math.ceil(degree / draw.uniform(0.75, 0.95)), classes, backbone, pe_arts)
    doctor = 1 if school.kind == "341" else 0
    master = math.floor(degree * draw.uniform(0, 0.06))
    bachelor, college = degree - doctor - master, math.floor((full_time - degree) * draw.uniform(0.7, 1))
    if stage == "primary":  # where college is above the required degree too
        college = round(bachelor * (draw.uniform(0.52, 0.7) - 0.16 * between(0, 1, when)))
        bachelor -= college
    pe = math.ceil(pe_arts * draw.uniform(0.4, 0.48))
    music = (pe_arts - pe + 1) // 2
    fine_art, arts = pe_arts - pe - music, 0
    if draw.random() < 0.12:  # some schools teach the arts as one subject
        music, fine_art, arts = 0, 0, pe_arts - pe
    # only small rural sections may claim visiting teachers, and not all do
    may_claim = school.place != "town" and 50 <= pupils <= 99
    visiting = "1" if may_claim and pe_arts < 2 and draw.random() < 0.6 else ""
    titles = SENIOR_TITLES[school.place] * between(1, 1.3, when)
    not_trained = part(school, stage, "not trained", full_time, between(0.17, 0.03, when))
    # who was taken on without a certificate has passed the examination since
    not_certified = part(school, stage, "not certified", full_time, between(0.035, 0, when))
    figures = {"full_time": full_time, "doctor": doctor, "master": master, "bachelor": bachelor, "college": college}
    figures |= {"backbone": backbone, "senior_title": part(school, stage, "titles", full_time, titles)}
    figures |= {"certified": full_time - not_certified, "trained_360h": full_time - not_trained}
    figures |= {"pe": pe, "music": music, "fine_art": fine_art, "arts": arts}
    return {column: str(figure) for column, figure in figures.items()} | {"visiting_pe_arts": visiting}


def rooms_needed(classes: int) -> int:
    """Music rooms, and as many art rooms, that so many classes of the compulsory stages ask for."""
    return math.ceil(classes / CLASSES_PER_ROOM)


def _special_rooms(school: School, subject: str, needed: int, when: float) -> Row:
    """Music or art rooms of a campus by area. Before its turn a school has fewer or smaller ones than it needs."""
    draw = rng("special rooms", subject, school.school_id)
    large = math.floor(needed * draw.uniform(0, 0.9))
    sizes = draw.choices((0, 1, 2, 3), (3, 4, 2, 2), k=needed - large)  # middling, small, too small to count, none
    middling, small, too_small = (sizes.count(size) for size in range(3))
    if has_begun(school, f"{subject} rooms", 0.28, 0.93, when):
        large, middling, small, too_small = needed, middling // 2, small // 2, 0
    columns = ROOM_COLUMNS[subject]
    row = {f"{subject}_rooms": str(large + middling + small + too_small)}
    return row | dict(zip(columns, map(str, (large, middling, small)), strict=True))


def premises(school: School, when: float, needed: int) -> Row:
    """Areas of a campus, m²: indoor sports rooms not in the smallest, a gymnasium only in large ones. Its music and
    art rooms, of which it needs so many of each."""
    draw, size = rng("premises", school.school_id), sum(school.campus.values())
    teaching, sports = (_have(school, school.campus, m, when) for m in ("teaching_area", "sports_area"))
    indoor = draw.uniform(0.01, 0.05) * sports if size >= 200 and draw.random() < 0.7 else 0.0
    gymnasium = min(1200.0, 0.12 * sports) if size >= 900 and draw.random() < 0.4 else 0.0
    areas = {
        "teaching_area_m2": teaching + indoor,
        "indoor_sports_m2": indoor,
        "gymnasium_m2": gymnasium,
        "outdoor_sports_m2": sports - indoor - gymnasium,
    }
    rooms = _special_rooms(school, "music", needed, when) | _special_rooms(school, "art", needed, when)
    return {column: f"{area:.2f}" for column, area in areas.items()} | rooms


def equipment(school: School, when: float) -> Row:
    """Equipment in 万元 (10 000 yuan) and multimedia rooms of a campus."""
    value = _have(school, school.campus, "equipment", when) / 10_000
    rooms = _count(school, school.campus, "rooms", when)
    return {"equipment_value_wan": f"{value:.4f}", "multimedia_rooms": str(rooms)}


def activities(school: School, when: float) -> Row:
    """Minutes of exercise in the timetable, and whether the school takes part in the region's monitoring."""
    draw = rng("exercise", school.school_id)
    before, after = draw.choice((40, 45, 45, 50)), draw.choice((60, 60, 60, 65, 70, 80))
    minutes = after if has_begun(school, "daily exercise", 0.45, 0.975, when) else before
    monitored = has_begun(school, "monitoring", 0.84, 1, when)
    return {"exercise_minutes": str(minutes), "in_monitoring": "1" if monitored else "0"}
