"""The same work from a terminal."""

import json
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, Literal, cast

import typer
from rich.console import Console

from pab_planner.errors import PlanError
from pab_planner.language import Language, Text

EngineName = Literal["file", "calc"]

app = typer.Typer(
    name="pab-planner",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(version("pab-planner"))
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Version 版本")
    ] = False,
) -> None:
    """See shortages coming, and tell those who must know 提前发现断供，及时告知相关方."""


def console(*, error: bool = False) -> Console:
    """A terminal to print on; plain, and wide enough for a table, where it is no terminal."""
    terminal = Console(stderr=error, highlight=False, soft_wrap=error)
    if not terminal.is_terminal:
        terminal.width = max(terminal.width, 120)
    return terminal


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output, and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(text: Text, language: Language) -> None:
    """Print one sentence."""
    console().print(text.say(language), markup=False)


def refuse(error: PlanError, language: Language) -> typer.Exit:
    """Print why something cannot be done, and the exit that goes with it."""
    console(error=True).print(error.say(language), markup=False)
    return typer.Exit(2)


def as_engine(name: str) -> EngineName:
    """The engine that an option names."""
    if name not in ("file", "calc"):
        raise typer.BadParameter("file | calc")
    return cast(EngineName, name)


def main() -> None:
    """Run the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    for verbs in (
        "scan_verb",
        "read_verb",
        "alert_verbs",
        "letter_verbs",
        "press_verb",
        "installation_verbs",
    ):  # the verbs register themselves
        import_module(f"{__name__}.{verbs}")

    app()
