"""What the model serves is what the type library of Excel declares."""

import inspect
from collections.abc import Iterator

import pytest

import windows.excel.application  # noqa: F401  (with it come all modules of the model)
from windows.excel.excel_object import ExcelObject
from windows.excel.members import members


def model_classes(base: type[ExcelObject] = ExcelObject) -> Iterator[type[ExcelObject]]:
    """Every class of the model that is one of Excel's."""
    for own in base.__subclasses__():
        if "kind" in vars(own):
            yield own
        yield from model_classes(own)


@pytest.mark.parametrize("own", list(model_classes()), ids=lambda own: own.__name__)
def test_each_member_is_one_of_excels_with_its_arguments(own: type[ExcelObject]) -> None:
    declared = members()[own.kind]
    for name, served in inspect.getmembers(own):
        if not (name[0].isupper() or name == "_Default"):
            continue
        assert name in declared, f"{own.kind} has no {name}"
        if isinstance(served, property):
            assert declared[name].needed == 0
            assert served.fset is None or declared[name].kind == "prop", f"{own.kind}.{name} can't be set"
        else:
            unknown = set(inspect.signature(served).parameters) - {"self", *declared[name].arguments}
            assert not unknown, f"{own.kind}.{name} takes no {unknown}"


def test_newer_members_are_missing_in_excel_2016() -> None:
    assert "Formula2" in members()["Range"]
    assert "Formula2" not in members(excel_2016=True)["Range"]


def test_arguments_stand_in_excels_order() -> None:
    assert members()["Range"]["Insert"].arguments == ("Shift", "CopyOrigin")
    assert members()["Workbooks"]["Open"].arguments[:3] == ("Filename", "UpdateLinks", "ReadOnly")
    assert members()["FormatConditions"]["Add"].needed == 1
