"""All or nothing: what a press has written goes again where it can't come to its end.

Excel itself takes nothing back that a program wrote. Whoever changes what was there before the press says here
first how it is put back; what is made anew need not be, for it goes whole. A file is not saved where a press fails,
so that nothing is recorded there.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.insist import LONG_PAUSES, insist

Step = Callable[[], object]
Found = TypeVar("Found")


class HalfWritten(Exception):
    """A press that failed, and what it had written could not all be put back; its cause is what failed."""


@dataclass
class _Record:
    """What a press has done so far.

    Attributes:
        back: How each change is put back, in the order in which they were made.
        end: What goes once the press has come to its end, each with what does in its stead where Excel refuses it.
        kept: How many of both stand even if the press then refuses.
        known: What it asked Excel once, by what it is.
    """

    back: list[Step] = field(default_factory=list)
    end: list[tuple[Step, Step]] = field(default_factory=list)
    kept: tuple[int, int] = (0, 0)
    known: dict[str, Any] = field(default_factory=dict)


_records: list[_Record | None] = [None]
"""That of the press, last; Excel calls one function at a time."""


def recording() -> bool:
    """Whether what is written now would be put back."""
    return _records[-1] is not None


def on_failure(step: Step, *, last: bool = False) -> None:
    """Say how a change is put back that is made next: where Excel is silent for good, all that was said counts as made.

    Args:
        step: Puts it back; it may be tried more than once.
        last: Whether it can only do so once all else is put back.
    """
    if (record := _records[-1]) is not None:
        record.back.insert(record.kept[0] if last else len(record.back), step)


def at_the_end(step: Step, otherwise: Step | None = None) -> None:
    """Do what can't be put back once all else is done.

    Args:
        step: What is to be done.
        otherwise: What does in its stead where Excel refuses it after it has let go what came before.
    """
    if (record := _records[-1]) is None:
        step()
    else:
        record.end.append((step, otherwise or step))


def keep_so_far() -> None:
    """Let what was written so far stand even if the press refuses later on; it is whole by itself."""
    if (record := _records[-1]) is not None:
        record.kept = len(record.back), len(record.end)


def once_a_press(what: str, find: Callable[[], Found]) -> Found:
    """Find something of the workbook that a press does not change: in Excel only the first time it is asked for."""
    record = next(filter(None, reversed(_records)), None)
    if record is None:
        return find()
    if what not in record.known:
        record.known[what] = find()
    found: Found = record.known[what]
    return found


@contextmanager
def made_anew() -> Iterator[None]:
    """While something new is written that goes as a whole, nothing of it is recorded."""
    _records.append(None)
    try:
        yield
    finally:
        _records.pop()


@contextmanager
def all_or_nothing(book: xw.Book, refusal: type[Exception]) -> Iterator[None]:
    """Put back in Excel what is written meanwhile, if it does not come to its end.

    Args:
        book: The workbook.
        refusal: An error after which what `keep_so_far` kept stands.

    Raises:
        HalfWritten: Not all could be put back.
    """
    if not in_excel(book):
        yield
        return
    shown, record = book.api.ActiveSheet.Name, _Record()  # the sheet itself may give way to a copy
    _records.append(record)
    try:
        yield
        _end(record.end)
    except HalfWritten:
        raise
    except BaseException as error:
        back, end = record.kept if isinstance(error, refusal) else (0, 0)
        kept = [step for step, _ in record.end[:end]]
        whole = _done([*reversed(record.back[back:]), *kept])
        _done([lambda: book.api.Sheets(shown).Activate()])
        if not whole:
            raise HalfWritten from error
        raise
    finally:
        _records.pop()


def _end(steps: list[tuple[Step, Step]]) -> None:
    """Do what can't be put back: where Excel refuses the first of it, all else still is.

    After that there is only the way on; an Excel that would let us put back lets us go on as well.

    Raises:
        HalfWritten: Something was done, and Excel refused something else for good.
    """
    if not steps:
        return
    (first, _), *others = steps
    with made_anew():
        if not insist(first, LONG_PAUSES):
            first()  # why it can't be done is why the press fails
        refused = lost = 0
        for step, otherwise in others:
            if _is_done(step, (0.0,) if refused else LONG_PAUSES):
                continue
            refused += 1
            lost += not _is_done(partial(_either, step, otherwise), (0.0,) if lost else LONG_PAUSES)
    if lost:
        raise HalfWritten


def _either(step: Step, otherwise: Step) -> None:
    """Take a step or, where Excel refuses it, another one."""
    try:
        step()
    except com_errors():
        otherwise()


def _done(steps: list[Step]) -> bool:
    """Take steps, each whatever became of the one before; whether all succeeded. Excel is waited for once."""
    lost = 0
    with made_anew():
        for step in steps:
            lost += not _is_done(step, (0.0,) if lost else LONG_PAUSES)
    return not lost


def _is_done(step: Step, pauses: Sequence[float]) -> bool:
    """Take a step, again where Excel refuses; whether it succeeded."""
    try:
        return insist(step, pauses)
    except Exception:  # whatever it is, the others are still to be taken
        return False
