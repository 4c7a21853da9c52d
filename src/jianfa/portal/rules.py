"""Receipt codes, urgent words, numbers of hotlines, limits and the proof of work: pure."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Receipt codes ---------------------------------------------------------------------------------------------

ALPHABET = "346789ACDEFHJKMNPQRTWXY"
"""23 signs, a prime; without those that are taken for one another on paper (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V)."""
DRAWN = 15
"""So many are drawn (23^15 is about 2^67), and one checks them."""
GROUP = 4


def receipt_code(secret: bytes, key: str) -> str:
    """Return the code to a form's key, the same each time: a form sent twice has one code.

    >>> len(receipt_code(b"secret", "key"))
    16
    """
    number = int.from_bytes(hmac.new(secret, f"receipt:{key}".encode(), hashlib.sha256).digest())
    signs = ""
    for _n in range(DRAWN):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return signs + check_sign(signs)


def check_sign(signs: str) -> str:
    """Return the sign that finds any one wrong sign and any two exchanged ones."""
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, 1)) % len(ALPHABET)]


def in_groups(code: str) -> str:
    """Return a code as it is written down.

    >>> in_groups("AAAACCCCDDDDEEEE")
    'AAAA-CCCC-DDDD-EEEE'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(written: str) -> str:
    """Return the code somebody has typed, however spaced; "" when it cannot be one."""
    plain = unicodedata.normalize("NFKC", written).upper()
    code = "".join(sign for sign in plain if sign.isalnum())
    if len(code) != DRAWN + 1 or not set(code) <= set(ALPHABET) or check_sign(code[:-1]) != code[-1]:
        return ""
    return code


def digest_of(code: str) -> str:
    """Return what is stored instead of a receipt code, as hex."""
    return hashlib.sha256(f"jianfa-receipt:{code}".encode()).hexdigest()


def to_the_hour(at: datetime) -> datetime:
    """Return the hour of a moment: what is kept of when something was sent."""
    return at.replace(minute=0, second=0, microsecond=0)


# Urgent words and hotlines ---------------------------------------------------------------------------------

LONGEST_LIST = 40
_NUMBER = re.compile(r"\d[\d-]{2,19}(?:/\d[\d-]{2,19})*", re.ASCII)


@dataclass(frozen=True)
class Hotline:
    """One number of the first screen; ``kinds`` are what puts it on top."""

    number: str
    name: str
    kinds: tuple[str, ...] = ()

    @property
    def numbers(self) -> list[str]:
        """Return the numbers one by one: 110/120 are two."""
        return self.number.split("/")

    def is_fit(self, kinds: Collection[str]) -> bool:
        """Say whether it has a number, a name of one word, and kinds there are: so it can be typed as a line again.

        >>> Hotline("110/120", "报警", ("danger",)).is_fit(["danger"]), Hotline("12351", "工会 热线").is_fit([])
        (True, False)
        """
        is_one_word = len(self.name.split()) == 1 and self.name == self.name.strip()
        return bool(_NUMBER.fullmatch(self.number)) and is_one_word and set(self.kinds) <= set(kinds)


def urgent_kinds(text: str, words: Mapping[str, Sequence[str]], order: Sequence[str]) -> list[str]:
    """Return the kinds one of whose words stands in the text, however spaced or wide, in the order of danger."""
    plain = _plain(text)
    return [kind for kind in order if any(_plain(word) in plain for word in words.get(kind, ()) if _plain(word))]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def on_top(hotlines: Iterable[Hotline], kinds: Sequence[str]) -> list[Hotline]:
    """Return the hotlines that belong to these kinds, the most urgent kind first."""
    rows = list(hotlines)
    found = [line for kind in kinds for line in rows if kind in line.kinds]
    return list(dict.fromkeys(found))


def read_hotlines(text: str, kinds: Mapping[str, str]) -> list[Hotline] | str:
    """Read hotlines typed a line each (number, name, words of the kinds), or return the line that cannot be read.

    >>> read_hotlines("12351 工会维权热线 工资、工伤", {"工资": "wages", "工伤": "injury"})
    [Hotline(number='12351', name='工会维权热线', kinds=('wages', 'injury'))]
    """
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        number, *rest = unicodedata.normalize("NFKC", line).split(maxsplit=2)
        named = [word for word in re.split(r"[、,，\s]+", rest[1]) if word] if len(rest) > 1 else []
        if any(word not in kinds for word in named):
            return line
        hotline = Hotline(number, rest[0] if rest else "", tuple(kinds[word] for word in named))
        if not hotline.is_fit(kinds.values()):
            return line
        found.append(hotline)
    return found


def read_words(text: str) -> list[str]:
    """Return the words of a list typed with any separator, each once, in their order."""
    return list(dict.fromkeys(word for word in re.split(r"[、,，;；\s]+", text) if word))


# Limits ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds before more is asked of the sender."""

    most: int
    seconds: int


SENDING = Limit(5, 600)
"""From one network address; many share one, so more is not refused but costs a calculation."""
SENDING_ALL = Limit(300, 3600)
"""From everywhere together."""
ASKING = Limit(30, 600)
"""Codes asked for from one network address; more is refused for a while."""
SAYING = Limit(10, 600)
"""Words left under one code that is right, from whatever network."""
NO_ADDRESS = "unknown"


def network_of(remote: str, forwarded: str, proxies: int) -> str:
    """Return what counts as one sender: the address before our own proxies, of IPv6 the /64 a household has.

    >>> network_of("10.0.0.1", "6.6.6.6, 203.0.113.9", 1), network_of("2001:db8::1", "", 0)
    ('203.0.113.9', '2001:db8::/64')
    >>> network_of("::ffff:203.0.113.9", "", 0), network_of("", "203.0.113.9:4711", 1)
    ('203.0.113.9', '203.0.113.9')
    >>> network_of("", "[2001:db8::1]:4711", 1), network_of("fe80::1%eth0", "", 0)
    ('2001:db8::/64', 'fe80::/64')
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    written = hops[-proxies] if proxies and len(hops) >= proxies else remote
    try:
        address = ip_address(_without_port(written))
    except ValueError:
        return NO_ADDRESS
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address), 64), strict=False))


def _without_port(written: str) -> str:
    """Return the address of "1.2.3.4:5", "[2001:db8::1]:5" and "[2001:db8::1]"; another text as it is."""
    if written.startswith("["):
        return written[1:].partition("]")[0]
    return written.partition(":")[0] if written.count(":") == 1 else written


def blinded(key: bytes, address: str) -> str:
    """Return what stands for an address in a counter: nobody without the day's key can go back or try it out."""
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()


# Proof of work ---------------------------------------------------------------------------------------------

WORK_BITS = 16
"""Leading zero bits asked for: about 65,000 SHA-256, a second or two on a cheap phone."""


def is_worked(challenge: str, answer: str, bits: int = WORK_BITS) -> bool:
    """Say whether SHA-256 of "challenge:answer" begins with so many zero bits."""
    if not answer.isascii() or not answer.isdecimal() or len(answer) > 16:
        return False
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
