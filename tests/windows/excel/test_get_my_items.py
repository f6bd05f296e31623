"""Get my items in the shipped workbook, on the stand-in for Excel: fewer rows than stood there, and more."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pab_planner.warehouse.question import Question
from pab_planner.warehouse.scan import scan_warehouse
from pab_planner.warehouse.sources import read_source
from windows.excel.planner_excel import PlannerExcel


@pytest.mark.parametrize("weeks", [2, 90])
def test_the_lists_hold_the_items_and_no_others(
    planner_excel: PlannerExcel, tmp_path: Path, weeks: int
) -> None:
    with duckdb.connect() as db:
        db.execute(
            f"""COPY (SELECT 'A-1' AS item, 'ACME' AS buyer, DATE '2026-06-01' + (7 * w)::INTEGER AS date, 3.5 AS orders,
            CASE WHEN w = 1 THEN 2 ELSE 0 END AS mps FROM range({weeks}) t(w)) TO '{tmp_path}/demand.parquet'"""
        )
        db.execute(f"COPY (SELECT 'A-1' AS item, 6 AS on_hand, 1 AS allocated) TO '{tmp_path}/stock.parquet'")
    question = Question(
        demand=read_source(f"parquet:{tmp_path}/demand.parquet", "DEMAND"),
        stock=read_source(f"parquet:{tmp_path}/stock.parquet", "--stock"),
        keys=("item",),
        customer="buyer",
        start=date(2026, 6, 1),
        bucket="week",
        count=weeks,
    )
    scan_warehouse(question, tmp_path / "risks.parquet")
    settings = planner_excel.book.sheets["Settings"]
    titles = settings["A1:A60"].value
    settings[f"B{1 + titles.index('Source of my items 我的物料来源')}"].value = str(
        tmp_path / "risks.parquet"
    )
    assert planner_excel.press("get_my_items") == (
        f"1 item from risks.parquet: {weeks} order rows, 1 receipt. Press Update alerts to go on."
    )
    book = planner_excel.book
    assert book.sheets["Stock"].tables["Stock"].range.address == "$A$3:$G$4"
    assert book.sheets["Stock"]["A4:E4"].value == ["A-1", None, 6, 1, 0]
    assert book.sheets["Orders"].tables["Orders"].range.address == f"$A$3:$J${3 + weeks}"
    assert book.sheets["Orders"]["A4:G4"].value[:2] == ["A-1", "ACME"]
    assert book.sheets["Orders"][f"A{4 + weeks}"].value is None
    assert book.sheets["Orders"]["J4"].formula.startswith("=MAX(0,Orders[[#This Row],[Quantity")
    assert settings[f"B{1 + titles.index('Number of periods 期数')}"].value == weeks
