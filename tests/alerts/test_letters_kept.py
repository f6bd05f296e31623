"""Numbers of letters, and what each customer was told by them."""

from dataclasses import replace

from alerts.kept import alert, day, letter
from pab_planner.alerts import (
    AlertState,
    CustomerRecord,
    LetterKind,
    customer_records,
    number_letter,
    recipients,
)

POTENTIAL, CONFIRMED, CLEAR = LetterKind.POTENTIAL, LetterKind.CONFIRMED, LetterKind.ALL_CLEAR


def test_each_kind_says_what_it_is() -> None:
    said = [(kind.key, kind.prefix, kind.title.en, kind.title.zh) for kind in LetterKind]
    assert said == [
        ("internal", "I", "Internal alert", "内部预警"),
        ("potential", "P", "Potential-shortage notice", "潜在断供通知"),
        ("confirmed", "C", "Confirmed-shortage notice", "确认断供通知"),
        ("all-clear", "K", "All-clear", "警报解除"),
        ("3d", "Q", "Interim 3D report", "3D 报告（初步）"),
        ("8d-report", "R", "8D report", "8D 报告"),
        ("8d", "D", "Post-mortem (8D)", "复盘（8D）"),
    ]
    assert [kind.prefix for kind in LetterKind if kind.is_notice] == ["P", "C"]
    assert [kind.prefix for kind in LetterKind if kind.is_report] == ["Q", "R"]


def test_a_revision_keeps_its_number_and_is_named_with_it() -> None:
    first = letter(POTENTIAL, "P-0003")
    assert (first.name, replace(first, revision=2).name) == ("P-0003", "P-0003.2")


def test_a_new_matter_gets_the_next_number_of_its_kind_and_the_same_one_the_next_revision() -> None:
    known = [
        letter(POTENTIAL, "P-0003"),
        letter(POTENTIAL, "P-0003", revision=2),
        letter(POTENTIAL, "P-0002", "Beta", issued=None),
        letter(CONFIRMED, "C-0007"),
        letter(POTENTIAL, "P-0011", alert="A-0002"),
    ]
    assert number_letter(known, POTENTIAL, "A-0001", "ACME") == ("P-0003", 3)
    assert number_letter(reversed(known), POTENTIAL, "A-0001", "ACME") == ("P-0003", 3)
    assert number_letter(known, POTENTIAL, "A-0001", "Beta") == ("P-0002", 1), "a draft is written over"
    assert number_letter(known, POTENTIAL, "A-0001") == ("P-0012", 1)
    assert number_letter(known, POTENTIAL, "A-0002", "Beta") == ("P-0012", 1)
    assert number_letter([], LetterKind.INTERNAL, "A-0001") == ("I-0001", 1)
    assert number_letter([letter(LetterKind.INTERNAL, "I-0001", "")], LetterKind.INTERNAL, "A-0001") == (
        "I-0001",
        2,
    )


def test_who_was_told_is_everyone_an_issued_letter_went_to_once() -> None:
    letters = [
        letter(POTENTIAL, "P-0001", recipients=("Wang", "Li")),
        letter(POTENTIAL, "P-0001", revision=2, recipients=("Li", "Chen")),
        letter(POTENTIAL, "P-0002", "Beta", recipients=("Karl",)),
        letter(POTENTIAL, "P-0003", "Gamma", issued=None, recipients=("Nobody",)),
        letter(POTENTIAL, "P-0004", "Delta", recipients=("Other",)),
    ]
    told = recipients(letters, iter(["P-0001", "P-0001.2", "P-0002", "P-0003"]))
    assert told == {"ACME": ("Wang", "Li", "Chen"), "Beta": ("Karl",)}


