"""The school a statistics return is of: held against the register, and which of its stages the figures belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edu_balance.intake.delivery import Place, Row
from edu_balance.intake.known import Known
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.return_forms import IDENTITY_FORMS, SERIES, Forms
from edu_balance.intake.return_identity import ADDRESS, AREA, KIND, SCHOOL_ID, Identity, Said, identity_of
from edu_balance.intake.school_ids import read_school_id

KIND_DIGITS, AREA_DIGITS, ADDRESS_DIGITS = (3,), (3,), (12,)


@dataclass(frozen=True)
class ReturnSchool:
    """The school of the register, and whose figures those of each stage are: its own, or its attached classes'."""

    row: Row
    own_stages: tuple[str, ...]
    owners: Mapping[str, Row]
    is_attached: bool

    @property
    def only_stage(self) -> str:
        """The one stage that figures of the whole school are of; empty: it teaches several."""
        return next(iter(self.owners)) if len(self.owners) == 1 else ""

    @property
    def school_ids(self) -> frozenset[str]:
        return frozenset(row["school_id"] for row in (self.row, *self.owners.values()))


def school_of(forms: Forms, known: Known, term_id: str, remarks: Remarks) -> ReturnSchool | None:
    """The school, or nothing where the return cannot be taken: then a stop says why."""
    kinds = known.fields.kinds
    attached = [kind for kind, row in kinds.items() if row["merges_into_parent"] == "1"]
    first = [page.sheet for page in forms.pages if page.number in IDENTITY_FORMS]
    others = [page.sheet for page in forms.pages if page.number not in IDENTITY_FORMS]
    identity = identity_of(forms.cover, first, others, attached)
    if not _is_compulsory(forms, identity, known, remarks) or not _is_one_return(forms, remarks):
        return None
    school = _registered(identity, known, term_id, remarks)
    if school is None:
        return None
    _compare(identity, school, known, remarks)
    _compare_year(identity, known.term(term_id), remarks)
    return _with_attached(school, identity, known, term_id, remarks)


def _is_compulsory(forms: Forms, identity: Identity, known: Known, remarks: Remarks) -> bool:
    """Whether the school is of a kind that teaches a compulsory stage; where it is not, that is all there is to say."""
    fields = known.fields
    code, word = identity.code(KIND, KIND_DIGITS), identity.word(KIND)
    kinds = {row["label_zh"]: kind for kind, row in fields.kinds.items()}
    named = word.text if word else next((page.kind_word for page in forms.pages if page.kind_word), "")
    kind = code.text if code else next((kind for label, kind in kinds.items() if named and named in label), "")
    teaches = fields.compulsory & set(fields.stages_of_kind.get(kind, ()))
    labels = known.labels["return"]
    has_pupils = any(label.form == "pupils" and label.stage and forms.of(label.form_no) for label in labels)
    is_of_series = any(page.series in ("", *SERIES) for page in forms.pages)
    if teaches or (not kind and is_of_series and (has_pupils or not named)):
        return True
    seen = " ".join(filter(None, (code.text if code else "", named)))
    place = code.place if code else word.place if word else Place()
    zh = f"办学类型为“{seen}”，不是义务教育学校的报表，不需报送"
    en = f"the return of a school of compulsory education; of this kind ({seen}) none is needed"
    remarks.add(place, seen, zh, en)
    return False


def _is_one_return(forms: Forms, remarks: Remarks) -> bool:
    """Whether all sheets are of one series and each form is there once."""
    faults = []
    series = sorted({page.series for page in forms.pages if page.series})
    if len(series) > 1:
        zh, en = "同一文件中有新旧两套报表，只能保留一套", "forms of one series only"
        faults.append((Place(), "、".join(series), zh, en))
    seen: dict[tuple[str, str], str] = {}
    for page in forms.pages:
        place, name = Place(page.sheet.name), page.sheet.name
        if page.titled:
            zh, en = f"工作表名称为 {page.number}，表题却是 {page.titled}", f"the title of form {page.number}, its name"
            faults.append((place, page.titled, zh, en))
        elif (other := seen.setdefault((page.number, page.further), name)) != name:
            zh = f"{page.form} 表出现两次，另一张为“{other}”：一个文件只报一所学校"
            en = f"form {page.number} once, see {other}: one school in a file"
            faults.append((place, name, zh, en))
    for fault in faults:
        remarks.add(*fault)
    return not faults


