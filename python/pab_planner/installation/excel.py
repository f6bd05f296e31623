"""The add-in is put where Excel finds it, together with the way to Python, and taken away again."""

import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pab_planner.errors import FileError, HostError
from pab_planner.files import write_whole
from pab_planner.installation.computer import ADDIN_NAME, Computer, expected_xlwings, shipped, this_computer
from pab_planner.language import Text


class ExcelMissing(HostError):
    """There is no Excel to install into."""

    sentence = Text(
        "Excel for Windows was not found on this computer, so nothing was changed; "
        "for LibreOffice type: pab-planner install --host libreoffice",
        "本机未找到 Windows 版 Excel，未作任何更改；"
        "如使用 LibreOffice，请输入：pab-planner install --host libreoffice",
    )


class SetupFault(HostError):
    """Something about this computer would keep the add-in from reaching Python."""

    sentence = Text("{fault}", "{fault}")


class FileInUse(FileError):
    """Excel holds a file open."""

    sentence = Text("{file} is in use; close Excel and try again", "{file} 正被使用；请关闭 Excel 后重试")


class Finding(NamedTuple):
    """One thing that was looked at, and whether it is as it should be."""

    sound: bool
    text: Text


def install_addin(computer: Computer | None = None) -> list[Text]:
    """Copy the add-in to Excel's add-in folder and write the configuration that leads it to this Python.

    Returns:
        What was done, and what is to be clicked once.

    Raises:
        ExcelMissing: There is no Excel on this computer.
        SetupFault: The add-in would not reach this Python; nothing was written.
        FileInUse: Excel has the add-in open.
    """
    computer = computer or this_computer()
    if not computer.excel:
        raise ExcelMissing
    faults = [finding.text for finding in _python_findings(computer) if not finding.sound]
    if faults:
        raise SetupFault(fault=faults[0])
    configuration = _configuration(computer).encode(computer.code_page)
    _unless_in_use(computer.addin, lambda: _write(computer.addin, shipped(ADDIN_NAME)))
    _write(computer.configuration, configuration)
    return [
        _filled(Text("The add-in is at {file}.", "加载项位于 {file}。"), file=computer.addin),
        _filled(
            Text("It uses Python at {python}.", "所用的 Python 位于 {python}。"), python=computer.interpreter
        ),
        Text(
            "Once, in Excel: File > Options > Add-ins > Go, tick “PAB Planner”, OK. "
            "The tab “PAB 交货预警” appears.",
            "在 Excel 中只需操作一次：文件 > 选项 > 加载项 > 转到，勾选“PAB Planner”，确定。"
            "随后出现“PAB 交货预警”选项卡。",
        ),
    ]


def uninstall_addin(computer: Computer | None = None) -> list[Text]:
    """Take away what `install_addin` wrote, and nothing else.

    Raises:
        FileInUse: Excel has the add-in open.
    """
    computer = computer or this_computer()
    there = [file for file in (computer.addin, computer.configuration) if file.exists()]
    for file in there:
        _unless_in_use(file, file.unlink)
    folder = computer.configuration.parent
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    if not there:
        return [Text("Nothing of PAB Planner was installed for Excel.", "Excel 中没有安装 PAB Planner。")]
    return [
        *(_filled(Text("Removed {file}.", "已删除 {file}。"), file=file) for file in there),
        Text(
            "If “PAB Planner” is still ticked under File > Options > Add-ins > Go, untick it: "
            "Excel forgets it then.",
            "若“文件 > 选项 > 加载项 > 转到”中仍勾选“PAB Planner”，请取消勾选，Excel 便不再加载。",
        ),
    ]


def doctor(computer: Computer | None = None) -> list[Finding]:
    """Look at everything that Excel, the add-in and Python need of each other."""
    computer = computer or this_computer()
    if not computer.excel:
        return [Finding(False, Text(ExcelMissing().say("en"), ExcelMissing().say("zh")))]
    return [*_python_findings(computer), *_addin_findings(computer)]


