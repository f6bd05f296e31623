"""Each seeded fault of a package is found."""

import io
from collections.abc import Callable

import pytest

from build.package_check import package_faults
from pab_planner.build.packing import Parts
from pab_planner.build.planner_workbook import planner_workbook
from pab_planner.ooxml.package import CONTENT_TYPES, contents_of


def drop(name: str) -> Callable[[Parts], object]:
    return lambda parts: parts.pop(name)


def change(name: str, old: bytes, new: bytes) -> Callable[[Parts], object]:
    def apply(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return apply


def add(name: str, content: bytes = b"<x/>") -> Callable[[Parts], object]:
    return lambda parts: parts.update({name: content})


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (drop(CONTENT_TYPES), "[Content_Types].xml is missing"),
        (drop("xl/styles.xml"), "leads to xl/styles.xml, which is missing"),
        (drop("xl/styles.xml"), "states a type for xl/styles.xml, which is missing"),
        (drop("xl/workbook.xml"), "xl/_rels/workbook.xml.rels belongs to xl/workbook.xml, which is missing"),
        (add("xl/other.xml"), "nothing leads to xl/other.xml"),
        (add("xl/media/image1.emf"), "xl/media/image1.emf has no content type"),
        (add("xl/Styles.xml"), "xl/Styles.xml differs from another part by capitals alone"),
        (change("xl/workbook.xml", b"</workbook>", b""), "xl/workbook.xml is not well-formed"),
        (change("xl/workbook.xml", b'r:id="rId1"', b'r:id="rId99"'), "xl/workbook.xml refers to rId99"),
        (change("xl/_rels/workbook.xml.rels", b'Id="rId1"', b'Id="rId2"'), "gives one Id twice"),
    ],
)
def test_a_damaged_package_is_found(damage: Callable[[Parts], object], fault: str) -> None:
    parts = contents_of(io.BytesIO(planner_workbook()))
    assert package_faults(parts) == []
    damage(parts)
    assert any(fault in found for found in package_faults(parts)), package_faults(parts)
