"""Notes on the cells of a live Calc."""

from typing import Any

from xlwings import base_classes

from pab_planner.ooxml.rectangle import Box


class Note(base_classes.Note):  # type: ignore[misc]
    """The note of one cell."""

    def __init__(self, cell: Any) -> None:
        self._cell = cell

    @property
    def api(self) -> Any:
        return self._cell.first.Annotation

    @property
    def text(self) -> str:
        """What its shape says: before that LibreOffice 25.2 has no text for a note from a file."""
        shape = self.api.AnnotationShape
        return str(shape.String) if shape else ""

    def delete(self) -> None:
        places = note_boxes(self._cell.sheet)
        if self._cell.box.first in places:
            self._cell.sheet.api.Annotations.removeByIndex(places.index(self._cell.box.first))


def note_boxes(sheet: Any) -> list[Box]:
    """The cells of a sheet that have notes, in the order of Calc's list of them."""
    notes = sheet.api.Annotations
    places = (notes.getByIndex(index).Position for index in range(notes.Count))
    return [Box(place.Row + 1, place.Column + 1, place.Row + 1, place.Column + 1) for place in places]
