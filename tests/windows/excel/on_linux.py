"""xlwings' Windows code on any computer: pywin32 and some functions of Windows are stubs, Excel is a model.

xlwings' `_xlwindows.py` runs as it is. Objects behave as the classes that pywin32 generates from Excel's type
library (early binding): a property whose arguments may all be left out is read without them, and with them
under a name with `Get`; a tuple counts from 0; a name that Excel lacks is an AttributeError.
"""

import atexit
import ctypes
import datetime as dt
import importlib
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import xlwings as xw

from windows.excel.application import Application
from windows.excel.errors import IGNORED, REJECTED, ExcelError
from windows.excel.excel_object import ExcelObject
from windows.excel.session import Session

DISP_E_EXCEPTION, DISP_E_UNKNOWNNAME = -2147352567, -2147352570
RETRIES = 200
"""So often xlwings may ask again for what Excel does not have: it would for ever."""


class ComError(Exception):
    """pywintypes.com_error."""

    def __init__(self, hresult: int, text: str, excepinfo: Any = None, argument: Any = None) -> None:
        super().__init__(hresult, text, excepinfo, argument)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, text, excepinfo, argument

    @classmethod
    def of(cls, error: ExcelError) -> "ComError":
        """What pywin32 makes of a refusal."""
        if error.code == REJECTED:
            return cls(REJECTED, "Call was rejected by callee.")
        source = None if error.code == IGNORED else "Microsoft Excel"
        info = (0, source, error.description, None, 0, error.code)
        return cls(DISP_E_EXCEPTION, "Exception occurred.", info)


class AskedForever(BaseException):
    """xlwings asks again and again for a member that Excel does not have."""


class DispatchBaseClass:
    """An object of Excel as a class that pywin32 generated would serve it."""

    def __init__(self, session: Session, served: ExcelObject) -> None:
        vars(self).update(_session=session, _served=served, _failed=0)

    @property
    def _oleobj_(self) -> "OleObject":
        return OleObject(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DispatchBaseClass) and other._served is self._served

    def __hash__(self) -> int:
        return id(self._served)

    def __getattr__(self, name: str) -> Any:
        session, served = self._session, self._served
        if name.startswith("__"):
            raise AttributeError(name)
        member = session.member(served, name)
        if member is None and name.startswith("Get"):
            # A property with arguments that may be left out: pywin32 makes GetAddress of Address.
            member = session.member(served, name[3:])
            if member is not None and member.kind != "call" and member.arguments:
                return types.MethodType(_method(name[3:]), self)
            member = None
        if member is None:
            self._miss(name)
        if member.is_method:
            return types.MethodType(_method(name), self)
        return self._read(name)

    def __setattr__(self, name: str, value: Any) -> None:
        member = self._session.member(self._served, name)
        if member is None:
            self._miss(name)
        if member.kind != "prop":
            self._session.gap(f"{self._served.kind}.{name} can't be set in Excel")
        try:
            self._session.put(self._served, name, inward(value))
        except ExcelError as error:
            raise ComError.of(error) from None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._call("_Default", *arguments, **named)

    def __iter__(self) -> Iterator[Any]:
        if "_NewEnum" not in self._session.table[self._served.kind] and not hasattr(self._served, "__iter__"):
            raise TypeError("This object does not support enumeration")
        for each in self._served:
            self._session.calls[f"{self._served.kind}._NewEnum"] += 1
            yield outward(self._session, each)

    def __bool__(self) -> bool:
        return True

    def _miss(self, name: str) -> Any:
        vars(self)["_failed"] += 1
        if self._failed > RETRIES:
            self._session.gaps.append(f"xlwings asks for ever for {self._served.kind}.{name}")
            raise AskedForever(f"{self._served.kind}.{name}")
        raise AttributeError(
            f"'<win32com.gen_py.Excel.{self._served.kind}>' object has no attribute '{name}'"
        )

    def _read(self, name: str) -> Any:
        return self._call(name)

    def _call(self, name: str, *arguments: Any, **named: Any) -> Any:
        try:
            given = [inward(argument) for argument in arguments]
            answer = self._session.get(
                self._served, name, *given, **{key: inward(value) for key, value in named.items()}
            )
        except ExcelError as error:
            raise ComError.of(error) from None
        return outward(self._session, answer)


