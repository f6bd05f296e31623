"""Every letter, part by part and element by element, as it was when somebody looked at it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from letters.golden_letters import GOLDEN, LETTERS, golden_files, stories
from letters.shortage_book import Workplace
from package_parts import unpacked


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workplace]:
    return stories(tmp_path_factory.mktemp("letters"))


@pytest.fixture(scope="module")
def written(places: dict[str, Workplace]) -> dict[str, bytes]:
    return golden_files(places)


def parts(content: bytes) -> dict[str, list[str]]:
    """Each part as a list of its elements: tag, attributes in order, text."""
    return {name: elements(part) for name, part in unpacked(content).items()}


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


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", ["confirmed-en", "confirmed-both"])
def test_pages_end_between_sections_and_the_signatures_stand_together(
    name: str, paper: str, places: dict[str, Workplace]
) -> None:
    letter = LETTERS[name]
    places[name].press("pdf", letter=letter, paper=paper)
    pages = PdfReader(places[name].file.with_name(f"{letter}.pdf")).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) == 2
    signed = ("Emergency transport", "Authorisation", "lin.fang@own.example", "Received by")
    for together in (signed, ("Tried", "Release test")):
        assert {[word in text for text in texts].index(True) for word in together} in ({0}, {1})
    assert "Received by" in texts[1]
