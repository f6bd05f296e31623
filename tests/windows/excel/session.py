"""What both carriers do with a call that reaches Excel: check, count and make it, or spoil it."""

import inspect
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NoReturn

from windows.excel.application import Application
from windows.excel.errors import ExcelError, NotModelled
from windows.excel.excel_object import ExcelObject
from windows.excel.members import Member, members


@dataclass
class Spoiled:
    """A fault that a test lets happen.

    Attributes:
        code: What Excel raises.
        after: How many calls are still answered before.
        times: How many calls fail; all from then on where it is none.
        member: Only calls of this one, as `Range.Insert`, count and fail.
        description: What Excel says of it.
    """

    code: int
    after: int = 0
    times: int | None = 1
    member: str | None = None
    description: str = "spoiled by the test"


@dataclass
class Session:
    """The calls that reach an Excel.

    Attributes:
        app: The Excel.
        calls: How often each member was called, as `Range.Value` or, where it was set, `Range.Value=`.
        gaps: What was asked of the stand-in that it does not know; a test with any has failed.
        spoiled: Faults to come.
    """

    app: Application
    calls: "Counter[str]" = field(default_factory=Counter)
    gaps: list[str] = field(default_factory=list)
    spoiled: list[Spoiled] = field(default_factory=list)

    @property
    def table(self) -> dict[str, dict[str, Member]]:
        """All members of this Excel."""
        return members(self.app.excel_2016)

    def member(self, owner: ExcelObject, name: str) -> Member | None:
        """A member of an object, None where Excel has none of the name."""
        return self.table[owner.kind].get(name)

    def gap(self, text: str) -> NoReturn:
        """Note what the stand-in does not know.

        Raises:
            NotModelled: Always.
        """
        self.gaps.append(text)
        raise NotModelled(text)

    def get(self, owner: ExcelObject, name: str, *arguments: Any, **named: Any) -> Any:
        """Read a property or call a method.

        Raises:
            ExcelError: Excel refuses.
            NotModelled: The stand-in does not know it.
        """
        place = f"{owner.kind}.{name}"
        member = self.table[owner.kind][name]
        self._answer(place)
        found = inspect.getattr_static(type(owner), name, None)
        if found is None and name not in vars(owner):
            self.gap(place)
        given = self._named(place, member, arguments, named)
        if not callable(found):
            if given:
                self.gap(f"{place} with arguments")
            return self._made(place, lambda: getattr(owner, name))
        taken = inspect.signature(found).parameters
        for argument in given:
            if argument not in taken:
                self.gap(f"{place}({argument}=)")
        return self._made(place, lambda: getattr(owner, name)(**given))

    def put(self, owner: ExcelObject, name: str, value: Any) -> None:
        """Set a property.

        Raises:
            ExcelError: Excel refuses.
            NotModelled: The stand-in does not know it.
        """
        place = f"{owner.kind}.{name}="
        self._answer(place)
        found = inspect.getattr_static(type(owner), name, None)
        settable = name in vars(owner) or (isinstance(found, property) and found.fset is not None)
        if not settable:
            self.gap(place)
        self._made(place, lambda: setattr(owner, name, value))

    def _named(
        self, place: str, member: Member, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> dict[str, Any]:
        """Arguments by Excel's names; what is left out or None is not there."""
        unknown = [argument for argument in named if argument not in member.arguments]
        if len(arguments) > len(member.arguments) or unknown:
            takes = ", ".join(member.arguments) or "no argument"
            self.gap(f"{place}: Excel takes {takes}, not {unknown or arguments}")
        given = dict(zip(member.arguments, arguments, strict=False)) | named
        if len(given) < member.needed:
            self.gap(f"{place}: Excel needs {', '.join(member.arguments[: member.needed])}")
        return {argument: value for argument, value in given.items() if value is not None}

    def _answer(self, place: str) -> None:
        self.calls[place] += 1
        for fault in list(self.spoiled):
            if fault.member not in (None, place):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.spoiled.remove(fault)
            raise ExcelError(fault.description, fault.code)

    def _made(self, place: str, make: Any) -> Any:
        try:
            return make()
        except NotModelled as missing:
            self.gap(str(missing))
        except ExcelError:
            raise
        except Exception as fault:
            self.gaps.append(f"{place}: a fault of the stand-in, {fault!r}")
            raise
