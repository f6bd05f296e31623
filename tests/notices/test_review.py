"""What an 8D report says, to ourselves and to one customer of two."""

from dataclasses import fields, replace

from alerts.kept import SHORT, alert, day, period
from pab_planner.alerts import AlertState, Answers, CauseCategory
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind
from pab_planner.notices import PromisedLine, Review, review_of

SAID = Answers(
    owner="Wang",
    category=CauseCategory.MOULD,
    root_cause="crack",
    escape_cause="no counter",
    corrective="new insert",
    preventive="counter",
    effective=day(30),
    verified="none broke",
    affected="Y",
    read_across="Hall 2",
)
ALERT = alert(AlertState.CLEARED, SAID, worst_told=SHORT._replace(worst_quantity=9.0), opened=day(1))
OVERTIME = Countermeasure(CountermeasureKind.OVERTIME, 5, day(8))
ACMES = replace(OVERTIME, customer="ACME", kind=CountermeasureKind.PARTIAL_SHIPMENT)
BETAS = replace(ACMES, customer="Beta")
INSERT = Countermeasure(CountermeasureKind.CORRECTIVE, 0, day(9))
COUNTER = Countermeasure(CountermeasureKind.PREVENTIVE, 0, day(9))


def line(customer: str, short: float) -> PromisedLine:
    return PromisedLine("X", customer, "S1", "1", day(8), short, day(15), day(2), None)


TOLD = [line("ACME", 3.0), line("ACME", 1.5), line("Beta", 2.0)]
MEASURES, ACTIONS = [OVERTIME, ACMES, BETAS], [COUNTER, INSERT]


def test_our_own_report_holds_everything() -> None:
    assert review_of(ALERT, iter(MEASURES), ACTIONS, "Zhao", told=TOLD) == Review(
        item="X",
        description="Bolt",
        customers=("ACME", "Beta"),
        found=day(1),
        short_from=period(8),
        short=6.5,
        lines=3,
        leader="Wang",
        sponsor="Zhao",
        category=CauseCategory.MOULD,
        root_cause="crack",
        escape_cause="no counter",
        corrective="new insert",
        preventive="counter",
        affected="Y",
        read_across="Hall 2",
        effective=day(30),
        verified="none broke",
        containment=(OVERTIME, ACMES, BETAS),
        corrections=(INSERT,),
        preventions=(COUNTER,),
    )


def test_a_customers_report_holds_what_is_theirs_and_what_serves_all() -> None:
    ours = review_of(ALERT, MEASURES, ACTIONS, "Zhao", told=TOLD)
    theirs = review_of(ALERT, MEASURES, ACTIONS, "Zhao", told=TOLD, customer="ACME")
    differ = {
        field.name for field in fields(Review) if getattr(ours, field.name) != getattr(theirs, field.name)
    }
    assert differ == {"customers", "short", "lines", "containment", "short_on"}
    assert theirs.short_on == day(8), "as it was for them"
    assert (theirs.customers, theirs.short, theirs.lines) == (("ACME",), 4.5, 2)
    assert theirs.containment == (OVERTIME, ACMES)


def test_where_no_customer_was_told_a_line_the_worst_balance_stands() -> None:
    nobody = review_of(ALERT, [], [], "")
    assert (nobody.short, nobody.lines, nobody.sponsor) == (9, 0, "")
    assert review_of(ALERT, [], [], "", told=TOLD, customer="Gamma").short == 9
    assert review_of(replace(ALERT, worst_told=None), [], [], "").short == 5
