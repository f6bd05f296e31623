"""The add-in is put where Excel finds it, together with the way to Python, and taken away again."""

import datetime
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from pab_planner.errors import FileError, HostError
from pab_planner.files import write_whole
from pab_planner.installation.computer import ADDIN_NAME, WORKBOOK_NAME, Computer, shipped, this_computer
from pab_planner.installation.opened_addins import is_ticked, tick, untick
from pab_planner.installation.python_findings import python_findings
from pab_planner.installation.trust import is_trusted, trust, withdraw_trust
from pab_planner.language import Text

SUPPORT_FILE = "PAB Planner support.txt"
"""What Check set-up writes beside the log, for who is asked for help."""


class ExcelMissing(HostError):
    """There is no Excel to install into."""

    sentence = Text(
        "Excel for Windows was not found on this computer, so nothing was changed; "
        "for LibreOffice type: pab-planner install --host libreoffice",
        "本机未找到 Windows 版 Excel，未作任何更改；"
        "如使用 LibreOffice，请输入：pab-planner install --host libreoffice",
    )


class ExcelIsOpen(HostError):
    """Excel writes its list of add-ins when it ends, and keeps the add-in's file open until then."""

    sentence = Text(
        "Excel is open; save your work, close Excel and try again. Nothing was changed",
        "Excel 正在运行；请保存工作、关闭 Excel 后重试。未作任何更改",
    )


class SetupFault(HostError):
    """Something about this computer would keep the add-in from reaching Python."""

    sentence = Text("{fault}", "{fault}")


class FileInUse(FileError):
    """Excel holds a file open."""

    sentence = Text("{file} is in use; close Excel and try again", "{file} 正被使用；请关闭 Excel 后重试")


def install_addin(
    computer: Computer | None = None, *, trusted: bool = False, former: Path | None = None
) -> list[Text]:
    """Put add-in and template where Excel finds them, and lead them to this Python.

    What another installation of PAB Planner had there is kept until this one is taken out.

    Args:
        computer: The computer; left out, this one.
        trusted: Also make the add-in's folder and the folder for plans trusted locations.
        former: Folder of an installation that this one replaces: what it had is not kept.

    Returns:
        What was done, and what the user sees.

    Raises:
        ExcelMissing: There is no Excel on this computer.
        ExcelIsOpen: It is to be closed first.
        SetupFault: The add-in would not reach this Python; nothing was written.
        FileInUse: Another program has the add-in open.
    """
    computer = computer or this_computer()
    if not computer.excel:
        raise ExcelMissing
    if computer.excel_is_open:
        raise ExcelIsOpen
    faults = [finding.text for finding in python_findings(computer) if not finding.sound]
    if faults:
        raise SetupFault(fault=faults[0])
    configuration = configuration_for(computer).encode(computer.code_page)
    written = {
        computer.addin: shipped(ADDIN_NAME),
        computer.template: as_template(shipped(WORKBOOK_NAME)),
        computer.configuration: configuration,
    }
    _keep_what_was_there(computer, former)
    for file, content in written.items():
        _unless_in_use(file, lambda file=file, content=content: _write(file, content))  # type: ignore[misc]
    tick(computer.registry, computer.addin)
    said = [
        Text("The add-in is at {file}.", "加载项位于 {file}。").filled(file=computer.addin),
        Text("It uses Python at {python}.", "所用的 Python 位于 {python}。").filled(
            python=computer.interpreter
        ),
    ]
    if trusted:
        computer.plans.mkdir(exist_ok=True)
        for folder in _trusted_folders(computer):
            trust(computer.registry, folder, datetime.date.today())
            said.append(
                Text(
                    "Excel runs macros in {folder} without asking.", "Excel 将直接运行 {folder} 中的宏。"
                ).filled(folder=folder)
            )
    said.append(
        Text("Start Excel: the tab “PAB 交货预警” is there.", "启动 Excel，即可看到“PAB 交货预警”选项卡。")
    )
    return said


