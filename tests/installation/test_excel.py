"""Putting the add-in in and taking it out, on a computer played in a folder."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from installation.played_computer import DLL, everything, played_computer
from pab_planner.installation.computer import Computer, expected_xlwings, shipped, this_computer
from pab_planner.installation.excel import (
    ExcelIsOpen,
    ExcelMissing,
    FileInUse,
    SetupFault,
    install_addin,
    uninstall_addin,
)

OPTIONS = r"Software\Microsoft\Office\16.0\Excel\Options"
LOCATIONS = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return played_computer(tmp_path)


def test_installing_writes_addin_template_and_the_way_to_python_and_nothing_else(computer: Computer) -> None:
    said = install_addin(computer)
    files, registry = everything(computer)
    assert sorted(files) == [
        ".pab_planner/pab_planner.conf",
        "AppData/Roaming/Microsoft/AddIns/PAB_Planner.xlam",
        "AppData/Roaming/Microsoft/Templates/PAB_Planner.xltm",
    ]
    assert files["AppData/Roaming/Microsoft/AddIns/PAB_Planner.xlam"] == shipped("PAB_Planner.xlam")
    assert files[".pab_planner/pab_planner.conf"] == (
        f'"INTERPRETER_WIN","{computer.interpreter}"\r\n"ADD_WORKBOOK_TO_PYTHONPATH","false"\r\n'
    ).encode("cp936")
    assert registry == {OPTIONS: {"OPEN": f'"{computer.addin}"'}}
    assert said[-1].en == "Start Excel: the tab “PAB 交货预警” is there."


def test_the_template_is_the_planner_workbook_under_another_content_type(computer: Computer) -> None:
    install_addin(computer)
    with (
        zipfile.ZipFile(computer.template) as template,
        zipfile.ZipFile(io.BytesIO(shipped("PAB_Planner.xlsm"))) as workbook,
    ):
        differ = [name for name in workbook.namelist() if template.read(name) != workbook.read(name)]
        assert template.namelist() == workbook.namelist()
        assert differ == ["[Content_Types].xml"]
        assert b"vnd.ms-excel.template.macroEnabled.main+xml" in template.read("[Content_Types].xml")


def test_other_addins_that_excel_opens_stay_in_their_order(computer: Computer) -> None:
    computer.registry.write(OPTIONS, "OPEN", '/R "C:\\Analysis\\ANALYS32.XLL"')
    computer.registry.write(OPTIONS, "OPEN1", '"C:\\theirs.xlam"')
    before = everything(computer)
    install_addin(computer)
    assert computer.registry.read(OPTIONS, "OPEN2") == f'"{computer.addin}"'
    uninstall_addin(computer)
    assert everything(computer) == before


def test_an_addin_that_came_later_moves_up_into_the_gap(computer: Computer) -> None:
    install_addin(computer)
    computer.registry.write(OPTIONS, "OPEN1", '"C:\\theirs.xlam"')
    uninstall_addin(computer)
    assert computer.registry.values(OPTIONS) == {"OPEN": '"C:\\theirs.xlam"'}


@pytest.mark.parametrize("ticked", ["PAB_Planner.xlam", '"pab_planner.XLAM"', "{path}", '"{path}"'])
def test_an_addin_that_is_ticked_already_is_not_ticked_twice(computer: Computer, ticked: str) -> None:
    computer.registry.write(OPTIONS, "OPEN", ticked.format(path=computer.addin))
    install_addin(computer)
    assert len(computer.registry.values(OPTIONS)) == 1


def test_installing_twice_changes_nothing(computer: Computer) -> None:
    install_addin(computer, trusted=True)
    before = everything(computer)
    install_addin(computer, trusted=True)
    assert everything(computer) == before


def test_trusted_folders_are_the_addins_and_the_plans(computer: Computer) -> None:
    computer.registry.write(rf"{LOCATIONS}\Location3", "Path", "D:\\theirs\\")
    before = everything(computer)
    install_addin(computer, trusted=True)
    keys = [rf"{LOCATIONS}\Location{number}" for number in (4, 5)]
    assert [computer.registry.read(key, "Path") for key in keys] == [
        f"{computer.addin.parent}\\",
        f"{computer.home / 'PAB Planner'}\\",
    ]
    assert [computer.registry.read(key, "AllowSubFolders") for key in keys] == [0, 0]
    uninstall_addin(computer)
    assert everything(computer) == before


def test_a_folder_that_the_user_trusted_herself_stays_trusted(computer: Computer) -> None:
    computer.registry.write(rf"{LOCATIONS}\Location0", "Path", f"{computer.addin.parent}\\")
    before = everything(computer)
    install_addin(computer, trusted=True)
    uninstall_addin(computer)
    assert everything(computer) == before


def test_plans_in_the_trusted_folder_stay(computer: Computer) -> None:
    install_addin(computer, trusted=True)
    plan = computer.plans / "六月.xlsm"
    plan.write_bytes(b"plan")
    uninstall_addin(computer)
    assert everything(computer) == ({"PAB Planner/六月.xlsm": b"plan"}, {})


def test_a_chinese_user_name_is_written_in_the_code_page(computer: Computer) -> None:
    python = computer.home / "王伟 的 电脑" / "python.exe"
    python.parent.mkdir()
    (python.parent / DLL).touch()
    install_addin(replace(computer, interpreter=python))
    assert "王伟 的 电脑".encode("cp936") in computer.configuration.read_bytes()


def test_a_path_that_the_code_page_lacks_is_refused_and_nothing_is_written(computer: Computer) -> None:
    with pytest.raises(SetupFault, match="Excel cannot read the path"):
        install_addin(replace(computer, interpreter=computer.interpreter.parent / "žluť" / "python.exe"))
    assert everything(computer) == ({}, {})


def test_another_xlwings_is_refused_with_what_to_type(computer: Computer) -> None:
    with pytest.raises(SetupFault, match=f"pip install xlwings=={expected_xlwings()}"):
        install_addin(replace(computer, xlwings="0.30.0"))


def test_a_missing_dll_is_refused(computer: Computer) -> None:
    (computer.interpreter.parent.parent / DLL).unlink()
    with pytest.raises(SetupFault, match="virtual environment"):
        install_addin(computer)


def test_without_excel_one_sentence_is_said_and_nothing_is_done(computer: Computer) -> None:
    with pytest.raises(ExcelMissing, match="Excel for Windows was not found"):
        install_addin(replace(computer, excel=None))
    assert everything(computer) == ({}, {})


def test_while_excel_is_open_nothing_is_put_in_nor_taken_out(computer: Computer) -> None:
    opened = replace(computer, excel_is_open=True)
    with pytest.raises(ExcelIsOpen, match="close Excel"):
        install_addin(opened)
    assert everything(computer) == ({}, {})
    install_addin(computer)
    before = everything(computer)
    with pytest.raises(ExcelIsOpen, match="close Excel"):
        uninstall_addin(opened)
    assert everything(computer) == before


def test_uninstalling_takes_all_of_it_away_and_nothing_else(computer: Computer) -> None:
    users = computer.addin.with_name("Other.xlam")
    users.parent.mkdir(parents=True)
    users.write_bytes(b"theirs")
    before = everything(computer)
    install_addin(computer)
    said = uninstall_addin(computer)
    assert everything(computer) == before
    assert not computer.configuration.parent.exists()
    assert [text.en.split()[0] for text in said] == ["Removed", "Removed", "Removed"]


@pytest.mark.parametrize("found", [b"", b"older"], ids=["nothing", "another installation"])
@pytest.mark.parametrize("harmed", [b"", b'"INTERPRETER_WIN","C:\\gone\\python.exe"\r\n'])
def test_what_is_mended_is_not_taken_for_what_was_there_before(
    computer: Computer, found: bytes, harmed: bytes
) -> None:
    if found:
        for file in (computer.addin, computer.configuration):
            file.parent.mkdir(parents=True)
            file.write_bytes(found)
    before = everything(computer)
    install_addin(computer)
    computer.configuration.write_bytes(harmed)
    install_addin(computer)
    uninstall_addin(computer)
    assert everything(computer) == before


def test_the_notes_of_unforeseen_errors_go_with_the_last_installation(computer: Computer) -> None:
    install_addin(computer)
    for name in ("pab_planner.log", "pab_planner.old.log"):
        (computer.configuration.parent / name).write_text("noted")
    uninstall_addin(computer)
    assert everything(computer) == ({}, {})


def test_uninstalling_what_is_not_there_says_so(computer: Computer) -> None:
    assert [text.zh for text in uninstall_addin(computer)] == ["Excel 中没有安装 PAB Planner。"]


@pytest.mark.parametrize("ticked", [True, False])
def test_what_another_installation_had_is_there_again_afterwards(tmp_path: Path, ticked: bool) -> None:
    by_pip = played_computer(tmp_path)
    by_pip.interpreter.parent.mkdir(parents=True, exist_ok=True)
    by_pip.interpreter.touch()
    install_addin(by_pip)
    by_pip.addin.write_bytes(b"older")
    if not ticked:
        by_pip.registry.remove(OPTIONS, "OPEN")
        by_pip.registry.remove_empty(OPTIONS)
    before = everything(by_pip)
    by_set_up = replace(
        played_computer(tmp_path, "Programs/PAB Planner/program/python/python.exe"), registry=by_pip.registry
    )
    install_addin(by_set_up, trusted=True)
    install_addin(by_set_up, trusted=True)
    assert by_set_up.addin.read_bytes() == shipped("PAB_Planner.xlam")
    uninstall_addin(by_set_up)
    assert everything(by_pip) == before


def test_an_installation_that_no_longer_leads_excel_leaves_the_other_alone(tmp_path: Path) -> None:
    older = played_computer(tmp_path, "older/program/python/python.exe")
    newer = replace(played_computer(tmp_path, "newer/program/python/python.exe"), registry=older.registry)
    install_addin(older)
    install_addin(newer, former=tmp_path / "older")
    before = everything(newer)
    assert "another Python" in uninstall_addin(older)[0].en
    assert everything(newer) == before
    uninstall_addin(newer)
    assert everything(newer) == ({}, {})


def test_a_file_in_use_is_named(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    install_addin(computer)

    def refuse(self: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(FileInUse, match="close Excel"):
        uninstall_addin(computer)


def test_this_computer_answers() -> None:
    computer = this_computer()
    assert computer.excel is None
    assert computer.xlwings == expected_xlwings()


def test_the_workbook_is_shipped_too() -> None:
    assert shipped("PAB_Planner.xlsm")[:2] == b"PK"
