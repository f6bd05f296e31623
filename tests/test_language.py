"""Sentences in both languages."""

import ast
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import pab_planner
from pab_planner.language import Text, typed_in_both

CELLS = Text("{count:cell|cells} to correct", "{count} 处需要更正")
COUNTED = (
    "alerts cells conflicts customers days events files items letters lines orders others parts places risks "
    "rows sheets"
)
"""What our sentences count."""


@pytest.mark.parametrize(("count", "said"), [(0, "0 cells"), (1, "1 cell"), (2, "2 cells")])
def test_what_is_counted_agrees_with_its_number(count: int, said: str) -> None:
    assert CELLS.say("en", count=count) == f"{said} to correct"
    assert CELLS.filled(count=count).zh == f"{count} 处需要更正"


def sentences() -> set[str]:
    """The English of every sentence that stands in a module or an error."""
    found: set[str] = set()
    for module in walk_packages(pab_planner.__path__, "pab_planner."):
        if module.name.endswith("__main__") or ".libreoffice" in module.name or ".calc" in module.name:
            continue
        known = vars(import_module(module.name)).values()
        texts = [*known, *(getattr(each, "sentence", None) for each in known)]
        found |= {text.en for text in texts if isinstance(text, Text)}
    return found


def test_no_sentence_says_1_cells() -> None:
    said = sentences()
    assert len(said) > 100
    wrong = re.compile(rf"\{{\w+(?::[^|}}]*)?\}} (?:{'|'.join(COUNTED.split())})\b")
    assert not [sentence for sentence in said if wrong.search(sentence)]


@pytest.mark.parametrize(
    ("typed", "en", "zh"),
    [
        ("Suzhou Brake Co., Ltd. | 苏州制动有限公司", "Suzhou Brake Co., Ltd.", "苏州制动有限公司"),
        ("星湖街 328 号 | 328 Xinghu Street", "328 Xinghu Street", "星湖街 328 号"),
        ("周敏 Zhou Min", "Zhou Min", "周敏"),
        ("Zhou Min 周敏", "Zhou Min", "周敏"),
        ("Ms Lindner", "Ms Lindner", "Ms Lindner"),
        ("王伟先生", "王伟先生", "王伟先生"),
        ("星湖街 328 号", "星湖街 328 号", "星湖街 328 号"),
        ("", "", ""),
    ],
)
def test_a_cell_may_hold_words_of_both_languages(typed: str, en: str, zh: str) -> None:
    assert typed_in_both(typed) == Text(en, zh)


def test_a_docstring_is_prose() -> None:
    """What a rename of a function or class leaves in a sentence, such as "an event may apply_event"."""
    names, sentences = set[str](), list[str]()
    for file in Path(pab_planner.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                said = (ast.get_docstring(node) or "").split("Example:")[0]
                sentences += [
                    re.sub(r"^ *\w+:|`[^`]*`|^ .*(?: = |\(\)).*", "", line) for line in said.splitlines()
                ]
    words = re.compile(r"(?<!\w)(?:[a-z]+_[a-z_]+|(?:[A-Z][a-z]+){2,})(?!\w)")
    assert len(sentences) > 3000
    assert not [line for line in sentences for word in words.findall(line) if word in names]


def test_no_sentence_promises_that_a_press_can_be_undone() -> None:
    """A macro that changes cells clears Excel's list of what can be undone. 撤消工作表保护 is a command of Excel's."""
    checkout = Path(__file__).parents[1]
    said = [
        *(checkout / "python").rglob("*.py"),
        *(checkout / "python").rglob("*.toml"),
        *(checkout / "addin").rglob("*.bas"),
        *(checkout / "docs").glob("*.md"),
        checkout / "README.md",
    ]
    assert len(said) > 200
    promised = re.compile(r"撤销|撤消(?!工作表保护)|Ctrl ?\+ ?Z|\bundo\b", re.IGNORECASE)
    assert [file.name for file in said if promised.search(file.read_text("utf-8"))] == []
