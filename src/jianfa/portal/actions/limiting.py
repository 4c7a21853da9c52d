"""Who sends too much: counters in the memory of the process, never an address.

An address is counted under an HMAC with a key drawn anew each day and kept in that memory only; with the process or the
day it is gone. Each web process counts for itself (docs/portal.md).
"""

import secrets

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from jianfa.portal.rules import Limit, blinded, is_worked, network_of

DAY_SECONDS = 24 * 3600
WORK_SECONDS = 900
_signer = signing.TimestampSigner(salt="portal-work")


def is_within(kind: str, limit: Limit, sender: str = "") -> bool:
    """Count one more of this kind, and say whether the limit still holds; ``sender`` is blinded, "" for everybody."""
    key = f"portal:{kind}:{limit.seconds}:{sender}"
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key) <= limit.most
    except ValueError:  # its time was over in between
        return True


def sender_of(request: HttpRequest) -> str:
    """Return what stands for the sender's network today."""
    address = network_of(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        settings.AXES_IPWARE_PROXY_COUNT,
    )
    name = f"portal:key:{timezone.localdate()}"
    cache.add(name, secrets.token_bytes(32), DAY_SECONDS)
    key = cache.get(name) or secrets.token_bytes(32)
    return blinded(key, address)


def new_work() -> str:
    """Return a calculation to be done by the browser, good for a quarter of an hour."""
    return _signer.sign(secrets.token_hex(12))


def work_is_done(challenge: str, answer: str) -> bool:
    """Say whether the calculation is ours, young, right, and was not handed in before."""
    try:
        token = _signer.unsign(challenge, max_age=WORK_SECONDS)
    except signing.BadSignature:
        return False
    return is_worked(challenge, answer) and cache.add(f"portal:work:{token}", 1, WORK_SECONDS)
