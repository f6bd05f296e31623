"""The icon, columns of stock that run down until the last one is below the line; and a picture made of it."""

from pathlib import Path

from PIL import Image, ImageDraw

_BACKGROUND, _STOCK, _SHORTAGE = "#1f3864", "#ffffff", "#e03c31"
_HEIGHTS = (9, 6, 3, -4)
"""Of the columns, in 24ths of the icon."""
_SIZES = [(side, side) for side in (16, 24, 32, 48, 64, 256)]
_SIDE = (164, 314)
"""Width and height of the picture beside the first and the last page of the set-up program."""


def write_icon(file: Path) -> None:
    """Write a Windows icon in the sizes that Windows shows."""
    _drawn().save(file, sizes=_SIZES)


def write_side_picture(file: Path) -> None:
    """Write the picture for the side of the set-up program's window."""
    picture = Image.new("RGB", _SIDE, _BACKGROUND)
    icon = _drawn().resize((108, 108), Image.Resampling.LANCZOS)
    picture.paste(icon, (28, 96), icon)
    picture.save(file)


def _drawn() -> Image.Image:
    scale = 32
    picture = Image.new("RGBA", (24 * scale, 24 * scale))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, 24 * scale - 1, 24 * scale - 1), 4 * scale, fill=_BACKGROUND)
    for number, height in enumerate(_HEIGHTS):
        left, line = 3 + 5 * number, 15
        top, bottom = sorted((line, line - height))
        colour = _STOCK if height > 0 else _SHORTAGE
        draw.rectangle((left * scale, top * scale, (left + 3) * scale, bottom * scale), fill=colour)
    return picture.resize((256, 256), Image.Resampling.LANCZOS)
