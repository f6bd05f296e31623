"""Whether a line of a list still counts, by its status or by a flag that closes it."""

import re

_CLOSED = re.compile(
    r"\b(cancell?ed|closed?|completed?|done|finished|fulfilled|delivered|shipped|received|invoiced|paid|void|voided"
    r"|deleted|rejected|teco|clsd|dlv|dlfl|dlt)\b"
    r"|取消|关闭|结案|完成|完结|终止|作废|已交货|已发货|已出货|已入库|已收货|完工|已删除|拒绝"
    r"|erledigt|abgeschlossen|storniert|geliefert|geschlossen|gelöscht|abgelehnt|완료|취소|마감|종결|삭제"
)
_CLOSES = re.compile(
    r"\b(closed?|cancell?(ed|ation)?|delet(ed|ion)|reject(ed|ion)|void(ed)?|final delivery|delivery completed?)\b"
    r"|关闭|作废|取消|结案|完结|终止|删除|拒绝|是否完成|storn|lösch|ablehn|absage|마감|취소|삭제"
)
_DONE = re.compile(
    r"((is|line|order|fully) )?(completed?|done|finished|fulfilled|delivered|shipped|received)( flag| indicator)?\W*"
    r"|已完成|已完工|erledigt|완료(여부)?"
)
"""Headings of columns that say whether a line is closed: the second ones where marks stand below, not quantities."""
_STILL_OPEN = re.compile(
    r"\b(not|un\w+|partial\w*|partly|part|to|in|open|teil\w*|nicht|noch)\b|未|部分|待|미|부분", re.IGNORECASE
)
_OPEN = re.compile(
    r"\b(open(ed)?|new|created|releas\w*|firm(ed)?|planned|proposed|\w*confirmed|approved|active|pending|partial\w*|partly"
    r"|to (deliver|ship|receive|produce|manufacture)\b.*|in (process|progress|production|work|transit)"
    r"|started|running|scheduled|booked|entered|back ?order(ed)?|(a)?waiting|issued"
    r"|printed|ordered|accepted|acknowledged|submitted|normal|late|overdue|ready|not \w+|un\w+"
    r"|offen\w*|freigegeben|eröffnet|geplant|bestätigt|angelegt|teil\w*|in arbeit"
    r"|rel|crtd|pdlv|pcnf|cnf|prc|gmps|setc|macm|manc|mspt|nmat|prt)\b"
    r"|下达|审核|计划|确认|开立|开工|执行|进行|生产中|在制|正常|新建|投产|投料|排产|打开|有效|提交|未|待|部分"
    r"|진행|확정|대기|계획|승인|접수|미|부분|작업중|발행"
)
_SAYS_WHY = re.compile(
    r"reason|grund|原因|理由|사유|(closed|cancell?ed|rejected|deleted|voided) (date|by|on|at)"
    r"|(关闭|作废|取消|结案|终止|删除)(日期|时间|日|人)"
)
"""Headings under which whatever stands closes the line: the reason, the day, who did it."""
_YES = frozenset(("y", "yes", "x", "true", "1", "是", "√", "✓", "✔", "ja", "j", "예"))
_NO = frozenset(("n", "no", "false", "0", "否", "×", "-", "/", "nein", "아니오", "none", "无"))


def closes(heading: str) -> bool:
    """Whether a heading is that of a flag that closes a line."""
    words = heading.casefold().strip()
    return bool(_CLOSES.search(words) or _DONE.fullmatch(words)) and not re.search("未|open|offen", words)


_COMES_BACK = re.compile(
    r"\b(returns?|returned|rma|credit( (memo|note))?|reversal|retoure?n?|rücklieferung|gutschrift|storno)\b"
    r"|\b(rework\w*|disassembl\w*|nacharbeit)\b|退货|退回|退料|冲销|红字|红冲|返工|返修|重工|拆解|拆卸|반품|재작업"
)


def comes_back(word: str) -> bool:
    """Whether a word of a line says that its goods come back, or are no new ones: `Return`, 退货, `Rework`."""
    return len(word) < 25 and bool(_COMES_BACK.search(word.casefold()))


def is_closed(status: str, heading: str = "") -> bool | None:
    """Whether a line's status says that nothing more is to come or to go; `Closed: Y` says so too.

    Args:
        status: What stands in the line.
        heading: What stands above it.

    Returns:
        None where the status is not understood.
    """
    status, heading = status.casefold().replace("_", " ").strip(), heading.casefold()
    if not status:
        return False
    if closes(heading):
        if status in _NO:
            return False
        if status in _YES or _SAYS_WHY.search(heading):
            return True
    if _CLOSED.search(status) and not _STILL_OPEN.search(status):
        return True
    return False if _OPEN.search(status) else None
