"""What goes where when cells of a sheet are inserted or deleted."""

from dataclasses import dataclass

from windows.excel.areas import Area, Place


@dataclass(frozen=True)
class CellMove:
    """Cells that make room, or close ranks.

    Attributes:
        area: The cells that are inserted or deleted.
        rows: How many rows everything below moves down; negative where rows go away.
        columns: The same to the right.
    """

    area: Area
    rows: int = 0
    columns: int = 0

    def place(self, place: Place) -> Place | None:
        """Where a cell is now, none if it is gone."""
        area = self.of(Area.at(place))
        return Place(area.top, area.left) if area else None

    def of(self, area: Area) -> Area | None:
        """Where an area is now, none if all of it is gone."""
        if self.rows:
            if not (self.area.left <= area.left and area.right <= self.area.right):
                return area
            ends = _ends(area.top, area.bottom, self.area.top, self.rows)
            if ends is None or area.whole_columns:
                return area if area.whole_columns else None
            return Area(ends[0], area.left, ends[1], area.right)
        if not (self.area.top <= area.top and area.bottom <= self.area.bottom):
            return area
        ends = _ends(area.left, area.right, self.area.left, self.columns)
        if ends is None or area.whole_rows:
            return area if area.whole_rows else None
        return Area(area.top, ends[0], area.bottom, ends[1])


def _ends(first: int, last: int, at: int, by: int) -> tuple[int, int] | None:
    if by > 0:
        return (first + by if first >= at else first), (last + by if last >= at else last)
    gone = -by
    new_first = first if first < at else max(at, first - gone) if first < at + gone else first - gone
    if first >= at and first < at + gone:
        new_first = at
    new_last = last if last < at else at - 1 if last < at + gone else last - gone
    return (new_first, new_last) if new_first <= new_last else None
