"""`pab-planner scan` as a person and as a program use it."""

import hashlib
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planning_files import weeks, workbook

W = weeks(4)
ROWS: list[list[Any]] = [
    ["Item", "Customer", "Measure", "On hand", "Safety stock", *W],
    ["A", "ACME", "Orders", 20, 10, 6, 15, 5, 4],  # the article: 14 - 15 + 50 = 49 in the second week
    ["A", "ACME", "MPS", None, None, 0, 50, 0, 0],
    ["A", "ACME", "PAB", None, None, 14, 49, 44, 40],
    ["B", "Beta", "Orders", 10, None, 4, 4, 4, 4],
    ["B", "Beta", "MPS", None, None, 0, 0, 0, 9],
    ["C", "ACME", "Orders", 10, None, 1, "two", 1, 1],
    ["C", "ACME", "MPS", None, None, 0, 0, 0, 0],
]


def scan(*arguments: str | Path, language: str = "C.UTF-8") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from pab_planner.cli import main; main()", "scan", *map(str, arguments)]
    environment = {"LANG": language, "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return workbook(tmp_path / "plan.xlsx", {"Plan": ROWS})


def test_json_holds_what_was_found_and_nothing_else(plan: Path) -> None:
    run = scan(plan, "--json")
    assert run.returncode == 0
    found = json.loads(run.stdout)
    assert [table["sheet"] for table in found.pop("reading")] == ["Plan"]
    assert found == {
        "risks": [
            {
                "item": "B",
                "customer": "Beta",
                "level": "SHORTAGE",
                "first_period": "2026-06-15",
                "last_period": "2026-06-15",
                "recovery_period": "2026-06-22",
                "worst_quantity": 2.0,
            },
            {
                "item": "A",
                "customer": "ACME",
                "level": "MPS_DEPENDENT",
                "first_period": "2026-06-08",
                "last_period": "2026-06-08",
                "recovery_period": "2026-06-15",
                "worst_quantity": 1.0,
            },
            {
                "item": "B",
                "customer": "Beta",
                "level": "MPS_DEPENDENT",
                "first_period": "2026-06-15",
                "last_period": "2026-06-22",
                "recovery_period": None,
                "worst_quantity": 6.0,
            },
        ],
        "faults": [
            {
                "sheet": "Plan",
                "cell": "G7",
                "found": "two",
                "expected": "a number; the item is left out until it is",
            }
        ],
        "disagreements": [],
        "items": 2,
        "left_out": 1,
        "periods": 4,
    }
    assert not run.stderr
    assert sorted(file.name for file in plan.parent.iterdir()) == ["plan.xlsx"]


def test_a_person_sees_a_table_and_where_the_result_is(plan: Path) -> None:
    run = scan(plan)
    assert run.returncode == 0
    assert "2 items, 4 periods: 2 items at risk, 1 of them short." in run.stdout
    lines = [" ".join(line.split()) for line in run.stdout.splitlines()]
    assert "Item Customer ▼ Shortage ◆ MPS-dependent △ Below safety Most missing Recovers" in lines
    assert "B Beta 2026-06-15 2026-06-22 2 2026-06-22" in lines
    assert "A ACME 2026-06-08" in lines
    assert "Plan!G7: 'two'" in run.stdout
    assert "The balance on the sheet agrees with ours in every cell." in run.stdout
    assert "Result: " in run.stdout
    assert " s\n" in run.stdout
    assert "\x1b" not in run.stdout  # no colours where nobody sees them


def test_chinese_is_spoken_where_asked_for_or_where_the_terminal_does(plan: Path) -> None:
    for run in (scan(plan, "--lang", "zh"), scan(plan, language="zh_CN.UTF-8")):
        assert "2 个物料，4 期：2 个有风险，其中 1 个断供。" in run.stdout
        assert "▼ 断供" in run.stdout


def test_an_item_short_twice_is_one_line_with_its_first_period_its_largest_gap_and_its_last_recovery(
    tmp_path: Path,
) -> None:
    """5 - 7 = -2, + 10 - 2 = 6, - 13 = -7, + 0 - 0 = -7; and without the 10, -4 in the second week."""
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *W],
        ["A", "Orders", 5, 7, 2, 13, 0],
        ["A", "MPS", None, 0, 10, 0, 0],
        ["B", "Orders", 5, 1, 1, 1, 1],
        ["B", "MPS", None, 0, 0, 0, 0],
    ]
    plan = workbook(tmp_path / "plan.xlsx", {"Plan": rows})
    run = scan(plan)
    assert "A 2026-06-01 2026-06-08 7 not in the plan" in [
        " ".join(line.split()) for line in run.stdout.splitlines()
    ]
    calm = workbook(tmp_path / "calm.xlsx", {"Plan": [rows[0], *rows[3:]]})
    assert scan(calm).stdout.startswith("1 item, 4 periods: no risk found.")
    assert scan(calm, "--lang", "zh").stdout.startswith("1 个物料，4 期：未发现风险。")


