"""`pab-planner read`: how the tables of a planning workbook are read, and what is in doubt."""

from pathlib import Path
from typing import Annotated

import typer

from pab_planner.cli import REFUSALS, Engine, Lang, app, as_engine, console, print_json, refuse
from pab_planner.cli.scan_verb import account_json, labels_of, plan_source
from pab_planner.cli.steps import one_step
from pab_planner.language import Language, Text, spoken_language
from pab_planner.reading.planning import read_tables
from pab_planner.reading.scan import READING
from pab_planner.reading.table_account import TableAccount

USED = Text("  {cell}  {heading}: {role}", "  {cell}  {heading}：{role}")
ASIDE = Text("  {cell}  {heading}: left aside, {reason}", "  {cell}  {heading}：未采用，{reason}")
ASKED = Text("  {cell}  {heading}: ? {question} {label}", "  {cell}  {heading}：？{question} {label}")


@app.command()
def read(
    plan: Annotated[
        Path, typer.Argument(help="Planning workbook .xlsx .xlsm .csv 计划工作簿", metavar="PLAN")
    ],
    sheet: Annotated[str | None, typer.Option(help="Only this sheet 只读此工作表", metavar="NAME")] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(help="What a word on the sheets means 指定文字的含义", metavar="TEXT=role"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON 输出 JSON")] = False,
    lang: Lang = None,
    engine: Engine = "file",
) -> None:
    """Show how each table of a planning workbook is read 显示计划工作簿各表的读取方式."""
    language = spoken_language(lang)
    try:
        with (
            one_step(language, READING, quiet=as_json),
            plan_source(plan, as_engine(engine)) as source,
        ):
            accounts = read_tables(source, sheet=sheet, labels=labels_of(label or []))
    except REFUSALS as error:
        raise refuse(error, language) from None
    if as_json:
        print_json([account_json(account, language) for account in accounts])
        return
    for account in accounts:
        _print(account, language)


def _print(account: TableAccount, language: Language) -> None:
    """Print how one table is read."""
    terminal = console()
    lines = [f"{account.grid.title}!{account.area}"]
    lines += [USED.say(language, cell=use.cell, heading=use.heading, role=use.role) for use in account.used]
    lines += [
        ASIDE.say(language, cell=use.cell, heading=use.heading, reason=use.reason)
        for use in account.left_aside
    ]
    lines += [f"  {text.say(language)}" for text in account.decided]
    lines += [
        ASKED.say(
            language,
            cell=question.cell,
            heading=question.heading,
            question=question.text,
            label=question.label,
        )
        for question in account.questions
    ]
    for line in lines:
        terminal.print(line, markup=False, soft_wrap=True)
