"""The set-up program under Wine: put in, used, harmed, put in again and taken out, on a Chinese Windows.

The tests stand in the order of that story and share one installation. Excel is not there: its place in the
registry is made up, a window stands for it where it is open, and xlwings' DLL is called as its VBA does.

A picture of each window stays in artefacts/, for people to look at.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image as Picture

from pab_planner.build.setup.__main__ import MOST, build_setup
from pab_planner.build.setup.contents import PACKAGES_LOCK, gather
from pab_planner.macros import press as press_module
from pab_planner.ribbon_buttons import BUTTON_FACES
from stories.virtual_screen import virtual_screen, wait_for
from windows.com_server import Excel, server_command, started
from windows.excel.on_linux import running_excel
from windows.excel.planner import TODAY
from windows.excel.planner_excel import PlannerExcel
from windows.excel.plans import SHAPES
from windows.excel.test_presses_under_wine import PROCESS, FarExcel
from windows.test_xlwings_on_windows import ANSWERS
from windows.windows_python import CHECKOUT, WindowsPython, windows_path
from windows.windows_user import EXCEL_KEY, WindowsUser, WineHung

DECISION = CHECKOUT / "docs" / "decisions" / "set_up_program.md"
FOLDER = "C:\\王伟 的 电脑\\PAB 计划"
PYTHON = f"{FOLDER}\\program\\python\\python.exe"
OTHER_PYTHON = '"INTERPRETER_WIN","C:\\venv\\Scripts\\python.exe"\r\n'

WINDOW_OF_EXCEL = """
import sys, win32gui
kind = win32gui.WNDCLASS()
kind.lpszClassName = "XLMAIN"
win32gui.RegisterClass(kind)
win32gui.CreateWindow("XLMAIN", "Excel", 0, 0, 0, 0, 0, 0, 0, 0, None)
print("open", flush=True)
sys.stdin.read()
"""


class Monday(date):
    """The day of all presses under Wine."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return TODAY


@dataclass(frozen=True)
class Computer:
    """A user's computer and the set-up program on it.

    Attributes:
        user: The computer.
        setup: The set-up program.
        before: Its files and its registry before anything was put in.
    """

    user: WindowsUser
    setup: Path
    before: tuple[dict[str, str], list[str]]

    @property
    def folder(self) -> Path:
        """Where the set-up program puts everything."""
        return self.user.drive / "王伟 的 电脑" / "PAB 计划"

    def set_up(self, *options: str, folder: str = FOLDER) -> int:
        """Run the set-up program without windows; its exit status."""
        # NSIS takes the folder without quotation marks; in parts, Wine puts none round it.
        return self.user.run(windows_path(self.setup), "/S", *options, *f"/D={folder}".split(" "))[0]

    def doctor(self, *options: str) -> list[str]:
        """What the doctor prints."""
        command = [PYTHON, "-m", "pab_planner.cli", "doctor", "--lang", "en"]
        return self.user.run(*command, *options)[1].splitlines()

    def server(self, search_path: str = "") -> tuple[str, str]:
        """The installed DLL, and the command by which it starts the installed Python."""
        (dll,) = (self.folder / "program" / "python").glob("xlwings64-*.dll")
        return f"{FOLDER}\\program\\python\\{dll.name}", server_command(PYTHON, search_path)


@pytest.fixture(scope="module")
def computer(windows_python: WindowsPython, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computer]:
    """A computer on which PAB Planner was once installed with pip, and Excel opens another add-in."""
    setup = build_setup(tmp_path_factory.mktemp("dist"))
    with virtual_screen() as display:
        yield from _computer(setup, WindowsUser(tmp_path_factory.mktemp("wine"), display), windows_python)


def _computer(setup: Path, user: WindowsUser, windows_python: WindowsPython) -> Iterator[Computer]:
    user.set_up(windows_python.home / "ucrtbase.dll")
    user.run("reg", "add", EXCEL_KEY, "/ve", "/d", "C:\\Office\\EXCEL.EXE", "/f")
    options = r"HKCU\Software\Microsoft\Office\16.0\Excel\Options"
    user.run("reg", "add", options, "/v", "OPEN", "/d", "C:\\theirs.xlam", "/f")
    configuration = user.home / ".pab_planner" / "pab_planner.conf"
    configuration.parent.mkdir()
    configuration.write_text(OTHER_PYTHON, newline="")
    addin = user.app_data / "Microsoft" / "AddIns" / "PAB_Planner.xlam"
    addin.parent.mkdir(parents=True)
    addin.write_bytes(b"installed with pip")
    yield Computer(user, setup, (user.files(), user.registry()))
    user.shut_down()


