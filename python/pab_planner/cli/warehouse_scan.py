"""`pab-planner scan parquet:DEMAND/ --stock ...`: from a warehouse to its risks."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, get_args

import typer

from pab_planner.cli import REFUSALS, console, print_json, refuse
from pab_planner.cli.scan_verb import SECONDS, labels_of
from pab_planner.cli.steps import Steps
from pab_planner.core.demand import demand_rule
from pab_planner.errors import ChoiceError, UnknownChoice
from pab_planner.language import Language, Text, spoken_language
from pab_planner.reading.planning import settings_of
from pab_planner.reading.settings import Settings
from pab_planner.reading.vocabulary import read_labels
from pab_planner.warehouse.question import Bucket, Question
from pab_planner.warehouse.result import faults_file
from pab_planner.warehouse.scan import WarehouseScan, memory_of, scan_warehouse
from pab_planner.warehouse.sources import read_source

KEYS = Text(
    "{keys:key|keys}, {periods:period|periods}: {risks:risk|risks}.",
    "{keys} 个关键字，{periods} 期：{risks} 项风险。",
)
LEVEL = Text("  {mark} {level}: {count}", "  {mark} {level}：{count}")
FAULTS = Text(
    "Faults in {file}; {left_out:key|keys} left out:", "问题见 {file}；{left_out} 个关键字未参与计算："
)
FAULT = Text("  {fault}, {done}: {count}", "  {fault}，{done}：{count}")
OUTSIDE = Text(
    "Not counted: {before:row|rows} before {first}, {after:row|rows} from {end} on.",
    "未计入：{first} 之前 {before} 行，{end} 及以后 {after} 行。",
)
ASIDE = Text("Columns not used: {columns}", "未采用的列：{columns}")
IN_ZONE = Text(
    "{column} holds moments with a time zone; their days are those of this computer, {zone}.",
    "{column} 列为带时区的时刻，日期按本机时区 {zone} 计算。",
)
RESULT = Text("Result: {file}", "结果：{file}")
STOPPED = Text("Stopped; nothing was written.", "已中止，未写入任何文件。")


class OptionMissing(ChoiceError):
    """A scan of a warehouse without what it needs."""

    sentence = Text("a scan of {source} needs {missing} too", "扫描 {source} 还需要 {missing}")


class ForWorkbooks(ChoiceError):
    """Options that say nothing about a warehouse."""

    sentence = Text("{options} is for a workbook; leave it out", "{options} 仅用于工作簿；请去掉")


class NoSettings(ChoiceError):
    """A workbook that says nothing of rules and policies."""

    sentence = Text(
        "--settings {file} has no settings: expected a planner workbook with a sheet Settings",
        "--settings {file} 中没有设置：应为含 Settings 表的计划工作簿",
    )


class NotADate(ChoiceError):
    """An option that should be a day is not one."""

    sentence = Text(
        "--from {found}: expected a date such as 2026-06-01", "--from {found}：应为日期，如 2026-06-01"
    )


@dataclass(frozen=True)
class WarehouseOptions:
    """The options of a warehouse scan; None for those that were not given."""

    demand: str
    stock: str | None
    key: str | None
    customer: str | None
    first: str | None
    bucket: str | None
    periods: int | None
    memory: str
    settings: Path | None
    label: list[str]
    rule: str | None
    dtf: int | None
    ptf: int | None
    out: Path | None
    engine: str
    of_workbooks: tuple[str, ...]


def scan_a_warehouse(options: WarehouseOptions, *, as_json: bool, lang: str | None) -> None:
    """Scan, and print what was found."""
    language = spoken_language(lang)
    steps = Steps(language, quiet=as_json)
    try:
        settings = settings_of(options.settings) if options.settings else None
        if settings and not (settings.stated or settings.labels or settings.exceptions):
            raise NoSettings(file=options.settings)
        language = spoken_language(lang, settings.given("language") if settings else None)
        steps.language = language
        question, out = _question(options, settings), options.out
        assert out is not None
        with steps.shown():
            found = scan_warehouse(
                question,
                out,
                memory=memory_of(options.memory),
                spark={"file": "", "spark": "local"}.get(options.engine, options.engine),
                language=language,
                announce=steps.begin,
                advance=steps.advance,
            )
    except REFUSALS as error:
        raise refuse(error, language) from None
    except KeyboardInterrupt:
        console(error=True).print(STOPPED.say(language))
        raise typer.Exit(130) from None
    if as_json:
        print_json(_as_json(found, question, out))
        return
    _print(found, question, out, language)
    total = sum(seconds for _, seconds in steps.taken)
    console().print(SECONDS.say(language, step=Text("Scan", "扫描"), seconds=total), style="dim")


def _question(options: WarehouseOptions, settings: Settings | None) -> Question:
    """The question to the warehouse; an option overrides the workbook's setting."""
    demand = read_source(options.demand, "DEMAND")
    if options.of_workbooks:
        raise ForWorkbooks(options=", ".join(options.of_workbooks))
    if options.engine not in ("file", "spark", "yarn") and not re.match(
        r"local\b|[a-z0-9]+://", options.engine
    ):
        raise UnknownChoice(name="--engine", found=options.engine, choices="file, spark, spark://HOST")
    needed = {
        "--stock": options.stock,
        "--key": options.key,
        "--from": options.first,
        "--bucket": options.bucket,
        "--periods": options.periods,
        "--out": options.out,
    }
    if missing := [name for name, value in needed.items() if not value]:
        raise OptionMissing(source=options.demand.partition(":")[0] + ":", missing=", ".join(missing))
    if options.bucket not in get_args(Bucket):
        raise UnknownChoice(name="--bucket", found=options.bucket, choices=", ".join(get_args(Bucket)))
    try:
        start = date.fromisoformat(str(options.first))
    except ValueError:
        raise NotADate(found=options.first) from None
    rule = options.rule or (settings["rule"] if settings else None)
    dtf, ptf = options.dtf, options.ptf
    if settings:
        dtf = int(settings["demand_time_fence"]) if dtf is None else dtf
        ptf = settings["planning_time_fence"] if ptf is None else ptf
    labels = {**(settings.labels if settings else {}), **labels_of(options.label)}
    plain = {} if settings is None else {"policies": settings.policies}
    return Question(
        demand=demand,
        stock=read_source(str(options.stock), "--stock"),
        keys=tuple(name.strip() for name in str(options.key).split(",")),
        start=start,
        bucket=options.bucket,  # type: ignore[arg-type]
        count=int(options.periods or 0),
        customer=options.customer or "",
        rule=demand_rule(rule) if rule else None,
        demand_time_fence=dtf or 0,
        planning_time_fence=None if ptf is None else int(ptf),
        labels=read_labels(labels),
        **plain,
    )


