"""The formulas of a sheet's own balance say what its rows are, whatever these are called.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left. No formula has a value here: a
program wrote the file, and nobody calculated it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan, read_tables
from package_parts import Parts, rewrite
from planning_files import Rows, weeks, workbook

W = weeks(4)
OUT, IN, LEFT = [15, 20, 10, 25], [0, 30, 0, 40], [15, 25, 15, 30]
HEAD = ["Item", "Row", *W]


def across(formula: Callable[[str, str], str], columns: str = "CDEF") -> list[str]:
    """A formula in each period, written with the letters of its column and of the one before."""
    return [formula(column, chr(ord(column) - 1)) for column in columns]


def sums_of(title: str) -> list[str]:
    """The sums of a list by item and period."""
    return [f"=SUMIFS({title}!C:C,{title}!A:A,$A$2,{title}!B:B,{column}$1)" for column in "DEFG"]


RIGHT: dict[str, dict[str, Rows]] = {
    "our own function": {
        "Plan": [
            ["Item", "Row", "On hand", *W],
            ["A", "Foo", 30, *OUT],
            ["A", "Bar", None, *IN],
            ["A", "Zed", None, "=PAB(C2,D2:G2,D3:G3)"],
        ]
    },
    "cells by OFFSET and INDEX": {
        "Plan": [
            ["Item", "Row", "X", *W],
            ["A", "Foo", None, *OUT],
            ["A", "Bar", None, *IN],
            [
                "A",
                "Zed",
                30,
                *across(lambda c, _: f"=OFFSET({c}4,0,-1)-{c}2+INDEX($D$3:$G$3,COLUMN()-3)", "DEFG"),
            ],
        ]
    },
    "lists that a plan sums": {
        "Plan": [
            ["Item", "Row", "X", *W],
            *(
                [
                    "A",
                    row,
                    None,
                    *sums_of(title),
                ]
                for row, title in (("Orders", "Eins"), ("MPS", "Zwei"))
            ),
            ["A", "On hand", 30],
        ],
        "Eins": [["Item", "Date", "Qty"], *(["A", day, q] for day, q in zip(W, OUT, strict=True))],
        "Zwei": [["Item", "Date", "Qty"], *(["A", day, q] for day, q in zip(W, IN, strict=True))],
    },
    "rows of which nobody knows the names": {
        "Plan": [
            ["Item", "Row", "X", *W],
            ["A", "Foo", None, *OUT],
            ["A", "Bar", None, *IN],
            ["A", "PAB", 30, *across(lambda c, p: f"={p}4-{c}2+{c}3", "DEFG")],
        ]
    },
    "a sum over the row so far": {
        "Plan": [
            ["Item", "Row", "X", *W],
            ["A", "Foo", 30, *OUT],
            ["A", "Bar", None, *IN],
            ["A", "Zed", None, *across(lambda c, _: f"=$C$2+SUM($D3:{c}3)-SUM($D2:{c}2)", "DEFG")],
        ]
    },
    "a stock before and a stock behind": {
        "Plan": [
            HEAD,
            ["A", "Vor", 30, *across(lambda _, p: f"={p}5", "DEF")],
            ["A", "Foo", *OUT],
            ["A", "Bar", *IN],
            ["A", "Nach", *across(lambda c, _: f"={c}2+{c}4-{c}3")],
        ]
    },
    "a stock before each period": {
        "Plan": [
            HEAD,
            ["A", "Vor", 30, *across(lambda _, p: f"={p}2+{p}4-{p}3", "DEF")],
            ["A", "Foo", *OUT],
            ["A", "Bar", *IN],
        ]
    },
    "matrices on sheets without a name": {
        "Sheet1": [["Item", *W], ["A", *OUT]],
        "Sheet2": [["Item", *W], ["A", *IN]],
        "Sheet3": [["Item", "On hand"], ["A", 30]],
        "Sheet4": [
            ["Item", *W],
            [
                "A",
                "=Sheet3!B2+Sheet2!B2-Sheet1!B2",
                *across(lambda c, p: f"={p}2+Sheet2!{c}2-Sheet1!{c}2", "CDE"),
            ],
        ],
    },
    "what is past due, and the opening below": {
        "Plan": [
            ["Item", "Row", "X", *W],
            ["A", "Foo", 5, 10, 20, 10, 25],
            ["A", "Bar", None, *IN],
            ["A", "PAB", None, "=$B$9-C2-D2+D3", *across(lambda c, p: f"={p}4-{c}2+{c}3", "EFG")],
            *([[]] * 4),
            ["Start", 30],
        ]
    },
    "orders and forecast added": {
        "Plan": [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Orders", 10, 10, 5, 20],
            ["A", "Forecast", 5, 10, 5, 5],
            ["A", "MPS", *IN],
            ["A", "Gross requirements", *across(lambda c, _: f"=SUM({c}3:{c}4)")],
            ["A", "PAB", "=C2+C5-C6", *across(lambda c, p: f"={p}7+{c}5-{c}6", "DEF")],
        ]
    },
    "the greater of orders and forecast": {
        "Plan": [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Orders", 15, 10, 5, 25],
            ["A", "Forecast", 5, 20, 10, 5],
            ["A", "MPS", *IN],
            ["A", "PAB", "=C2+C5-MAX(C3,C4)", *across(lambda c, p: f"={p}6+{c}5-MAX({c}3,{c}4)", "DEF")],
        ]
    },
    "a ratio, a sum so far, a difference and a total of the rest": {
        "Plan": [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "Works", 0, 20, 0, 20],
            ["A", "Bought", 0, 10, 0, 20],
            ["A", "PAB", "=C2+C4+C5-C3", *across(lambda c, p: f"={p}6+{c}4+{c}5-{c}3", "DEF")],
            ["A", "Zeta", *across(lambda c, _: f"={c}6/{c}3")],
            ["A", "Eta", *across(lambda c, _: f"=SUM($C3:{c}3)")],
            ["A", "Theta", *across(lambda c, _: f"={c}4+{c}5-{c}3")],
            ["A", "Iota", *across(lambda c, _: f"=SUM({c}4:{c}5)")],
        ]
    },
    "the balance asks before it counts": {
        "Plan": [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Foo", *OUT],
            ["A", "Bar", *IN],
            [
                "A",
                "Zed",
                '=IF(C3="","",ROUND(C2+C4-C3,0))',
                *across(lambda c, p: f'=IF({c}3="","",ROUND({p}5+{c}4-{c}3,0))', "DEF"),
            ],
        ]
    },
    "two stocks, of which the formula takes one": {
        "Plan": [
            ["Item", "Row", "On hand", "Kappa", *W],
            ["A", "Orders", 99, 30, *OUT],
            ["A", "MPS", None, None, *IN],
            ["A", "PAB", None, None, "=D2+E3-E2", *across(lambda c, p: f"={p}4+{c}3-{c}2", "FGH")],
        ]
    },
    "a quarter among the months": {
        "Plan": [
            ["Item", "Row", "Jan", "Feb", "Mar", "Q1", "Apr"],
            ["A", "On hand", 30],
            ["A", "Orders", 15, 20, 10, "=SUM(C3:E3)", 25],
            ["A", "MPS", 0, 30, 0, "=C4+D4+E4", 40],
        ]
    },
    "a list that goes on item by item": {
        "Plan": [
            ["Item", "Date", "Start", "Foo", "Bar", "Stock qty", "Zed"],
            *(
                [
                    "A",
                    W[i],
                    30 if i == 0 else None,
                    OUT[i],
                    IN[i],
                    None,
                    f"=IF(A{i + 2}=A{i + 1},G{i + 1},C{i + 2})+E{i + 2}-D{i + 2}",
                ]
                for i in range(4)
            ),
        ]
    },
    "a list with structured references": {
        "Plan": [
            ["Item", "Date", "Start", "Foo", "Goods in", "Orders", "PAB"],
            ["A", W[0], 30, 15, 0, None, "=[@Start]+[@[Goods in]]-T[[#This Row],[Foo]]"],
            *(["A", W[i], None, OUT[i], IN[i], None, f"=G{i + 1}+[@[Goods in]]-[@Foo]"] for i in (1, 2, 3)),
        ]
    },
}

ASKED: dict[str, tuple[list[list[Any]], str]] = {
    "a yield": (
        [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
            ["A", "PAB", "=C2+0.9*C4-C3", *across(lambda c, p: f"={p}5+0.9*{c}4-{c}3", "DEF")],
        ],
        "0.9",
    ),
    "a name against its sign": (
        [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Demand", *IN],
            ["A", "Supply", *OUT],
            ["A", "PAB", "=C2+C3-C4", *across(lambda c, p: f"={p}5+{c}3-{c}4", "DEF")],
        ],
        "--label 'Demand=supply'",
    ),
    "another beginning": (
        [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
            ["A", "PAB", "=$H$1+C4-C3", *across(lambda c, p: f"={p}5+{c}4-{c}3", "DEF")],
        ],
        "H1",
    ),
    "a row of which the formula takes a share": (
        [
            HEAD,
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
            ["A", "Lambda", 1, 1, 1, 1],
            ["A", "PAB", "=C2+C4-C3*C5", *across(lambda c, p: f"={p}6+{c}4-{c}3*{c}5", "DEF")],
        ],
        "'Lambda'",
    ),
}


@pytest.mark.parametrize("kind", RIGHT)
def test_what_a_row_is_follows_from_the_formulas(tmp_path: Path, kind: str) -> None:
    reading = read_plan(workbook(tmp_path / "plan.xlsx", RIGHT[kind]))
    assert dict(zip(reading.plan.items, reading.plan.balance.tolist(), strict=True)) == {"A": LEFT}


@pytest.mark.parametrize("kind", ASKED)
def test_where_formulas_and_names_disagree_she_is_asked(tmp_path: Path, kind: str) -> None:
    rows, words = ASKED[kind]
    rows[0] = [*rows[0], *([None, 25] if kind == "another beginning" else [])]
    with pytest.raises(PlanError) as refused:
        read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": rows}))
    assert words in str(refused.value)


def test_balances_that_count_their_demand_in_two_ways_are_asked_about(tmp_path: Path) -> None:
    """The greater of orders and forecast for A, their sum for B: there is one rule for a plan."""
    one = RIGHT["the greater of orders and forecast"]["Plan"]
    other = RIGHT["orders and forecast added"]["Plan"]
    sheets = {"One": one, "Other": [other[0], *(["B", *row[1:]] for row in other[1:])]}
    path = workbook(tmp_path / "plan.xlsx", sheets)
    with pytest.raises(PlanError, match=r"max, sum"):
        read_plan(path)
    assert read_plan(path, rule="max").plan.rule == "max"


def test_what_the_formulas_decide_is_said(tmp_path: Path) -> None:
    tables = read_tables(workbook(tmp_path / "plan.xlsx", RIGHT["rows of which nobody knows the names"]))
    said = [text.en for table in tables for text in table.decided]
    assert [words.partition(":")[0] for words in said] == [
        "'X' is opening",
        "'Foo' is orders",
        "'Bar' is supply",
    ]


def test_a_formula_that_its_neighbours_share_is_read_as_it_is_for_each(tmp_path: Path) -> None:
    """Excel writes a formula that is copied along a row once: the other cells name it."""
    sheets = RIGHT["rows of which nobody knows the names"]
    path = workbook(tmp_path / "plan.xlsx", sheets)

    def share_formula(parts: Parts) -> None:
        xml = parts["xl/worksheets/sheet1.xml"]
        xml = xml.replace(b"<f>C4-D2+D3</f>", b'<f t="shared" ref="D4:G4" si="0">C4-D2+D3</f>')
        for formula in (b"D4-E2+E3", b"E4-F2+F3", b"F4-G2+G3"):
            assert formula in xml
            xml = xml.replace(b"<f>%s</f>" % formula, b'<f t="shared" si="0"/>')
        parts["xl/worksheets/sheet1.xml"] = xml

    assert read_plan(rewrite(path, share_formula)).plan.balance.tolist() == [LEFT]
