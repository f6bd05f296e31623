"""How Excel refuses."""

from typing import NoReturn

GENERAL = -2146827284
"""0x800A03EC, which VBA shows as 1004: application-defined or object-defined error."""

BAD_INDEX = -2147352565
"""0x8002000B, which VBA shows as 9: subscript out of range."""

OVERFLOW = -2147352566
"""0x8002000A, which VBA shows as 6."""

REJECTED = -2147418111
"""0x80010001: the call was rejected by the callee. Excel is busy; xlwings asks again."""

IGNORED = -2146777998
"""0x800AC472: Excel ignores the call, as a cell is being edited or a dialog is open."""


class ExcelError(Exception):
    """What Excel raises through COM."""

    def __init__(self, description: str, code: int = GENERAL) -> None:
        super().__init__(description)
        self.description, self.code = description, code


class NotModelled(AssertionError):
    """The stand-in does not know how Excel answers: a fault of the test or of the stand-in."""


def refuse(description: str, code: int = GENERAL) -> NoReturn:
    """Raise what Excel raises."""
    raise ExcelError(description, code)


def failed(method: str, owner: str) -> NoReturn:
    """Raise Excel's sentence for a method that could not do its work."""
    refuse(f"{method} method of {owner} class failed")


def unable(verb: str, name: str, owner: str) -> NoReturn:
    """Raise Excel's sentence for a property that could not be read or set."""
    refuse(f"Unable to {verb} the {name} property of the {owner} class")