def _registered(identity: Identity, known: Known, term_id: str, remarks: Remarks) -> Row | None:
    """The row of the register by the id, which must be the same wherever it stands."""
    said = identity.said[SCHOOL_ID]
    if not said:
        zh, en = (
            "找不到学校（机构）标识码，应在封面或 111、1001 表中",
            "the id of the school on the cover or in form 111 or 1001",
        )
        remarks.add(Place(), "", zh, en)
        return None
    readings = [(one, read_school_id(one.text)) for one in said]
    for one, reading in readings:
        if reading.severity == "stop" or not reading.value:
            zh, en = reading.zh or "应为10位学校（机构）标识码", reading.en or "a school id"
            remarks.add(one.place, one.text, zh, en)
            return None
    (first, reading), *others = readings
    for one, other in others:
        if other.value != reading.value:
            zh = f"一个文件只报一所学校：{first.place} 的标识码为 {reading.value}"
            en = f"{reading.value}, as {first.place} says: one school in a file"
            remarks.add(one.place, one.text, zh, en)
            return None
    shortened = next(((one, read) for one, read in readings if read.severity), None)
    if shortened:
        one, read = shortened
        remarks.add(one.place, one.text, f"{read.zh}，读为 {read.value}", f"{read.en}: {read.value}", "notice")
    row = known.registered(term_id).get(reading.value)
    if row is None:
        remarks.add(first.place, reading.value, "应为本县本学期登记的学校", "a school the county has registered")
    return row


def _compare(identity: Identity, school: Row, known: Known, remarks: Remarks) -> None:
    """Kind and place of the school as the register has them. The register stays as it is."""
    kinds = {kind: row["label_zh"] for kind, row in known.fields.kinds.items()}
    areas = {choice.code: choice.label for choice in known.fields.choices["urban_rural_codes"]}
    for name, item, digits, labels in (
        ("办学类型", KIND, KIND_DIGITS, kinds),
        ("城乡类型", AREA, AREA_DIGITS, areas),
    ):
        code, word = identity.code(item, digits), identity.word(item)
        ours = school[item]
        if (code and code.text != ours) or (not code and word and word.text not in labels[ours]):
            seen = code or word
            _ask(remarks, seen, f"{name}与登记不同，登记为 {ours} {labels[ours]}", f"{ours}, as registered")
    address = identity.code(ADDRESS, ADDRESS_DIGITS)
    if address and not address.text.startswith(school["county_code"]):
        county = school["county_code"]
        _ask(remarks, address, f"地址代码不在登记的区县 {county} 内", f"a code within the county {county}")


def _compare_year(identity: Identity, term: Row, remarks: Remarks) -> None:
    year = term["school_year"][:4]
    if other := next((said for said in identity.school_years if said.text != year), None):
        zh, en = f"应为 {term['school_year']} 学年的报表", f"the return of the school year {term['school_year']}"
        _ask(remarks, other, zh, en)


def _ask(remarks: Remarks, said: Said | None, zh: str, en: str) -> None:
    if said:
        remarks.add(said.place, said.text, f"{zh}，请核对；本文件不改登记", f"{en}; the register stays as it is", "ask")


def _with_attached(school: Row, identity: Identity, known: Known, term_id: str, remarks: Remarks) -> ReturnSchool:
    """Attached classes have their figures in the parent's return: theirs are those of a stage only they teach."""
    fields, kinds = known.fields, known.fields.kinds
    own = fields.stages(school)
    owners = dict.fromkeys(own, school)
    attached = [
        row
        for row in known.registered(term_id).values()
        if row["parent_school_id"] == school["school_id"] and kinds[row["school_kind"]]["merges_into_parent"] == "1"
    ]
    stages = [(row, stage) for row in attached for stage in fields.stages(row)]
    for row, stage in stages:
        if stage in own or sum(other == stage for _, other in stages) > 1:
            zh = f"附设班 {row['school_id']} 的{fields.stage_labels[stage]}数字与其他班合在一起，分不开，未单独读取"
            en = f"the figures of the attached classes {row['school_id']} are not told apart: not read by themselves"
            remarks.add(Place(), row["school_name"], zh, en, "notice")
        else:
            owners[stage] = row
    registered = {row["school_kind"] for row in attached}
    for said in identity.attached:
        if said.text not in registered:
            zh = f"报表列有{kinds[said.text]['label_zh']}（{said.text}），登记中没有，未读取"
            en = f"attached classes of kind {said.text} are not registered: not read"
            remarks.add(said.place, said.text, zh, en, "notice")
    order = [stage for stage in fields.stage_labels if stage in owners]
    is_attached = kinds[school["school_kind"]]["merges_into_parent"] == "1"
    return ReturnSchool(school, own, {stage: owners[stage] for stage in order}, is_attached)
