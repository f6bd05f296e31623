"""What must hold of any workbook whatever, tried on one: an answer that another reader confirms, or a refusal.

Each trial runs in a process of its own, so that a hang or a gigabyte is seen and harms nobody.
"""

import contextlib
import csv
import io
import json
import math
import os
import re
import resource
import shutil
import signal
import tempfile
import traceback
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils.escape import unescape
from typer.testing import CliRunner, Result

from hostile.mutations import DAY, registered
from pab_planner.cli import app
from pab_planner.reading.grid import read_grids
from pab_planner.sheets.own_sheets import KEPT

SECONDS, BYTES = 20, 1 << 30
FILES = {"csv": "plan.csv", "merge": "other.xlsx"}
"""What the tried file is called; all others are `plan.xlsx`."""
VERBS: dict[str, tuple[str, ...]] = {
    "scan": ("scan", "plan.xlsx", "--json"),
    "read": ("read", "plan.xlsx", "--json"),
    "csv": ("scan", "plan.csv", "--json"),
    "update": ("update", "plan.xlsx", *DAY),
    "share": ("share", "plan.xlsx", "copy.xlsx", *DAY),
    "insert": ("press", "insert_pab", "plan.xlsx", *DAY),
    "remove": ("press", "remove_pab", "plan.xlsx", *DAY),
    "report": ("report", "plan.xlsx", "A-0002", *DAY),
    "warn": ("warn", "plan.xlsx", "A-0001", "--next-update", "2026-06-05", *DAY),
    "log": ("log", "plan.xlsx", "--json", *DAY),
    "today": ("today", "plan.xlsx", "--json", *DAY),
    "merge": ("merge", "plan.xlsx", "other.xlsx", "--json", *DAY),
}
READING = ("scan", "read", "csv", "share", "log", "merge")
"""Those that leave the tried file as it is."""
_PART = re.compile(r"its (part|sheet) \S|line \d")
_WHOLE = re.compile(
    "damaged or was not saved|not a workbook this program|password|the file is|old .xls|has sheets of one"
)
Cells = dict[tuple[str, int, int], Any]


class Outcome(NamedTuple):
    """What became of a trial.

    Attributes:
        status: `answered`, `refused`, or what must not be: `finding`.
        told: What was said.
        named: Whether a refusal of the file itself names the part that is to blame.
    """

    status: str
    told: str
    named: bool = True


