"""What the company's own letters say: the fields and lines that their templates are filled with."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pab_planner.alerts import Alert, AlertEvent, Letter, LetterKind, LogEntry, period_key
from pab_planner.core.allocation import AllocationRule, LineAllocation
from pab_planner.core.decimals import difference, total
from pab_planner.core.plan import Period, Plan
from pab_planner.core.recovery import only_row
from pab_planner.core.risk import RiskLevel, risk_levels
from pab_planner.language import Language, Text, typed_in_both
from pab_planner.letters.review_fields import review_fields
from pab_planner.letters.templates import Fields, GroupLines, Groups, Value
from pab_planner.letters.words import Words
from pab_planner.notices import Review, period_words, said_day

PERIODS_AROUND = 2
"""Periods shown before the first and after the last one at risk."""

ON_TIME = Text("all receipts are counted as planned, on time", "全部入库按计划准时计入")
SOME_PLANNED = Text(
    "all receipts are counted on time; {planned:g} of {all:g} are not confirmed",
    "全部入库按准时计入；其中 {planned:g}（共 {all:g}）尚未确认",
)
NOTHING_REMAINS = Text("Nothing: the balance no longer shows the risk.", "无：余额已不再显示风险。")
REMAINS = Text("{level} remains from {first} on.", "自 {first} 起仍为“{level}”。")
NOT_IN_PLAN = Text("The item is no longer in the plan: {reason}", "物料已不在计划中：{reason}")
ISSUED = Text("issued", "已发出")
BEYOND = Text("beyond the horizon", "计划期以外")


class Page(NamedTuple):
    """What a letter is about and who writes it.

    Attributes:
        letter: The letter.
        alert: Its alert, after the step.
        plan: The plan.
        row: The alert's row in it; -1 where the item is not in the plan.
        today: As of when.
        source: Workbook and place of the plan.
        language: Its language.
    """

    letter: Letter
    alert: Alert
    plan: Plan
    row: int
    today: date
    source: str
    language: Language


def common_fields(page: Page) -> dict[str, Value]:
    """Fields that every one of our own letters knows."""
    alert, answers, say = page.alert, page.alert.answers, page.language
    is_review = page.letter.kind is LetterKind.POST_MORTEM
    finding = alert.as_told if is_review else alert.finding
    return {
        "number": page.letter.number,
        "revision": page.letter.revision,
        "status": ISSUED.say(say),
        "as_of": page.today,
        "source": page.source,
        "language": page.language,
        "author": page.letter.by,
        "approver": None,
        "distribution": "; ".join(page.letter.recipients),
        "linked": "; ".join(page.letter.linked),
        "alert": alert.number,
        "item": finding.item,
        "description": typed_in_both(finding.description).say(say),
        "customers": "; ".join(finding.customers),
        "level": marked(finding.level, say),
        "first": _in_words(page, finding.first),
        "last": _in_words(page, finding.last),
        "first_short": _in_words(page, finding.first_short),
        "recovery": _in_words(page, finding.recovery) or BEYOND.say(say),
        "worst_quantity": finding.worst_quantity,
        "owner": answers.owner or None,
        "category": answers.category and answers.category.title.say(say),
        "root_cause": answers.root_cause or None,
        "escape_cause": answers.escape_cause or None,
        "corrective": answers.corrective or None,
        "preventive": answers.preventive or None,
        "effective": answers.effective,
        "verified": answers.verified,
        "days_open": float(((alert.cleared_on or page.today) - alert.opened).days),
        "lead_time": _number(alert.warning_lead_time),
    }


def internal_alert_page(
    page: Page, lines: Sequence[LineAllocation], rule: AllocationRule, respond_by: date | None
) -> tuple[Fields, Groups]:
    """Fields and lines of an internal alert.

    Args:
        page: The letter.
        lines: The allocation of the row's order lines.
        rule: By which rule they were served.
        respond_by: Until when an answer is wanted.
    """
    periods = _shown_periods(page)
    fields = common_fields(page) | {
        "duration": float(_duration(page)),
        "respond_by": respond_by,
        "safety": float(page.plan.safety[page.row]) if page.row >= 0 else None,
        "mps_assumption": _assumption(page),
        "allocation": rule.words.say(page.language),
        "acknowledged_by": None,
        "acknowledged_at": None,
    }
    return fields, {"periods": _period_lines(page, periods), "lines": _order_lines(lines, page.language)}


def all_clear_page(page: Page) -> tuple[Fields, Groups]:
    """Fields and lines of our own all-clear; the plan is the evidence."""
    fields = common_fields(page) | {
        "cleared_on": page.today,
        "remaining": _remaining(page),
        "mps_assumption": _assumption(page),
    }
    return fields, {"periods": _period_lines(page, _shown_periods(page))}


def post_mortem_page(page: Page, log: Sequence[LogEntry], review: Review) -> tuple[Fields, Groups]:
    """Fields and lines of an 8D review.

    Args:
        page: The letter.
        log: The events of the alert.
        review: Its causes, measures and actions.
    """
    say, opened = page.language, page.alert.opened
    steps = [entry for entry in log if entry.event not in _NOT_TOLD]
    timeline = [
        (
            e.when,
            float((e.when - opened).days),
            _title_of(e).say(say),
            "; ".join(e.letters),
            "" if e.event is AlertEvent.ASSESS else e.note,  # it names the owner: no names to blame
        )
        for e in steps
    ]
    found, groups = review_fields(review, page.plan.periods, Words(say))
    fields = {**common_fields(page), **found, "response": page.alert.answers.assessment}
    return fields, {"timeline": GroupLines(("day", "elapsed", "event", "letter", "note"), timeline), **groups}


INTERIM = Text("3D report to the customer", "向客户提交 3D 报告")


def _title_of(entry: LogEntry) -> Text:
    """What happened; of a report to the customer, which one it was."""
    interim = [name.startswith(f"{LetterKind.THREE_D.prefix}-") for name in entry.letters]
    return INTERIM if entry.event is AlertEvent.REVIEW and interim and all(interim) else entry.event.title


_NOT_TOLD = {AlertEvent.CHANGE, AlertEvent.SPLIT, AlertEvent.TAKE_ON}


def marked(level: RiskLevel, language: Language) -> str:
    """A level with its mark, so that colour is never the only sign."""
    return f"{level.mark} {level.title.say(language)}".strip()


def _shown_periods(page: Page) -> range:
    """Periods of the plan around those at risk; the first ones where these have passed."""
    count = len(page.plan.periods)
    finding = page.alert.finding
    first = _place(page.plan, finding.first, 0)
    last = _place(page.plan, finding.last, first + PERIODS_AROUND)
    return range(max(0, first - PERIODS_AROUND), min(count, last + 1 + PERIODS_AROUND))


def _period_lines(page: Page, periods: range) -> GroupLines:
    """The plan row, a line per period."""
    names = ("period", "opening", "orders", "forecast", "supply", "balance", "exposed", "safety", "risk")
    if page.row < 0:
        return GroupLines(names, ())
    one = only_row(page.plan, page.row)
    balance, supply, safety = one.balance[0], one.supply[0], float(one.safety[0])
    levels = risk_levels(balance, supply, safety)
    rows = [
        (
            _in_words(page, one.periods[t]),
            float(balance[t - 1] if t else one.opening[0]),
            float(one.orders[0, t]),
            None if one.forecast is None else float(one.forecast[0, t]),
            float(supply[t]),
            float(balance[t]),
            float(one.exposed[0, t]),
            safety,
            marked(RiskLevel(int(levels[t])), page.language) if levels[t] else "",
        )
        for t in periods
    ]
    return GroupLines(names, rows)


def _order_lines(lines: Sequence[LineAllocation], language: Language) -> GroupLines:
    """The order lines that are hit, the earliest first."""
    names = ("order", "line", "customer", "due", "quantity", "short", "promise", "days_late")
    hit = sorted((a for a in lines if a.hit), key=lambda a: (a.line.due, a.line.order, a.line.line))
    return GroupLines(
        names,
        [
            (
                a.line.order,
                a.line.line,
                a.line.customer,
                a.line.due,
                a.line.quantity,
                a.short,
                _promise(a, language),
                _number(a.days_late),
            )
            for a in hit
        ],
    )


def _promise(line: LineAllocation, language: Language) -> Value:
    """The best promise, as a letter says it."""
    last = line.deliveries[-1]
    day = said_day(last.day, last.first) if last.day else None
    return day.say(language) if isinstance(day, Text) else day


def _assumption(page: Page) -> str:
    """How the MPS was counted."""
    if page.row < 0:
        return ""
    supply, firm = page.plan.supply[page.row], page.plan.firm[page.row]
    planned = difference(total(supply), total(firm))
    if planned <= 0:
        return ON_TIME.say(page.language)
    return SOME_PLANNED.say(page.language, planned=planned, all=total(supply))


def _remaining(page: Page) -> str:
    """What an all-clear leaves open."""
    say = page.language
    if page.row < 0:
        return NOT_IN_PLAN.say(say, reason=page.alert.answers.reason)
    one = only_row(page.plan, page.row)
    levels = risk_levels(one.balance[0], one.supply[0], one.safety[0])
    worst = RiskLevel(int(levels.max()))
    if worst is RiskLevel.OK:
        return NOTHING_REMAINS.say(say)
    first = one.periods[int((levels == worst).argmax())]
    return REMAINS.say(say, level=worst.title, first=first.label)


def _duration(page: Page) -> int:
    """Periods from the first to the last one at risk."""
    finding = page.alert.finding
    first = _place(page.plan, finding.first, 0)
    return _place(page.plan, finding.last, first) - first + 1


def _place(plan: Plan, period: Period, otherwise: int) -> int:
    """Where a period of a finding stands in the plan now."""
    known = (index for index, each in enumerate(plan.periods) if period_key(each) == period_key(period))
    return next(known, otherwise)


def _in_words(page: Page, period: Period | None) -> Value:
    """A period in words: a week is not only its Monday."""
    return None if period is None else period_words(page.plan.periods, period).say(page.language)


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)
