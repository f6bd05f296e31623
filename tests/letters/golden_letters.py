"""The letters of `shortage_book` as golden files, and the samples under docs/letters.

python -m letters.golden_letters      (in tests/) writes both anew; look at the samples before you commit
"""

import subprocess
import tempfile
from pathlib import Path

from letters.shortage_book import JUNE_1, PEOPLE, Workplace, monday, write_book
from pab_planner.sheets.contacts import CONTACTS
from pab_planner.sheets.open_ledger import open_ledger
from pab_planner.sheets.page_set_up import PageSetUp, Paper
from pab_planner.sheets.share import letter_file
from pab_planner.sheets.transport import FREIGHT, open_transport

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "golden" / "letters"
SAMPLES = TESTS.parent / "docs" / "letters"
LETTERS = {
    "potential-zh": "P-0001",
    "potential-en": "P-0002",
    "potential-both": "P-0002",
    "confirmed-zh": "C-0001",
    "confirmed-en": "C-0002",
    "all-clear-zh": "K-0002",
    "all-clear-en": "K-0003",
}
"""Golden file by name, and the letter it holds."""

HAPPENED = (
    "On 27 May a crack was found in mould 3; line 1 has stood still since. The mould is at the toolmaker's. "
    "5 月 27 日发现 3 号模具开裂，1 号线停产，模具已送修。"
)
UNKNOWN = "The day on which the repaired mould is released. 修复后模具的放行日期。"


def all_letters(folder: Path) -> Workplace:
    """The story of one shortage, with every letter of it issued."""
    place = write_book(folder / "plan.xlsx", people=PEOPLE)
    place.assess()
    place.plan_overtime(
        when="2026-06-17",
        action="Saturday shifts 周六加班",
        due="2026-06-10",
        evidence="Shift plan 24 排班表 24",
    )
    place.plan_overtime(
        kind="stock transfer",
        quantity="100",
        when="2026-06-24",
        action="From Tianjin 天津仓调拨",
        owner="Ma Jun",
        evidence="TO-118",
    )
    fly(place)
    place.warn(happened=HAPPENED, unknown=UNKNOWN, approver="Sun Li")
    place.plan_overtime(
        kind="rework",
        quantity="40",
        action="Blocked stock 隔离库存",
        state="failed",
        outcome="Release test failed. 放行试验未通过。",
    )
    place.press("confirm", alert="A-0001", issue="yes")
    book = place.open()
    book.sheets["MPS"]["B3"].value = monday(2)
    book.save()
    place.press("update_alerts")
    place.press("all_clear", alert="A-0001")
    place.press(
        "clear_customer",
        alert="A-0001",
        issue="yes",
        remains="8D report by 19 June. 6 月 19 日前提交 8D 报告。",
    )
    return place


def fly(place: Workplace) -> None:
    """Bring 20 by the cheapest transport; company pays."""
    place.press("transport", alert="A-0001")
    book = place.open()
    modes = open_transport(book)
    modes.amend(0, {"lead_days": 12, "capacity": 500, "fixed": 800, "unit": 0.5, "working_days": "1-5"})
    modes.amend(1, {"lead_days": 2, "capacity": 100, "fixed": 1500, "unit": 12, "working_days": "1-5"})
    modes.amend(2, {"lead_days": 1, "capacity": 20, "fixed": 900})
    freight = {"quantity": 20, "needed_by": JUNE_1, "payer": "We do 我司承担", "owner": "Ma Jun"}
    open_ledger(book, FREIGHT).amend(0, {**freight, "authorisation": "PF-2026-031"})
    book.save()
    place.press("transport", alert="A-0001")


def in_both(folder: Path) -> Workplace:
    """A warning to a customer who is written to in both languages."""
    place = write_book(folder / "both.xlsx", people=PEOPLE).ready()
    book = place.open()
    open_ledger(book, CONTACTS).amend(1, {"language": "both"})
    book.save()
    place.warn(happened=HAPPENED, unknown=UNKNOWN)
    return place


def golden_files(folder: Path) -> dict[str, bytes]:
    """Each letter as a workbook of its own, by name."""
    story, both = all_letters(folder), in_both(folder)
    return {
        name: letter_file(both.file, "P-0002", PageSetUp(Paper.A4, "P-0002"))
        if name.endswith("both")
        else letter_file(story.file, letter, PageSetUp(Paper.A4, letter))
        for name, letter in LETTERS.items()
    }


def main() -> None:
    """Write the golden files, and the samples as PDF and PNG."""
    with tempfile.TemporaryDirectory() as folder:
        files = golden_files(Path(folder))
        for name, content in files.items():
            (GOLDEN / f"{name}.xlsx").write_bytes(content)
            workbook = Path(folder, f"{name}.xlsx")
            workbook.write_bytes(content)
            profile = Path(folder, "profile").as_uri()
            command = ["soffice", f"-env:UserInstallation={profile}", "--convert-to", "pdf", workbook.name]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            (SAMPLES / f"{name}.pdf").write_bytes(workbook.with_suffix(".pdf").read_bytes())
            picture = ["pdftoppm", "-r", "80", "-png", f"{name}.pdf", str(SAMPLES / name)]
            subprocess.run(picture, cwd=folder, check=True)


if __name__ == "__main__":
    main()