def tried(content: bytes, verb: str) -> Outcome:
    """Try a verb on a workbook in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with contextlib.suppress(BaseException), os.fdopen(writer, "w") as told:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(10 * SECONDS)  # for what waits; what reckons is stopped by the next line
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, used + BYTES))
            json.dump(_trial(content, verb), told)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Outcome("finding", f"ended by signal {os.WTERMSIG(status)}")
    return Outcome(*json.loads(text)) if text else Outcome("finding", "ended without a word")


def _trial(content: bytes, verb: str) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    file = folder / FILES.get(verb, "plan.xlsx")
    file.write_bytes(content)
    if verb == "merge":
        (folder / "plan.xlsx").write_bytes(registered())
    try:
        with contextlib.chdir(folder), tempfile.TemporaryFile() as past_python:
            os.dup2(past_python.fileno(), 2)  # where a library that is no Python tells what broke it
            outcome = _judged(file, content, verb)
            past_python.seek(0)
            said = past_python.read().decode(errors="replace")
            return Outcome("finding", said) if said else outcome
    except BaseException:
        return Outcome("finding", traceback.format_exc(limit=-6))
    finally:
        shutil.rmtree(folder)


def _run(verb: str) -> Result:
    return CliRunner().invoke(app, [*VERBS[verb], "--lang", "en"])


def _judged(file: Path, content: bytes, verb: str) -> Outcome:
    if verb == "remove" and (before := _run("insert")).exit_code != 0:
        return Outcome("refused", before.output)  # tried as such
    begun = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    result = _run(verb)
    left = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        error = result.exception
        return Outcome("finding", "".join(traceback.format_exception(error, limit=-6)))
    if result.exit_code == 2:
        if left != begun:
            return Outcome("finding", f"refused, but not as it was: {list(left)}")
        if result.stdout:
            return Outcome("finding", f"refused, and yet answered: {result.stdout}")
        told = " ".join(result.output.split())
        about_file = "can't be opened" in told or "not whole" in told
        return Outcome("refused", told, not about_file or bool(_PART.search(told) or _WHOLE.search(told)))
    if result.exit_code != 0:
        return Outcome("finding", f"exit {result.exit_code}: {result.output}")
    if verb in READING and file.read_bytes() != content:
        return Outcome("finding", "the source was changed")
    if "--json" in VERBS[verb]:
        json.loads(result.output, parse_constant=_no_number)
    wrong = _wrong_answer(file, content, verb) or _cannot_go_on(verb)
    return Outcome("finding", wrong) if wrong else Outcome("answered", "")


def _cannot_go_on(verb: str) -> str:
    """Why a workbook that we changed cannot be changed once more; "" if it can."""
    if verb not in ("update", "insert", "today"):
        return ""
    again = _run(verb)
    return "" if again.exit_code == 0 else f"the second time: {again.output} {again.exception!r}"


def _wrong_answer(file: Path, content: bytes, verb: str) -> str:
    """What another reader does not confirm; "" for nothing."""
    if verb in ("read", "log"):
        return ""
    if verb == "csv":
        return _difference(_as_csv_reads(content), _as_we_read(file))
    if verb == "scan":
        return _difference(_as_openpyxl_reads(content), _as_we_read(file))
    if verb == "merge":
        merged = _as_openpyxl_reads(file.with_name("plan.xlsx").read_bytes())
        return "" if merged else "what was merged, openpyxl cannot read"
    if verb == "share":
        return _difference(
            _as_openpyxl_reads(content),
            _as_openpyxl_reads(file.with_name("copy.xlsx").read_bytes()),
            only=True,
        )
    before, after = _as_openpyxl_reads(content), _as_openpyxl_reads(file.read_bytes())
    if before is not None and after is None:
        return "what was saved, openpyxl cannot read"
    if verb == "remove":
        before, after = _formulas(content), _formulas(file.read_bytes())
        return _difference(before, after) or _difference(after, before)
    if verb != "insert":
        return _difference(_of_the_planner(before), after)
    return _rows_went_astray(_formulas(content), _formulas(file.read_bytes()))


def _of_the_planner(cells: Cells | None) -> Cells | None:
    """All but the sheets that our verbs write anew."""
    return cells and {key: value for key, value in cells.items() if key[0].casefold() not in _OURS}


_OURS = {*KEPT, "today", "figures", "guide"} - {"contacts"}


def _as_csv_reads(content: bytes) -> Cells | None:
    """The numbers of a plain .csv file in ASCII, written with points; None for all others."""
    try:
        lines = [*csv.reader(io.StringIO(content.decode("ascii"), newline=""), strict=True)]
    except (UnicodeDecodeError, csv.Error):
        return None
    return {
        ("plan", row, column): float(cell)
        for row, line in enumerate(lines, 1)
        for column, cell in enumerate(line, 1)
        if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", cell) and math.isfinite(float(cell))
    }


def _formulas(content: bytes) -> Cells | None:
    """As `_as_openpyxl_reads`, formulas in place of their results."""
    return _as_openpyxl_reads(content, results=False)


def _rows_went_astray(before: Cells | None, after: Cells | None) -> str:
    """What rows that moved down apart did not take along, or which formula looks elsewhere now; "" for nothing."""
    if before is None or after is None:
        return ""
    rows_before, rows_after = _by_row(before), _by_row(after)
    for title in {title for title, _ in rows_before}:
        there = sorted(row for sheet, row in rows_after if sheet == title)
        moved: dict[int, int] = {}
        for row in sorted(row for sheet, row in rows_before if sheet == title):
            old = rows_before[title, row]
            new = next((n for n in there if _without_formulas(rows_after[title, n], old)), None)
            if new is None:
                return f"{title} row {row}: {old} is nowhere"
            moved[row] = new
            there = [n for n in there if n > new]
        for row, new in moved.items():
            for column, value in rows_before[title, row].items():
                if _is_formula(value) and not _looks_at(value, rows_after[title, new].get(column), moved):
                    return f"{title} row {row}: {value} became {rows_after[title, new].get(column)}"
    return ""


def _by_row(cells: Cells) -> dict[tuple[str, int], dict[int, Any]]:
    rows: dict[tuple[str, int], dict[int, Any]] = {}
    for (title, row, column), value in cells.items():
        rows.setdefault((title, row), {})[column] = value
    return rows


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _without_formulas(new: dict[int, Any], old: dict[int, Any]) -> bool:
    """Whether a row holds the same as another one did, whatever its formulas look at now."""

    def plain(cells: dict[int, Any]) -> dict[int, Any]:
        return {column: "=" if _is_formula(value) else _plain(value) for column, value in cells.items()}

    return plain(old) == plain(new)


_ROW_OF_CELL = re.compile(r"(?<=[A-Z])(\$?)(\d+)|(?<=[(:])(\d+)(?=[:)])")


def _looks_at(old: str, new: Any, moved: dict[int, int]) -> bool:
    """Whether a formula names the same cells after its rows moved; what lies in no row that is filled is not asked."""
    if not _is_formula(new):
        return False
    then, now = _ROW_OF_CELL.findall(old), _ROW_OF_CELL.findall(str(new))
    if len(then) != len(now) or _ROW_OF_CELL.sub("", old) != _ROW_OF_CELL.sub("", str(new)):
        return False
    pairs = [(int(a[1] or a[2]), int(b[1] or b[2])) for a, b in zip(then, now, strict=True)]
    return all(moved.get(a, b) == b for a, b in pairs)


def _no_number(word: str) -> None:
    raise ValueError(f"not JSON: {word}")


def _as_openpyxl_reads(content: bytes, *, results: bool = True) -> Cells | None:
    """Each cell's value; None where openpyxl cannot read the file."""
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=results)
        return {
            (sheet.title, row, column): getattr(cell.value, "text", cell.value)  # of an array, its formula
            for sheet in book.worksheets
            for (row, column), cell in sheet._cells.items()
            if cell.value is not None
        }
    except Exception:  # whatever it stumbles over, it cannot bear witness
        return None


