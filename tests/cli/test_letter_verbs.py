"""From the planner workbook to the customer's letter, as a person does it in a terminal."""

import email
from datetime import datetime
from email import policy
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from cli.typed import answer, run
from pab_planner.installation.computer import shipped

ON_TUESDAY = ("--today", "2026-12-01", "--user", "li", "--lang", "en")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The planner workbook as it is shipped: CL-3001 is 19 short for Huaxin in the week of 4 January."""
    (tmp_path / "plan.xlsm").write_bytes(shipped("PAB_Planner.xlsm"))
    return tmp_path / "plan.xlsm"


def assessed(file: Path) -> None:
    run("update", file, *ON_TUESDAY)
    run("report", file, "A-0001", *ON_TUESDAY)
    given = ("--solvable", "no", "--owner", "Wang", "--until", "2026-12-10", "--note", "second shift")
    run("assess", file, "A-0001", *given, *ON_TUESDAY)


def test_a_warning_waits_for_what_it_needs_and_says_where_to_enter_it(file: Path) -> None:
    assessed(file)
    before = file.read_bytes()
    refusal = run("warn", file, "A-0001", *ON_TUESDAY, fails=True)
    assert "countermeasure with owner, date and quantity" in refusal
    assert "Alerts!" in refusal
    assert file.read_bytes() == before


def test_from_a_countermeasure_to_a_letter_a_pdf_and_a_draft(file: Path, tmp_path: Path) -> None:
    assessed(file)
    measure = ("--kind", "overtime", "--quantity", 12, "--when", "2026-12-28", "--owner", "Wang")
    played = run("countermeasures", file, "A-0001", *measure, *ON_TUESDAY)
    assert "up to 7" in played  # 19 missing, 12 made in time
    assert "no recovery" in played
    (letter,) = answer("warn", file, "A-0001", "--next-update", "2026-12-04", *ON_TUESDAY)
    assert {key: letter[key] for key in ("number", "kind", "revision", "customer", "language", "files")} == {
        "number": "P-0001",
        "kind": "potential",
        "revision": 1,
        "customer": "Huaxin Auto 华欣汽车",
        "language": "zh",
        "files": [],
    }
    assert len(letter["sha256"]) == 64
    assert letter["sheet"] in openpyxl.load_workbook(file).sheetnames
    (printed,) = answer("pdf", file, "P-0001", "--folder", tmp_path, *ON_TUESDAY)
    text = "".join(page.extract_text() for page in PdfReader(printed["files"][0]).pages)
    assert "HX-CL3001" in text
    assert printed["sha256"] == letter["sha256"]
    (drafted,) = answer("email", file, "P-0001", "--folder", tmp_path, *ON_TUESDAY)
    (draft,) = [Path(made) for made in drafted["files"] if made.endswith(".eml")]
    message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert message["X-Unsent"] == "1"
    assert "zhou.min@huaxin.example" in message["To"]
    assert "nordwagen" not in draft.read_text("utf-8").lower()


def test_a_copy_without_macros_keeps_the_plan_and_nothing_internal(file: Path, tmp_path: Path) -> None:
    assessed(file)
    run("share", file, tmp_path / "copy.xlsx", *ON_TUESDAY)
    copy = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    assert "Plan" in copy.sheetnames
    assert not {"Alerts", "Log", "Contacts", "I-0001"} & set(copy.sheetnames)
    formulas = [
        cell.value for sheet in copy for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas
    assert not any("PAB" in str(formula) for formula in formulas)
    assert not copy.defined_names  # a first day in Settings, a number of open alerts
    headings = [
        cell.value for cell in openpyxl.load_workbook(tmp_path / "copy.xlsx", data_only=True)["Plan"][4]
    ]
    assert datetime(2026, 11, 30) in headings
