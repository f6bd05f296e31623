"""Runs under Windows Python and plays Excel with a workbook: presses buttons as its ribbon does.

    python excel_process.py early|late|out WORKBOOK [DLL COMMAND]

`early` and `late`: xlwings runs in this process, bound to the type library or not, and reaches the workbook
through IDispatch. `out`: xlwings' DLL starts the Python server with the command of the VBA module, and it
calls back into this process. Each line of standard input is a call in JSON, each line of output its answer.
"""

import json
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[3]
BUTTONS = Path(sys.prefix, "buttons")
sys.path.insert(0, str(CHECKOUT / "tests"))
if BUTTONS.exists():  # else this Python came with the set-up program, with all that it needs
    sys.path[:0] = [str(CHECKOUT / "python"), str(BUTTONS)]


class ExcelProcess:
    """Excel with a workbook, and a way to press buttons on it."""

    def __init__(self, bound: str, workbook: str) -> None:
        from windows.excel.members import members
        from windows.excel.type_library import EXCEL, pythoncom, with_enumerators, write_library

        pythoncom.CoInitialize()
        table = with_enumerators(members())
        path = Path(tempfile.mkdtemp()) / "excel.tlb"
        information = write_library(path, table)
        library: Any = pythoncom.LoadTypeLib(str(path))
        shutil.rmtree(Path(tempfile.gettempdir()) / "gen_py", ignore_errors=True)
        if bound == "late":
            with suppress(pythoncom.com_error):  # it was not registered
                pythoncom.UnRegisterTypeLib(EXCEL, 1, 9, 0, pythoncom.SYS_WIN32)
        else:
            pythoncom.RegisterTypeLib(library, str(path))
        # xlwings asks for early-bound classes when it is imported, as these modules do: not before.
        from windows.excel.application import Application
        from windows.excel.com_objects import ExcelOverCom
        from windows.excel.session import Session

        self.session = Session(Application())
        self.excel = ExcelOverCom(self.session, table, information)
        self.book = self.session.app.Workbooks.Open(workbook)

    def select(self, title: str, cells: str) -> None:
        """Click on cells."""
        self.book.sheet(title).Activate()
        self.book.sheet(title).Range(cells).Select()

    def colour(self, title: str, cells: str) -> None:
        """Give cells a colour, and nothing else."""
        self.book.sheet(title).Range(cells).Interior.Color = 255

    def read(self, title: str, cells: str) -> Any:
        """What stands in cells."""
        value = self.book.sheet(title).Range(cells).Formula
        return [list(row) for row in value] if isinstance(value, tuple) else value


class Inside:
    """xlwings in Excel's own process."""

    def __init__(self, process: ExcelProcess) -> None:
        import xlwings
        from win32com.client import Dispatch

        from windows.excel import seams

        seams.replace()
        self.book = Dispatch(process.excel.serve(process.book))
        xlwings._xlwindows.BOOK_CALLER = self.book

    def press(self, button: str) -> str:
        """What a button shows."""
        from pab_planner.macros.press import press

        return press(button).partition("\n")[2]

    @property
    def binding(self) -> str:
        """The class by which xlwings sees the workbook."""
        return f"{type(self.book).__module__}.{type(self.book).__name__}"


class Outside:
    """xlwings in the server that its DLL starts, as VBA's `RunPython` reaches it."""

    def __init__(self, process: ExcelProcess, dll: str, command: str) -> None:
        from windows.as_excel import start_server

        self.server = start_server(Path(dll), command)
        for method in ("SetAttr", "Module"):
            self.server._FlagAsMethod(method)
        self.server.Exec("import windows.excel.seams; windows.excel.seams.replace()")
        self.server.SetAttr(
            self.server.Module("xlwings._xlwindows"), "BOOK_CALLER", process.excel.serve(process.book)
        )

    def press(self, button: str) -> str:
        """What a button shows."""
        pressed = f"__import__('pab_planner.macros.press', fromlist=['press']).press('{button}')"
        return str(self.server.Str(self.server.Eval(pressed))).partition("\n")[2]

    binding = "another process"


def main() -> None:
    """Answer line by line."""
    bound, workbook, *server = sys.argv[1:]
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    process = ExcelProcess(bound, workbook)
    ribbon = Outside(process, *server) if bound == "out" else Inside(process)
    print(json.dumps({"value": ribbon.binding}), flush=True)
    for line in sys.stdin:
        what, *arguments = json.loads(line)
        process.session.calls.clear()
        try:
            value = getattr(ribbon if what == "press" else process, what)(*arguments)
            answer = {"value": value, "calls": process.session.calls, "gaps": process.session.gaps}
        except Exception as fault:
            answer = {"error": f"{type(fault).__name__}: {fault}", "gaps": process.session.gaps}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
