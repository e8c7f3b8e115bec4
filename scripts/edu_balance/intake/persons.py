"""Keeps persons out: which labels ask for one, and which texts hold an ID or phone number."""

from __future__ import annotations

import re

from edu_balance.intake.fields import normalised

# Labels of columns about one person. A count of persons (`教师人数`) or a school's own name is none.
LABELS = re.compile(
    r"身份证|证件号|手机|电话|联系方式|邮箱|电子信箱|电子邮件|出生日期|家庭住址$|"
    r"(?<!学校)(?<!机构\))(?<!机构）)(?<!学校\(机构\))姓名|负责人|填表人|填报人|统计人员|审核人|校长$|法定代表人|联系人"
)
# 18 digits of an identity card, the last one perhaps X; 11 digits of a mobile number.
NUMBERS = re.compile(r"(?<![0-9])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")


def is_personal(label: str) -> bool:
    """Whether a label asks for a person's name, number or address."""
    return bool(LABELS.search(normalised(label)))


def holds_person(text: str) -> bool:
    """Whether a text holds an ID or mobile number. Never show such a text in a message."""
    return bool(NUMBERS.search(text))
