"""The letters of `shortage_book` as golden files, and the samples under docs/letters.

python -m letters.golden_letters      (in tests/) writes both anew; look at the samples before you commit
"""

import subprocess
import tempfile
from datetime import date
from pathlib import Path

from letters.shortage_book import JUNE_1, PEOPLE, Workplace, monday, write_book
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import read_register
from pab_planner.ledgers.transport import FREIGHT, TRANSPORT
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_files import write_pdfs
from pab_planner.sharing.letter_pages import LetterPages, Paper
from pab_planner.sharing.share import letter_file
from pab_planner.sheets.cell_text import write_text

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
    "confirmed-both": "C-0002",
    "all-clear-both": "K-0003",
    "internal-en": "I-0001",
    "interim-3d-zh": "Q-0001",
    "interim-3d-en": "Q-0002",
    "8d-zh": "R-0001",
    "8d-en": "R-0002",
    "8d-both": "R-0002",
    "review-en": "D-0001",
}
"""Golden file by name, and the letter it holds."""

HAPPENED = (
    "On 27 May a crack was found in mould 3; line 1 has stood still since. The mould is at the toolmaker's. "
    "| 5 月 27 日发现 3 号模具开裂，1 号线停产，模具已送修。"
)
UNKNOWN = "The day on which the repaired mould is released. | 修复后模具的放行日期。"
CAUSES = {
    "category": "Mould",
    "root_cause": "The insert of mould 3 cracked after 180,000 shots; it is rated for 150,000. "
    "| 3 号模具镶件寿命为 15 万模次，实际使用 18 万模次后开裂。",
    "escape_cause": "Shots were counted by shift on paper, and nobody added them up. "
    "| 模次由各班手工记录，无人汇总。",
    "corrective": "New insert in mould 3, and a spare one in stock. | 更换 3 号模具镶件，并储备一件备用。",
    "preventive": "Shot counters stop the machine at 90 % of the rated life. "
    "| 加装模次计数器，达到额定寿命 90% 时自动停机。",
    "affected": "No other parts; mould 4 was inspected on 29 May and is sound. "
    "| 不涉及其他料号；4 号模具已于 5 月 29 日检查，状态正常。",
    "read_across": "All 14 moulds of the Suzhou plant. | 已推广至苏州工厂全部 14 套模具。",
    "effective": "2026-06-25",
    "verified": "20,000 shots without a crack, inspected every 2,000. | 连续两万模次无裂纹，每两千模次检查一次。",
}


COMPANY = {
    "company": "Suzhou Jinggong Brake Co., Ltd. | 苏州精工制动有限公司",
    "company_address": "328 Xinghu Street, Suzhou Industrial Park, China | 苏州工业园区星湖街 328 号",
    "signer": "Lin Fang | 林芳",
    "signer_title": "Head of Customer Service | 客户服务部经理",
    "signer_contact": "+86 512 5555 0001, lin.fang@own.example",
}


def all_letters(folder: Path, people: tuple[dict[str, str], ...]) -> Workplace:
    """The story of one shortage, with every letter of it issued."""
    folder.mkdir()
    place = write_book(folder / "plan.xlsx", people=people)
    book = place.open()
    write_text(book.sheets["Settings"]["A2"], list(COMPANY.items()))
    book.save()
    place.assess()
    place.plan_overtime(
        when="2026-06-17",
        action="Saturday shifts 周六加班",
        due="2026-06-10",
        evidence="Shift plan 24 | 排班表 24",
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
        outcome="Release test failed. | 放行试验未通过。",
    )
    place.press("confirm", alert="A-0001", issue="yes")
    place.press("report_8d", alert="A-0001", issue="yes", affected=CAUSES["affected"])
    book = place.open()
    book.sheets["MPS"]["B3"].value = monday(2)
    book.save()
    place.press("update_alerts")
    place.press("all_clear", alert="A-0001")
    place.press(
        "clear_customer",
        alert="A-0001",
        issue="yes",
        remains="8D report by 19 June. | 6 月 19 日前提交 8D 报告。",
    )
    review(place)
    return place