def _as_json(found: WarehouseScan, question: Question, out: Path) -> dict[str, Any]:
    """What a scan found, as JSON."""
    summary = found.summary
    return {
        "keys": summary.keys,
        "rows": summary.rows,
        "left_out": summary.left_out,
        "risks": {level.name: count for level, count in summary.risks.items()},
        "faults": {kind.value: count for kind, count in summary.faults.items()},
        "rows_before": summary.before,
        "rows_after": summary.after,
        "columns_not_used": list(found.aside),
        "time_zone": _zone(question.start) if found.in_zone else None,
        "out": str(out),
        "faults_out": str(faults_file(out)),
    }


def _zone(day: date) -> str:
    """The time zone of this computer on a day: in summer it may be another than today's."""
    return f"UTC{datetime.combine(day, time()).astimezone():%z}"


def _print(found: WarehouseScan, question: Question, out: Path, language: Language) -> None:
    """Print the figures."""
    summary, lines = found.summary, []
    risks = sum(summary.risks.values())
    lines.append(KEYS.say(language, keys=summary.keys, periods=question.count, risks=risks))
    lines += [
        LEVEL.say(language, mark=level.mark, level=level.title, count=f"{count:,}")
        for level, count in summary.risks.items()
    ]
    if summary.faults:
        lines.append(FAULTS.say(language, file=faults_file(out), left_out=summary.left_out))
        lines += [
            FAULT.say(language, fault=kind.words, done=kind.done, count=f"{count:,}")
            for kind, count in summary.faults.items()
        ]
    if summary.before or summary.after:
        first, end = question.starts[0], question.starts[-1]
        lines.append(OUTSIDE.say(language, before=summary.before, first=first, after=summary.after, end=end))
    if found.aside:
        lines.append(ASIDE.say(language, columns=", ".join(found.aside)))
    if found.in_zone:
        lines.append(IN_ZONE.say(language, column=found.in_zone, zone=_zone(question.start)))
    lines.append(RESULT.say(language, file=out))
    for line in lines:
        console().print(line, markup=False, soft_wrap=True)