def test_the_result_workbook_holds_balances_risks_faults_and_check(plan: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(plan.read_bytes()).hexdigest()
    result = tmp_path / "out" / "result.xlsx"
    result.parent.mkdir()
    assert scan(plan, "--out", result).returncode == 0
    assert hashlib.sha256(plan.read_bytes()).hexdigest() == before
    book = openpyxl.load_workbook(result)
    assert book.sheetnames == ["PAB", "Risks", "Faults", "Check", "Reading"]
    block = {
        row[3].value: [cell.value for cell in row[4:8]]
        for row in book["PAB"].iter_rows(min_row=5, max_row=11)
    }
    assert block == {
        "Opening": [10, 6, 2, -2],
        "Demand": [4, 4, 4, 4],
        "Supply": [0, 0, 0, 9],
        "PAB": [6, 2, -2, 3],
        "Without this period's supply": [6, 2, -2, -6],
        "Safety stock": [0, 0, 0, 0],
        "Cover, periods": [1.5, 0.5, 0, ">0"],
    }
    headings = [cell.value for cell in book["PAB"][4][4:8]]
    assert [day.date() for day in headings if isinstance(day, datetime)] == W
    charts = book["PAB"]._charts  # type: ignore[attr-defined]
    assert [chart.series[0].cat.numRef.f for chart in charts] == ["'PAB'!$E$4:$H$4"] * 2
    assert {chart.x_axis.number_format.formatCode for chart in charts} == {"d mmm"}
    assert [row[0] for row in book["Risks"].iter_rows(min_row=2, values_only=True)] == ["B", "A", "B"]
    shortage = [cell.value for cell in book["Risks"][2]]
    assert shortage[3:10] == [
        "▼ Shortage", "2026-06-15", "2026-06-15", "2026-06-22", 2, 0.5, "receipt of 9 in 2026-06-22",
    ]  # fmt: skip
    columns = [[row[at].alignment.horizontal for row in book["Risks"].iter_rows()] for at in (7, 8)]
    assert columns == [["right"] * 4] * 2  # `>1` stands where 0.5 does, and their headings too
    assert [cell.value for cell in book["Faults"][2]][:3] == ["Plan", "G7", "two"]
    assert book["Check"]["A2"].value == "Every cell of your balance agrees with ours"


def test_a_year_of_weeks_is_printed_on_four_pages_side_by_side_with_the_names_on_each(tmp_path: Path) -> None:
    days = weeks(52)
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *days],
        ["A", "Orders", 5, *[1] * 52],
        ["A", "MPS", None, *[0] * 52],
    ]
    result = tmp_path / "result.xlsx"
    assert scan(workbook(tmp_path / "plan.xlsx", {"Plan": rows}), "--out", result).returncode == 0
    sheet = openpyxl.load_workbook(result)["PAB"]
    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (4, "$A:$D")


