"""The fields of an 8D report, as its template names them: our own review, and a customer's 3D or 8D report."""

from collections.abc import Sequence

from pab_planner.core.countermeasure import Countermeasure, MeasureState
from pab_planner.core.plan import Period
from pab_planner.language import Text, typed_in_both
from pab_planner.letters.templates import NOTHING, Fields, GroupLines, Groups, Value
from pab_planner.letters.words import Words
from pab_planner.notices import Review, long_day, period_words

WHAT = Text(
    "{item} {description}: not available in full on the due dates", "{item} {description}：无法按交期足量供货"
)
WHERE = Text("Supply to {customers}", "供货客户：{customers}")
FOUND = Text("Found on {day}", "{day}发现")
FOUND_SHORT = Text("Found on {day}; short from {period}", "{day}发现；自{period}起短缺")
HOW_MANY = Text(
    "{short:,.12g} short on {lines:order line|order lines}", "{lines} 个订单行，共缺 {short:,.12g}"
)
UP_TO = Text("Up to {short:,.12g} short", "最多缺 {short:,.12g}")
ACTION_FIELDS = (
    *("measure", "quantity", "owner", "introduced", "effective", "result"),
    *("kind", "action", "when", "state"),
)


def review_fields(review: Review, periods: Sequence[Period], words: Words) -> tuple[Fields, Groups]:
    """The fields and groups of a report; what is not known yet is "", so that its section is left out.

    Args:
        review: The facts.
        periods: The periods of the plan, by which a week is told from a month.
        words: In which language it speaks.
    """
    found = long_day(review.found)
    when = FOUND.filled(day=found)
    if review.short_on:
        when = FOUND_SHORT.filled(day=found, period=long_day(review.short_on))
    elif review.short_from:
        when = FOUND_SHORT.filled(day=found, period=period_words(periods, review.short_from))
    customers = Text(", ".join(review.customers), "、".join(review.customers))
    what = WHAT.filled(item=review.item, description=typed_in_both(review.description))
    fields: dict[str, Value] = {
        "leader": words.typed(review.leader) or NOTHING,
        "sponsor": words.typed(review.sponsor) or NOTHING,
        "what": words.sentence(Text(*(side.replace(" :", ":").replace(" ：", "：") for side in what))),
        "where": words.sentence(WHERE.filled(customers=customers)),
        "when": words.sentence(when),
        "how_many": words.sentence(
            (HOW_MANY if review.lines else UP_TO).filled(short=review.short, lines=review.lines)
        ),
        "category": words.word(review.category.title) if review.category else "",
        "effective": review.effective or "",
    }
    for name in TYPED:
        fields[name] = words.typed_sentence(getattr(review, name))
    return fields, {
        "measures": _rows(review.containment, words),
        "corrections": _rows(review.corrections, words),
        "preventions": _rows(review.preventions, words),
    }


TYPED = ("root_cause", "escape_cause", "corrective", "preventive", "affected", "read_across", "verified")


def _rows(measures: Sequence[Countermeasure], words: Words) -> GroupLines:
    """What is done: by whom, introduced when, effective from when, and what came of it."""
    rows = []
    for each in measures:
        kind, state = words.word(each.kind.words), words.word(each.state.words)
        action = words.typed(each.action)
        said = words.colon.join(filter(None, (kind if each.kind.brings else "", action)))
        failed = each.state is MeasureState.FAILED
        effective: Value = NOTHING if failed else each.when or NOTHING
        result = words.typed(each.outcome or each.evidence)
        rows.append(
            (
                *(said, each.quantity or NOTHING, words.typed(each.owner) or NOTHING),
                *(each.due or NOTHING, effective, words.semicolon.join(filter(None, (state, result)))),
                *(kind, action, effective, state),
            )
        )
    return GroupLines(ACTION_FIELDS, rows)
