"""Quantities in tenths and hundredths: sheet, warehouse, worksheet function and native formula say what `decimal` says."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from pab_planner.core.risk import RiskLevel
from pab_planner.reading.scan import scan_plan
from pab_planner.sharing.native import native_formulas
from pab_planner.udfs import PAB, PAB_RISK
from pab_planner.warehouse.question import Question
from pab_planner.warehouse.scan import scan_warehouse
from pab_planner.warehouse.sources import read_source

ITEMS, PERIODS, START = 300, 8, date(2026, 6, 1)

Row = list[Decimal]
Item = tuple[Decimal, Row, Row]


def random_items() -> list[Item]:
    """What is on hand, orders and receipts, so that many balances and many margins are 0."""
    draw = np.random.default_rng(15)
    found = []
    for number in range(ITEMS):
        unit = Decimal(1).scaleb(-1 - number % 2)
        orders = [int(draw.integers(0, 4)) for _ in range(PERIODS)]
        receipts = [int(draw.integers(0, 4)) * int(draw.random() < 0.6) for _ in range(PERIODS)]
        on_hand = int(draw.integers(0, 7))
        found.append((on_hand * unit, [q * unit for q in orders], [q * unit for q in receipts]))
    return found


def balances(item: Item) -> Row:
    on_hand, orders, receipts = item
    return [
        on_hand + sum(receipts[: period + 1]) - sum(orders[: period + 1]) for period in range(len(orders))
    ]


def levels(item: Item) -> list[str]:
    """The level of each period; without a safety stock none is below it."""
    return [
        "SHORTAGE" if balance < 0 else "MPS_DEPENDENT" if balance < receipt else "OK"
        for balance, receipt in zip(balances(item), item[2], strict=True)
    ]


def gaps(items: list[Item]) -> list[tuple[str, str, int, int, float]]:
    """Item, level, first and last period and largest gap of each run, a milder one that covers the same left out."""
    found = []
    for number, item in enumerate(items):
        told = set()
        for level in (RiskLevel.SHORTAGE, RiskLevel.MPS_DEPENDENT):
            flags = "".join(".x"[RiskLevel[its] >= level] for its in levels(item))
            for run in re.finditer("x+", flags):
                first, last = run.start(), run.end() - 1
                margins = [
                    balance - (receipt if level is RiskLevel.MPS_DEPENDENT else 0)
                    for balance, receipt in zip(balances(item), item[2], strict=True)
                ]
                if (first, last) not in told:
                    gap = float(-min(margins[first : last + 1]))
                    found.append((f"P{number:03d}", level.name, first, last, gap))
                told.add((first, last))
    return sorted(found)


ALL = random_items()
DAYS = [START + timedelta(weeks=week) for week in range(PERIODS)]


def test_many_levels_hang_on_dust() -> None:
    """Summed in binary, some of these would have a wrong level."""

    def wrong(item: Item) -> bool:
        balance, said = float(item[0]), []
        for order, receipt in zip(item[1], item[2], strict=True):
            balance = balance + float(receipt) - float(order)
            said.append("SHORTAGE" if balance < 0 else "MPS" if balance - float(receipt) < 0 else "OK")
        return said != [level.removesuffix("_DEPENDENT") for level in levels(item)]

    assert sum(map(wrong, ALL)) > 20


def test_a_scan_of_a_workbook_says_what_decimal_says(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Item", "Measure", "On hand", *DAYS])
    for number, (on_hand, orders, receipts) in enumerate(ALL):
        sheet.append([f"P{number:03d}", "Orders", float(on_hand), *map(float, orders)])
        sheet.append([f"P{number:03d}", "MPS", None, *map(float, receipts)])
    book.save(tmp_path / "plan.xlsx")
    report = scan_plan(tmp_path / "plan.xlsx")
    plan = report.reading.plan
    assert sorted(
        (plan.items[risk.row], risk.level.name, risk.first, risk.last, risk.worst_quantity)
        for risk in report.risks
    ) == gaps(ALL)


def test_a_scan_of_a_warehouse_says_what_decimal_says(tmp_path: Path) -> None:
    tables: dict[str, list[tuple[Any, ...]]] = {
        "demand": [
            (f"P{number:03d}", day, order, receipt)
            for number, (_, orders, receipts) in enumerate(ALL)
            for day, order, receipt in zip(DAYS, orders, receipts, strict=True)
        ],
        "stock": [(f"P{number:03d}", item[0]) for number, item in enumerate(ALL)],
    }
    for name, rows in tables.items():
        with (tmp_path / f"{name}.csv").open("w", newline="") as stream:
            heads = ("item", "date", "orders", "mps") if name == "demand" else ("item", "on hand")
            csv.writer(stream).writerows([heads, *rows])
    question = Question(
        demand=read_source(f"csv:{tmp_path / 'demand.csv'}", "DEMAND"),
        stock=read_source(f"csv:{tmp_path / 'stock.csv'}", "--stock"),
        keys=("item",),
        start=START,
        bucket="week",
        count=PERIODS,
    )
    scan_warehouse(question, tmp_path / "risks.csv")
    with (tmp_path / "risks.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = [
            (
                row["item"],
                row["level"],
                DAYS.index(date.fromisoformat(row["first"])),
                DAYS.index(date.fromisoformat(row["last"])),
                float(row["worst_quantity"]),
            )
            for row in csv.DictReader(stream)
        ]
    assert sorted(found) == gaps(ALL)


def test_worksheet_functions_say_what_decimal_says() -> None:
    for item in ALL:
        on_hand, orders, receipts = float(item[0]), [list(map(float, item[1]))], [list(map(float, item[2]))]
        assert PAB(on_hand, orders, receipts) == [list(map(float, balances(item)))]
        assert PAB_RISK(on_hand, orders, receipts) == [levels(item)]


ARGUMENTS = "B4,B2:I2,B3:I3"
COLUMNS = "BCDEFGHI"


def calculated(formulas: dict[str, str], cells: dict[str, Any]) -> list[Any]:
    """The cells of some formulas, in binary throughout: Excel sets no difference to 0 inside of an IF."""
    words: dict[str, Any] = {
        "N": lambda cell: cell,
        "ROUND": round,
        "MAX": max,
        "IF": lambda which, yes, no: yes if which else no,
    }
    for address, formula in formulas.items():
        cells[address] = eval(formula.removeprefix("="), words, cells)
    return [cells[address] for address in formulas]


def test_native_formulas_of_a_shared_copy_say_what_decimal_says() -> None:
    common = ("B4", "B2:I2", "B3:I3", "", "", "")
    balance = native_formulas(f"=PAB({ARGUMENTS})", "B5:I5")
    risk = native_formulas(f"=PAB_RISK({ARGUMENTS})", "B6:I6", {common: "B5:I5"})
    exposed = native_formulas(f"=PAB_EXPOSED({ARGUMENTS})", "B7:I7", {common: "B5:I5"})
    assert balance and risk and exposed
    for item in ALL:
        cells: dict[str, Any] = {"B4": float(item[0])}
        for row, quantities in ((2, item[1]), (3, item[2])):
            cells |= {f"{c}{row}": float(q) for c, q in zip(COLUMNS, quantities, strict=True)}
        left = [each - receipt for each, receipt in zip(balances(item), item[2], strict=True)]
        assert calculated(balance, cells) == list(map(float, balances(item)))
        assert calculated(risk, cells) == levels(item)
        assert calculated(exposed, cells) == list(map(float, left))