def test_a_customers_notices_all_clear_and_reports_are_kept_in_order_of_issue() -> None:
    warned = letter(POTENTIAL, "P-0001", issued=day(2))
    confirmed = letter(CONFIRMED, "C-0001", issued=day(5))
    interim = letter(LetterKind.THREE_D, "Q-0001", issued=day(6))
    clear = letter(CLEAR, "K-0001", issued=day(9))
    final = letter(LetterKind.EIGHT_D, "R-0001", issued=day(12))
    others = [
        letter(CLEAR, "K-0002", "Gamma", issued=day(3)),  # who was told nothing
        letter(LetterKind.EIGHT_D, "R-0002", "Gamma", issued=day(3)),
        letter(POTENTIAL, "P-0002", "Beta", issued=None),  # a draft
        letter(LetterKind.INTERNAL, "I-0001", "", issued=day(1)),
        letter(POTENTIAL, "P-0009", "Delta"),  # of another alert
    ]
    written = [final, clear, interim, confirmed, warned, *others]
    mine = alert(AlertState.CLEARED, letters=tuple(each.name for each in written if each.number != "P-0009"))
    records = customer_records(mine, iter(written))
    assert records == {"ACME": CustomerRecord("ACME", (warned, confirmed), clear, (interim, final))}
    record = records["ACME"]
    assert (record.informed, record.confirmed, record.cleared) == (day(2), day(5), day(9))
    assert (record.unwarned, record.waits, record.unreported) == (False, False, False)
    assert (record.report, record.last) == (final, confirmed)


def test_a_notice_after_the_all_clear_opens_the_matter_again() -> None:
    first, again = letter(POTENTIAL, "P-0001", issued=day(2)), letter(CONFIRMED, "C-0001", issued=day(9))
    clear = letter(CLEAR, "K-0001", issued=day(5))
    mine = alert(AlertState.CONFIRMED, letters=("P-0001", "C-0001", "K-0001"))
    record = customer_records(mine, [first, again, clear])["ACME"]
    assert (record.notices, record.all_clear, record.waits, record.cleared) == (
        (first, again),
        None,
        True,
        None,
    )


def test_the_latest_notice_counts_and_a_confirmed_one_owes_a_report() -> None:
    warned = letter(POTENTIAL, "P-0001", issued=day(2), sent=day(2), acknowledged=day(3), next_update=day(4))
    record = CustomerRecord("ACME", (warned,))
    assert (record.sent, record.acknowledged, record.next_update) == (day(2), day(3), day(4))
    assert (record.confirmed, record.unwarned, record.unreported, record.report) == (None, False, False, None)
    confirmed = letter(CONFIRMED, "C-0001", issued=day(5), next_update=day(8))
    told = CustomerRecord("ACME", (warned, confirmed))
    assert (told.sent, told.acknowledged, told.next_update, told.unreported) == (None, None, day(8), True)
    interim = replace(told, reports=(letter(LetterKind.THREE_D, "Q-0001"),))
    assert (interim.unreported, interim.report) == (True, interim.reports[0])
    over = replace(told, all_clear=letter(CLEAR, "K-0001"))
    assert (over.next_update, over.waits) == (None, False)
    assert CustomerRecord("ACME", (confirmed,)).unwarned


def test_what_was_not_seen_to_leave_the_house_is_unsent() -> None:
    old = letter(POTENTIAL, "P-0001", issued=day(2))
    confirmed = letter(CONFIRMED, "C-0001", issued=day(5))
    clear = letter(CLEAR, "K-0001", issued=day(9))
    first, last = letter(LetterKind.THREE_D, "Q-0001"), letter(LetterKind.EIGHT_D, "R-0001")
    record = CustomerRecord("ACME", (old, confirmed))
    assert record.unsent == (confirmed,), "the notice before it is over"
    assert replace(record, all_clear=clear, reports=(first, last)).unsent == (clear, last)
    sent, seen = replace(clear, sent=day(9)), replace(last, acknowledged=day(9))
    assert replace(record, all_clear=sent, reports=(first, seen)).unsent == ()
    assert replace(record, notices=(old, replace(confirmed, acknowledged=day(6)))).unsent == ()
