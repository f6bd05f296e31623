"""Progress of a long command: which step is running, and for how long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pab_planner.cli import console
from pab_planner.language import Language, Text

WORKING = Text("Working", "处理中")


@contextmanager
def one_step(language: Language, step: Text = WORKING, *, quiet: bool = False) -> Iterator[None]:
    """Show one step while the `with` block runs."""
    steps = Steps(language, quiet=quiet)
    with steps.shown():
        steps.begin(step)
        yield


class Steps:
    """Times each step of a command, and shows them on a terminal while it runs."""

    def __init__(self, language: Language, *, quiet: bool) -> None:
        self.language = language
        self.taken: list[tuple[Text, float]] = []
        terminal = console(error=True)
        shown = terminal.is_terminal and not quiet
        self._progress = (
            Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TimeElapsedColumn(),
                console=terminal,
                transient=True,
            )
            if shown
            else None
        )
        self._task: TaskID | None = None
        self._begun = time.perf_counter()

    def begin(self, step: Text) -> None:
        """Begin a step; the one before it ends."""
        self._end()
        self.taken.append((step, 0.0))
        if self._progress:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(step.say(self.language), total=None)

    def advance(self, share: float) -> None:
        """So much of the current step is done, from 0 to 1; of a step that never says so the bar only moves."""
        if self._progress and self._task is not None:
            self._progress.update(self._task, total=1.0, completed=share)

    def _end(self) -> None:
        """Note how long the current step took."""
        now = time.perf_counter()
        if self.taken:
            self.taken[-1] = (self.taken[-1][0], now - self._begun)
        self._begun = now

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the steps while the `with` block runs."""
        if self._progress:
            with self._progress:
                yield
        else:
            yield
        self._end()
