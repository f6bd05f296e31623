"""`pab-planner scan`: from a planning workbook to its risks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
import xlwings as xw
from rich.text import Text as Styled

from pab_planner.cli import (
    REFUSALS,
    EngineName,
    Lang,
    app,
    as_engine,
    console,
    opened_book,
    print_json,
    refuse,
)
from pab_planner.cli.steps import Steps
from pab_planner.cli.tables import Column, print_table
from pab_planner.core.demand import DemandRule
from pab_planner.core.plan import Plan
from pab_planner.core.risk import RiskLevel, RiskSpan
from pab_planner.engines.file.engine import new_book
from pab_planner.errors import ChoiceError
from pab_planner.language import Language, Text, spoken_language
from pab_planner.reading.scan import ScanReport, scan_plan
from pab_planner.reading.table_account import TableAccount
from pab_planner.views.result import write_result
from pab_planner.warehouse.sources import is_source, needs

WAREHOUSE = "Warehouse 数据仓库"
WRITING, SAVING = Text("Writing the result", "写入结果"), Text("Saving the result", "保存结果")
COLOURS = {
    RiskLevel.SHORTAGE: "bold red",
    RiskLevel.MPS_DEPENDENT: "dark_orange",
    RiskLevel.BELOW_SAFETY: "yellow",
}
COLUMNS = (
    Column(Text("Item", "物料")),
    Column(Text("Customer", "客户"), rank=4, gives_way=True),
    *(Column(Text(f"{level.mark} ", f"{level.mark} ") + level.title) for level in COLOURS),
    Column(Text("Most missing", "最大缺口"), right=True),
    Column(Text("Recovers", "恢复"), rank=3),
)
"""A line an item: the first period of each level, then how much is short at most, and until when."""

NEVER = Text("not in the plan", "计划期内不恢复")
NO_RISK = Text(
    "{items:item|items}, {periods:period|periods}: no risk found.",
    "{items} 个物料，{periods} 期：未发现风险。",
)
FAULTS = Text("{count:cell|cells} to correct:", "{count} 处需要更正：")
MORE = Text("... and {count} more, on the sheet Faults", "……另有 {count} 处，见 Faults 表")
DISAGREE = Text(
    "The sheet's balance disagrees with ours in {count:cell|cells} (sheet Check).",
    "表中的余额有 {count} 个单元格与推算不一致（见 Check 表）。",
)
AGREE = Text("The balance on the sheet agrees with ours in every cell.", "表中的余额与推算完全一致。")
SUMMARY = Text(
    "{items:item|items}, {periods:period|periods}: {at_risk:item|items} at risk, {short} of them short.",
    "{items} 个物料，{periods} 期：{at_risk} 个有风险，其中 {short} 个断供。",
)
FIRST_PERIODS = Text("First period of each level:", "各级风险的首期：")
WRITTEN = Text("Result: {file}", "结果：{file}")
SECONDS = Text("{step}: {seconds:.2f} s", "{step}：{seconds:.2f} 秒")
SHOWN_FAULTS, SHOWN_ITEMS = 12, 60
MORE_ITEMS = Text("... and {count:item|items} more, on the sheet PAB", "……另有 {count} 个物料，见 PAB 表")


class SameFile(ChoiceError):
    """The result would overwrite its source."""

    sentence = Text(
        "{file} is the plan itself; give --out another name", "{file} 是计划文件本身；请为 --out 另取名称"
    )


class NotAWorkbook(ChoiceError):
    """A result whose name says another kind of file than it is."""

    sentence = Text(
        "--out {found}: the result of a plan is a workbook, expected a name that ends in .xlsx",
        "--out {found}：计划的结果是工作簿，文件名应以 .xlsx 结尾",
    )


class NotALabel(ChoiceError):
    """A label without its role."""

    sentence = Text(
        "--label {found}: expected TEXT=role, for example --label 'Net due=orders'",
        "--label {found}：应为 文字=角色，例如 --label '净需求量=orders'",
    )


@app.command()
def scan(
    source: Annotated[
        str,
        typer.Argument(
            help="Planning workbook .xlsx .xlsm .csv, or a warehouse: parquet:FOLDER csv:FOLDER "
            "duckdb:///FILE?table=NAME postgres://HOST/DATABASE?query=SELECT... 计划工作簿或数据仓库",
            metavar="PLAN|DEMAND",
        ),
    ],
    sheet: Annotated[str | None, typer.Option(help="Only this sheet 只读此工作表", metavar="NAME")] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(help="What a word on the sheets means 指定文字的含义", metavar="TEXT=role"),
    ] = None,
    rule: Annotated[
        str | None, typer.Option(help="Demand rule 需求规则: " + " ".join(DemandRule), metavar="RULE")
    ] = None,
    dtf: Annotated[int | None, typer.Option(help="Demand time fence, periods 需求时界（期）", min=0)] = None,
    ptf: Annotated[
        int | None, typer.Option(help="Planning time fence, periods 计划时界（期）", min=0)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Result workbook 结果工作簿", metavar="RESULT.xlsx", dir_okay=False)
    ] = None,
    stock: Annotated[
        str | None,
        typer.Option(help="Stock of a warehouse 库存来源", metavar="SOURCE", rich_help_panel=WAREHOUSE),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            help="Columns that name what is planned 计划对象的列",
            metavar="ITEM,SITE",
            rich_help_panel=WAREHOUSE,
        ),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option(help="Column of customers 客户列", metavar="COLUMN", rich_help_panel=WAREHOUSE),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", help="First day 起始日", metavar="DATE", rich_help_panel=WAREHOUSE),
    ] = None,
    bucket: Annotated[
        str | None, typer.Option(help="Period 期间", metavar="day|week|month", rich_help_panel=WAREHOUSE)
    ] = None,
    periods: Annotated[
        int | None, typer.Option(help="How many periods 期数", min=1, max=1000, rich_help_panel=WAREHOUSE)
    ] = None,
    memory: Annotated[
        str, typer.Option(help="Memory to use 可用内存", metavar="SIZE", rich_help_panel=WAREHOUSE)
    ] = "1GB",
    settings: Annotated[
        Path | None,
        typer.Option(
            help="Workbook whose sheet Settings holds rule, fences and policies 取其 Settings 表中的规则和策略",
            metavar="BOOK",
            dir_okay=False,
            rich_help_panel=WAREHOUSE,
        ),
    ] = None,
    all_items: Annotated[
        bool, typer.Option("--all", help="Every item, not only those at risk 列出全部物料")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON 输出 JSON")] = False,
    lang: Lang = None,
    engine: Annotated[
        str,
        typer.Option(
            help="file, or a live calc; of a warehouse: spark, or spark://HOST", metavar="file|calc|spark"
        ),
    ] = "file",
) -> None:
    """Find the risks in a planning workbook, or in a warehouse 查找计划或数据仓库中的断供风险."""
    if is_source(source) or any((stock, key, customer, first, bucket, periods, settings)):
        try:
            with needs("warehouse", source.partition(":")[0] + ":"):
                from pab_planner.cli.warehouse_scan import WarehouseOptions, scan_a_warehouse
        except REFUSALS as error:
            raise refuse(error, spoken_language(lang)) from None
        options = WarehouseOptions(
            demand=source,
            stock=stock,
            key=key,
            customer=customer,
            first=first,
            bucket=bucket,
            periods=periods,
            memory=memory,
            settings=settings,
            label=label or [],
            rule=rule,
            dtf=dtf,
            ptf=ptf,
            out=out,
            engine=engine,
            of_workbooks=(*(("--sheet",) if sheet else ()), *(("--all",) if all_items else ())),
        )
        scan_a_warehouse(options, as_json=as_json, lang=lang)
        return
    plan = Path(source)
    language = spoken_language(lang)
    steps = Steps(language, quiet=as_json)
    try:
        with steps.shown():
            target = _target(plan, out, wanted=not as_json)
            with plan_source(plan, as_engine(engine)) as opened_plan:
                report = scan_plan(
                    opened_plan,
                    sheet=sheet,
                    labels=labels_of(label or []),
                    rule=rule,
                    demand_time_fence=dtf,
                    planning_time_fence=ptf,
                    announce=steps.begin,
                )
            language = spoken_language(lang, report.reading.settings.given("language"))
            steps.language = language
            if target:
                steps.begin(WRITING)
                book = new_book()
                write_result(book, report, language, source=plan.name, every_item=all_items)
                steps.begin(SAVING)
                book.save(str(target))
    except REFUSALS as error:
        raise refuse(error, language) from None
    if as_json:
        print_json(scan_json(report, language))
    else:
        _print(report, language)
        if target:
            console().print(WRITTEN.say(language, file=target), markup=False, soft_wrap=True)
        for step, seconds in steps.taken:
            console().print(SECONDS.say(language, step=step, seconds=seconds), style="dim")


@contextmanager
def plan_source(plan: Path, engine: EngineName) -> Iterator[Path | xw.Book]:
    """The plan, read quickly from the file, or opened and recalculated in a live Calc."""
    if engine == "file":
        yield plan
    else:
        with opened_book(plan, engine) as book:
            book.app.calculate()
            yield book


def _target(plan: Path, out: Path | None, *, wanted: bool) -> Path | None:
    """Where the result goes: beside the plan unless a name is given; nowhere for JSON without a name."""
    if out is None:
        return plan.with_name(f"{plan.stem}-risks.xlsx") if wanted else None
    if out.resolve() == plan.resolve():
        raise SameFile(file=out.name)
    if out.suffix.casefold() not in ("", ".xlsx"):
        raise NotAWorkbook(found=out.name)
    return out if out.suffix else out.with_suffix(".xlsx")


def labels_of(options: list[str]) -> dict[str, str]:
    """The planner's own words from `TEXT=role` options."""
    labels = {}
    for option in options:
        text, equals, role = option.rpartition("=")
        if not (text.strip() and equals and role.strip()):
            raise NotALabel(found=option)
        labels[text.strip()] = role.strip()
    return labels


