"""Marks of secrecy in texts (绝密, 机密★, 秘密★): what carries one never enters the system."""

import re

_MARK = re.compile(r"(?<![杜拒断隔谢])绝[ \u3000]?密|[机秘][ \u3000]?密\s*[★☆]")
"""杜绝密切接触 and the like are ordinary words that happen to hold the two characters."""


def has_secrecy_mark(text: str) -> bool:
    """Say whether a text or a name carries a mark of secrecy, also in the spaced writing of letterheads.

    >>> has_secrecy_mark("机 密★一年"), has_secrecy_mark("杜绝密切接触"), has_secrecy_mark("保密工作")
    (True, False, False)
    """
    return "密" in text and _MARK.search(text) is not None
