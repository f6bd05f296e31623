"""The extension as a package; what it does in LibreOffice stands in tests/hosts."""

from xml.etree import ElementTree

import pytest

from pab_planner.build.extension import build_extension
from pab_planner.ribbon_buttons import BUTTON_FACES
from pab_planner.udfs import FUNCTIONS
from package_parts import unpacked

NAME = "{http://openoffice.org/2001/registry}name"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ALL = [face.name for face in BUTTON_FACES]


def parts(extension: bytes) -> dict[str, str]:
    return {name: content.decode() for name, content in unpacked(extension).items()}


@pytest.fixture(scope="module")
def extension() -> dict[str, str]:
    return parts(build_extension(ALL))


def test_two_builds_give_the_same_bytes() -> None:
    assert build_extension(ALL) == build_extension(ALL)


def test_every_part_is_in_the_manifest(extension: dict[str, str]) -> None:
    listed = ElementTree.fromstring(extension["META-INF/manifest.xml"])
    names = {entry.attrib["{http://openoffice.org/2001/manifest}full-path"] for entry in listed}
    assert names == set(extension) - {"META-INF/manifest.xml", "description.xml"}


def test_every_function_has_help_in_both_languages(extension: dict[str, str]) -> None:
    root = ElementTree.fromstring(extension["CalcAddIns.xcu"])
    for function in FUNCTIONS.values():
        (node,) = root.iterfind(f".//node[@{NAME}='{function.name}']")
        said = {
            value.attrib[LANGUAGE]: value.text
            for value in node.iterfind(f"prop[@{NAME}='Description']/value")
        }
        assert said == {"en": function.help.en, "zh-CN": function.help.zh}
        arguments = node.findall(f"node[@{NAME}='Parameters']/node")
        assert len(arguments) == len(function.arguments)


def test_every_function_is_a_method_with_its_own_number_of_arguments(extension: dict[str, str]) -> None:
    for function in FUNCTIONS.values():
        (line,) = (row for row in extension["functions.idl"].splitlines() if f" {function.name}(" in row)
        assert line.count("[in] any") == len(function.arguments)


def test_the_menu_holds_the_buttons_that_work_and_the_toolbar_the_main_ones_of_them() -> None:
    addons = parts(build_extension(["update_alerts", "today"]))["Addons.xcu"]
    pressed = [
        value.text for value in ElementTree.fromstring(addons).iterfind(f".//prop[@{NAME}='URL']/value")
    ]
    service = "service:org.pabplanner.Buttons"
    assert pressed == [f"{service}?update_alerts", f"{service}?today", f"{service}?update_alerts"]


def test_a_button_is_labelled_in_both_languages(extension: dict[str, str]) -> None:
    assert '<value xml:lang="en">Update alerts</value>' in extension["Addons.xcu"]
    assert '<value xml:lang="zh-CN">更新预警</value>' in extension["Addons.xcu"]
