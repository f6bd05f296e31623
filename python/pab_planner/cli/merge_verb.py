"""`pab-planner merge`: another person's register of the same plan, taken into this one."""

from pathlib import Path
from typing import Annotated

import typer

from pab_planner.cli import console, opened_book, print_json
from pab_planner.cli.run import Run, verb
from pab_planner.language import Text
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.merge_registers import Merged, merge_books

MERGED = Text(
    "{events:event|events} and {rows:row|rows} of {other} added; {conflicts:conflict|conflicts} left as found.",
    "已并入 {other} 的 {events} 条事件和 {rows} 行登记；{conflicts} 处冲突保持原样。",
)
ELSEWHERE = Text(
    "These letters are registered here now; their sheets stay in {other}, keep that file: {letters}",
    "以下函件已登记在此，但其工作表仍在 {other} 中，请保留该文件：{letters}",
)
CONFLICT = Text("  {alert}: {what}: {mine} | {theirs}", "  {alert}：{what}：{mine} | {theirs}")


@verb
def merge(
    run: Run,
    other: Annotated[Path, typer.Argument(help="The other person's workbook 对方的工作簿", metavar="OTHER")],
) -> None:
    """Take another person's register of the same plan into this one 合并两份预警登记."""

    def work(pressed: ButtonPress) -> Merged:
        with opened_book(other, "file") as theirs:
            return merge_books(pressed, theirs)

    merged, language = run.do(work)
    if run.as_json:
        found = [
            {"alert": c.alert, "what": c.what.say(language), "mine": c.mine, "theirs": c.theirs}
            for c in merged.conflicts
        ]
        elsewhere = [letter.name for letter in merged.elsewhere]
        print_json(
            {
                "events": merged.events,
                "rows": merged.rows,
                "conflicts": found,
                "letters_in_other": elsewhere,
            }
        )
        return
    done = MERGED.say(
        language, other=other.name, events=merged.events, rows=merged.rows, conflicts=len(merged.conflicts)
    )
    console().print(done, markup=False, soft_wrap=True)
    for conflict in merged.conflicts:
        console().print(CONFLICT.say(language, **conflict._asdict()), markup=False, soft_wrap=True)
    if merged.elsewhere:
        names = ", ".join(letter.name for letter in merged.elsewhere)
        told = ELSEWHERE.say(language, letters=names, other=other.name)
        console().print(told, markup=False, soft_wrap=True)
