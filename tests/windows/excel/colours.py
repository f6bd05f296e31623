"""Excel's numbers for colours, and openpyxl's words."""

from typing import Any

from openpyxl.styles import Color

from windows.excel.errors import refuse

WHITE = 16_777_215.0


def number(color: Any) -> float | None:
    """Blue, green, red in one number, as Excel counts; none for a colour of the theme or none at all."""
    if color is None or color.type != "rgb" or not isinstance(color.rgb, str):
        return None
    red, green, blue = (int(color.rgb[at : at + 2], 16) for at in (2, 4, 6))
    return float(red + 256 * green + 65_536 * blue)


def color(number: float) -> Color:
    """The other way.

    Raises:
        ExcelError: There is no such colour.
    """
    value = int(number)
    if not 0 <= value <= 0xFFFFFF:
        refuse("Unable to set the Color property")
    return Color(rgb=f"FF{value & 255:02X}{value >> 8 & 255:02X}{value >> 16 & 255:02X}")