def account_json(account: TableAccount, language: Language) -> dict[str, Any]:
    """How one table is read, as JSON."""
    return {
        "sheet": account.grid.title,
        "range": account.area,
        "roles": [
            {"heading": use.heading, "cell": use.cell, "role": str(use.role), "count": use.count}
            for use in account.used
        ],
        "left_aside": [
            {"heading": use.heading, "cell": use.cell, "reason": use.reason.say(language), "count": use.count}
            for use in account.left_aside
        ],
        "decided": [text.say(language) for text in account.decided],
        "questions": [
            {
                "heading": question.heading,
                "cell": question.cell,
                "question": question.text.say(language),
                "label": question.label,
            }
            for question in account.questions
        ],
    }


def scan_json(report: ScanReport, language: Language) -> dict[str, Any]:
    """What a scan found, as JSON."""
    plan = report.reading.plan
    return {
        "risks": [
            {
                "item": plan.items[span.row],
                "customer": ", ".join(plan.customers[span.row]),
                "level": span.level.name,
                "first_period": plan.periods[span.first].label,
                "last_period": plan.periods[span.last].label,
                "recovery_period": None if span.recovery is None else plan.periods[span.recovery].label,
                "worst_quantity": span.worst_quantity,
            }
            for span in report.risks
        ],
        "faults": [
            {
                "sheet": fault.sheet,
                "cell": fault.cell,
                "found": fault.found,
                "expected": fault.expected.say(language),
            }
            for fault in report.reading.faults
        ],
        "disagreements": [
            {"sheet": cell.sheet, "cell": cell.cell, "theirs": cell.theirs, "ours": cell.ours}
            for cell in report.reading.disagreements
        ],
        "reading": [account_json(account, language) for account in report.reading.tables],
        "items": len(plan.items),
        "left_out": report.reading.left_out,
        "periods": len(plan.periods),
    }


