"""Finds LibreOffice on this machine and the Python bridge (UNO) that it brings.

LibreOffice is no Python package: a distribution puts `uno.py` among the system Python's packages, The
Document Foundation's own builds put it beside `soffice`. Most of our users have no LibreOffice, so the bridge
is loaded by its first use, never by an import.
"""

import functools
import importlib
import platform
import shutil
import sys
from pathlib import Path
from typing import Any

from pab_planner.errors import HostError
from pab_planner.language import Text
from pab_planner.ooxml.rectangle import Box

_PLACES = (
    "usr/lib/libreoffice/program/soffice",
    "usr/lib64/libreoffice/program/soffice",
    "opt/libreoffice*/program/soffice",
    "Applications/LibreOffice.app/Contents/MacOS/soffice",
)


class LibreOfficeMissing(HostError):
    """LibreOffice is not installed, or not where it is looked for."""

    sentence = Text(
        "LibreOffice was not found on this computer; install it (on Debian and Ubuntu: libreoffice-calc and "
        "python3-uno), or put the folder that holds soffice on the PATH",
        "本机未找到 LibreOffice；请先安装（Debian、Ubuntu 上为 libreoffice-calc 和 python3-uno），"
        "或把 soffice 所在的文件夹加入 PATH",
    )


class LibreOfficeBridgeMissing(HostError):
    """LibreOffice is there, but this Python cannot load its bridge."""

    sentence = Text(
        "LibreOffice is in {program}, but Python {python} cannot load its bridge `uno` ({reason}); "
        "install python3-uno for this version of Python, or run PAB Planner with LibreOffice's own Python",
        "LibreOffice 位于 {program}，但 Python {python} 无法加载其接口 uno（{reason}）；"
        "请安装与此 Python 版本匹配的 python3-uno，或用 LibreOffice 自带的 Python 运行 PAB Planner",
    )


def soffice() -> Path:
    """The LibreOffice program to start: the one on the PATH, else the newest in the usual places.

    Raises:
        LibreOfficeMissing: There is none.
    """
    on_path = shutil.which("soffice") or shutil.which("libreoffice")
    if on_path:
        return Path(on_path).resolve().with_name("soffice")
    for place in _PLACES:
        if found := sorted(Path("/").glob(place)):
            return found[-1]
    raise LibreOfficeMissing()


@functools.cache
def bridge() -> Any:
    """The module `uno`, from this Python or from where LibreOffice keeps it.

    Inside LibreOffice it is importable already. Outside, its folder is on `sys.path` only while it is
    imported, so that no other package of the system's Python comes into ours.

    Raises:
        LibreOfficeMissing: LibreOffice is not installed.
        LibreOfficeBridgeMissing: No bridge fits this Python.
    """
    try:
        return importlib.import_module("uno")
    except ImportError:
        program = soffice().parent
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    reason: object = "uno.py not found"
    for folder in (
        program,
        program.parent / "Resources",
        Path("/usr/lib/python3/dist-packages"),
        Path(f"/usr/lib/python{version}/site-packages"),
        Path(f"/usr/lib64/python{version}/site-packages"),
    ):
        if not (folder / "uno.py").exists():
            continue
        sys.path.append(str(folder))
        try:
            uno = importlib.import_module("uno")
            importlib.import_module("unohelper")
            return uno
        except ImportError as error:
            reason = error
        finally:
            sys.path.remove(str(folder))
    raise LibreOfficeBridgeMissing(program=program, python=platform.python_version(), reason=reason)


def struct(name: str, **fields: object) -> Any:
    """A UNO struct by the last words of its name, e.g. `struct("table.CellAddress", Row=3)`."""
    made = bridge().createUnoStruct(f"com.sun.star.{name}")
    for field, content in fields.items():
        setattr(made, field, content)
    return made


def enum(name: str, member: str) -> Any:
    """A UNO enum member, e.g. `enum("sheet.CellInsertMode", "DOWN")`."""
    return bridge().Enum(f"com.sun.star.{name}", member)


def properties(**named: object) -> tuple[Any, ...]:
    """Keywords as the PropertyValues that UNO calls take."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in named.items())


def box_of(address: Any) -> Box:
    """The block of a UNO CellRangeAddress, which counts from 0."""
    return Box(address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1)


def range_address(box: Box, sheet: int) -> Any:
    """A block as a UNO CellRangeAddress on the sheet with this index, as xlwings counts sheets: from 1."""
    return struct(
        "table.CellRangeAddress",
        Sheet=sheet - 1,
        StartColumn=box.left - 1,
        StartRow=box.top - 1,
        EndColumn=box.right - 1,
        EndRow=box.bottom - 1,
    )
