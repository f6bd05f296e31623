"""How quantities are shown: whole ones without a point, others with the decimal places that they have.

No one format does for all numbers in Excel: `#,##0` shows 0.3 as 0, and `#,##0.##` shows 1200 as `1,200.` (dotnet's
Open-XML-SDK, issue 527), where LibreOffice shows no point.
"""

import re
from collections.abc import Sequence

import numpy as np

from pab_planner.core.decimals import FloatArray
from pab_planner.core.plan import Plan

MOST_PLACES = 4
"""Decimal places beyond which a quantity is rounded where it is shown: a third would have fifteen."""

_LITERALS = r'"[^"]*"|\[[^\]]*\]|[_\\*].'
_WHOLE = re.compile(r"[-+( ]*[#,0]*0[-) ]*")
_LAST_DIGIT = re.compile(rf'((?:{_LITERALS}|[^"\[_\\*])*)0')


def places_of(*quantities: FloatArray | Sequence[float]) -> int:
    """Decimal places that quantities need to be shown, at most `MOST_PLACES`.

    Args:
        quantities: Of any shape [stock units]; what is not a number counts for nothing.
    """
    places = 0
    for values in map(np.asarray, quantities):
        while places < MOST_PLACES:
            scaled = values * 10.0**places
            if not np.any(np.abs(scaled - np.rint(scaled)) > 1e-6):  # more than the dust of binary fractions
                break
            places += 1
    return places


def places_in(plan: Plan) -> int:
    """Decimal places that the quantities of a plan need, and so its balances."""
    return places_of(plan.opening, plan.gross, plan.supply, plan.safety)


def sections_of(number_format: str) -> list[str]:
    """The parts of a number format, for positive numbers, negative ones, zero and text, as far as there are any."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)


def with_places(number_format: str, places: int) -> str:
    """A format with so many decimal places, where it shows whole numbers only; else as it is.

    The format of zero, its third section, stays.
    """
    if not places:
        return number_format
    sections = sections_of(number_format)
    for index, section in enumerate(sections[:2]):
        if _WHOLE.fullmatch(re.sub(_LITERALS, "", section)):
            sections[index] = _LAST_DIGIT.sub(rf"\g<1>0.{'0' * places}", section, count=1)
    return ";".join(sections)
