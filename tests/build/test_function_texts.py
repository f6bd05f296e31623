"""What is written from the declarations says what they say."""

import re
from xml.etree import ElementTree

from pab_planner.build.function_texts import INTELLISENSE_NAMESPACE, functions_page, intellisense, vba_help
from pab_planner.udfs import FUNCTIONS


def test_tooltips_name_every_argument_in_order() -> None:
    root = ElementTree.fromstring(intellisense())
    for element, function in zip(
        root.iter(f"{{{INTELLISENSE_NAMESPACE}}}Function"), FUNCTIONS.values(), strict=True
    ):
        assert element.get("Name") == function.name
        assert [str(argument.get("Name")).strip("[]") for argument in element] == list(function.arguments)


def test_chinese_help_for_the_wizard_decodes_to_the_declared_words() -> None:
    codes = re.findall(r'Words\("(?:[^"]|"")*", "([0-9A-F]*)"\)', vba_help())
    decoded = {"".join(chr(int(text[n : n + 4], 16)) for n in range(0, len(text), 4)) for text in codes}
    assert {function.help.zh for function in FUNCTIONS.values()} <= decoded
    assert {a.help.zh for function in FUNCTIONS.values() for a in function.arguments.values()} <= decoded


def test_the_page_has_every_function_in_both_languages() -> None:
    page = functions_page()
    for function in FUNCTIONS.values():
        assert page.count(f"## {function.name}\n") == 2
        assert function.help.zh in page and function.help.en in page
        assert page.count(f"`{function.example.formula}`") == 2
