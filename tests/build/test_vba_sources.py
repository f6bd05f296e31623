"""Our VBA compiles, as far as that can be told without Excel: a grammar and an analyzer, and both bite."""

import pytest
from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4_vba.vbaLexer import vbaLexer
from antlr4_vba.vbaParser import vbaParser
from pyvbaanalysis import analyze_project
from pyvbaanalysis.symbols.project_index import ModuleInput
from pyvbaanalysis.symbols.symbol_model import ModuleSymbolKind

from pab_planner.build.__main__ import CHECKOUT
from pab_planner.build.vba_project import crlf, modules

SOURCES = modules(CHECKOUT / "addin" / "vba")
THIS_WORKBOOK = crlf((CHECKOUT / "addin/vba/ThisWorkbook.cls").read_text("ascii"))
OURS = ["PabFunctions", "PabHelp", "PabPython", "PabRibbon"]


class Collected(ErrorListener):
    """Keeps what the grammar finds."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def syntaxError(self, recognizer, symbol, line, column, message, error):  # type: ignore[no-untyped-def]  # noqa: N802
        self.found.append(f"{line}: {message}")


def syntax_faults(source: str) -> list[str]:
    """What the VBA grammar does not take; descriptions inside procedures are no part of it."""
    lines = [
        "" if line.startswith("Attribute") and "VB_Description" in line else line
        for line in source.split("\r\n")
    ]
    collected = Collected()
    lexer = vbaLexer(InputStream("\r\n".join(lines)))
    parser = vbaParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(collected)
    parser.startRule()  # type: ignore[no-untyped-call]
    return collected.found


def analysis(sources: dict[str, str], this_workbook: str = THIS_WORKBOOK) -> list[str]:
    """What the analyzer says of our own modules, with the whole project before it."""
    project = [ModuleInput(name, ModuleSymbolKind.STANDARD, source) for name, source in sources.items()]
    project.append(ModuleInput("ThisWorkbook", ModuleSymbolKind.DOCUMENT, this_workbook))
    found = analyze_project(project, only=[*OURS, "ThisWorkbook"])
    return [f"{name}: {fault.code}" for name, faults in found.items() for fault in faults]


@pytest.mark.parametrize("name", OURS)
def test_our_modules_keep_to_the_grammar(name: str) -> None:
    assert syntax_faults(SOURCES[name]) == []


def test_the_analyzer_finds_nothing() -> None:
    assert analysis(SOURCES) == []


@pytest.mark.parametrize("name", [*SOURCES, "ThisWorkbook"])
def test_sources_are_ascii_with_lines_that_the_editor_takes(name: str) -> None:
    source = (SOURCES | {"ThisWorkbook": THIS_WORKBOOK})[name]
    assert source.isascii()
    assert max(map(len, source.split("\r\n"))) <= 1023
    assert "\n" not in source.replace("\r\n", "")


GRAMMAR_FAULTS = [
    ("PabFunctions", "End Function", ""),
    ("PabFunctions", "Exit Function", "Exit Functoin Now"),
    ("PabFunctions", "On Error GoTo failed", "On Eror GoTo failed"),
    ("PabHelp", "Next place", ""),
    ("PabHelp", "    End If", ""),
    ("PabHelp", "For place = 1 To", "For place = 1 Too"),
    ("PabRibbon", "If(InChinese(), 1, 0))", "If(InChinese(), 1, 0)"),
    ("PabRibbon", "End Sub", ""),
    ("PabRibbon", "On Error Resume Next", "On Error Resume Nxt"),
]
ANALYZER_FAULTS = [
    ("PabFunctions", "failed:", "faild:"),
    ("PabFunctions", "Exit Function", "Exit Sub"),
    ("PabFunctions", "CallingBook()", "CallingBok()"),
    ("PabFunctions", "CVErr(xlErrValue)", "CVErr(xlErrValu)"),
    ("PabHelp", "Dim saved As Boolean", ""),
    ("PabHelp", "Dim orders As String", "Dim orders As String\r\n    Dim orders As String"),
    ("PabPython", "Set server = XLPy", "Set servr = XLPy"),
    ("PabRibbon", "Dim addin As Workbook", ""),
]


@pytest.mark.parametrize(("name", "sound", "faulty"), GRAMMAR_FAULTS)
def test_the_grammar_bites(name: str, sound: str, faulty: str) -> None:
    assert sound in SOURCES[name]
    assert syntax_faults(SOURCES[name].replace(sound, faulty, 1))


@pytest.mark.parametrize(("name", "sound", "faulty"), ANALYZER_FAULTS)
def test_the_analyzer_bites(name: str, sound: str, faulty: str) -> None:
    assert sound in SOURCES[name]
    assert analysis(SOURCES | {name: SOURCES[name].replace(sound, faulty, 1)})
