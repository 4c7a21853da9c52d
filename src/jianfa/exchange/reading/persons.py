"""Names of persons as cells write them: with spaces, telephone numbers and offices."""

from __future__ import annotations

import re

_PHONE = re.compile(
    r"[(（:：;；，,、\s]*(?:(?:联系)?电话|手机|[Tt][Ee][Ll]|分机)?\.?[:：]?\s*(?<![A-Za-z])\d[\d\s-]{5,}\d\s*[)）]?"
)
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
_OFFICE = re.compile(r"(主席|部长|主任|科长|处长|书记|干事|科员|会长|秘书长|委员|局长|[部室科处办委会局])$")


def person_text(text: str) -> str:
    """Return names of persons: spaces inside a two-character name dropped, between two names replaced by 、.

    A telephone number beside a name is no part of it; an office beside one stays with it.

    >>> person_text("张　涛"), person_text("张涛 李敏"), person_text("张　涛 李敏"), person_text("副主席 张涛")
    ('张涛', '张涛、李敏', '张涛、李敏', '副主席张涛')
    """
    names = _joined([part for part in re.split(r"[\s\u3000]+", _PHONE.sub("", text).strip()) if part])
    if len(names) > 1 and all(_NAME.fullmatch(name) and not _OFFICE.search(name) for name in names):
        return "、".join(names)
    return "".join(names) if all(re.search(r"[\u3400-\u9fff，、；]", name) for name in names) else " ".join(names)


def _joined(parts: list[str]) -> list[str]:
    """Two single characters one after the other are one name."""
    found: list[str] = []
    waiting = ""
    for part in parts:
        if waiting:
            found.append(waiting + part)
            waiting = ""
        elif re.fullmatch(r"[\u3400-\u9fff]", part):
            waiting = part
        else:
            found.append(part)
    return [*found, waiting] if waiting else found
