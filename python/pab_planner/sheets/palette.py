"""The colours of our sheets; nothing else names one."""

from typing import NamedTuple

from pab_planner.core.risk import RiskLevel

Colour = tuple[int, int, int]

INK, MUTED, FAINT, WHITE = "#1F2933", "#5F6C7B", "#9AA7B4", "#FFFFFF"
"""Text; text that may be passed over, or nearly unseen; text on `ACCENT`."""
ACCENT, PALE, BAND, FACE = "#1F4E79", "#EEF3F8", "#E4ECF4", "#F3F6FA"
"""Headings and their lighter grounds, from a heading row to a button's face."""
RULE = "#B8C4D0"
"""Lines and edges."""
ASKED = "#B45F06"
"""What a planner is asked to fill in."""
RED, GREEN = "#C00000", "#2E7D32"
"""Late or short; on time or closed."""
MARKS: dict[str, Colour] = {
    "demand": (252, 228, 214),
    "supply": (221, 235, 247),
    "stock": (226, 239, 218),
    "balance": (237, 237, 237),
    "aside": (217, 217, 217),
    "asked": (255, 217, 102),
}
"""What a row is read as; no other rule of ours has one of these colours."""
CALM: Colour = (240, 244, 248)
"""A balance row without a risk."""


class RiskLook(NamedTuple):
    """How a level is shown; pairs that stay apart for the colour-blind and in grey print."""

    fill: Colour
    ink: Colour
    bold: bool


LOOKS = {
    RiskLevel.SHORTAGE: RiskLook((244, 199, 195), (138, 16, 32), bold=True),
    RiskLevel.MPS_DEPENDENT: RiskLook((255, 226, 178), (122, 70, 0), bold=False),
    RiskLevel.BELOW_SAFETY: RiskLook((255, 247, 196), (92, 82, 0), bold=False),
}