@pytest.fixture(scope="module")
def excel(computer: Computer, windows_python: WindowsPython) -> Iterator[Excel]:
    """The COM server of the installed Python, started by the installed DLL with the VBA module's command."""
    script = windows_path(Path(__file__).with_name("as_excel.py"))
    with started(lambda: computer.user.running(PYTHON, "-u", script, *computer.server())) as server:
        yield server


def test_it_is_light_enough_and_lists_what_is_in_it(computer: Computer) -> None:
    assert computer.setup.stat().st_size < MOST
    stated = re.search(r"^([\d.]+) MB \(limit (\d+) MB\)", DECISION.read_text("utf-8"), re.MULTILINE)
    assert stated
    assert abs(computer.setup.stat().st_size / 1e6 - float(stated[1])) < 3
    assert int(stated[2]) * 10**6 == MOST
    with computer.setup.with_suffix(".contents.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {line["name"].casefold(): line for line in csv.DictReader(file)}
    pins = re.findall(r"^([\w.-]+)==", PACKAGES_LOCK.read_text("utf-8"), re.MULTILINE)
    names = {name.replace("_", "-") for name in listed}
    assert names == {"python", "pab-planner", *pins}
    assert listed["python"]["version"] == "3.11.9"
    assert all(line["version"] and line["licence"] and len(line["sha256"]) == 64 for line in listed.values())
    assert listed["python"]["program files without a signature"] == "0"


def test_nothing_in_it_tells_where_it_was_built(computer: Computer) -> None:
    records = list((computer.setup.parent / "setup" / "program").rglob("RECORD"))
    assert len(records) > 20
    assert [record for record in records if "direct_url" in record.read_text("utf-8")] == []


def test_each_package_lists_the_files_that_are_there(computer: Computer) -> None:
    packages = computer.setup.parent / "setup" / "program" / "python" / "Lib" / "site-packages"
    records = list(packages.glob("*.dist-info/RECORD"))
    listed = [
        packages / line[0]
        for record in records
        for line in csv.reader(record.read_text("utf-8").splitlines())
    ]
    assert len(listed) > 3_000
    assert [file for file in listed if not file.exists()] == []


def test_a_second_build_by_somebody_else_holds_the_same_files(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same files the same installer is made, as a test of its own shows."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    first = computer.setup.parent / "setup" / "program"
    mask = os.umask(0o077)
    try:
        second = gather(CHECKOUT, tmp_path / "of somebody else", int(first.stat().st_mtime))
    finally:
        os.umask(mask)
    built = [
        {str(file.relative_to(program)): file.read_bytes() for file in program.rglob("*") if file.is_file()}
        for program in (first, second)
    ]
    assert len(built[0]) > 4_000
    assert {
        name for name in built[0].keys() | built[1].keys() if built[0].get(name) != built[1].get(name)
    } == set()


def nothing_changed(computer: Computer) -> bool:
    return (computer.user.files(), computer.user.registry()) == computer.before


def test_while_excel_is_open_it_says_so_and_changes_nothing(
    computer: Computer, windows_python: WindowsPython
) -> None:
    python = windows_path(windows_python.home / "python.exe")
    with computer.user.running(python, "-c", WINDOW_OF_EXCEL) as open_excel:
        assert open_excel.stdout and open_excel.stdout.readline() == "open\n"
        assert computer.set_up() == 3
    assert "Excel 正在运行。请保存工作、关闭 Excel 后重试。" in computer.user.log
    assert nothing_changed(computer)


def test_where_there_is_no_excel_it_says_so_and_changes_nothing(computer: Computer) -> None:
    computer.user.run("reg", "delete", EXCEL_KEY, "/f")
    assert computer.set_up("/LANG=1033") == 4
    assert "Excel was not found on this computer." in computer.user.log
    computer.user.run("reg", "add", EXCEL_KEY, "/ve", "/d", "C:\\Office\\EXCEL.EXE", "/f")
    assert nothing_changed(computer)


def seen(computer: Computer, page: str) -> bytes:
    """What stands on the screen, once it has come to rest; kept in artefacts/ for people."""
    pictures = CHECKOUT / "artefacts" / "set_up_program"
    pictures.mkdir(parents=True, exist_ok=True)
    picture = pictures / f"{page}.png"
    time.sleep(2)
    command = ["import", "-window", "root", str(picture)]
    subprocess.run(command, env=os.environ | {"DISPLAY": computer.user.display}, check=True)
    return Picture.open(picture).tobytes()


def first_window(computer: Computer) -> None:
    """Wait until a window of ours is there."""
    window = ["xdotool", "search", "--onlyvisible", "--name", "PAB Planner"]
    screen = os.environ | {"DISPLAY": computer.user.display}
    wait_for(lambda: subprocess.run(window, env=screen, capture_output=True).stdout, "the first window")


def press_return(computer: Computer) -> None:
    """Press the button that a window offers."""
    screen = os.environ | {"DISPLAY": computer.user.display}
    subprocess.run(["xdotool", "key", "Return"], env=screen, check=True)


@pytest.mark.parametrize("language", ["1033", "2052"])
def test_its_windows_follow_each_other_and_change_nothing_before_the_last_click(
    computer: Computer, language: str
) -> None:
    shown = []
    with computer.user.running(windows_path(computer.setup), f"/LANG={language}"):
        first_window(computer)
        for page in ("welcome", "licence", "folder", "macros"):
            shown.append(seen(computer, f"{language}_{page}"))
            if page != "macros":
                press_return(computer)
    assert len(set(shown)) == 4
    assert nothing_changed(computer)


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("C:\\žluťoučký", "Excel 无法读取此文件夹的路径"),
        ("C:\\100% PAB", "Excel 无法读取此文件夹的路径"),
        ("C:\\users", "此文件夹中已有其他文件"),
    ],
)
def test_a_folder_that_will_not_do_is_refused(computer: Computer, folder: str, said: str) -> None:
    assert computer.set_up(folder=folder) == 5
    assert said in computer.user.log
    assert nothing_changed(computer)