def _method(name: str) -> Callable[..., Any]:
    def method(self: DispatchBaseClass, *arguments: Any, **named: Any) -> Any:
        return self._call(name, *arguments, **named)

    return method


class OleObject:
    """What lies under an object of pywin32."""

    def __init__(self, owner: DispatchBaseClass) -> None:
        self._owner = owner

    def GetIDsOfNames(self, locale: int, name: str) -> int:
        """The number of a member.

        Raises:
            ComError: Excel has none of the name.
        """
        if self._owner._session.member(self._owner._served, name) is None:
            raise ComError(DISP_E_UNKNOWNNAME, "Unknown name.")
        return 1


def outward(session: Session, answer: Any) -> Any:
    """What the model answers, as pywin32 hands it over."""
    if isinstance(answer, ExcelObject):
        return DispatchBaseClass(session, answer)
    if isinstance(answer, tuple):
        return tuple(outward(session, part) for part in answer)
    return answer


def inward(value: Any) -> Any:
    """What xlwings hands to pywin32, as the model takes it."""
    inner = getattr(value, "_inner", value)  # xlwings' wrapper that asks again
    if isinstance(inner, DispatchBaseClass):
        return inner._served
    if isinstance(value, list):
        return tuple(inward(part) for part in value)
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, np.generic):
        return float(value)  # whatever numpy's kind, pywin32 makes a double of it (seen under Wine)
    if isinstance(value, tuple):
        return tuple(inward(part) for part in value)
    return value


class Desktop:
    """The windows of Windows: those of the running Excels."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.shown: list[str] = []
        """What message boxes said."""

    def handles(self) -> list[int]:
        """The window of each Excel, from front to back."""
        return [session.app.Hwnd for session in self.sessions]

    def session(self, handle: int) -> Session:
        """The Excel of a window."""
        return next(session for session in self.sessions if session.app.Hwnd == handle)

    def start(self, app: Application) -> DispatchBaseClass:
        """Let an Excel run."""
        self.sessions.append(Session(app))
        return DispatchBaseClass(self.sessions[-1], app)

    # Functions of Windows that xlwings asks.

    def top_window(self, parent: Any) -> int:
        return next(iter(self.handles()), 0)

    def next_window(self, handle: int, command: int) -> int:
        handles = self.handles()
        at = handles.index(handle) + 1
        return handles[at] if at < len(handles) else 0

    def message_box(self, handle: int, text: str, title: str, style: int) -> int:
        self.shown.append(text)
        return 1

    def set_foreground(self, handle: int, *rest: Any) -> int:
        self.sessions.sort(key=lambda session: session.app.Hwnd != handle)
        return 1

    def excel_from_window(self, pointer: Any, *rest: Any) -> DispatchBaseClass:
        session = self.session(pointer.value)
        return DispatchBaseClass(session, session.app.Windows)


DESKTOP = Desktop()


def _modules() -> dict[str, types.ModuleType]:
    """pywin32, as far as xlwings asks for it."""
    pywintypes, pythoncom, win32com, client = map(
        types.ModuleType, ("pywintypes", "pythoncom", "win32com", "win32com.client")
    )
    vars(pywintypes).update(com_error=ComError, error=OSError, TimeType=dt.datetime, IID=str)
    vars(pythoncom).update(
        com_error=ComError, ole_error=ComError, CoInitialize=lambda: None, TypeIIDs={}, Missing=None
    )
    vars(client).update(
        CDispatch=type("CDispatch", (), {}),
        CoClassBaseClass=type("CoClassBaseClass", (), {}),
        DispatchBaseClass=DispatchBaseClass,
        Dispatch=lambda served, **options: served,
        DispatchEx=lambda name: DESKTOP.start(Application()),
    )
    vars(win32com)["client"] = client
    win32api, win32con, win32gui, win32process, win32timezone = (
        MagicMock(name=name) for name in ("win32api", "win32con", "win32gui", "win32process", "win32timezone")
    )
    win32api.MessageBox = win32api.MessageBoxW = DESKTOP.message_box
    win32con.MB_OK, win32con.MB_ICONINFORMATION, win32con.MB_ICONWARNING = 0, 64, 48
    win32gui.FindWindowEx = lambda parent, after, kind, title: parent
    win32process.GetWindowThreadProcessId = lambda handle: (1, handle)
    win32timezone.TimeZoneInfo.utc = lambda: dt.UTC
    return {
        "pywintypes": pywintypes,
        "pythoncom": pythoncom,
        "win32com": win32com,
        "win32com.client": client,
        "win32api": win32api,
        "win32con": win32con,
        "win32gui": win32gui,
        "win32process": win32process,
        "win32timezone": win32timezone,
    }


def _library() -> types.SimpleNamespace:
    """`ctypes.windll` and `ctypes.oledll`."""
    user32 = types.SimpleNamespace(
        GetTopWindow=DESKTOP.top_window,
        GetWindow=DESKTOP.next_window,
        GetForegroundWindow=lambda: DESKTOP.top_window(None),
        SetForegroundWindow=DESKTOP.set_foreground,
        SetWindowPos=DESKTOP.set_foreground,
        MessageBoxW=DESKTOP.message_box,
    )

    def accessible(handle: int, kind: int, interface: Any, pointer: Any) -> int:
        pointer._obj.value = handle
        return 0

    return types.SimpleNamespace(
        user32=user32,
        ole32=types.SimpleNamespace(CLSIDFromString=lambda text, guid: 0),
        oleacc=types.SimpleNamespace(AccessibleObjectFromWindow=accessible),
    )


@contextmanager
def _windows() -> Iterator[None]:
    """What xlwings finds when it is imported on Windows."""
    before = {name: sys.modules.get(name) for name in MODULES}
    python = ctypes.PyDLL
    library = _library()
    sys.modules.update(MODULES)
    vars(ctypes).update(windll=library, oledll=library)
    vars(ctypes)["PyDLL"] = lambda name: types.SimpleNamespace(
        PyCom_PyObjectFromIUnknown=_Function(DESKTOP.excel_from_window)
    )
    vars(MODULES["pythoncom"])["__file__"] = "pythoncom"
    without = not hasattr(subprocess, "CREATE_NO_WINDOW")
    if without:
        vars(subprocess)["CREATE_NO_WINDOW"] = 0
    try:
        yield
    finally:
        vars(ctypes)["PyDLL"] = python
        for name in ("windll", "oledll"):
            vars(ctypes).pop(name)
        if without:
            vars(subprocess).pop("CREATE_NO_WINDOW")
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module


class _Function:
    """A function of a library, which may be told what it gives."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)


