"""What all objects of the stand-in have in common."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from windows.excel.errors import BAD_INDEX, refuse

if TYPE_CHECKING:
    from windows.excel.application import Application


class ExcelObject:
    """Something of Excel's object model.

    Its members that bear Excel's names, in capitals, are what Excel serves; all else is ours. A property is a
    property of Python, a method and a property with arguments a method with Excel's argument names.
    """

    kind: ClassVar[str]
    """The class in the table of members."""

    app: "Application"

    @property
    def Application(self) -> "Application":
        return self.app


class Collection(ExcelObject):
    """Objects that are asked for by number, from 1 on, or by name."""

    no_such: ClassVar[int] = BAD_INDEX

    def all(self) -> Sequence[ExcelObject]:
        """All of them, in Excel's order."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[ExcelObject]:
        return iter(self.all())

    @property
    def Count(self) -> int:
        return len(self.all())

    def Item(self, Index: Any) -> Any:
        found = self.all()
        if isinstance(Index, str):
            # Excel finds sheets, tables and names whatever their case.
            for each in found:
                if str(each.Name).casefold() == Index.casefold():  # type: ignore[attr-defined]
                    return each
            refuse("Subscript out of range", self.no_such)
        if not 1 <= int(Index) <= len(found):
            refuse("Subscript out of range", self.no_such)
        return found[int(Index) - 1]

    def _Default(self, Index: Any) -> Any:
        return self.Item(Index)
