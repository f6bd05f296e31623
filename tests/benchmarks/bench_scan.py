"""Scanning 10,000 items x 52 weeks against bare reading and LibreOffice; writing against bare writing."""

import resource
import subprocess
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook
from ratios import growth, report

from pab_planner.core.risk import find_risks
from pab_planner.engines.file.engine import new_book
from pab_planner.reading.scan import ScanReport, scan_plan
from pab_planner.views.result import write_result

ITEMS, WEEKS = 10_000, 52
WRITTEN = 2_000
"""Items of which the result is written: openpyxl alone takes a minute and 2 GiB for all of them."""
SIZES = (1_000, 10_000, 50_000, 200_000)
"""Items of the plans that tell how a scan grows."""

FIRST = 5
"""Columns before the first week."""


def plan_rows(items: int = ITEMS, *, formulas: bool) -> list[list[Any]]:
    """Orders and MPS of each item, in blocks; with the balance as native formulas where wanted."""
    random = np.random.default_rng(2)
    weeks = [date(2026, 6, 1) + timedelta(weeks=week) for week in range(WEEKS)]
    rows: list[list[Any]] = [["Item", "Customer", "Measure", "On hand", "Safety stock", *weeks]]
    columns = [get_column_letter(FIRST + 1 + week) for week in range(WEEKS)]
    for item in range(items):
        orders = random.integers(0, 100, WEEKS)
        mps = random.integers(40, 70, WEEKS) * (np.arange(WEEKS) % 3 == 2) * 3
        rows.append([f"P{item:05d}", f"C{item % 300}", "Orders", 300 + item % 100, 20, *orders.tolist()])
        rows.append([f"P{item:05d}", f"C{item % 300}", "MPS", None, None, *mps.tolist()])
        if formulas:
            top = len(rows) - 1
            before = [f"D{top}", *(f"{column}{top + 2}" for column in columns)]
            balance = [f"={b}-{c}{top}+{c}{top + 1}" for b, c in zip(before, columns, strict=False)]
            rows.append([f"P{item:05d}", f"C{item % 300}", "PAB", None, None, *balance])
    return rows


def save(path: Path, rows: list[list[Any]]) -> Path:
    """Write rows as openpyxl writes them fastest."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def bare_read(path: Path) -> None:
    """What calamine alone needs for the same cells."""
    with CalamineWorkbook.from_path(path) as book:
        for title in book.sheet_names:
            book.get_sheet_by_name(title).to_python()


def bare_write(path: Path, rows: list[tuple[Any, ...]]) -> None:
    """What openpyxl alone needs for the same cells, in a workbook that can be formatted."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def write(found: ScanReport, path: Path) -> None:
    """The result of every item, as `scan --all` writes it."""
    book = new_book()
    write_result(book, found, "en", source="plan.xlsx", every_item=True)
    book.save(str(path))
    book.close()


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = save(folder / "plan.xlsx", plan_rows(formulas=False))
        native = save(folder / "native.xlsx", plan_rows(formulas=True))
        convert = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
        ]
        subprocess.run(
            [*convert, "--outdir", str(folder / "warm"), str(plan)], check=True, capture_output=True
        )
        report(
            f"scan of {ITEMS} items x {WEEKS} weeks",
            {
                "calamine's bare read": lambda: bare_read(plan),
                "scan (at most 1.4)": lambda: scan_plan(plan),
                "LibreOffice with native formulas (at least 4 times the scan)": lambda: subprocess.run(
                    [*convert, "--outdir", str(folder / "out"), str(native)], check=True, capture_output=True
                ),
            },
            "calamine's bare read",
            rounds=3,
        )
        plans = {size: save(folder / f"{size}.xlsx", plan_rows(size, formulas=False)) for size in SIZES}
        read: dict[int, ScanReport] = {}
        exponent = growth(lambda size: read.update({size: scan_plan(plans[size])}), SIZES)
        print(f"scan of {', '.join(map(str, SIZES))} items grows as n^{exponent:.2f} (at most 1.05)")
        exponent = growth(lambda size: find_risks(replace(read[size].reading.plan)), SIZES, rounds=5)
        print(f"of it, what judges the plan: n^{exponent:.2f} (at most 1.05)")
        read.clear()
        found = scan_plan(save(folder / "part.xlsx", plan_rows(WRITTEN, formulas=False)))
        result = folder / "result.xlsx"
        write(found, result)
        cells = list(openpyxl.load_workbook(result)["PAB"].iter_rows(values_only=True))
        report(
            f"result of {WRITTEN} items, {sum(map(len, cells))} cells",
            {
                "openpyxl's bare write": lambda: bare_write(folder / "bare.xlsx", cells),
                "result (at most 0.5, 0.42 in a process of its own)": lambda: write(found, result),
            },
            "openpyxl's bare write",
            rounds=3,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all of it: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
