"""The file that a user sends who needs help."""

from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.excel.description import describe
from pab_planner.installation.excel import SUPPORT_FILE
from pab_planner.installation.python_findings import SetupFinding
from pab_planner.language import Text
from pab_planner.macros import plan_buttons
from pab_planner.macros.support_file import write_support_file
from pab_planner.macros.unforeseen import log_file, note
from planning_files import workbook
from windows.excel.application import Application
from windows.excel.errors import GENERAL
from windows.excel.locales import GERMANY
from windows.excel.on_linux import running_excel
from windows.excel.planner_excel import PlannerExcel
from windows.excel.plans import ROW_ON_ROW
from windows.excel.session import Spoiled


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "王.wang"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("LOGNAME", "王.wang")
    return folder


def test_it_holds_versions_findings_and_the_log_and_names_nobody(home: Path) -> None:
    try:
        (home / "Huaxin 计划.xlsx").read_bytes()
    except OSError as error:
        note(error, "pdf")
    finding = SetupFinding(False, Text(f"{home}/AppData/PAB_Planner.xlam is marked, says 王.WANG", ""))
    written = write_support_file([finding], {"Program": "Microsoft Excel 16.0"})
    file = home / ".pab_planner" / SUPPORT_FILE
    assert str(file) in written.text.en and str(file) in written.text.zh
    said = file.read_text("utf-8-sig")
    assert "Program: Microsoft Excel 16.0" in said
    assert "✗ ~/AppData/PAB_Planner.xlam is marked, says USER" in said
    assert "pdf, PAB Planner" in said and "FileNotFoundError" in said
    for name in ("wang", "Huaxin", "计划.xlsx"):
        assert name not in said.casefold()


@pytest.mark.parametrize(
    "fault",
    [
        Spoiled(GENERAL, member="Range.Value"),
        OSError(2, "No such file", "Z:\\SECRET customer\\SECRET.dat"),
        KeyError("SECRET"),
        PlanError(reason="SECRET"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_nothing_of_a_plan_gets_into_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    folder = tmp_path / "SECRET customer"
    folder.mkdir()
    rows = [["SECRET" if cell in ("P-1", "Huaxin 华欣") else cell for cell in row] for row in ROW_ON_ROW]
    path = workbook(folder / "SECRET.xlsx", {"SECRET": rows})

    def ask_in_vain(*_: Any) -> Any:
        raise fault

    with running_excel() as (app, session):
        running = PlannerExcel(app, session)
        app.books.open(str(path))
        running.select("SECRET", "G2")
        running.press_in_ribbon("update_alerts")
        if isinstance(fault, Spoiled):
            fault.description = "SECRET"
            session.spoiled.append(fault)
        else:
            monkeypatch.setattr(plan_buttons, "read_plan", ask_in_vain)
        said = running.press_in_ribbon("explain")
        session.spoiled.clear()
        assert "not foreseen" in said or not isinstance(fault, Spoiled | KeyError)
        running.press_in_ribbon("check_setup")
    support = (home / ".pab_planner" / SUPPORT_FILE).read_text("utf-8-sig")
    assert "Decimal and list separator" in support
    assert "SECRET" not in support
    if log_file().exists():
        assert "SECRET" not in log_file().read_text("utf-8")


def test_excel_says_its_version_and_its_separators() -> None:
    with running_excel(Application(locale=GERMANY)) as (app, _):
        app.books.add()
        said = describe(app)
    assert said["Program"].startswith("Microsoft Excel 16.0, build ")
    assert said["Decimal and list separator"] == ", ;"
