"""Every letter, part by part and element by element, as it was when somebody looked at it."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from letters.golden_letters import GOLDEN, LETTERS, golden_files, stories


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return golden_files(stories(tmp_path_factory.mktemp("letters")))


def parts(content: bytes) -> dict[str, list[str]]:
    """Each part as a list of its elements: tag, attributes in order, text."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: elements(package.read(name)) for name in package.namelist()}


def elements(content: bytes) -> list[str]:
    return [
        f"{element.tag} {sorted(element.attrib.items())} {element.text or ''}"
        for element in ElementTree.fromstring(content).iter()
    ]


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_as_it_was_looked_at(name: str, written: dict[str, bytes]) -> None:
    golden = parts(Path(GOLDEN, f"{name}.xlsx").read_bytes())
    now = parts(written[name])
    assert list(now) == list(golden)
    for part, expected in golden.items():
        assert now[part] == expected, part
