"""The faces of the worksheet functions, written from their declarations."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from pab_planner.language import Language, Text
from pab_planner.udfs import ARGUMENTS, CATEGORY, EXAMPLE_SHEET, FUNCTIONS, WorksheetFunction

INTELLISENSE_NAMESPACE = "http://schemas.excel-dna.net/intellisense/1.0"

_WRITTEN = "' Written by python -m pab_planner.build from pab_planner.udfs; change it there."

_FUNCTIONS_HEAD = f"""\
Attribute VB_Name = "PabFunctions"
{_WRITTEN}
Option Explicit
"""

_WRAPPER = """
Public Function {name}({parameters}) As Variant
Attribute {name}.VB_Description = "{help}"
    On Error GoTo failed
    {name} = Python.CallUDF("pab_planner.udfs", "{name}", Array({arguments}), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    {name} = CVErr(xlErrValue)
End Function
"""

_FUNCTIONS_TAIL = """
' An add-in serves whichever workbook calls.
Private Function CallingBook() As Workbook
    If ThisWorkbook.IsAddin Then Set CallingBook = ActiveWorkbook Else Set CallingBook = ThisWorkbook
End Function
"""

_HELP = f"""\
Attribute VB_Name = "PabHelp"
{_WRITTEN}
Option Explicit
Option Private Module

Private Const CHINESE As Long = 4
Private Const PRIMARY_LANGUAGE As Long = &H3FF

' Category and help for the function wizard, in Excel's language. Excel refuses them while no window is
' open; the functions work without.
Public Sub RegisterFunctions()
    Dim saved As Boolean
{{dims}}
    saved = ThisWorkbook.Saved
    On Error Resume Next
{{arguments}}
{{registrations}}
    ThisWorkbook.Saved = saved
End Sub

Private Sub Register(ByVal name As String, ByVal description As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & name, Description:=description, _
        Category:="{CATEGORY}", ArgumentDescriptions:=arguments
End Sub

' What is said when there is no Python to say it.
Public Function PythonUnreachable() As String
    PythonUnreachable = {{unreachable}}
End Function

' What is said when Python fails where it should have answered; the place of the log follows.
Public Function NotForeseen() As String
    NotForeseen = {{not_foreseen}}
End Function

Public Function InChinese() As Boolean
    Dim settings As Object
    Set settings = Application.LanguageSettings
    InChinese = (settings.LanguageID(msoLanguageIDUI) And PRIMARY_LANGUAGE) = CHINESE
End Function

' Chinese is written as code points: VBA stores a code page, which another PC does not share.
Private Function Words(ByVal english As String, ByVal codes As String) As String
    Dim place As Long
    Words = english
    If InChinese() Then
        Words = ""
        For place = 1 To Len(codes) Step 4
            Words = Words & ChrW(CLng("&H" & Mid(codes, place, 4)))
        Next place
    End If
End Function
"""

UNREACHABLE = Text(
    en="Excel cannot start PAB Planner's Python; perhaps a virus scanner or a rule of your company blocks it. "
    "Run the set-up program once more, which repairs it; if that does not help, show this message to your IT "
    "department. (Who installed with pip: pab-planner doctor says more.)",
    zh="Excel 无法启动 PAB Planner 自带的 Python，可能被杀毒软件或公司策略拦截。请重新运行安装程序进行修复；"
    "仍无效时，请将本提示转给 IT 部门。（用 pip 安装的，可运行 pab-planner doctor 查看原因。）",
)
NOT_FORESEEN = Text(
    en="Something went wrong that was not foreseen. What happened is noted in ",
    zh="发生了未预料到的错误，详情已记入 ",
)


def vba_wrappers() -> str:
    """The module `PabFunctions`: a wrapper for each function."""
    return _FUNCTIONS_HEAD + "".join(_wrapper(function) for function in FUNCTIONS.values()) + _FUNCTIONS_TAIL


def _wrapper(function: WorksheetFunction) -> str:
    return _WRAPPER.format(
        name=function.name,
        parameters=", ".join([*function.required, *(f"Optional {name}" for name in function.optional)]),
        arguments=", ".join(function.arguments),
        help=_quoted(function.help.en),
    )


def vba_help() -> str:
    """The module `PabHelp`: what the function wizard shows, and what is said without Python."""
    return _HELP.format(
        dims="\n".join(f"    Dim {name} As String" for name in ARGUMENTS),
        arguments="\n".join(f"    {name} = {_words(argument.help)}" for name, argument in ARGUMENTS.items()),
        registrations="\n".join(_registration(function) for function in FUNCTIONS.values()),
        unreachable=_words(UNREACHABLE),
        not_foreseen=_words(NOT_FORESEEN),
    )


def _registration(function: WorksheetFunction) -> str:
    helps = ", ".join(
        name if argument is ARGUMENTS.get(name) else _words(argument.help)
        for name, argument in function.arguments.items()
    )
    return f'    Register "{function.name}", {_words(function.help)}, _\n        Array({helps})'


def _words(text: Text) -> str:
    return f'Words("{_quoted(text.en)}", "{text.zh.encode("utf-16-be").hex().upper()}")'


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def intellisense() -> str:
    """Tooltips while a formula is typed, for the Excel-DNA IntelliSense add-in; both languages at once."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<IntelliSense xmlns="{INTELLISENSE_NAMESPACE}">']
    lines.append("  <FunctionInfo>")
    for function in FUNCTIONS.values():
        lines.append(f'    <Function Name="{function.name}" Description={_both(function.help)}>')
        for name, argument in function.arguments.items():
            shown = f"[{name}]" if name in function.optional else name
            lines.append(f'      <Argument Name="{shown}" Description={_both(argument.help)}/>')
        lines.append("    </Function>")
    return "\n".join([*lines, "  </FunctionInfo>", "</IntelliSense>", ""])


def _both(text: Text) -> str:
    return quoteattr(f"{text.zh} {text.en}")


_WORDS = {
    "title": Text(en="Worksheet functions", zh="工作表函数"),
    "intro": Text(
        en="Category **PAB Planner** in the function wizard. A range may be a row, a column or a block with "
        "one row for each item; blank cells are 0; text, dates, TRUE/FALSE and error values are refused with "
        "`#VALUE!`, and `PAB_CHECK` says which cell it is. One formula serves a whole block.",
        zh="函数向导中的类别为 **PAB Planner**。区域可以是一行、一列，或每个物料一行的区域；"
        "空白单元格视为 0；文本、日期、TRUE/FALSE 和错误值会得到 `#VALUE!`，`PAB_CHECK` 指出是哪个单元格。"
        "一个公式即可计算整个区域。",
    ),
    "sheet": Text(en="The examples stand on this sheet:", zh="示例所用的工作表："),
    "argument": Text(en="Argument", zh="参数"),
    "meaning": Text(en="Meaning", zh="含义"),
    "example": Text(en="Example", zh="示例"),
}


def functions_page() -> str:
    """docs/functions.md: the whole family in Chinese, then in English."""
    note = "<!-- Written by python -m pab_planner.build from pab_planner.udfs; change it there. -->\n"
    return note + "\n" + "\n".join(_page("zh")) + "\n---\n\n" + "\n".join(_page("en"))


def _page(language: Language) -> list[str]:
    def say(word: str) -> str:
        return _WORDS[word].say(language)

    lines = [f"# {say('title')}", "", say("intro"), "", say("sheet"), "", *_example_sheet(), ""]
    for function in FUNCTIONS.values():
        lines += [f"## {function.name}", "", f"`={function.signature}`", "", function.help.say(language), ""]
        lines += _table([say("argument"), say("meaning")])
        for name, argument in function.arguments.items():
            shown = f"[{name}]" if name in function.optional else name
            lines.append(_row([f"`{shown}`", argument.help.say(language)]))
        lines += ["", f"{say('example')}: `{function.example.formula}`", ""]
        lines += _table(function.example.result[0])
        lines += [_row(row) for row in function.example.result[1:]]
        lines.append("")
    return lines


def _example_sheet() -> list[str]:
    rows = [row for block in EXAMPLE_SHEET.values() for row in block]
    width = max(map(len, rows))
    lines = _table(["", *"ABCDEF"[:width]])
    return lines + [
        _row([number, *row, *[""] * (width - len(row))]) for number, row in enumerate(rows, start=1)
    ]


def _table(head: Sequence[Any]) -> list[str]:
    return [_row(head), _row(["---"] * len(head))]


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"
