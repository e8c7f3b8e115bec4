"""Class sizes come as a list of classes or as bands: bands of forms that know no list give way to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edu_balance.intake.delivery import Delivery, Place, Remark, Row
from edu_balance.intake.known import Known

# A school that gives both in our own workbook has to say which one holds; these forms can give bands only.
ONLY_BANDS = ("statistics_return", "plain_survey_school")
Section = tuple[str, str, str]


def without_bands_beside_lists(deliveries: Sequence[Delivery], known: Known) -> list[Delivery]:
    """The deliveries, bands left out, with a notice, where the section's classes are or come listed one by one."""
    sent = (row for one in deliveries if not one.is_refused for row in one.rows.get("classes", ()))
    # a class that was withdrawn has no pupils
    listed = {_section(row) for row in (*known.survey["classes"].values(), *sent) if row["pupils"] != "0"}
    return [_without_bands(one, listed) if one.shape in ONLY_BANDS else one for one in deliveries]


def _without_bands(delivery: Delivery, listed: set[Section]) -> Delivery:
    bands = delivery.rows.get("class_bands", [])
    kept = [row for row in bands if _section(row) not in listed]
    if len(kept) == len(bands):
        return delivery
    rows = {name: found for name, found in delivery.rows.items() if name != "class_bands"}
    rows |= {"class_bands": kept} if kept else {}
    left_out = {where for where in delivery.places if where[0] == "class_bands" and (*where[1][:3],) in listed}
    place = next((delivery.places[where] for where in delivery.places if where in left_out), Place())
    notice = Remark(
        delivery.path.name,
        place,
        "",
        "已有逐班名单，班额按名单计算，本文件的班额分段未读取",
        "classes are listed one by one: the bands of this file are not read",
        "notice",
    )
    return replace(
        delivery,
        rows=rows,
        places={where: found for where, found in delivery.places.items() if where not in left_out},
        remarks=(*delivery.remarks, notice),
    )


def _section(row: Row) -> Section:
    return row["term_id"], row["school_id"], row["stage"]