def deliver(place: Workplace, day: date) -> None:
    """Ship on a day all that is due by then."""
    place.today = day
    book = place.open()
    orders = book.sheets["Orders"]
    lines = orders["F2"].resize(orders.used_range.last_cell.row - 1, 2).value
    for row, (due, quantity) in enumerate(lines, 2):
        if due.date() <= day:
            orders[f"H{row}"].value = quantity
    book.save()
    place.press("update_alerts")


def review(place: Workplace) -> None:
    """Report causes and actions to the customers a month later, and close."""
    for week in (1, 2, 3, 4):
        deliver(place, monday(week))
    place.today = date(2026, 6, 26)
    owner = {"alert": "A-0001", "owner": "Ma Jun", "state": "done"}
    place.press(
        "countermeasures",
        kind="corrective action",
        action="New insert in mould 3 | 3 号模具更换镶件",
        due="2026-06-04",
        when="2026-06-05",
        **owner,
    )
    place.press(
        "countermeasures",
        kind="preventive action",
        action="Shot counters | 加装模次计数器",
        due="2026-06-10",
        when="2026-06-15",
        **owner,
    )
    book = place.open()
    kept = open_ledger(book, COUNTERMEASURES)
    for index, row in enumerate(kept.rows):
        if not row["state"]:
            kept.amend(index, {"state": "Done 已完成"})
    book.save()
    place.press("report_8d", alert="A-0001", issue="yes", **CAUSES)
    place.press("close_alert", alert="A-0001")


def fly(place: Workplace) -> None:
    """Bring 20 by the cheapest transport; company pays."""
    place.press("transport", alert="A-0001")
    book = place.open()
    modes = open_ledger(book, TRANSPORT)
    modes.amend(0, {"lead_days": 12, "capacity": 500, "fixed": 800, "unit": 0.5, "working_days": "1-5"})
    modes.amend(1, {"lead_days": 2, "capacity": 100, "fixed": 1500, "unit": 12, "working_days": "1-5"})
    modes.amend(2, {"lead_days": 1, "capacity": 20, "fixed": 900})
    freight = {"quantity": 20, "needed_by": JUNE_1, "payer": "We do 我司承担", "owner": "Ma Jun"}
    open_ledger(book, FREIGHT).amend(0, {**freight, "authorisation": "PF-2026-031"})
    book.save()
    place.press("transport", alert="A-0001")


def stories(folder: Path) -> dict[str, Workplace]:
    """The story, and once more with a customer who is written to in both languages: where each letter is."""
    in_both = (PEOPLE[0], {**PEOPLE[1], "language": "both"}, *PEOPLE[2:])
    places = [all_letters(folder / name, people) for name, people in (("one", PEOPLE), ("both", in_both))]
    return {name: places[name.endswith("both")] for name in LETTERS}


def golden_files(places: dict[str, Workplace]) -> dict[str, bytes]:
    """Each letter as a workbook of its own, by name."""
    return {
        name: letter_file(places[name].file, letter, LetterPages(Paper.A4, letter))
        for name, letter in LETTERS.items()
    }


def main() -> None:
    """Write the golden files, and the samples as PDF and PNG."""
    with tempfile.TemporaryDirectory() as folder:
        places = stories(Path(folder))
        for name, content in golden_files(places).items():
            (GOLDEN / f"{name}.xlsx").write_bytes(content)
        for story in {id(place): place for place in places.values()}.values():
            named = {LETTERS[name]: name for name, place in places.items() if place is story}
            book = story.open()
            letters = [letter for letter in read_register(book).letters if letter.name in named]
            files = write_pdfs(ButtonPress(book, story.today, "Chen Jie"), letters)
            for letter, printed in zip(letters, files, strict=True):
                show(printed, named[letter.name])


def show(printed: Path, name: str) -> None:
    """Keep a printed letter and its pages as pictures under a name."""
    sample = SAMPLES / f"{name}.pdf"
    sample.write_bytes(printed.read_bytes())
    for old in SAMPLES.glob(f"{name}-?.png"):
        old.unlink()
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(sample), str(SAMPLES / name)], check=True)


if __name__ == "__main__":
    main()
