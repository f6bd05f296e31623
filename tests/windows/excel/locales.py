"""The separators and function names of a country's Excel."""

import re
from dataclasses import dataclass, field

from windows.excel.errors import refuse


@dataclass(frozen=True)
class Locale:
    """A country's way to write.

    Attributes:
        decimal: Between a number's whole and its fraction.
        thousands: Between thousands.
        list_separator: Between the arguments of a function, and between the choices of a list.
        country: Telephone code; Excel's `xlCountrySetting`.
        functions: {English name of a function: its local name}, where they differ.
    """

    decimal: str = "."
    thousands: str = ","
    list_separator: str = ","
    country: int = 86
    functions: dict[str, str] = field(default_factory=dict)

    def international(self) -> tuple[object, ...]:
        """`Application.International`: all settings in the order of XlApplicationInternational, from 1 on.

        https://learn.microsoft.com/office/vba/api/excel.xlapplicationinternational
        """
        return (
            *(float(self.country), float(self.country), self.decimal, self.thousands, self.list_separator),
            *("R", "C", "r", "c", "[", "]", "{", "}", ",", ";", "\\", "\\", "/", ":"),
            *("y", "m", "d", "h", "m", "s", "$", "General", 0.0, 2.0, 1.0, 0.0, 2.0),
            *(True, True, True, False, True, 0.0, True, True, True, True, True, True, True),
        )

    def to_english(self, formula: str) -> str:
        """A formula of a conditional format or of a validation, which take the local spelling.

        Raises:
            ExcelError: It is not spelled as this country spells.
        """
        if not formula.startswith("="):
            return formula
        parts = re.split(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')', formula)
        for place in range(0, len(parts), 2):
            parts[place] = self._part_to_english(parts[place])
        return "".join(parts)

    def _part_to_english(self, part: str) -> str:
        if self.list_separator != ",":
            if "," in part and self.decimal != ",":
                refuse("Invalid procedure call or argument")
            if self.decimal == "," and re.search(r",(?!\d)|(?<!\d),", part):
                refuse("Invalid procedure call or argument")
            part = part.replace(self.decimal, ".").replace(self.list_separator, ",")
        elif ";" in part:
            refuse("Invalid procedure call or argument")
        for english, local in self.functions.items():
            if re.search(rf"\b{english}\(", part):
                refuse("Invalid procedure call or argument")
            part = re.sub(rf"\b{local}\(", f"{english}(", part)
        return part

    def from_english(self, formula: str) -> str:
        """An English formula as this country spells it (`FormulaLocal`)."""
        parts = re.split(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')', formula)
        for place in range(0, len(parts), 2):
            for english, local in self.functions.items():
                parts[place] = re.sub(rf"\b{english}\(", f"{local}(", parts[place])
            if self.list_separator != ",":
                parts[place] = parts[place].replace(",", self.list_separator)
                parts[place] = re.sub(r"(?<=\d)\.(?=\d)", self.decimal, parts[place])
        return "".join(parts)


CHINA = Locale()

FRANCE = Locale(
    decimal=",",
    thousands="\u202f",
    list_separator=";",
    country=33,
    functions={"AND": "ET", "IF": "SI", "ISNUMBER": "ESTNUM", "NOT": "NON", "OR": "OU"},
)

GERMANY = Locale(
    decimal=",",
    thousands=".",
    list_separator=";",
    country=49,
    functions={
        "AND": "UND",
        "DATE": "DATUM",
        "IF": "WENN",
        "ISNUMBER": "ISTZAHL",
        "NOT": "NICHT",
        "OR": "ODER",
    },
)
