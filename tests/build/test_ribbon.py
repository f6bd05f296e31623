"""The ribbon is written from the buttons, and Excel takes it."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from pab_planner.build.ribbon import CUSTOM_UI_NAMESPACE, ribbon
from pab_planner.ribbon_buttons import BUTTON_FACES, GROUPS

TAG = f"{{{CUSTOM_UI_NAMESPACE}}}"
EVERY = [face.name for face in BUTTON_FACES]
CALLBACKS = {"RibbonLoaded", "RibbonVisible", "RibbonLabel", "RibbonTip", "RibbonPressed"}


def controls(xml: str, kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(xml).iter(TAG + kind))


def test_each_button_is_shown_in_its_group() -> None:
    groups = controls(ribbon(EVERY, "addin"), "group")
    shown = {group.get("id"): [button.get("id") for button in group] for group in groups}
    assert shown == {
        f"group_{group.name}": [face.name for face in BUTTON_FACES if face.group == group.name]
        for group in GROUPS
    }
    assert sum(map(len, shown.values())) == len(EVERY)


def test_a_button_without_a_macro_is_not_shown_nor_is_a_group_without_buttons() -> None:
    xml = ribbon(["explain"], "addin")
    assert [button.get("id") for button in controls(xml, "button")] == ["explain"]
    assert [group.get("id") for group in controls(xml, "group")] == ["group_help"]


def test_a_tag_holds_labels_and_tips_in_both_languages() -> None:
    for button, face in zip(controls(ribbon(EVERY, "addin"), "button"), BUTTON_FACES, strict=True):
        tag = str(button.get("tag"))
        assert tag.split("|") == [face.label.en, face.label.zh, face.tip.en, face.tip.zh]
        assert len(tag) <= 1024, "Office takes no longer one"


def test_keytips_are_letters_or_digits_of_which_none_begins_another() -> None:
    keytips = sorted(face.keytip for face in BUTTON_FACES)
    assert all(re.fullmatch("[A-Z0-9]{1,3}", keytip) for keytip in keytips)
    assert not [(a, b) for a, b in pairwise(keytips) if b.startswith(a)]


def test_the_workbooks_tab_is_told_from_the_addins() -> None:
    tabs = [controls(ribbon(EVERY, home), "tab")[0] for home in ("addin", "workbook")]
    assert [tab.get("tag") for tab in tabs] == ["addin", "workbook"]
    assert {tab.get("label") for tab in tabs} == {"PAB 交货预警"}
    assert len({tab.get("id") for tab in tabs}) == 2


def test_every_callback_stands_in_the_vba() -> None:
    from pab_planner.build.__main__ import CHECKOUT

    source = (CHECKOUT / "addin" / "vba" / "PabRibbon.bas").read_text("ascii")
    root = ElementTree.fromstring(ribbon(EVERY, "addin"))
    called = {
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.startswith(("get", "on"))
    }
    assert called == CALLBACKS
    assert all(f"Public Sub {callback}(" in source for callback in CALLBACKS)