MODULES = _modules()


def windows_engine() -> Any:
    """xlwings' engine for Excel on Windows."""
    if "xlwings._xlwindows" not in sys.modules:
        with _windows():
            module = importlib.import_module("xlwings._xlwindows")
        atexit.unregister(module.cleanup)  # it asks Windows for processes to end
    return sys.modules["xlwings._xlwindows"].engine


@contextmanager
def running_excel(app: Application | None = None, *, check: bool = True) -> Iterator[tuple[xw.App, Session]]:
    """A running Excel, and what reached it; xlwings finds it as on Windows.

    Args:
        app: The Excel; a usual one if none is given.
        check: Whether to fail if the stand-in was asked for what it does not know.

    Raises:
        AssertionError: It was.
    """
    engine = windows_engine()
    module = sys.modules["xlwings._xlwindows"]
    started = DESKTOP.start(app or Application())
    session = DESKTOP.sessions[-1]
    DESKTOP.shown.clear()
    active = xw.engines.active
    ours = xw.Engine(impl=engine)
    known_to_xlwings = vars(xw).get("_xlwindows")
    before = {name: sys.modules.get(name) for name in MODULES}
    sys.modules.update(MODULES)
    try:
        xw.engines.active = ours
        vars(xw)["_xlwindows"] = module
        xl = module.COMRetryObjectWrapper(started)
        yield xw.App(impl=module.App(xl=xl)), session
        assert not (check and session.gaps), session.gaps
    finally:
        xw.engines.active = active
        vars(xw)["_xlwindows"] = known_to_xlwings
        for name, known in before.items():
            if known is None:
                sys.modules.pop(name, None)
        DESKTOP.sessions.clear()
