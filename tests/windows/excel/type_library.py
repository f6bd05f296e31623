"""A type library with Excel's names, argument orders and optional arguments, made with pywin32.

xlwings asks pywin32 for early-bound classes of Excel's type library, by the library's identity: this one
bears it. DISPIDs are ours, names are Excel's.
"""

import uuid
from pathlib import Path
from typing import Any

import pythoncom as pywin32_com
import pywintypes

from windows.excel.members import Member

pythoncom: Any = pywin32_com
"""Its published types lack arguments that it takes."""

EXCEL = "{00020813-0000-0000-C000-000000000046}"
RANGE = "{00020846-0000-0000-C000-000000000046}"
"""The identities by which xlwings knows Excel's library and a range."""

FIRST_DISPID = 0x100
FIXED_DISPIDS = {"_Default": 0, "_NewEnum": -4}
"""As everywhere in COM: DISPID_VALUE, DISPID_NEWENUM."""

VARIANT, NOTHING = 12, 24
IN, OPTIONAL = 1, 16

Members = dict[str, dict[str, Member]]


def with_enumerators(table: Members) -> Members:
    """The table with what every collection of Excel has and declarations hide."""
    for members in table.values():
        if "Item" in members:
            members.setdefault("_NewEnum", Member("get", (), 0))
            members.setdefault("_Default", members["Item"])
    return table


def dispids(table: Members) -> dict[str, dict[str, int]]:
    """{class: {member: its number}}."""
    return {
        kind: {
            name: FIXED_DISPIDS.get(name, number) for number, name in enumerate(sorted(members), FIRST_DISPID)
        }
        for kind, members in table.items()
    }


def write_library(path: Path, table: Members) -> dict[str, Any]:
    """Write the library; its classes' type information, by name."""
    ids = dispids(table)
    library: Any = pythoncom.CreateTypeLib2(pythoncom.SYS_WIN32, str(path))
    library.SetName("Excel")
    library.SetGuid(pywintypes.IID(EXCEL))
    library.SetVersion(1, 9)
    library.SetLcid(0)
    base = pythoncom.LoadTypeLib("stdole2.tlb").GetTypeInfoOfGuid(pythoncom.IID_IDispatch)
    for kind, members in table.items():
        made = library.CreateTypeInfo(kind, pythoncom.TKIND_DISPATCH)
        own = RANGE if kind == "Range" else f"{{{uuid.uuid5(uuid.NAMESPACE_OID, f'Excel.{kind}')}}}"
        made.SetGuid(pywintypes.IID(own))
        made.AddImplType(0, made.AddRefTypeInfo(base))
        index = 0
        for name, member in sorted(members.items()):
            for invocation, arguments in _forms(member):
                made.AddFuncDesc(index, _described(ids[kind][name], invocation, arguments, member.needed))
                named = [argument for argument in arguments if argument is not None]
                made.SetFuncAndParamNames(index, (name, *named))
                index += 1
        made.LayOut()
    library.SaveAllChanges()
    loaded: Any = pythoncom.LoadTypeLib(str(path))
    numbers = range(loaded.GetTypeInfoCount())
    return {loaded.GetDocumentation(number)[0]: loaded.GetTypeInfo(number) for number in numbers}


def _forms(member: Member) -> list[tuple[int, tuple[str | None, ...]]]:
    """How a member is invoked, and with what; the value that a property takes has no name."""
    if member.kind == "call":
        return [(pythoncom.INVOKE_FUNC, member.arguments)]
    read = (pythoncom.INVOKE_PROPERTYGET, member.arguments)
    if member.kind == "get":
        return [read]
    return [read, (pythoncom.INVOKE_PROPERTYPUT, (*member.arguments, None))]


def _described(number: int, invocation: int, arguments: tuple[str | None, ...], needed: int) -> Any:
    function: Any = pythoncom.FUNCDESC()
    function.memid, function.invkind = number, invocation
    function.funckind, function.callconv = pythoncom.FUNC_DISPATCH, 4
    function.args = tuple(
        (VARIANT, IN | (OPTIONAL if argument is not None and place >= needed else 0), None)
        for place, argument in enumerate(arguments)
    )
    function.cParamsOpt = 0
    puts = invocation == pythoncom.INVOKE_PROPERTYPUT
    function.rettype = (NOTHING if puts else VARIANT, 0, None)
    return function
