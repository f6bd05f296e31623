"""What our code asks of xlwings exists in xlwings' engine for Excel on Windows."""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import xlwings as xw
from xlwings import base_classes

from windows.excel.on_linux import windows_engine

OURS = Path(__file__).parents[3] / "python" / "pab_planner"
NOT_FOR_EXCEL = ("engines", "build", "warehouse")
"""Rooms whose code never meets Excel: other engines, and what makes files."""

MENDED = {
    "api",
    "conditional_formats",
    "data_validation",
    "formula2",
    "formula_array",
    "freeze_panes",
    "page_setup",
}
"""What xlwings lacks or does wrongly in Excel, and what bypasses it: asked for in the room `excel` alone."""

ELSEWHERE = {
    ("macros/saved_file.py", "api"),
    ("views/reading_marks.py", "conditional_formats"),
    ("views/risk_formats.py", "conditional_formats"),
}
"""A workbook's address, which no other host has; rules that are taken away, which xlwings does rightly."""

OF_OTHER_THINGS = {
    ("files.py", "flush"),
    ("cli/__init__.py", "flush"),
    ("views/guide.py", "group"),
    ("excel/windows.py", "freeze_panes"),
}
"""Attributes of streams and of a button's face, which xlwings has too; one asked of other engines alone."""


def names_used() -> dict[str, str]:
    """Each attribute that our code asks of anything, and one place where it does."""
    found: dict[str, str] = {}
    for path in sorted(OURS.rglob("*.py")):
        place = path.relative_to(OURS)
        if place.parts[0] in NOT_FOR_EXCEL:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and (place.as_posix(), node.attr) not in OF_OTHER_THINGS:
                found.setdefault(node.attr, f"{place}:{node.lineno}")
    return found


def test_only_the_room_excel_asks_for_what_is_mended_there() -> None:
    found = {
        (place.relative_to(OURS).as_posix(), node.attr)
        for place in OURS.rglob("*.py")
        if place.relative_to(OURS).parts[0] not in (*NOT_FOR_EXCEL, "excel")
        for node in ast.walk(ast.parse(place.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in MENDED
    }
    assert found == ELSEWHERE


def asked_of_the_engine(member: Any) -> Iterator[str]:
    """What a public member of xlwings asks of its engine: `self.impl.freeze_panes`."""
    functions = [member.fget, member.fset] if isinstance(member, property) else [member]
    for function in functions:
        if not inspect.isfunction(function):
            continue
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self.impl":
                yield node.attr


def is_missing(engine: ModuleType, owner: str, name: str) -> bool:
    """Whether the engine leaves a member to the base class, which raises NotImplementedError."""
    own, base = getattr(engine, owner, None), getattr(base_classes, owner, None)
    if own is None or base is None:
        return False
    member, default = inspect.getattr_static(own, name, None), inspect.getattr_static(base, name, None)
    if member is None:
        return f"self.{name} = " not in inspect.getsource(own)
    if member is not default:
        return False
    function: Any = default.fget if isinstance(default, property) else default
    return "NotImplementedError" in inspect.getsource(function)


def missing_members(used: dict[str, str]) -> dict[str, str]:
    """Public members of xlwings that are used and that its Windows engine lacks, with a place of use."""
    windows_engine()
    engine = importlib.import_module("xlwings._xlwindows")
    return {
        f"{owner}.{name}": used[name]
        for owner, public in inspect.getmembers(xw.main, inspect.isclass)
        for name in used.keys() & vars(public).keys()
        for asked in asked_of_the_engine(vars(public)[name])
        if is_missing(engine, owner, asked)
    }


def test_every_member_that_our_code_uses_is_implemented_for_windows() -> None:
    assert missing_members(names_used()) == {}


def test_the_check_knows_what_the_windows_engine_lacks() -> None:
    lacking = missing_members({"freeze_panes": "a.py:1", "used_range": "a.py:2", "value": "a.py:3"})
    assert lacking == {"Sheet.freeze_panes": "a.py:1"}
