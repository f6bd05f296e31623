"""Runs under Windows Python and plays Excel: calls worksheet functions as the VBA of the add-in does.

The xlwings DLL, loaded as VBA loads it, starts the COM server with the command given; then each line of
standard input is a call, [function, argument, ...] in JSON, and each line of output its answer. Arguments
travel as VARIANTs, ranges as two-dimensional arrays of VARIANTs, as VBA passes them.
"""

import ctypes
import datetime
import decimal
import json
import sys
import time
from pathlib import Path
from typing import Any

import pythoncom
import pywintypes
import win32com.client

EXCEPTION = -2147352567


class Variant(ctypes.Structure):
    """A VARIANT of 64-bit Windows."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_uint64),
        ("more", ctypes.c_uint64),
    )


def start_server(dll: Path, command: str) -> Any:
    """What `XLPy` of the VBA module does: the DLL starts Python and hands its object over."""
    pythoncom.CoInitialize()
    activate = ctypes.WinDLL(str(dll)).XLPyDLLActivateAuto  # type: ignore[attr-defined]
    activate.argtypes = [ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_int]
    result = Variant()
    code = activate(ctypes.byref(result), command.encode("mbcs"), 1)
    if code:
        raise RuntimeError(f"{code:#x}: {ctypes.wstring_at(result.value) if result.kind == 8 else ''}")
    server = win32com.client.dynamic.Dispatch(
        pythoncom.ObjectFromAddress(result.value, pythoncom.IID_IDispatch)
    )
    for method in ("CallUDF", "Eval", "Exec", "Str"):
        server._FlagAsMethod(method)
    return server


def to_variant(argument: Any) -> Any:
    """An argument of the JSON line as VBA would hold it."""
    if isinstance(argument, list):
        return tuple(to_variant(part) for part in argument)
    if isinstance(argument, dict):
        ((kind, value),) = argument.items()
        if kind == "missing":
            return win32com.client.VARIANT(pythoncom.VT_ERROR, value)
        if (
            kind == "error"
        ):  # pywin32 sends no VT_ERROR but that of a missing argument; it receives both as int
            return value
        if kind == "currency":
            return decimal.Decimal(value)
        return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)
    return pythoncom.Empty if argument is None else argument


def from_variant(value: Any) -> Any:
    """What came back, as JSON takes it."""
    if isinstance(value, tuple):
        return [from_variant(part) for part in value]
    if isinstance(value, datetime.datetime):
        return {"date": value.replace(tzinfo=None).isoformat()}
    return value


def answer(server: Any, function: str, arguments: list[Any]) -> dict[str, Any]:
    """Value and duration of one call, or the error's description as VBA's `Err` holds it."""
    start = time.perf_counter()
    try:
        if function == "eval":
            value = server.Str(server.Eval(arguments[0]))
        elif function == "exec":
            value = server.Exec(arguments[0])
        else:
            module, _, name = function.rpartition(".")
            variants = tuple(map(to_variant, arguments))
            start = time.perf_counter()
            value = server.CallUDF(module, name, variants)
    except pywintypes.com_error as error:
        code, _, exception, _ = error.args
        if code != EXCEPTION:
            raise
        return {"error": exception[2]}
    return {"value": from_variant(value), "seconds": time.perf_counter() - start}


def main() -> None:
    """Start the server, then answer line by line."""
    server = start_server(Path(sys.argv[1]), sys.argv[2])
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write('"ready"\n')
    for line in sys.stdin:
        function, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(answer(server, function, arguments)) + "\n")


main()
