"""What a cell claims: done, not done, or neither."""

from __future__ import annotations

import re

from jianfa.exchange.reading.values import ticked
from jianfa.kit.text import squeezed

_YES = re.compile(
    r"(问题|事项|整改|任务|工作|各项)*(措施)?(已|均已|全部|已经|已全部|全部已|都已|现已|业已)?(全面|全部|如期|按期|按时|提前|顺利|圆满)?"
    r"(完成|整改|办结|销号|销账|解决|落实|办理|结案|验收|完结|闭环|处理|处置|化解|达标|到位)"
    r"(整改|销号|销账|办结|到位|完毕|完成|解决|任务|验收|通过|合格|达标|闭环)?(到位|完毕|完成)?(了)?"
    r"|(同意|准予|予以|通过)(销号|销账|验收)"
    r"|是|Y|yes|YES|Yes|对|TRUE|True|true|已销|已结|●|1"
)
_NO = re.compile(
    r"^(否|×|✗|✘|☒|X|x|N|no|NO|No|FALSE|False|false|□|0%?)$|^(未|没有?|尚未|暂未|不|无法)|未(完成|整改|销|办结|解决|落实|到位|启动)"
    r"|推进中|进行中|办理中|整改中|正在|持续|部分|基本|逐步|待|推进|启动|长期|剩余|其余|实施中|解决中|中$"
)
_PLANNED = re.compile(r"^(?!.{0,2}已).*([月日底末季]前|计划|预计|拟|力争|争取|确保)|申请|申报|提请")
_KEPT_UP = re.compile(r"^(并|且|将|后续|今后|下一步|继续)*(长期|持续|常态|巩固).*(?<!中)$")
"""What goes on after the work is done: 已完成，长期坚持."""
_A_DAY = re.compile(
    r"(于|在)?(\d{4}[年./-])?\d{1,2}[月./-](\d{1,2}日?)?(底|初|末|[上中下]旬)?(?!\d|前)|(于|在)?\d{4}年(底|初|末)?(?!前)"
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_TICK = re.compile("[√✓✔☑]+")
_CLAUSE = re.compile(r"[，,；;。、！!()（）\[\]【】:：]|并(?=[^，,；;。]*(?:销|验收|办结|长期|持续))")


def done_of(text: str) -> bool | None:
    """Return whether a cell claims that the work is done; None when it says neither.

    One clause that says no decides; what is kept up afterwards (已完成，长期坚持) does not count as one.

    >>> done_of("已完成"), done_of("是"), done_of("推进中"), done_of("√"), done_of("已制定方案")
    (True, True, False, True, None)
    >>> done_of("已于3月10日销号"), done_of("已完成80%"), done_of("已完成，长期坚持"), done_of("6月底前完成")
    (True, False, True, None)
    """
    bare = squeezed(ticked(text) or text).replace("帐", "账")
    shares = [float(share) for share in _PERCENT.findall(bare)]
    if shares and min(shares) < 100:
        return False
    bare = _PERCENT.sub("", bare) if shares else bare
    if shares and not bare:
        return True
    is_ticked = bool(_TICK.search(bare))
    clauses = [clause for clause in _CLAUSE.split(_TICK.sub("", bare)) if clause]
    if not clauses:
        return True if is_ticked else None
    answers = [_clause(clause) for clause in clauses]
    if True in answers:
        answers = [None if _KEPT_UP.match(one) else said for one, said in zip(clauses, answers, strict=True)]
    if False in answers:
        return False
    return True if is_ticked or True in answers else None


def _clause(clause: str) -> bool | None:
    if _PLANNED.search(clause):
        return None
    if _YES.fullmatch(_A_DAY.sub("", clause)):
        return True
    return False if _NO.search(clause) else None
