"""The same work from a terminal."""

import ast
import errno
import gc
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, cast

import typer

from pab_planner.errors import PlanError
from pab_planner.files import FileNotWritten, FileTrouble, reason_of
from pab_planner.language import Language, Text, spoken_language

if TYPE_CHECKING:
    import xlwings as xw
    from rich.console import Console

MODULES = (
    "scan_verb",
    "read_verb",
    "pull_verb",
    "alert_verbs",
    "log_verb",
    "merge_verb",
    "letter_verbs",
    "press_verb",
    "installation_verbs",
)
"""Modules that hold the verbs, in the order of the help."""

EngineName = Literal["file", "calc"]

Lang = Annotated[str | None, typer.Option(help="Language 语言", metavar="zh|en")]
Engine = Annotated[str, typer.Option(help="A workbook file, or a live Calc", metavar="file|calc")]

app = typer.Typer(
    name="pab-planner",
    help="See shortages coming, and tell those who must know 提前发现断供，及时告知相关方",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from importlib.metadata import version

        typer.echo(version("pab-planner"))
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Version 版本")
    ] = False,
) -> None:
    """The options of no verb."""


def console(*, error: bool = False) -> "Console":
    """A console to print on; where the output is not a terminal, plain and wide enough for a table."""
    from rich.console import Console

    terminal = Console(stderr=error, highlight=False, soft_wrap=error)
    if not terminal.is_terminal:
        terminal.width = max(terminal.width, 120)
    return terminal


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output, and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def say(text: Text, language: Language) -> None:
    """Print one sentence."""
    console().print(text.say(language), markup=False, soft_wrap=True)


REFUSALS = (PlanError, OSError)
"""Errors that end a verb with one sentence: our refusals, and those of the file system."""


def refuse(error: PlanError | OSError, language: Language) -> typer.Exit:
    """Print why something cannot be done, and return the exit to raise."""
    refusal = FileTrouble.of(error) if isinstance(error, OSError) else error
    console(error=True).print(refusal.say(language), markup=False)
    return typer.Exit(2)


def as_engine(name: str) -> EngineName:
    """The engine that an option names."""
    if name not in ("file", "calc"):
        raise typer.BadParameter("file | calc")
    return cast(EngineName, name)


@contextmanager
def opened_book(path: Path, engine: EngineName) -> Iterator["xw.Book"]:
    """A workbook that is open while the `with` block runs; whoever opened it saves it.

    Raises:
        PlanError: It cannot be opened.
        OSError: Likewise.
    """
    if engine == "calc":
        from pab_planner.build.extension import build_extension
        from pab_planner.engines.calc.engine import calc_app
        from pab_planner.macros.button_press import buttons

        with calc_app(build_extension(list(buttons()))) as app:
            yield app.books.open(str(path))
    else:
        from pab_planner.engines.file.engine import open_book

        book = open_book(path)
        try:
            yield book
        finally:
            book.close()


def main() -> None:
    """Run the program."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a program that was started without it
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        try:
            _register_verbs(sys.argv[1:])
            app()
        finally:
            sys.stdout.flush()  # what waited to be printed may be refused only now
    except KeyboardInterrupt:  # before a verb could say that it stopped
        raise SystemExit(130) from None
    except OSError as error:
        raise _output_lost(error) from None


_OUTPUT = Text("the output", "输出内容")


def _output_lost(error: OSError) -> SystemExit:
    """Say that what a verb had to say could not be printed: all else that file systems refuse, it said itself."""
    with Path(os.devnull).open("wb") as nowhere:  # Python tries to print the rest when it ends
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    if error.errno not in (errno.EPIPE, errno.EINVAL):  # `| head` has enough; Windows calls that invalid
        with suppress(OSError):
            refuse(FileNotWritten(file=error.filename or _OUTPUT, reason=reason_of(error)), spoken_language())
    return SystemExit(1)


class Verb(NamedTuple):
    """A verb as the source of its module declares it."""

    name: str
    summary: str
    module: str


def _register_verbs(words: list[str]) -> None:
    """Import the module of the verb that was typed, which registers it; the help needs names only.

    Importing every verb takes ten times as long as printing the version.
    """
    typed = next((word for word in words if not word.startswith("-")), None)
    module = next((verb.module for verb in _declared_verbs() if verb.name == typed), None) if typed else None
    if module:
        with _no_collection():
            _import_without_pandas("xlwings")
            import_module(f"{__name__}.{module}")
    elif words != ["--version"]:
        for verb in _declared_verbs():
            app.command(verb.name, help=verb.summary)(lambda: None)
    for command in app.registered_commands:
        command.help = _summary(command.help or (command.callback and command.callback.__doc__))
    if not words or not {"-h", "--help"}.isdisjoint(words):
        _keep_help_whole()


def _summary(docstring: str | None) -> str:
    """What a verb does: it ends in Chinese, where the full stop of a docstring is none."""
    return (docstring or "").partition("\n\n")[0].removesuffix(".")


def _keep_help_whole() -> None:
    """Break Chinese sentences, which have no spaces, at the end of a column; typer's tables would cut them off there."""
    from rich.text import Text as Styled
    from typer import rich_utils

    make = rich_utils._make_rich_text

    def made(**options: Any) -> Any:
        text = make(**options)
        if isinstance(text, Styled):
            text.overflow = "fold"
        return text

    rich_utils._make_rich_text = made


@contextmanager
def _no_collection() -> Iterator[None]:
    """Import without looking for what could be freed: nothing can, and the looking is a tenth of the wait."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _import_without_pandas(library: str) -> None:
    """Import what imports pandas wherever it is installed: a third of the wait for a small plan, and no verb needs it."""
    if "pandas" in sys.modules:
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import_module(library)
    finally:
        del sys.modules["pandas"]


def _declared_verbs() -> Iterator[Verb]:
    """Every function that is decorated as a verb, found in the source of the modules without importing them."""
    for module in MODULES:
        tree = ast.parse(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8"))
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and _is_verb(function):
                name = function.name.removesuffix("_verb").replace("_", "-")
                yield Verb(name, _summary(ast.get_docstring(function)), module)


def _is_verb(function: ast.FunctionDef) -> bool:
    """Whether a function is decorated with `verb` or `app.command()`."""
    return any(ast.unparse(decorator) in ("verb", "app.command()") for decorator in function.decorator_list)
