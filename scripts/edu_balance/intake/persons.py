"""Keeps persons out: which labels ask for one, which texts hold an ID or mobile number, how such a text is shown.

Stands below every reader, so it imports none of their modules.
"""

from __future__ import annotations

import re
import unicodedata

# What asks for one person, wherever it stands in a label; a number of persons (`审核人数`) is no person.
_ASKED = (
    "身份证|证件号|手机|电话|联系方式|邮箱|电子信箱|电子邮件|微信|出生日期|出生年月|签字|签名|签章|"
    "(?:姓名|负责人|填表人|填报人|制表人|经办人|统计人|统计员|统计人员|审核人|复核人|联系人|法定代表人|法人代表)(?!数|次|员数)"
)
# What does so only as the end of a label: `校长` is somebody, `校长路小学`, `轮岗校长数` and `问卷数：校长` are not.
_ASKED_LAST = "家庭住址|校长|书记|园长|班主任|分管领导"
_LABELS = re.compile(rf"(?:{_ASKED}|(?<!:)(?:{_ASKED_LAST})(?=$|[(: ]))")
# Printed forms head a school's own name with these.
_NOT_A_PERSON = re.compile(r"(?:学校|机构|单位)(?:\(机构\))?姓名")
# People group the digits of such a number; a line break may stand between them.
_GAP = r"[\s.\-\u2010-\u2015\u2212_]{0,3}"
# 18 digits of an identity card, the last one perhaps X: in one, or as place, birthday and the rest.
_BIRTHDAY = _GAP.join(("(?:1[89]|2[0-9])[0-9]{2}", "[0-9]{2}", "[0-9]{2}"))
_ID = "[1-9][0-9]{16}[0-9X]|" + _GAP.join(("[1-9][0-9]{5}", _BIRTHDAY, "[0-9]{3}", "[0-9X]"))
# 11 digits of a mobile number, perhaps after the code of the country.
_MOBILE = rf"(?:\+?86{_GAP})?1[3-9][0-9](?:{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}})"
# A checksum holds any digits; with a digit beside it a number is a part of something longer.
_CHECKSUM = "[0-9A-F]{32,}"
_NUMBERS = re.compile(rf"{_CHECKSUM}|(?P<person>(?<![0-9])(?:{_ID}|{_MOBILE})(?![0-9]))", re.IGNORECASE)
MASK = "***"


def is_personal(label: str) -> bool:
    """Whether a label asks for a person's name, number or address."""
    return bool(_asked_for(label))


def personal_words(label: str) -> str:
    """The words of a label that ask for a person, and nothing else of it: `填表人：某某` holds a name as well."""
    return "、".join(dict.fromkeys(_asked_for(label)))


def holds_person(text: str) -> bool:
    """Whether a text holds an ID or mobile number. Never show such a text but `masked`."""
    return any(found["person"] for found in _NUMBERS.finditer(_narrow(text)))


def masked(text: str) -> str:
    """The text as a message may show it: a mask in place of each number; a text without one as it stands."""
    if not holds_person(text):
        return text
    return _NUMBERS.sub(lambda found: MASK if found["person"] else found[0], _narrow(text))


def _asked_for(label: str) -> list[str]:
    """The words found, with the spaces of the label and without: `姓 名` and `校长 某某` are both meant."""
    spaced = re.sub(r"\s+", " ", _narrow(label).replace("_x000D_", "")).strip()
    return [word for text in (spaced, spaced.replace(" ", "")) for word in _LABELS.findall(_NOT_A_PERSON.sub("", text))]


def _narrow(text: str) -> str:
    """Full-width digits and letters as plain ones; marks nobody sees are gone."""
    return re.sub(r"[\u200b-\u200d\u2060\ufeff\u00ad]", "", unicodedata.normalize("NFKC", text))
