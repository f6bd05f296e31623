"""Whether a line of a list still counts, by its status or by a flag that closes it."""

import re
from collections.abc import Collection

_CLOSED = re.compile(
    r"\b(cancell?ed|closed?|completed?|done|finished|fulfilled|delivered|shipped|received|invoiced|paid|void|voided"
    r"|deleted|rejected|teco|clsd|dlv|dlfl|dlt|quotation|quoted?|annulliert|angebot)\b"
    r"|取消|关闭|结案|完成|完结|终止|作废|已交货|已发货|已出货|已入库|已收货|完工|已删除|拒绝|报价|询价|견적|キャンセル"
    r"|erledigt|abgeschlossen|storniert|geliefert|geschlossen|gelöscht|abgelehnt|완료|취소|마감|종결|삭제"
)
_CLOSES = re.compile(
    r"\b(closed?|cancell?(ed|ation)?|delet(ed|ion)|reject(ed|ion)|void(ed)?|final delivery|delivery completed?)\b"
    r"|关闭|作废|取消|结案|完结|终止|删除|拒绝|是否完成|storn|lösch|ablehn|absage|마감|취소|삭제"
)
_DONE = re.compile(
    r"((is|line|order|fully) )?(completed?|done|finished|fulfilled|delivered|shipped|received)( flag| indicator)?\W*"
    r"|(交货|发货|出货|收货|入库)?已?(完成|完工|完毕|结束)(标识|标志)?|是否已?(发货|出货|交货|入库|收货|完工)|erledigt|완료(여부)?"
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
_DRAFT = re.compile(
    r"(entered|draft|saved|simulated|proposed|provisional|未审核|未审批|未批准|待审核?|待审批|开立|草稿|保存|暂存|模拟|录入|시뮬레이션)"
)
_PASSED = re.compile(r"(booked|approved|firm(ed)?|已?审核|已?审批|已?批准|已?核准|已?发出|승인)")
"""States of a line that is only written down, and of others that somebody has passed: the first may not count."""
_SAYS_WHY = re.compile(
    r"reason|grund|原因|理由|사유|(closed|cancell?ed|rejected|deleted|voided) (date|by|on|at)"
    r"|(关闭|作废|取消|结案|终止|删除)(日期|时间|日|人)"
)
"""Headings under which whatever stands closes the line: the reason, the day, who did it."""
_YES = frozenset(("y", "yes", "x", "true", "1", "是", "√", "✓", "✔", "ja", "j", "예"))
_NO = frozenset(("n", "no", "false", "0", "否", "×", "-", "/", "nein", "아니오", "none", "无"))


def is_draft(status: str, beside: Collection[str]) -> bool:
    """Whether a state is that of a line that is only written down, where others beside it are passed."""
    words = re.sub(r"^[\d.\- ]+", "", status)
    return bool(_DRAFT.fullmatch(words)) and any(map(_PASSED.fullmatch, beside))


def closes(heading: str) -> bool:
    """Whether a heading is that of a flag that closes a line."""
    words = heading.casefold().strip()
    return bool(_CLOSES.search(words) or _DONE.fullmatch(words)) and not re.search("未|open|offen", words)


_UNLIKE = re.compile(
    r"\b(returns?|returned|rma|credit( (memo|note))?|reversal|retoure?n?|rücklieferung|gutschrift|storno)\b"
    r"|\b(rework\w*|disassembl\w*|nacharbeit)\b|退货|退回|退料|冲销|红字|红冲|返工|返修|重工|拆解|拆卸|반품|재작업"
    r"|\b(samples?|prototypes?|trial|forecast|fcst|simulat\w+|scrap|rejects?|quarantine|blocked|consignment|muster|prognose)\b"
    r"|^planning$|^不确定|样品|打样|试产|试制|预测|模拟|不良|报废|寄售|견본|샘플|예측|불량"
)


def is_unlike(word: str) -> bool:
    """Whether a word of a line says that it is no order like others: `Return`, 返工, `Sample`, `Forecast`."""
    return len(word) < 25 and bool(_UNLIKE.search(word.casefold()))


_MEANS_NO_MORE = re.compile(
    r"urgent|rush|expedit|priorit|\bvip\b|\bkey\b|\btax|\bvat\b|\bexport|\bimport|hazard|danger|print|attach|partial|split"
    r"|insur|rohs|\bfsc\b|\bnew\b|inspect|certif|\bcoc\b|label|barcode|packing|pa(yment|id)\b|deposit|\back|confirm|contract"
    r"|critical|\bhot\b|\blate\b|delay|overdue|risk|short|custom|material|kitt|sign|expres+|batch|serial"
    r"|急|重点|税|打印|附件|报关|环保|检|确认|签|付款|回款|收款|标签|贴标|新品|定制|逾期|延期|缺|齐|备料|批次|序列"
    r"|eil|dringend|druck|긴급"
)
"""Headings of marks that say something of a line, but not that it does not count."""


def means_no_more(heading: str) -> bool:
    """Whether a heading, in lower case, is of what is said of a line but not whether it counts."""
    return bool(_MEANS_NO_MORE.search(heading))


_COUNTS = re.compile(
    r"\b(open|active|valid|includ\w*|in plan|relevant|approved?|approval|release\w*|nett\w*|available|usable|counts?)\b"
    r"|有效|参与|纳入|审批|审核|通过|可用|启用|生效|未(交|发|结|完|关)|aktiv|gültig|freigegeben|유효|승인"
)
"""Headings of marks without which a line does not count."""
_HAS_GONE = re.compile(
    r"\bactual\b.*\b(date|day|gi|ship\w*|deliver\w*)\b|实际(发货|出货|交货|交付|出库)"
    r"|\b(invoice|delivery|dn|tracking|awb|shipment)\W*(no|nr|num(ber)?|id|#|date)\W*$"
    r"|\b(delivery note|packing (list|slip)|waybill)\b"
    r"|(发票|送货单|交货单|运单|快递单|物流单|出库单|出货单|发货单|装箱单)(单?号码?|编号|日期)?$|rechnungsn|lieferscheinn"
)
_HAS_COME = re.compile(
    r"\bactual\b.*\b(date|day|finish|end|receipt|completion)\b|实际(完工|完成|入库|到货|收货)"
    r"|\b(gr|grn|goods receipt)\W*(no|num(ber)?|id|#|date)\W*$|(入库单|收货单|验收单)(号码?|编号|日期)?$"
)
"""Headings of what is written when goods have left, and when they have come."""
_BLOCKS = re.compile(
    r"\b(block\w*|hold|suspend\w*|frozen)\b|冻结|挂起|暂停|sperr|보류"
    r"|\b(replaced|superseded|merged|converted|moved|transferred) (by|into|to)\b|替代单|替换为|合并(到|至)|ersetzt durch"
)
"""Headings under which whatever stands holds a line up, or names the line that stands for it."""
_PROGRESS = re.compile(
    r"progress|(%|percent|degree).*(complet|done|finish)|(complet|done|finish)\w* ?%|完成率|完成度|完成比例|进度"
)
_WHOLE = frozenset(("1", "100%", "100"))


def must_be_marked(heading: str) -> bool:
    """Whether a heading is that of marks without which a line does not count: `Open?`."""
    return bool(_COUNTS.search(heading.casefold()))


def marks_out(heading: str, marks: Collection[str], *, comes: bool, done: bool = True) -> frozenset[str]:
    """Of the marks that stand in a column, those with which a line may not count.

    Args:
        heading: What stands above them.
        marks: What stands in the lines, in lower case; "" for nothing.
        comes: Whether the lines are of what comes in.
        done: Whether marks count that say that a line is done.
    """
    words, marks = heading.casefold(), frozenset(marks)
    filled = marks - {""}
    if {"x", "y"} <= filled:
        return frozenset()  # two names
    if filled and filled <= _YES | _NO and not any(mark.isdigit() for mark in filled):
        if _MEANS_NO_MORE.search(words):
            return frozenset()
        return (marks & _NO or marks & {""}) if _COUNTS.search(words) else marks & _YES
    if _BLOCKS.search(words) and "" in marks:
        return filled
    if not done:
        return frozenset()
    if _PROGRESS.search(words):
        return marks & _WHOLE
    return filled if "" in marks and (_HAS_COME if comes else _HAS_GONE).search(words) else frozenset()


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