def uninstall_addin(computer: Computer | None = None) -> list[Text]:
    """Take away what `install_addin` wrote, and put back what it found.

    An add-in that leads to another Python is not this one's, and stays.

    Raises:
        ExcelIsOpen: It is to be closed first.
        FileInUse: Another program has the add-in open.
    """
    computer = computer or this_computer()
    if computer.excel_is_open:
        raise ExcelIsOpen
    other = configured_python(computer)
    if other and not leads_here(computer):
        return [
            Text(
                "The add-in uses another Python, {python}, and stays as it is.",
                "加载项使用的是另一个 Python（{python}），保持不变。",
            ).filled(python=other)
        ]
    there = [file for file in _files(computer) if file.exists()]
    for file in there:
        _unless_in_use(file, file.unlink)
    _put_back(computer)
    (computer.configuration.parent / SUPPORT_FILE).unlink(missing_ok=True)
    if not computer.configuration.exists():
        for log in computer.configuration.parent.glob("pab_planner*.log"):
            log.unlink()
    for folder in (computer.configuration.parent, computer.plans):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    if not there:
        return [Text("Nothing of PAB Planner was installed for Excel.", "Excel 中没有安装 PAB Planner。")]
    return [Text("Removed {file}.", "已删除 {file}。").filled(file=file) for file in there]


def configuration_for(computer: Computer) -> str:
    """Name and value a line, as VBA's `Input #` reads them; nothing beside a workbook is ever imported."""
    settings = {"INTERPRETER_WIN": computer.interpreter, "ADD_WORKBOOK_TO_PYTHONPATH": "false"}
    return "".join(f'"{name}","{value}"\r\n' for name, value in settings.items())


def leads_here(computer: Computer) -> bool:
    """True if the add-in's configuration is the one that this installation writes."""
    return _configured(computer) == configuration_for(computer)


def configured_python(computer: Computer) -> Path | None:
    """The Python that the add-in uses, this one or another; None if it knows none."""
    found = re.search(r'^"INTERPRETER_WIN","([^"\r\n]+)"', _configured(computer), re.MULTILINE)
    return Path(found[1]) if found else None


def _configured(computer: Computer) -> str:
    if not computer.configuration.exists():
        return ""
    return computer.configuration.read_bytes().decode(computer.code_page, errors="replace")


def _leads_into(computer: Computer, folder: Path | None) -> bool:
    python = configured_python(computer)
    return bool(folder and python and folder in python.parents)


_BEFORE = "before"
"""Folder beside the configuration: files of another installation, and an empty file for each thing set."""
_TICKED, _TRUSTED = "ticked", "trusted"


def _files(computer: Computer) -> tuple[Path, ...]:
    return computer.addin, computer.template, computer.configuration


def _trusted_folders(computer: Computer) -> tuple[Path, Path]:
    return computer.addin.parent, computer.plans


def _keep_what_was_there(computer: Computer, former: Path | None) -> None:
    if leads_here(computer) or _leads_into(computer, former):
        return
    before = computer.configuration.parent / _BEFORE
    other = configured_python(computer)
    if before.is_dir() and not (other and other.exists()):
        return  # no other installation came in between: a configuration of ours was damaged
    shutil.rmtree(before, ignore_errors=True)
    before.mkdir(parents=True)
    for file in _files(computer):
        if file.exists():
            shutil.copy2(file, before)
    if is_ticked(computer.registry, computer.addin):
        (before / _TICKED).touch()
    if is_trusted(computer.registry, computer.plans):
        (before / _TRUSTED).touch()


def _put_back(computer: Computer) -> None:
    before = computer.configuration.parent / _BEFORE
    if not (before / _TICKED).exists():
        untick(computer.registry, computer.addin)
    if not (before / _TRUSTED).exists():
        withdraw_trust(computer.registry, *_trusted_folders(computer))
    for file in _files(computer):
        if (before / file.name).exists():
            shutil.copy2(before / file.name, file)
    shutil.rmtree(before, ignore_errors=True)


def as_template(workbook: bytes) -> bytes:
    """The workbook as a template: opening it makes a new workbook, and nobody saves over it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(made, "w") as template:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(b"ms-excel.sheet.macroEnabled", b"ms-excel.template.macroEnabled")
            template.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content)


def _unless_in_use(file: Path, work: Callable[[], None]) -> None:
    try:
        work()
    except PermissionError:
        raise FileInUse(file=file) from None
