"""Office hours, pauses between attempts, signatures of group robots, digests of secrets. Pure, no Django."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import quote_plus

from jianfa.kit.workdays import IsWorking

PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240))
"""示例: after the first failure one minute, and so on; after one more it is given up."""
Hours = tuple[time, time]


def is_office_time(local: datetime, hours: Hours, is_working: IsWorking) -> bool:
    """Say whether a moment, given in Shanghai's time, lies in the office hours of a working day."""
    begins, ends = hours
    return is_working(local.date()) and begins <= local.time() < ends


def read_hours(text: str) -> Hours:
    """Return the hours written as 09:00-17:00; raises ValueError."""
    begins, dash, ends = text.partition("-")
    hours = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    if not dash or hours[0] >= hours[1]:
        raise ValueError(text)
    return hours


def next_attempt(failures: int, at: datetime) -> datetime | None:
    """Return when to try again after so many failures; None when it is given up."""
    return at + PAUSES[failures - 1] if 0 < failures <= len(PAUSES) else None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret address; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def dingtalk_query(secret: str, milliseconds: int) -> str:
    """Return what 钉钉 wants behind the address: HMAC-SHA256 over time and secret, with the secret as key."""
    signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return f"&timestamp={milliseconds}&sign={quote_plus(base64.b64encode(signed))}"


def feishu_sign(secret: str, seconds: int) -> str:
    """Return the signature 飞书 wants in the body: HMAC-SHA256 over nothing, with time and secret as key."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def robot_request(kind: str, address: str, secret: str, text: str, at: datetime) -> tuple[str, dict[str, object]]:
    """Return address and body of a message; 企业微信 has its key in the address and signs nothing."""
    if kind == "feishu":
        body: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            seconds = int(at.timestamp())
            body |= {"timestamp": str(seconds), "sign": feishu_sign(secret, seconds)}
        return address, body
    if kind == "dingtalk" and secret:
        address += dingtalk_query(secret, int(at.timestamp() * 1000))
    return address, {"msgtype": "text", "text": {"content": text}}


def was_accepted(answer: Mapping[str, object]) -> bool:
    """Say whether a robot's answer means that it took the message: the code of each kind is 0 then."""
    return any(answer.get(name) == 0 for name in ("errcode", "code", "StatusCode"))