def test_it_puts_the_addin_in(computer: Computer) -> None:
    assert computer.set_up("/TRUST") == 0
    assert "启动 Excel，即可看到“PAB 交货预警”选项卡。" in computer.user.log
    new = sorted(
        name
        for name in computer.user.files()
        if name not in computer.before[0] and not name.startswith("王伟 的 电脑/PAB 计划/program/")
    )
    user = str(computer.user.home.relative_to(computer.user.drive))
    roaming = f"{user}/AppData/Roaming/Microsoft"
    assert new == sorted(
        [
            f"{user}/.pab_planner/before/PAB_Planner.xlam",
            f"{user}/.pab_planner/before/pab_planner.conf",
            f"{roaming}/Templates/PAB_Planner.xltm",
            f"{roaming}/Windows/Start Menu/Programs/PAB Planner/PAB Planner 计划模板.lnk",
            f"{roaming}/Windows/Start Menu/Programs/PAB Planner/Remove PAB Planner 卸载.lnk",
            "王伟 的 电脑/PAB 计划/Remove PAB Planner.exe",
            "王伟 的 电脑/PAB 计划/pab-planner.cmd",
        ]
    )
    configuration = computer.user.home / ".pab_planner" / "pab_planner.conf"
    assert configuration.read_bytes() == (
        f'"INTERPRETER_WIN","{FOLDER}\\program\\python\\python.exe"\r\n'
        '"ADD_WORKBOOK_TO_PYTHONPATH","false"\r\n'.encode("cp936")
    )


def test_the_doctor_is_content(computer: Computer) -> None:
    said = computer.doctor()
    assert len(said) == 16
    assert [line for line in said if not line.startswith("✓ ")] == []


@pytest.mark.parametrize(("function", "arguments", "expected"), ANSWERS)
def test_every_function_answers(
    excel: Excel, function: str, arguments: list[object], expected: object
) -> None:
    assert excel.call(function, *arguments) == expected


def test_the_server_takes_nothing_from_outside_its_folder(excel: Excel) -> None:
    path = json.loads(excel.ask("eval", "__import__('json').dumps(__import__('sys').path)")["value"])
    assert [place for place in path if place and not place.startswith(f"{FOLDER}\\program\\python")] == []
    cache = excel.ask("eval", "__import__('win32com').__gen_path__")["value"]
    assert cache == f"{FOLDER}\\program\\python\\Lib\\site-packages\\win32com\\gen_py"


def pressed(select: Callable[[str, str], object], press: Callable[[str], str]) -> dict[str, str]:
    """What each button of the ribbon answers, from left to right."""
    said = {}
    for face in BUTTON_FACES:
        if face.name in ("pdf", "email"):
            select("I-0001", "A1")
        elif face.name == "acknowledge":
            select("Letters", "A4")
        elif face.group in ("plan", "help") or face.name == "update_alerts":
            select("Plan", "G2")
        else:
            select("Alerts", "A4")
        said[face.name] = press(face.name)
    return said


