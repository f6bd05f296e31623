"""Answers typed as they are offered, and answers that the planner's own cells contradict.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left.
"""

from pathlib import Path

import pytest

from followed_advice import follow
from pab_planner.errors import PlanError
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.planning import read_plan
from planning_files import IN, LEFT, MONDAY, OUT, STOCK, Rows, W, workbook
from random_plans import NONSENSE, random_layout, save

DAYS = [f"2026-06-{day:02}" for day in (1, 8, 15, 22)]


def words(**measures: list[int]) -> dict[str, Rows]:
    """A list with a line for each measure and date."""
    lines: Rows = [
        ["A", name.replace("_", " "), day, n]
        for name, its in measures.items()
        for day, n in zip(DAYS, its, strict=True)
    ]
    return {
        "Data": [["Item", "Measure", "Date", "Qty"], ["A", "On hand", DAYS[0], 30], *lines],
    }


def block(*rows: list[object]) -> dict[str, Rows]:
    return {"Plan": [["Item", "Measure", *W], *(["A", *row] for row in rows)]}


PLAN = (["On hand", 30], ["Orders", *OUT], ["MPS", *IN])
DOWN: Rows = [
    ["Week", "On hand", "Orders", "Zeta", "MPS"],
    *([DAYS[n], None if n else 30, OUT[n], 7 + n, IN[n]] for n in range(4)),
]


def balances(reading: PlanReading) -> dict[str, list[float]]:
    return dict(zip(reading.plan.items, reading.plan.balance.tolist(), strict=True))


@pytest.mark.parametrize("first", range(4000, 4200, 100))
def test_what_is_typed_as_offered_gives_the_balance_that_it_says(tmp_path: Path, first: int) -> None:
    """Of 100 random plans: the first answer of every question is typed, until none is left.

    A heading of which the sheets tell nothing is left out where that is offered and typed; where they have a
    balance, it is theirs that comes out.
    """
    for seed in range(first, first + 100):
        layout = random_layout(seed)
        end = follow(save(layout.sheets, tmp_path / "plan.xlsx"))
        assert end.kind in ("read", "refused"), (seed, end.labels, end.said)
        if end.reading:
            found, right = balances(end.reading), layout.balances_as_told(end.labels)
            assert found == {item: right[item] for item in found}, (seed, end.labels, layout.notes)
            assert found == right or end.reading.faults, (seed, end.labels, layout.notes)


def test_no_answer_is_taken_that_the_balance_on_the_sheet_contradicts(tmp_path: Path) -> None:
    """Whatever is said of a row: the balance is that of the sheet, or it is asked again."""
    refused = 0
    for seed in range(5000, 5100):
        layout = random_layout(seed)
        named = {name for its in layout.moves.values() for name in its if name in NONSENSE}
        for name in named if layout.checked else ():
            for role in ("ignore", "orders", "supply"):
                try:
                    reading = read_plan(save(layout.sheets, tmp_path / "plan.xlsx"), labels={name: role})
                except PlanError:
                    refused += 1
                    continue
                found = balances(reading)
                assert found == {item: layout.balances[item] for item in found}, (seed, name, role)
    assert refused


PROVED = {
    "a word of a list goes out": words(Orders=[10, 20, 10, 25], Zeta=[5, 0, 0, 0], MPS=IN, Balance=LEFT),
    "a word of a list comes in": words(Orders=OUT, Zeta=IN, Eta=[1, 2, 3, 4], Balance=LEFT),
    "a table above which a name stands": {
        "Sheet1": [
            *(["Orders"], ["Item", *W], ["A", *OUT], []),
            *(["Kappa"], ["Item", *W], ["A", *IN], []),
            *(["Balance"], ["Item", *W], ["A", *LEFT]),
        ],
        "Stock": STOCK,
    },
    "what moves in the first period only": block(*PLAN, ["Zeta", 5, 0, 0, 0], ["Closing", *LEFT]),
}


@pytest.mark.parametrize("sheets", PROVED.values(), ids=PROVED.keys())
def test_what_only_one_answer_brings_out_is_not_asked(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert balances(reading) == {"A": LEFT}
    assert any(
        "the balance on the sheet says so" in text.en for its in reading.tables for text in its.decided
    )


SAFE = {
    "a row": (block(*PLAN, ["Rework", 5, 5, 5, 5]), "Rework"),
    "a word of a list": (words(Orders=OUT, MPS=IN, Zeta=[5, 5, 5, 5]), "Zeta"),
    "a table": (
        {"Orders": [["Item", *W], ["A", *OUT]], "MPS": [["Item", *W], ["A", *IN]], "Stock": STOCK}
        | {"Special": [["Item", *W], ["A", 5, 5, 5, 5]]},
        "Special",
    ),
    "a column of the weeks of one item": ({"A": DOWN}, "Zeta"),
    "a list beside a whole plan": (
        block(*PLAN) | {"Actions": [["Item", "Date", "Zeta"], ["A", MONDAY, 5], ["A", MONDAY, 6]]},
        "Actions",
    ),
}


@pytest.mark.parametrize(("sheets", "heading"), SAFE.values(), ids=SAFE.keys())
def test_the_answer_offered_first_makes_nothing_a_quantity(
    tmp_path: Path, sheets: dict[str, Rows], heading: str
) -> None:
    end = follow(workbook(tmp_path / "plan.xlsx", sheets))
    assert end.labels == {heading: "ignore"}
    assert end.reading
    assert balances(end.reading) == {"A": LEFT}


CONTRADICTED = {
    "by values": (block(*PLAN, ["Closing", *LEFT]), {"Orders": "ignore"}, "Orders=orders"),
    "by values of a list": (words(Orders=OUT, MPS=IN, Balance=LEFT), {"MPS": "orders"}, "MPS=supply"),
    "by a formula": (
        block(*PLAN, ["Closing", "=C2-C3+C4", *(f"={a}5-{b}3+{b}4" for a, b in ("CD", "DE", "EF"))]),
        {"MPS": "ignore"},
        "MPS=supply",
    ),
    "by a formula that does not count it": (
        block(
            *PLAN,
            ["Closing", "=C2-C3+C4", *(f"={a}5-{b}3+{b}4" for a, b in ("CD", "DE", "EF"))],
            ["Foo", *OUT],
        ),
        {"Foo": "orders"},
        "Foo=ignore",
    ),
    "by a table of balances": (
        {"Orders": [["Item", *W], ["A", *OUT]], "MPS": [["Item", *W], ["A", *IN]], "Stock": STOCK}
        | {"Balance": [["Item", *W], ["A", *LEFT]]},
        {"MPS": "ignore"},
        "MPS=supply",
    ),
}


@pytest.mark.parametrize(("sheets", "told", "label"), CONTRADICTED.values(), ids=CONTRADICTED.keys())
def test_an_answer_that_the_cells_contradict_is_answered(
    tmp_path: Path, sheets: dict[str, Rows], told: dict[str, str], label: str
) -> None:
    path = workbook(tmp_path / "plan.xlsx", sheets)
    with pytest.raises(PlanError, match=f"aside \\(ignore\\): --label '{label}'") as refused:
        read_plan(path, labels=told)
    assert f"'{next(iter(told.values()))}'" in str(refused.value)
    heading, role = label.split("=")
    assert balances(read_plan(path, labels={heading: role})) == {"A": LEFT}
