"""The file that a user sends who needs help."""

from pathlib import Path

import pytest

from pab_planner.excel.description import describe
from pab_planner.installation.excel import SUPPORT_FILE
from pab_planner.installation.python_findings import SetupFinding
from pab_planner.language import Text
from pab_planner.macros.support_file import write_support_file
from pab_planner.macros.unforeseen import note
from windows.excel.application import Application
from windows.excel.locales import GERMANY
from windows.excel.on_linux import running_excel


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


def test_excel_says_its_version_and_its_separators() -> None:
    with running_excel(Application(locale=GERMANY)) as (app, _):
        app.books.add()
        said = describe(app)
    assert said["Program"].startswith("Microsoft Excel 16.0, build ")
    assert said["Decimal and list separator"] == ", ;"
