"""Whether Excel itself is at the other end, and what its refusals are called."""

import sys
from typing import Any

WINDOWS_ENGINE = "xlwings._xlwindows"


def in_excel(thing: Any) -> bool:
    """Whether an object of xlwings' public API stands for something in Excel.

    The name of its engine would say the same, at the price of three calls to Excel.
    """
    return type(thing.impl).__module__ == WINDOWS_ENGINE


def com_errors() -> tuple[type[Exception], ...]:
    """What a call raises that Excel refuses; nothing where no Excel can be called."""
    pywintypes = sys.modules.get("pywintypes")
    return (pywintypes.com_error,) if pywintypes else ()


NO_SUCH = -2147352565
"""DISP_E_BADINDEX, which VBA shows as error 9, subscript out of range: what Excel says of a sheet that is not there
(https://github.com/xlwings/xlwings/issues/2246)."""


def is_missing(error: BaseException) -> bool:
    """Whether a call failed because a collection holds nothing of the name, and not because Excel was busy."""
    return NO_SUCH in _codes(error)


NO_MEMBER = {-2147352573, -2147352570}
"""DISP_E_MEMBERNOTFOUND and DISP_E_UNKNOWNNAME: what Excel says of a word that came with a later Excel."""


def is_unknown(error: BaseException) -> bool:
    """Whether a call failed because this Excel does not have the member."""
    return not NO_MEMBER.isdisjoint(_codes(error))


def _codes(error: BaseException) -> set[object]:
    """The numbers by which Excel says what failed."""
    code, _, details, *_ = error.args
    return {code, details and details[-1]}
