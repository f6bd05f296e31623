"""A Windows computer, played in a folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from pab_planner.installation.computer import Computer, expected_xlwings, shipped, this_computer
from pab_planner.installation.excel import (
    ExcelMissing,
    FileInUse,
    SetupFault,
    doctor,
    install_addin,
    uninstall_addin,
)

DLL = f"xlwings64-{expected_xlwings()}.dll"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    python = tmp_path / "venv" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    (tmp_path / "venv" / DLL).touch()
    home = tmp_path / "home"
    home.mkdir()
    return Computer(
        excel="C:\\Program Files\\EXCEL.EXE",
        app_data=home / "AppData" / "Roaming",
        home=home,
        interpreter=python,
        code_page="cp936",
        macros_disabled=False,
        xlwings=expected_xlwings(),
    )


def everything(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_installing_writes_the_addin_and_the_way_to_python_and_nothing_else(computer: Computer) -> None:
    said = install_addin(computer)
    assert everything(computer.home) == {
        "AppData/Roaming/Microsoft/AddIns/PAB_Planner.xlam": shipped("PAB_Planner.xlam"),
        ".pab_planner/pab_planner.conf": (
            f'"INTERPRETER_WIN","{computer.interpreter}"\r\n"ADD_WORKBOOK_TO_PYTHONPATH","false"\r\n'
        ).encode("cp936"),
    }
    assert "tick “PAB Planner”" in said[-1].en and "勾选“PAB Planner”" in said[-1].zh


def test_after_installing_the_doctor_finds_nothing(computer: Computer) -> None:
    install_addin(computer)
    assert [finding.text.en for finding in doctor(computer) if not finding.sound] == []


def test_installing_twice_changes_nothing(computer: Computer) -> None:
    install_addin(computer)
    before = everything(computer.home)
    install_addin(computer)
    assert everything(computer.home) == before


def test_a_chinese_user_name_is_written_in_the_code_page(computer: Computer) -> None:
    python = computer.home / "王伟 的 电脑" / "python.exe"
    python.parent.mkdir()
    (python.parent / DLL).touch()
    install_addin(replace(computer, interpreter=python))
    written = computer.configuration.read_bytes()
    assert "王伟 的 电脑".encode("cp936") in written


def test_a_path_that_the_code_page_lacks_is_refused_and_nothing_is_written(computer: Computer) -> None:
    with pytest.raises(SetupFault, match="Excel cannot read the path"):
        install_addin(replace(computer, interpreter=computer.interpreter.parent / "žluť" / "python.exe"))
    assert everything(computer.home) == {}


def test_another_xlwings_is_refused_with_what_to_type(computer: Computer) -> None:
    with pytest.raises(SetupFault, match=f"pip install xlwings=={expected_xlwings()}"):
        install_addin(replace(computer, xlwings="0.30.0"))


def test_a_missing_dll_is_refused(computer: Computer) -> None:
    (computer.interpreter.parent.parent / DLL).unlink()
    with pytest.raises(SetupFault, match="virtual environment"):
        install_addin(computer)


def test_without_excel_one_sentence_is_said_and_nothing_is_done(computer: Computer) -> None:
    bare = replace(computer, excel=None)
    with pytest.raises(ExcelMissing, match="Excel for Windows was not found"):
        install_addin(bare)
    assert everything(computer.home) == {}
    assert [finding.sound for finding in doctor(bare)] == [False]


def test_uninstalling_takes_all_of_it_away_and_nothing_else(computer: Computer) -> None:
    users = computer.home / "AppData" / "Roaming" / "Microsoft" / "AddIns" / "Other.xlam"
    users.parent.mkdir(parents=True)
    users.write_bytes(b"theirs")
    install_addin(computer)
    said = uninstall_addin(computer)
    assert everything(computer.home) == {"AppData/Roaming/Microsoft/AddIns/Other.xlam": b"theirs"}
    assert not computer.configuration.parent.exists()
    assert [text.en.split()[0] for text in said] == ["Removed", "Removed", "If"]


def test_uninstalling_what_is_not_there_says_so(computer: Computer) -> None:
    assert [text.zh for text in uninstall_addin(computer)] == ["Excel 中没有安装 PAB Planner。"]


def test_an_open_excel_is_named(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    install_addin(computer)

    def refuse(self: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(FileInUse, match="close Excel"):
        uninstall_addin(computer)


def test_the_doctor_names_each_fault(computer: Computer) -> None:
    computer.started_addin.parent.mkdir(parents=True)
    computer.started_addin.touch()
    faults = [f.text.en for f in doctor(replace(computer, macros_disabled=True)) if not f.sound]
    assert [fault.split(":")[0] for fault in faults] == [
        "The add-in is not installed",
        f"{computer.configuration} does not lead to this Python",
        "The add-in would load twice",
        "Excel disables all macros",
    ]


def test_an_older_addin_is_named(computer: Computer) -> None:
    install_addin(computer)
    computer.addin.write_bytes(b"older")
    assert "加载项版本不符：请关闭 Excel 并输入 pab-planner install" in [f.text.zh for f in doctor(computer)]


def test_this_computer_answers() -> None:
    computer = this_computer()
    assert computer.excel is None
    assert computer.xlwings == expected_xlwings()


def test_the_workbook_is_shipped_too() -> None:
    assert shipped("PAB_Planner.xlsm")[:2] == b"PK"