def test_every_button_answers_with_the_installed_files(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed in the server that the DLL started; the same presses without Wine say what is expected."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(press_module, "date", Monday)
    with running_excel() as (app, session):
        played = PlannerExcel(app, session)
        app.books.open(str(SHAPES["rows"].write(tmp_path)))
        expected = pressed(played.select, played.press_in_ribbon)
    library, command = computer.server(windows_path(CHECKOUT / "tests"))
    workbook = windows_path(SHAPES["rows"].write(tmp_path))
    script = windows_path(PROCESS)

    def pressed_there() -> dict[str, str]:
        words = (PYTHON, "-u", script, "out", workbook, library, command)
        with computer.user.running(*words, longest=300) as process:  # 120 on a busy machine
            excel = FarExcel(process)
            return pressed(
                lambda title, cells: excel.ask("select", title, cells),
                lambda button: str(excel.ask("press", button)),
            )

    try:
        said = pressed_there()
    except WineHung:  # both processes waited for one another once in some ten runs, not twice at one place
        said = pressed_there()
    assert len(said) == len(BUTTON_FACES)
    checked = said.pop("check_setup").splitlines()
    assert len(checked) == 16
    assert [line for line in checked if not line.startswith("✓ ")] == []
    del expected["check_setup"]
    assert said == expected
    assert said["pdf"] == "I-0001：已生成 I-0001.pdf。"


def test_the_doctor_mends_what_was_harmed(computer: Computer, excel: Excel) -> None:
    computer.user.shut_down()
    python = computer.folder / "program" / "python"
    for dll in python.glob("xlwings64-*.dll"):
        dll.unlink()
    harmed = (
        python
        / "Lib"
        / "site-packages"
        / "win32com"
        / "gen_py"
        / "00020813-0000-0000-C000-000000000046x0x1x9"
    )
    shutil.rmtree(harmed, ignore_errors=True)
    harmed.mkdir()
    computer.user.run(
        "reg", "delete", r"HKCU\Software\Microsoft\Office\16.0\Excel\Options", "/v", "OPEN1", "/f"
    )
    (computer.user.home / ".pab_planner" / "pab_planner.conf").write_text(OTHER_PYTHON, newline="")
    started = computer.user.app_data / "Microsoft" / "Excel" / "XLSTART" / "PAB_Planner.xlam"
    started.parent.mkdir(parents=True)
    started.touch()
    faults = [line.removeprefix("✗ ") for line in computer.doctor("--repair") if line.startswith("✗ ")]
    named = (
        dll.name,
        "The add-in uses another Python, C:\\venv\\Scripts\\python.exe",
        "The add-in is not ticked",
        "The add-in would load twice",
        "Python's copy of Excel's commands is damaged",
    )
    assert [fault[: len(begin)] for fault, begin in zip(faults, named, strict=True)] == list(named)
    started.parent.rmdir()
    started.parent.parent.rmdir()
    assert [line for line in computer.doctor() if not line.startswith("✓ ")] == []


def laid_down(files: dict[str, str]) -> set[str]:
    """The names but those of caches, which Python and pywin32 fill as they run."""
    return {name for name in files if "/__pycache__/" not in name and "/gen_py/" not in name}


def test_while_excel_is_open_nothing_is_replaced_or_removed(computer: Computer) -> None:
    sound = computer.user.files()
    remove = f"{FOLDER}\\Remove PAB Planner.exe"
    with computer.user.running(PYTHON, "-c", WINDOW_OF_EXCEL) as open_excel:
        assert open_excel.stdout and open_excel.stdout.readline() == "open\n"
        assert computer.set_up() == 3
        # Told its folder, it does not go on from a copy of itself.
        assert computer.user.run(remove, "/S", *f"_?={FOLDER}".split(" "))[0] == 3
    assert "Excel 正在运行。请保存工作、关闭 Excel 后重试。" in computer.user.log
    assert computer.user.files() == sound


def test_it_repairs_and_replaces_an_older_version(computer: Computer) -> None:
    sound = laid_down(computer.user.files())
    shutil.rmtree(computer.folder / "program" / "python" / "Lib" / "site-packages" / "pab_planner")
    (computer.folder / "program" / "of an older version.txt").write_text("older")
    (computer.user.app_data / "Microsoft" / "AddIns" / "PAB_Planner.xlam").write_bytes(b"older")
    assert computer.set_up() == 0
    assert laid_down(computer.user.files()) == sound
    assert [line for line in computer.doctor() if not line.startswith("✓ ")] == []


@pytest.mark.parametrize("language", ["1033", "2052"])
def test_who_only_looks_at_the_window_that_removes_it_keeps_it(computer: Computer, language: str) -> None:
    sound = computer.user.files()
    with computer.user.running(f"{FOLDER}\\Remove PAB Planner.exe", f"/LANG={language}"):
        first_window(computer)
        seen(computer, f"{language}_remove")
    assert computer.user.files() == sound


def test_a_plan_is_left_where_it_is_and_all_else_is_as_before(computer: Computer) -> None:
    plan = computer.user.home / "PAB Planner" / "六月.xlsm"
    plan.write_bytes(b"plan")
    assert computer.user.run(f"{FOLDER}\\Remove PAB Planner.exe", "/S")[0] == 0
    for _ in range(120):  # it goes on from a copy of itself, so that it can delete itself
        if not computer.folder.exists():
            break
        time.sleep(0.5)
    files = computer.user.files()
    assert files.pop(str(plan.relative_to(computer.user.drive))) != ""
    assert (files, computer.user.registry()) == computer.before