def _as_we_read(file: Path) -> Cells:
    cells: Cells = {}
    for grid in read_grids(file):
        for row, values in enumerate(grid.rows, 1):
            for column, value in enumerate(values, 1):
                if value not in ("", None):
                    cells[grid.title, row, column] = value
        for (row, column), shown in grid.hollow.items():
            cells[grid.title, row + 1, column + 1] = shown
    return cells


def _difference(before: Cells | None, after: Cells | None, *, only: bool = False) -> str:
    """The first cell of which two readers say different things.

    Args:
        before: As the one says; nothing where it could not read the file.
        after: As the other says.
        only: Whether `after` may lack sheets.
    """
    if before is None or after is None:
        return ""
    sheets = {title for title, _, _ in after}
    for key, value in before.items():
        if only and key[0] not in sheets:
            continue
        if isinstance(value, str) and value.startswith("="):
            continue
        mine = after.get(key)
        if isinstance(mine, str) and not isinstance(value, str):
            continue  # a number that is read as a text is a fault that is said, never a wrong quantity
        if mine == "#UNKNOWN!":
            continue  # an error that no Excel knows is one all the same
        if isinstance(mine, time) and isinstance(value, datetime):
            continue  # day 0 and before: Excel shows an hour or ####, and no reader of ours takes it for a day
        if value == "#VALUE!" and (isinstance(mine, float) or mine in ("inf", "-inf")):
            continue  # a number that is no day: openpyxl says so, we show the number
        if _plain(value) != _plain(mine):
            return f"{key}: {value!r} there, {mine!r} here"
    return ""


def _plain(value: Any) -> Any:
    """What two readers that agree say alike."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(f"{value:.12g}") if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    # openpyxl leaves `_x0041_` as it is written; Excel shows A.
    return unescape(value).strip() if isinstance(value, str) else value