def _python_findings(computer: Computer) -> Iterator[Finding]:
    yield Finding(
        True,
        _filled(
            Text("Python {version} at {python}.", "Python {version}，位于 {python}。"),
            version=platform.python_version(),
            python=computer.interpreter,
        ),
    )
    yield _path_finding(computer)
    expected = expected_xlwings()
    yield _either(
        computer.xlwings == expected,
        Text("xlwings {expected} fits the add-in.", "xlwings {expected} 与加载项匹配。"),
        Text(
            "xlwings is {found}, but the add-in needs {expected}: type pip install xlwings=={expected}",
            "xlwings 版本为 {found}，加载项需要 {expected}：请输入 pip install xlwings=={expected}",
        ),
        found=computer.xlwings,
        expected=expected,
    )
    yield _either(
        any(_library(computer, folder).exists() for folder in computer.library_places),
        Text(
            "The link between Excel and Python ({library}) is there.",
            "Excel 与 Python 的连接库 {library} 已就位。",
        ),
        Text(
            "{library} is neither in {beside} nor in {above}: install PAB Planner in a virtual environment "
            "(python -m venv) or for all users",
            "{beside} 和 {above} 中都没有 {library}："
            "请在虚拟环境（python -m venv）中或为所有用户安装 PAB Planner",
        ),
        library=f"xlwings64-{expected}.dll",
        beside=computer.library_places[0],
        above=computer.library_places[1],
    )


def _library(computer: Computer, folder: Path) -> Path:
    return folder / f"xlwings64-{computer.xlwings}.dll"


def _path_finding(computer: Computer) -> Finding:
    """Whether VBA and the command prompt can read Python's path."""
    path = str(computer.interpreter)
    try:
        path.encode(computer.code_page)
        readable = "%" not in path
    except UnicodeEncodeError:
        readable = False
    return _either(
        readable,
        Text("Excel can read that path.", "Excel 可以读取该路径。"),
        Text(
            "Excel cannot read the path {path}: install Python in a folder with a plain name, "
            "such as C:\\Python",
            "Excel 无法读取路径 {path}：请将 Python 安装在仅含英文字母的文件夹，如 C:\\Python",
        ),
        path=path,
    )


def _addin_findings(computer: Computer) -> Iterator[Finding]:
    installed = computer.addin.exists()
    yield _either(
        installed and computer.addin.read_bytes() == shipped(ADDIN_NAME),
        Text("The add-in is installed and up to date.", "加载项已安装且为最新版本。"),
        Text(
            "The add-in is of another version: close Excel and type pab-planner install",
            "加载项版本不符：请关闭 Excel 并输入 pab-planner install",
        )
        if installed
        else Text(
            "The add-in is not installed: type pab-planner install",
            "加载项未安装：请输入 pab-planner install",
        ),
    )
    yield _either(
        _leads_here(computer),
        Text("The add-in uses this Python.", "加载项使用的是本 Python。"),
        Text(
            "{file} does not lead to this Python: type pab-planner install",
            "{file} 未指向本 Python：请输入 pab-planner install",
        ),
        file=computer.configuration,
    )
    yield _either(
        not computer.started_addin.exists(),
        Text("The add-in is loaded once.", "加载项只加载一次。"),
        Text("The add-in would load twice: delete {file}", "加载项会被加载两次：请删除 {file}"),
        file=computer.started_addin,
    )
    yield _either(
        not computer.macros_disabled,
        Text("Excel lets you allow macros.", "Excel 允许您启用宏。"),
        Text(
            "Excel disables all macros: under File > Options > Trust Center > Trust Center Settings > "
            "Macro Settings choose “Disable VBA macros with notification”",
            "Excel 禁用了所有宏：文件 > 选项 > 信任中心 > 信任中心设置 > 宏设置，选择“通过通知禁用 VBA 宏”",
        ),
    )


def _leads_here(computer: Computer) -> bool:
    if not computer.configuration.exists():
        return False
    written = computer.configuration.read_bytes().decode(computer.code_page, errors="replace")
    return written == _configuration(computer)


def _configuration(computer: Computer) -> str:
    """Name and value a line, as VBA's `Input #` reads them; nothing beside a workbook is ever imported."""
    settings = {"INTERPRETER_WIN": computer.interpreter, "ADD_WORKBOOK_TO_PYTHONPATH": "false"}
    return "".join(f'"{name}","{value}"\r\n' for name, value in settings.items())


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content)


def _unless_in_use(file: Path, work: Callable[[], None]) -> None:
    try:
        work()
    except PermissionError:
        raise FileInUse(file=file) from None


def _either(sound: bool, good: Text, bad: Text, **fields: object) -> Finding:
    return Finding(sound, _filled(good if sound else bad, **fields))


def _filled(text: Text, **fields: object) -> Text:
    return Text(text.say("en", **fields), text.say("zh", **fields))
