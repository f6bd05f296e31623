"""The ribbon's XML, written from the buttons."""

from collections.abc import Collection
from typing import Literal
from xml.sax.saxutils import quoteattr

from pab_planner.ribbon_buttons import BUTTON_FACES, GROUPS, TITLE, ButtonFace, Group

CUSTOM_UI_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"

Home = Literal["addin", "workbook"]


def ribbon(working: Collection[str], home: Home) -> str:
    """customUI14.xml with the buttons that work; a group without any is left out.

    Args:
        working: Names of the buttons that have a macro.
        home: The file that the ribbon is for; the workbook's tab hides while the add-in is open.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        "<!-- Written by python -m pab_planner.build from pab_planner.ribbon_buttons; change it there. -->",
        f'<customUI xmlns="{CUSTOM_UI_NAMESPACE}" onLoad="RibbonLoaded">',
        "  <ribbon>",
        "    <tabs>",
        f'      <tab id="pab_{home}" label={quoteattr(TITLE)} keytip="PB" tag="{home}"',
        '        getVisible="RibbonVisible">',
    ]
    for group in GROUPS:
        faces = faces_of(group, working)
        if faces:
            lines += _group(group, faces)
    return "\n".join([*lines, "      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""])


def faces_of(group: Group, working: Collection[str]) -> list[ButtonFace]:
    """The buttons of a group, of those that work."""
    return [face for face in BUTTON_FACES if face.group == group.name and face.name in working]


def _group(group: Group, faces: list[ButtonFace]) -> list[str]:
    head = f'        <group id="group_{group.name}" tag={_tag(*_labels(group))} getLabel="RibbonLabel">'
    return [head, *(line for face in faces for line in _button(face)), "        </group>"]


def _button(face: ButtonFace) -> list[str]:
    size = "large" if face.large else "normal"
    return [
        f'          <button id="{face.name}" imageMso="{face.icon}" size="{size}" keytip="{face.keytip}"',
        '            onAction="RibbonPressed" getLabel="RibbonLabel" getScreentip="RibbonLabel"',
        '            getSupertip="RibbonTip"',
        f"            tag={_tag(*_labels(face), face.tip.en, face.tip.zh)}/>",
    ]


def _labels(part: Group | ButtonFace) -> tuple[str, str]:
    return part.label.en, part.label.zh


def _tag(*words: str) -> str:
    return quoteattr("|".join(words))