def test_the_balance_is_coloured_by_native_rules_with_a_sign(plan: Path, tmp_path: Path) -> None:
    scan(plan, "--out", tmp_path / "result.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "result.xlsx")["PAB"]
    signs = [
        rule.dxf.numFmt.formatCode
        for rules in sheet.conditional_formatting
        for rule in rules.rules
        if rule.dxf and rule.dxf.numFmt
    ]
    assert [sign for sign in "▼◆△" if any(sign in code for code in signs)] == list("▼◆△")


def test_all_writes_items_without_risk_too(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        *ROWS[:1],
        ["S", "ACME", "Orders", 99, None, 1, 1, 1, 1],
        ["S", "ACME", "MPS", None, None, 0, 0, 0, 0],
    ]
    plan = workbook(tmp_path / "plan.xlsx", {"Plan": rows})
    for option, items in (((), [None]), (("--all",), ["S"])):
        scan(plan, "--out", tmp_path / "result.xlsx", *option)
        assert [openpyxl.load_workbook(tmp_path / "result.xlsx")["PAB"]["A5"].value] == items


def test_text_from_a_cell_is_never_a_formula_in_the_result(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Customer", "Description", "Measure", "On hand", *W],
        ["=1+1", "@SUM(A1)", "+cmd", "Orders", 1, 5, 0, 0, "-2+3"],
        ["=1+1", "@SUM(A1)", "+cmd", "MPS", None, 0, 0, 0, 0],
        ["-B", "ACME", "", "Orders", 1, 5, 0, 0, 0],
        ["-B", "ACME", "", "MPS", None, 0, 0, 0, 0],
    ]
    path = workbook(tmp_path / "plan.xlsx", {"Plan": rows})
    book = openpyxl.load_workbook(path)
    for cell in (book["Plan"]["A2"], book["Plan"]["A3"]):
        cell.data_type = "s"
    book.save(path)
    assert scan(path, "--out", tmp_path / "result.xlsx").returncode == 0
    for sheet in openpyxl.load_workbook(tmp_path / "result.xlsx"):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_rule_and_a_fence_change_what_is_needed(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *W],
        ["A", "Forecast", 10, 9, 9, 9, 9],
        ["A", "Customer orders", None, 1, 1, 1, 1],
        ["A", "MPS", None, 0, 0, 0, 0],
    ]
    plan = workbook(tmp_path / "plan.xlsx", {"Plan": rows})

    def first_shortage(*options: str) -> str | None:
        risks = json.loads(scan(plan, "--json", *options).stdout)["risks"]
        return next((risk["first_period"] for risk in risks if risk["level"] == "SHORTAGE"), None)

    assert first_shortage() is None
    assert first_shortage("--rule", "max") == W[1].isoformat()
    assert first_shortage("--rule", "sum") == W[1].isoformat()
    assert first_shortage("--dtf", "2") == W[2].isoformat()  # with a forecast, a fence means the APICS grid
    assert first_shortage("--rule", "three_zone", "--dtf", "1", "--ptf", "2") == W[2].isoformat()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.xlsx"], "nowhere.xlsx can't be opened: there is no such file"),
        (["plan.xlsx", "--sheet", "Nope"], "there is no sheet Nope; it has: Plan"),
        (["plan.xlsx", "--label", "orders"], "expected TEXT=role"),
        (["plan.xlsx", "--label", "Foo=colour"], "--label is colour; it must be one of: item,"),
        (["plan.xlsx", "--rule", "biggest"], "three_zone"),
        (["plan.xlsx", "--out", "plan.xlsx"], "is the plan itself"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_status_2(
    plan: Path, arguments: list[str], says: str
) -> None:
    paths = [str(plan.parent / word) if word.endswith(".xlsx") else word for word in arguments]
    run = scan(*paths)
    assert run.returncode == 2
    assert says in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert not run.stdout


def test_a_result_that_cannot_be_written_leaves_nothing_behind(plan: Path, tmp_path: Path) -> None:
    run = scan(plan, "--out", tmp_path / "no such folder" / "result.xlsx")
    assert run.returncode == 2
    assert "result.xlsx could not be written" in run.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]
