"""Formula texts between Excel's grammar (English, A1) and the one of Calc's programming interface.

    Excel  =SUM(Stock!A1:B2,{1,2;3,4})        Calc  =SUM($Stock.A1:B2;{1;2|3;4})

Written out here because Calc's own FormulaParser writes every name it does not know (another add-in's
function, a table) in small letters.
"""

import re

ADD_IN_PREFIX = re.compile(r"\borg\.pabplanner\.addin\.", re.IGNORECASE)
"""Prefix in Calc's full name of one of our functions."""

_ANALYSIS = re.compile(r"\bcom\.sun\.star\.sheet\.addin\.Analysis\.get(?=\w+\()", re.IGNORECASE)
"""Prefix in the full name of what Calc has from an add-in of its own: EDATE, EOMONTH, WORKDAY, QUOTIENT..."""

_CELL = r"(?:\$?[A-Za-z]{1,3}\$?\d+|\$?\d+:\$?\d+|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|[#]REF!)(?![\w(])"
_QUOTED = r"'(?:[^']|'')+'"
_BRACKET = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
_ERROR = r"[#](?:REF!|VALUE!|NAME\?|NUM!|NULL!|N/A|DIV/0!)"

_EXCEL = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:{_QUOTED}|[^\W\d][\w.]*)!)
    |(?P<error>{_ERROR})
    |(?P<bracket>{_BRACKET})
    |(?P<prefix>_xlfn\.(?:_xlws\.)?)
    |(?P<boolean>\b(?:TRUE|FALSE)\b(?!\())
    |(?P<call>[^\W\d][\w.]*\()
    |(?P<both>(?<=[\w)])\ +(?=[\w$(]))
    |(?P<mark>[(){{}},;@])""",
    re.VERBOSE | re.IGNORECASE,
)
_DIFFERS = re.compile(r"[,;!'{\[@# ]|\bTRUE\b|\bFALSE\b|_xl", re.IGNORECASE)
_CALC = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |\$?(?P<sheet>{_QUOTED}|[^\W\d]\w*)\.(?={_CELL})
    |(?P<error>{_ERROR})
    |(?P<bracket>{_BRACKET})
    |(?P<boolean>\b(?:TRUE|FALSE)(?=\(\)))(?:\(\))
    |(?P<mark>[{{}};|~!])""",
    re.VERBOSE | re.IGNORECASE,
)


def to_calc(formula: str) -> str:
    """An Excel formula as Calc's interface takes it; a text without `=` in front is given back as it is.

    Example:
        >>> to_calc("=SUM('MPS 1'!A1:B2,2)")
        "=SUM($'MPS 1'.A1:B2;2)"
    """
    if not formula.startswith("=") or not _DIFFERS.search(formula):
        return formula
    open_marks: list[str] = []

    def mark(found: str) -> str:
        if found in "({":
            open_marks.append(found)
        elif found in ")}" and open_marks:
            open_marks.pop()
        elif found == "@":
            return ""
        elif found in ",;":
            inside = open_marks[-1] if open_marks else "("
            return {"{,": ";", "{;": "|", "(,": "~"}.get(inside + found, ";")
        return found

    def token(match: re.Match[str]) -> str:
        kind, found = match.lastgroup, match.group()
        if kind == "sheet":
            return f"${found[:-1]}."
        if kind == "bracket":
            return _bracket_to_calc(found)
        if kind == "prefix":
            return ""
        if kind == "boolean":
            return f"{found.upper()}()"
        if kind == "call":
            open_marks.append("f")
            return found
        if kind == "both":
            return "!"
        return mark(found) if kind == "mark" else found

    return _EXCEL.sub(token, formula)


def to_excel(formula: str) -> str:
    """A formula of Calc's interface as Excel writes it; the braces of an array formula fall away.

    Example:
        >>> to_excel("=SUM($'MPS 1'.A1:B2;2)")
        "=SUM('MPS 1'!A1:B2,2)"
    """
    if formula.startswith("{="):
        formula = formula[1:-1]
    formula = _ANALYSIS.sub("", ADD_IN_PREFIX.sub("", formula))
    if not formula.startswith("="):
        return formula
    in_array = False

    def token(match: re.Match[str]) -> str:
        nonlocal in_array
        kind, found = match.lastgroup, match.group()
        if kind == "sheet":
            return f"{match['sheet']}!"
        if kind == "bracket":
            return found.replace(";", ",")
        if kind == "boolean":
            return match["boolean"].upper()
        if kind != "mark":
            return found
        if found in "{}":
            in_array = found == "{"
            return found
        return {";": ",", "|": ";", "~": ",", "!": " "}[found]

    return _CALC.sub(token, formula)


def _bracket_to_calc(bracket: str) -> str:
    """A table's `[...]`: the `[@Column]` that Excel shows is `[#This Row]` in files and in Calc."""
    if bracket.startswith("[@"):
        column = bracket[2:-1]
        column = column if column.startswith("[") else f"[{column}]"
        return f"[[#This Row];{column}]"
    return bracket.replace("],[", "];[").replace("], [", "];[")
