"""Whether Excel's VBA can start this Python and reach xlwings in it."""

import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pab_planner.installation.computer import Computer, expected_xlwings
from pab_planner.language import Text


class SetupFinding(NamedTuple):
    """One thing that was looked at, and whether it is as it should be.

    Attributes:
        sound: It is.
        text: What was found and, where it is not sound, what to do.
        mend: Puts it right; None if only a person can.
        excel_closed: Whether Excel is to be closed for that.
    """

    sound: bool
    text: Text
    mend: Callable[[], object] | None = None
    excel_closed: bool = False


def either(
    sound: bool, good: Text, bad: Text, mend: Callable[[], object] | None = None, **fields: object
) -> SetupFinding:
    """The finding that goes with the one or the other."""
    return SetupFinding(
        sound, (good if sound else bad).filled(**fields) if fields else good if sound else bad, mend
    )


def python_findings(computer: Computer) -> Iterator[SetupFinding]:
    """Look at Python itself."""
    yield SetupFinding(
        True,
        Text("Python {version} at {python}.", "Python {version}，位于 {python}。").filled(
            version=platform.python_version(), python=computer.interpreter
        ),
    )
    yield _path_finding(computer)
    expected = expected_xlwings()
    yield either(
        computer.xlwings == expected,
        Text("xlwings {expected} fits the add-in.", "xlwings {expected} 与加载项匹配。"),
        Text(
            "xlwings is {found}, but the add-in needs {expected}: type pip install xlwings=={expected}",
            "xlwings 版本为 {found}，加载项需要 {expected}：请输入 pip install xlwings=={expected}",
        ),
        found=computer.xlwings,
        expected=expected,
    )
    yield _library_finding(computer)


def _path_finding(computer: Computer) -> SetupFinding:
    """Whether VBA and the command prompt can read Python's path."""
    path = str(computer.interpreter)
    try:
        path.encode(computer.code_page)
        readable = "%" not in path
    except UnicodeEncodeError:
        readable = False
    return either(
        readable,
        Text("Excel can read that path.", "Excel 可以读取该路径。"),
        Text(
            "Excel cannot read the path {path}: install Python in a folder with a plain name, "
            "such as C:\\Python",
            "Excel 无法读取路径 {path}：请将 Python 安装在仅含英文字母的文件夹，如 C:\\Python",
        ),
        path=path,
    )


def _library_finding(computer: Computer) -> SetupFinding:
    library = f"xlwings64-{computer.xlwings}.dll"
    copies = [copy for copy in computer.libraries if copy.name == library and copy.exists()]
    beside, above = computer.library_places
    missing = Text(
        "{library} is neither in {beside} nor in {above}: install PAB Planner in a virtual environment "
        "(python -m venv) or for all users",
        "{beside} 和 {above} 中都没有 {library}："
        "请在虚拟环境（python -m venv）中或为所有用户安装 PAB Planner",
    )
    if copies:
        missing = Text(
            "{library} is neither in {beside} nor in {above}; a copy is at {copy}",
            "{beside} 和 {above} 中都没有 {library}；{copy} 处有一份",
        )
    elif computer.came_with_set_up_program:
        missing = Text(
            "{library} is no longer in {beside}, perhaps taken away by a virus scanner: "
            "start the set-up program again",
            "{beside} 中的 {library} 已不存在，可能被杀毒软件移除：请重新运行安装程序",
        )

    def copy_library() -> None:
        shutil.copy2(copies[0], beside / library)

    return either(
        any((folder / library).exists() for folder in computer.library_places),
        Text(
            "The link between Excel and Python ({library}) is there.",
            "Excel 与 Python 的连接库 {library} 已就位。",
        ),
        missing,
        copy_library if copies else None,
        library=library,
        beside=beside,
        above=above,
        copy=copies[0] if copies else "",
    )


def broken_cache(folder: Path) -> list[Path]:
    """Packages of classes that pywin32 made of Excel's object model and can no longer load.

    A package that lost a file, or was written in part, makes each later import fail until it is deleted.
    """
    packages = [path for path in folder.glob("*x*x*x*") if path.is_dir()]
    return [package for package in packages if not _loads(package)]


def _loads(package: Path) -> bool:
    sources = list(package.glob("*.py"))
    try:
        for source in sources:
            compile(source.read_bytes(), source, "exec")
        return b"CLSIDToClassMap" in (package / "__init__.py").read_bytes()
    except (OSError, SyntaxError, ValueError):
        return False
