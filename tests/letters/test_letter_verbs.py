"""The verbs of the letters, run as a terminal runs them."""

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from letters.shortage_book import HUAXIN, NORDWIND, Workplace, write_book
from pab_planner.cli import alert_verbs, app, letter_verbs

assert alert_verbs and letter_verbs  # importing them registers their verbs
DAY = ("--today", "2026-05-29", "--user", "Chen Jie")


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    place = write_book(tmp_path / "plan.xlsx")
    place.assess()
    return place


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def enter(place: Workplace) -> Any:
    given = ("--kind", "overtime", "--quantity", "150", "--when", "2026-06-15", "--owner", "Li Na")
    return answer("countermeasures", str(place.file), "A-0001", *given, *DAY)


def test_countermeasures_prints_the_gap_before_and_after(place: Workplace) -> None:
    played = enter(place)
    assert played["closes"] is False
    assert [(week["gap"], week["gap_left"]) for week in played["periods"]] == [
        *((0, 0), (0, 0), (120, 0), (320, 170), (0, 0), (0, 0), (0, 0), (0, 0))
    ]


def test_warn_prints_the_letters_and_saves_them(place: Workplace) -> None:
    enter(place)
    letters = answer("warn", str(place.file), "1", "--next-update", "2026-06-03", *DAY)
    assert [
        (x["number"], x["kind"], x["revision"], x["customer"], x["language"], x["sheet"]) for x in letters
    ] == [
        ("P-0001", "potential", 1, HUAXIN, "zh", "P-0001"),
        ("P-0002", "potential", 1, NORDWIND, "en", "P-0002"),
    ]
    assert all(len(letter["sha256"]) == 64 and letter["files"] == [] for letter in letters)
    assert "P-0002" in [sheet.name for sheet in place.open().sheets]


def test_a_refusal_is_one_sentence_in_the_language_asked_for(place: Workplace) -> None:
    before = place.file.read_bytes()
    result = CliRunner().invoke(app, ["warn", str(place.file), "A-0001", "--lang", "zh", *DAY])
    assert result.exit_code == 2
    assert "应对措施" in result.stderr
    assert result.stdout == ""
    assert place.file.read_bytes() == before


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_a_letter_is_printed_on_the_paper_asked_for(
    place: Workplace, paper: str, size: tuple[int, int]
) -> None:
    enter(place)
    run("warn", str(place.file), "A-0001", "--next-update", "2026-06-03", *DAY)
    before = place.file.read_bytes()
    (made,) = answer("pdf", str(place.file), "P-0001", "--paper", paper)
    (file,) = made["files"]
    pages = PdfReader(file).pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == size
    assert f"1 / {len(pages)}" in pages[0].extract_text()
    assert "潜在断供通知" in pages[0].extract_text()
    assert place.file.read_bytes() == before


def test_every_font_of_a_printed_letter_is_in_the_file(place: Workplace) -> None:
    enter(place)
    run("warn", str(place.file), "A-0001", "--next-update", "2026-06-03", *DAY)
    (made,) = answer("pdf", str(place.file), "P-0001")
    pages: list[Any] = list(PdfReader(made["files"][0]).pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    described = [
        (font.get("/DescendantFonts") or [font])[0].get_object()["/FontDescriptor"] for font in fonts
    ]
    assert described
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.get_object()) for font in described)


def test_an_email_goes_where_it_is_told(place: Workplace, tmp_path: Path) -> None:
    enter(place)
    run("warn", str(place.file), "A-0001", "--next-update", "2026-06-03", *DAY)
    folder = tmp_path / "out"
    folder.mkdir()
    (made,) = answer("email", str(place.file), "P-0002", "--folder", str(folder))
    assert made["files"] == [str(folder / "P-0002.pdf"), str(folder / "P-0002.eml")]
    assert all(Path(file).is_file() for file in made["files"])


def test_share_says_what_stayed_here(place: Workplace, tmp_path: Path) -> None:
    made = answer("share", str(place.file), str(tmp_path / "copy.xlsx"))
    assert made["kept"] == ["Orders", "MPS", "Stock"]
    assert {"Contacts", "Log", "Alerts", "I-0001", "T-Internal-en"} <= set(made["left_out"])


def test_a_customer_who_is_not_concerned_is_refused(place: Workplace) -> None:
    enter(place)
    words = ["warn", str(place.file), "A-0001", "--customer", "Gamma", "--next-update", "2026-06-03", *DAY]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert f"A-0001 does not concern Gamma; its customers are: {HUAXIN}, {NORDWIND}" in result.stderr