def _print(report: ScanReport, language: Language) -> None:
    """Print the risks as a table, then what else the planner should know."""
    plan, terminal = report.reading.plan, console()
    by_row: dict[int, list[RiskSpan]] = {}
    for span in report.risks:
        by_row.setdefault(span.row, []).append(span)
    short = sum(spans[0].level is RiskLevel.SHORTAGE for spans in by_row.values())
    summary = {"items": len(plan.items), "periods": len(plan.periods), "at_risk": len(by_row), "short": short}
    told = (SUMMARY if by_row else NO_RISK).filled(**summary) + report.reading.said_left_out
    terminal.print(told.say(language))
    if by_row:
        items = list(by_row.values())[: SHOWN_ITEMS if terminal.is_terminal else None]
        terminal.print(FIRST_PERIODS.say(language))
        print_table(terminal, COLUMNS, [_item_row(plan, spans, language) for spans in items], language)
        if len(items) < len(by_row):
            terminal.print("  " + MORE_ITEMS.say(language, count=len(by_row) - len(items)))
    for text in dict.fromkeys(text for table in report.reading.tables for text in table.decided):
        terminal.print(text.say(language), markup=False, soft_wrap=True)
    faults = report.reading.faults
    if faults:
        terminal.print(FAULTS.say(language, count=len(faults)), style="bold")
        for fault in faults[:SHOWN_FAULTS]:
            line = f"  {fault.sheet}!{fault.cell}: {fault.found!r} - {fault.expected.say(language)}"
            terminal.print(line, markup=False, soft_wrap=True)
        if len(faults) > SHOWN_FAULTS:
            terminal.print("  " + MORE.say(language, count=len(faults) - SHOWN_FAULTS))
    if report.reading.checked:
        count = len(report.reading.disagreements)
        terminal.print(DISAGREE.say(language, count=count) if count else AGREE.say(language))


def _item_row(plan: Plan, spans: Sequence[RiskSpan], language: Language) -> list[Styled]:
    """One line of the table.

    Args:
        plan: The plan.
        spans: The risks of one of its rows, the worst level first.
        language: Language of the line.
    """
    levels: dict[int, RiskLevel] = {}
    for span in spans:  # a milder one goes round a worse one
        for period in range(span.first, span.last + 1):
            levels.setdefault(period, span.level)
    first = {level: period for period, level in sorted(levels.items(), reverse=True)}
    short = [span for span in spans if span.level is RiskLevel.SHORTAGE]
    missing = recovers = ""
    if short:
        missing = f"{max(span.worst_quantity for span in short):,.10g}"
        end = max(short, key=lambda span: span.last).recovery
        recovers = NEVER.say(language) if end is None else plan.periods[end].label
    return [
        Styled(plan.items[spans[0].row]),
        Styled(", ".join(plan.customers[spans[0].row])),
        *(
            Styled(plan.periods[first[level]].label if level in first else "", style)
            for level, style in COLOURS.items()
        ),
        Styled(missing),
        Styled(recovers),
    ]
