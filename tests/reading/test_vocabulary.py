"""Each line of the vocabulary means what it stands under; longer headings what their words make together."""

import tomllib
from importlib import resources

import pytest

from pab_planner.reading.table_account import ASIDE
from pab_planner.reading.vocabulary import Role, meaning_of, totalled

TABLE = tomllib.loads(
    resources.files("pab_planner.reading").joinpath("vocabulary.toml").read_text(encoding="utf-8")
)
ALSO = {"due_date": "date", "open_quantity": "quantity"}
PHRASES = [(phrase, ALSO.get(role, role)) for role, its in TABLE["phrases"].items() for phrase in its]
LEFT_ASIDE = [(phrase, reason) for reason, its in TABLE["aside"].items() for phrase in its]


@pytest.mark.parametrize(("phrase", "role"), PHRASES)
def test_a_phrase_has_the_role_it_stands_under(phrase: str, role: str) -> None:
    assert meaning_of(phrase, {}).role == role


@pytest.mark.parametrize(("phrase", "reason"), LEFT_ASIDE)
def test_a_phrase_of_an_aside_is_no_measure_or_is_one_by_a_line_of_its_own(phrase: str, reason: str) -> None:
    role = dict(PHRASES).get(phrase, Role.IGNORE)
    assert meaning_of(phrase, {}).role == role
    assert reason in ASIDE


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Purchase Orders", Role.SUPPLY),
        ("Work orders received qty", None),
        ("Sales Orders", Role.ORDERS),
        ("销售订单数量", Role.ORDERS),
        ("Projected EOM Inventory", Role.BALANCE),
        ("Projected Production Plan", Role.SUPPLY),
        ("Forecasted Demand", Role.FORECAST),
        ("On hand (USD)", Role.IGNORE),
        ("Qty (pcs)", Role.QUANTITY),
        ("Kundenbedarf kumuliert", Role.IGNORE),
        ("Supply vs Demand", Role.IGNORE),
        ("安全库存天数", Role.IGNORE),
        ("Scheduled Date", Role.DATE),
        ("Req. Dlv. Date", Role.DATE),
        ("要求交期", Role.DATE),
        ("客户期望交期", Role.DATE),
        ("到料日期", Role.DATE),
        ("交期回复", None),
        ("Estimated demand", Role.FORECAST),
        ("比亚迪需求", None),
        ("BYD 需求", None),
        ("Confirmed orders", None),
        ("Production requirements", None),
        ("Own P/N", Role.ITEM),
        ("OEM P/N", Role.PART),
        ("客户零件号", Role.PART),
        ("供应商料号", Role.IGNORE),
        ("Item: Pump cover", None),
        ("PldOrd", Role.SUPPLY),
        ("Planned demand", Role.FORECAST),
        ("Planned shipments", Role.ORDERS),
        ("出货计划", Role.ORDERS),
    ],
)
def test_a_heading_has_a_role_only_if_each_of_its_words_is_accounted_for(
    heading: str, role: Role | None
) -> None:
    assert meaning_of(heading, {}).role == role


@pytest.mark.parametrize(("name", "item"), [("A Total", "A"), ("A 汇总", "A"), ("Castrol", ""), ("汇川", "")])
def test_a_total_is_known_by_its_last_word(name: str, item: str) -> None:
    assert totalled(name) == item
