"""What Excel takes the cells of a chart for, where nobody says: names of its series, labels of its points."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class ChartSource(NamedTuple):
    """How a block of cells is drawn.

    Attributes:
        by_rows: Whether a series is a row.
        has_labels: Whether its first line holds the labels of the points.
        has_names: Whether each line begins with the name of its series.
    """

    by_rows: bool
    has_labels: bool
    has_names: bool


def look_at(rows: Sequence[Sequence[Any]], plot_by: str | None) -> ChartSource:
    """How a block is drawn: its series lie along the longer side unless said otherwise.

    A text in the corner or before a series names it; a text, date or blank in the first of several lines makes
    it that of the labels.
    """
    by_rows = plot_by == "rows" if plot_by else len(rows[0]) > len(rows)
    first, *others = rows if by_rows else [list(line) for line in zip(*rows, strict=True)]
    has_names = any(isinstance(line[0], str) for line in (first, *others))
    has_labels = bool(others) and (first[0] is None or not all(isinstance(cell, float) for cell in first[1:]))
    return ChartSource(by_rows, has_labels, has_names)
