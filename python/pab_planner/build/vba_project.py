"""The VBA project: its sources as text, and vbaProject.bin made of them without Excel."""

import importlib.util
import tempfile
from pathlib import Path

from pyopenvba import ExcelFile

from pab_planner.build.packing import Parts, pack
from pab_planner.ooxml.package import contents_of

PROJECT_PART = "xl/vbaProject.bin"
CACHE_OF_OFFICE, NO_CACHE = b"\xcc\x61\xb5\x00\x00\x00\x00", b"\xcc\x61\xff\xff\x00\x00\x00"
"""How the stream _VBA_PROJECT begins."""

PROJECT_NAME = "pab_planner"
"""Names the configuration that the VBA reads: %USERPROFILE%/.pab_planner/pab_planner.conf."""


def modules(vba: Path) -> dict[str, str]:
    """Name and source of each standard module, lines ended as the VBA editor ends them.

    Args:
        vba: Folder of the .bas files.
    """
    sources = {"xlwings": xlwings_module()}
    sources |= {file.stem: file.read_text("ascii") for file in sorted(vba.glob("*.bas"))}
    return {name: crlf(source) for name, source in sources.items()}


def xlwings_module() -> str:
    """The stand-alone module of the installed xlwings, licence notice and all, with two lines changed.

    Its procedures stay inside the project (`Option Private Module`): they are no worksheet functions, and
    add-in and workbook do not see each other's. Its configuration has a name of its own, so that a user's
    other xlwings workbooks keep theirs. The stand-alone module serves the add-in too: the one for add-ins
    starts a Python for every workbook that happens to be active.
    """
    found = importlib.util.find_spec("xlwings")
    assert found and found.submodule_search_locations
    source = (Path(found.submodule_search_locations[0]) / "xlwings.bas").read_text("ascii")
    source = _replaced(source, 'Attribute VB_Name = "xlwings"\n', "\\gOption Private Module\n")
    named = 'Public Const PROJECT_NAME As String = "{}"\n'
    return _replaced(source, named.format("xlwings"), named.format(PROJECT_NAME))


def _replaced(source: str, line: str, by: str) -> str:
    if source.count(line) != 1:
        raise ValueError(f"this version of xlwings has no single line {line!r}")
    return source.replace(line, by.replace("\\g", line))


def crlf(source: str) -> str:
    """The text with the line ends of the VBA editor."""
    return "\r\n".join(source.splitlines()) + "\r\n"


def with_project(workbook: Parts, sources: dict[str, str], this_workbook: str) -> Parts:
    """A macro-enabled workbook's parts with a VBA project, code names and all that relates them.

    Args:
        workbook: Parts of a workbook whose main part has the macro-enabled content type.
        sources: Name and source of each standard module.
        this_workbook: What the workbook's own module holds.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "book.xlsm")
        file.write_bytes(pack(workbook))
        with ExcelFile(file) as book:
            project = book.add_vba_project()
            project.get_module("ThisWorkbook").body = crlf(this_workbook)
            for name, source in sources.items():
                project.add_module(name, source)
            book.save(file)
        parts = contents_of(file)
    return {name: _without_cache(part) if name == PROJECT_PART else part for name, part in parts.items()}


def _without_cache(project: bytes) -> bytes:
    """A project whose compiled code nobody may use: pyOpenVBA blanks it, but leaves the version of an Office.

    [MS-OVBA] 2.3.4.1: whoever writes no cache writes the version 0xFFFF.
    """
    if project.count(CACHE_OF_OFFICE) != 1:
        raise ValueError("this version of pyOpenVBA writes another head of _VBA_PROJECT")
    return project.replace(CACHE_OF_OFFICE, NO_CACHE)
