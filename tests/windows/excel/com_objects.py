"""The model as COM objects: each call goes through IDispatch and is checked against the type library."""

import traceback
from typing import Any

import winerror
from win32com.server import policy, util
from win32com.server.exception import COMException

from windows.excel.errors import IGNORED, ExcelError, NotModelled
from windows.excel.excel_object import ExcelObject
from windows.excel.session import Session
from windows.excel.type_library import Members, dispids, pythoncom

IDISPATCH: Any = pythoncom.TypeIIDs[pythoncom.IID_IDispatch]
PUTS = pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF


class ExcelOverCom:
    """Serves objects of a session.

    Attributes:
        session: The calls.
        information: What the type library says of each class.
    """

    def __init__(self, session: Session, table: Members, information: dict[str, Any]) -> None:
        self.session, self.table, self.information = session, table, information
        ids = dispids(table)
        self.numbers = {kind: {name.casefold(): n for name, n in its.items()} for kind, its in ids.items()}
        self.names = {kind: {n: name for name, n in its.items()} for kind, its in ids.items()}
        self._served: dict[int, tuple[ExcelObject, Any]] = {}

    def serve(self, served: ExcelObject) -> Any:
        """An object of the model as a COM object; always the same one."""
        if id(served) not in self._served:
            self._served[id(served)] = served, pythoncom.WrapObject(new_policy(self, served))
        return self._served[id(served)][1]

    def outward(self, answer: Any) -> Any:
        """What the model answers, as pywin32 takes it from a server.

        It would take a tuple for a result and its out parameters.
        """
        if isinstance(answer, ExcelObject):
            return self.serve(answer)
        if isinstance(answer, tuple):
            return [self.outward(part) for part in answer]
        return answer

    def inward(self, argument: Any) -> Any:
        """What a caller hands over, as the model takes it."""
        if argument in (pythoncom.Missing, pythoncom.Empty) or argument is None:
            return None
        if isinstance(argument, int) and argument == winerror.DISP_E_PARAMNOTFOUND:
            return None
        inner = getattr(argument, "_oleobj_", argument)
        if isinstance(inner, IDISPATCH):
            return pythoncom.UnwrapObject(inner).served
        return argument


def new_policy(excel: ExcelOverCom, served: ExcelObject) -> Any:
    """How pywin32 asks for one object; its published types call the class abstract."""
    made: Any = _Policy
    return made(excel, served)


class _Policy(policy.BasicWrapPolicy):
    """How pywin32 asks for one object."""

    def __init__(self, excel: ExcelOverCom, served: ExcelObject) -> None:
        self.excel, self.served, self.kind = excel, served, served.kind

    def _QueryInterface_(self, identity: Any) -> int:
        return 0

    def _GetTypeInfoCount_(self) -> int:
        return 1

    def _GetTypeInfo_(self, index: int, locale: int) -> tuple[int, Any]:
        return 0, self.excel.information[self.kind]

    def _GetIDsOfNames_(self, names: tuple[str, ...], locale: int) -> tuple[int, ...]:
        number = self.excel.numbers[self.kind].get(names[0].casefold())
        if number is None:
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME, description=names[0])
        return (number,)

    def _Invoke_(
        self, number: int, locale: int, flags: int, arguments: tuple[Any, ...]
    ) -> tuple[int, int, Any]:
        name = self.excel.names[self.kind].get(number)
        if name is None:
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)
        given = [self.excel.inward(argument) for argument in arguments]
        try:
            return 0, -1, self._answer(name, bool(flags & PUTS), given)
        except ExcelError as refusal:
            source = None if refusal.code == IGNORED else "Microsoft Excel"
            raise COMException(refusal.description, refusal.code, source) from None
        except NotModelled as gap:
            raise COMException(str(gap), winerror.E_NOTIMPL, "the stand-in for Excel") from None
        except Exception as fault:
            traceback.print_exc()
            raise COMException(repr(fault), winerror.E_UNEXPECTED) from fault

    def _answer(self, name: str, puts: bool, given: list[Any]) -> Any:
        session = self.excel.session
        if puts:
            if self.excel.table[self.kind][name].kind != "prop":
                session.gap(f"{self.kind}.{name} can't be set in Excel")
            session.put(self.served, name, given[-1])
            return None
        if name == "_NewEnum":
            session.calls[f"{self.kind}.{name}"] += 1
            served = [self.excel.serve(each) for each in self.served]  # type: ignore[attr-defined]
            return util.NewEnum(served)
        return self.excel.outward(session.get(self.served, name, *given))
