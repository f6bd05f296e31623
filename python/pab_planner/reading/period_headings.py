"""Period headings: dates, weeks and months as planners write them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from math import isfinite
from typing import Any, Literal, NamedTuple

from pab_planner.core.plan import Period
from pab_planner.language import Text

Grain = Literal["day", "week", "month"]


class Heading(NamedTuple):
    """One reading of a heading.

    Attributes:
        form: How it is written; the headings of one row share a form.
        order: What it is sorted by within its form.
        start: First day; None if the heading does not say the year.
    """

    form: str
    order: int
    start: date | None


_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januar",
            "feb february februar",
            "mar march mär märz mrz maerz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ],
        start=1,
    )
    for name in names.split()
}
_Y, _M, _D = r"((?:19|20)\d\d)", r"(\d{1,2})", r"(\d{1,2})"
_FORMS: tuple[tuple[str, str], ...] = (
    ("ymd", rf"{_Y}[-/.]{_M}[-/.]{_D}(?:[ t]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[-+]\d\d:?\d\d)?)?"),
    ("ymd", rf"{_Y}年{_M}月{_D}日?"),
    ("ymd", r"((?:19|20)\d\d)(\d\d)(\d\d)"),
    ("ymd", r"(\d\d)[-/.](\d\d)[-/.](\d\d)"),
    ("mdy", rf"{_M}[-/.]{_D}[-/.]{_Y}"),
    ("dmy", rf"{_D}[-/.]{_M}[-/.]{_Y}"),
    ("mdy", rf"{_M}/{_D}/(\d\d)"),
    ("dmy", rf"{_D}[/.]{_M}[/.](\d\d)"),
    ("dby", rf"{_D}[- ]?([a-zä]{{3,9}})[- ,]*{_Y}"),
    ("dby", rf"{_D}[- ]([a-zä]{{3,9}})[- ](\d\d)"),
    ("bdy", rf"([a-zä]{{3,9}}) {_D}(?:,| ) ?{_Y}"),
    ("yw", rf"{_Y}[-/ ]?(?:cw|kw|w|wk|week)[- ]?{_M}"),
    ("yw", rf"{_Y}[- ]?w{_M}-1"),
    ("yw", r"(\d\d)[-/ ]?(?:cw|kw|w|wk)[- ]?(\d\d)"),
    ("yw", r"(?:cw|kw|w|wk)(\d\d)(\d\d)"),
    ("yw", rf"{_Y}年第?{_M}周"),
    ("yw", rf"{_Y}\.(1[3-9]|[2-5]\d)"),
    ("wy", rf"(?:cw|kw|ww|fw|w|wk|week)[- ._]?{_M}[-/'](\d\d)"),
    ("wy", rf"(?:cw|kw|w|wk|week)[- .]?{_M}[-/ ,.']+{_Y}"),
    ("w", rf"(?:cw|kw|ww|fw|w|wk|week)[- ._]?#?{_M}"),
    ("w", rf"第?{_M}周"),
    ("w", rf"{_M}주차?"),
    ("m", rf"{_M}월"),
    ("ym", rf"{_Y}[-/.]{_M}"),
    ("ym", rf"{_Y}年{_M}月份?"),
    ("by", rf"([a-zä]{{3,9}})[-' ,.]*{_Y}"),
    ("by", r"([a-zä]{3,9})[-' ](\d\d)"),
    ("yb", rf"{_Y}[- ]([a-zä]{{3,9}})"),
    ("md", rf"{_M}月{_D}[日号]"),
    ("md", rf"{_M}[/-]{_D}"),
    ("dm", rf"{_D}[/-]{_M}"),
    ("db", rf"{_D}[- ]?([a-zä]{{3,9}})"),
    ("bd", rf"([a-zä]{{3,9}})[- ]?{_D}"),
    ("m", rf"(?:m|month )[- ]?{_M}"),
    ("my", rf"m ?{_M}[./]{_Y}"),
    ("yn", rf"fy ?'?((?:20)?\d\d)[- /]?p ?{_M}"),
    ("ny", rf"p ?{_M}[- /]?fy ?'?((?:20)?\d\d)"),
    ("m", rf"{_M}月份?"),
    ("w", rf"tuần ?{_M}"),
    ("m", rf"(?:tháng|thg) ?{_M}"),
    ("my", rf"(?:tháng|thg) ?{_M}[-/ ]{_Y}"),
    ("wy", rf"tuần ?{_M}[-/ ]{_Y}"),
    ("b", r"([a-zä]{3,9})"),
    ("yq", rf"{_Y}[ -]?q([1-4])"),
    ("qy", r"q([1-4])[ -/']?((?:19|20)?\d\d)"),
    ("yq", rf"{_Y}年第?([1-4])季度?"),
    ("q", r"q([1-4])"),
    ("q", r"第?([1-4])季度?"),
    ("n", rf"(?:p|period|bucket|t|d|day)[- ._]?#?{_M}"),
    ("n", rf"第{_M}[期天日]"),
    ("n", rf"{_M}期"),
)
_COMPILED = tuple((form, re.compile(pattern)) for form, pattern in _FORMS)
_STARTING = re.compile(
    r"(?:w/?c|wb|w/b|week (?:of|commencing|starting|beginning)|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?) (.+)"
)
_ENDING = re.compile(r"(?:we|w/e|wk/e|w ?end|week end(?:ing)?|wk ending)\.? (.+)")
_DAY_RANGE = re.compile(r"(\d{1,2})[./](\d{1,2})\.?\s*[-~–—至]\s*\d{1,2}[./]\d{1,2}\.?")
_TEN_DAYS = re.compile(r"(.+?)\s*([上中下])旬")
_BEFORE_RANGE = re.compile(r"^(.{4,}?)\s*(?:~|–|—|至| - | to )\s*\S+$")


def _century(text: str) -> int:
    """A year of two or four digits."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    """A date, None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _heading(form: str, parts: Sequence[str]) -> Heading | None:
    """The reading of one form, None if its numbers make no period."""
    fields = {"b": 0, "d": 0, "m": 0, "w": 0, "n": 0, "y": 0, "q": 0}
    for letter, part in zip(form, parts, strict=True):
        fields[letter] = (
            _MONTHS.get(part, 0) if letter == "b" else _century(part) if letter == "y" else int(part)
        )
    if "b" in form:
        if not fields["b"]:
            return None
        fields["m"] = fields["b"]
    kind = "".join(sorted(set(form.replace("b", "m"))))
    if kind == "dmy":
        start = _date(fields["y"], fields["m"], fields["d"])
        return Heading(f"date {form}", start.toordinal(), start) if start else None
    if kind == "wy":
        if not 1 <= fields["w"] <= 53:
            return None
        try:
            start = date.fromisocalendar(fields["y"], fields["w"], 1)
        except ValueError:  # a company's week 53 that ISO has not
            start = date.fromisocalendar(fields["y"], 52, 1) + timedelta(weeks=1)
        return Heading("week", start.toordinal(), start)
    if kind == "my":
        start = _date(fields["y"], fields["m"], 1)
        return Heading("month", start.toordinal(), start) if start else None
    if kind == "dm":
        known = _date(2024, fields["m"], fields["d"])
        return Heading(f"day {form}", fields["m"] * 100 + fields["d"], None) if known else None
    if kind == "ny":  # of a fiscal year
        return (
            Heading("fiscal period", fields["y"] * 12 + fields["n"], None) if 1 <= fields["n"] <= 12 else None
        )
    if kind == "qy":
        return Heading("quarter", fields["y"] * 4 + fields["q"], None)
    number = fields[kind]
    if number > {"w": 53, "m": 12, "n": 400, "q": 4}[kind] or number < (0 if kind == "n" else 1):
        return None
    forms = {"w": "week number", "m": "month number", "n": "number", "q": "quarter"}
    return Heading(forms[kind], number, None)


@lru_cache(maxsize=20_000)
def _text_readings(text: str) -> tuple[Heading, ...]:
    """Every way to read a heading's text."""
    readings = [
        reading
        for form, pattern in _COMPILED
        if (match := pattern.fullmatch(text)) and (reading := _heading(form, match.groups()))
    ]
    if not readings and (week := _week_of_month(text)):
        return (week,)
    if not readings and (day := _DAY_RANGE.fullmatch(text)):
        return _text_readings(f"{day[1]}/{day[2]}")
    if not readings and (named := _STARTING.fullmatch(text)):
        return _text_readings(named[1])
    if not readings and (named := _ENDING.fullmatch(text)):
        return tuple(_week_before(day) for day in _text_readings(named[1]))
    if not readings:
        first_line = text.split("\n")[0].split("(")[0].split(",,")[0].strip(" ,")
        match = _BEFORE_RANGE.match(text)
        shorter = match[1] if match else first_line
        if shorter and shorter != text:
            return _text_readings(shorter)
    return tuple(dict.fromkeys(readings))


def _week_before(last: Heading) -> Heading:
    """The reading of a week by its last day."""
    if last.start is None:
        return last
    return Heading(last.form, last.order - 6, last.start - timedelta(days=6))


_WEEK_OF = re.compile(
    r"(.+?)(?:[\s/_-]*(?:w|wk|week|kw|周)[\s.]?([1-6])|\s*第\s?([1-6一二三四五])\s?周|\s*([1-5])주차?"
    r"|[\s/_-]*([1-5])(?:st|nd|rd|th)[\s_-]?(?:wk|week))"
)
_PLANNING_PERIOD = re.compile(r"(?:p|per|period|期)[ .-]?(\d{1,2})")
_NUMERALS, _THIRDS = "一二三四五", "上中下"


def _week_of_month(text: str) -> Heading | None:
    """A week of a month or of a planning period: `Oct W1`, `2026年6月 第1周`, `P06 W1`."""
    match = _WEEK_OF.fullmatch(" ".join(text.split())) or _TEN_DAYS.fullmatch(text)
    if not match:
        return None
    number = next(part for part in match.groups()[1:] if part)
    numerals = _THIRDS if number in _THIRDS else _NUMERALS
    week = numerals.index(number) + 1 if number in numerals else int(number)
    whole = match[1].strip(" -/_")
    if period := _PLANNING_PERIOD.fullmatch(whole):
        return Heading("week of month", int(period[1]) * 10 + week, None)
    for reading in _text_readings(whole):
        if reading.form == "month" and reading.start:
            return Heading("week of month", (reading.start.year * 12 + reading.start.month) * 10 + week, None)
        if reading.form == "month number":
            return Heading("week of month", reading.order * 10 + week, None)
    return None


def readings_of(cell: Any) -> tuple[Heading, ...]:
    """Every way to read a cell as a period heading; none for a cell that is none."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return (Heading("date", cell.toordinal(), cell),)
    if isinstance(cell, bool) or cell is None or cell == "":
        return ()
    if isinstance(cell, float | int):
        return _number_readings(cell)
    if not isinstance(cell, str) or len(cell) > 40:
        return ()
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    text = re.sub(r"[ \t\u3000]+", " ", text)
    return _text_readings(text)


def _number_readings(value: float) -> tuple[Heading, ...]:
    """A number as 20260601, 202606 (month), 202623 (week) or a plain period number."""
    if not isfinite(value) or value != int(value) or value < 0:
        return ()
    number = int(value)
    readings: list[Heading | None] = []
    if 19_000_101 <= number <= 20_991_231:
        readings.append(_heading("ymd", (str(number)[:4], str(number)[4:6], str(number)[6:])))
    elif 190_001 <= number <= 209_953:
        year, rest = str(number)[:4], str(number)[4:]
        readings += [_heading("ym", (year, rest)), _heading("yw", (year, rest))]
    elif 20_000 <= number <= 80_000:  # a date that lost its format
        start = date(1899, 12, 30) + timedelta(days=number)
        readings.append(Heading("date serial", start.toordinal(), start))
    elif number <= 400:
        readings.append(Heading("plain number", number, None))
    return tuple(reading for reading in readings if reading)


def year_in(cell: Any) -> int:
    """The year in a cell that holds nothing else (2026, 2026年, FY2026), 0 where there is none."""
    text = heading_text(cell) if isinstance(cell, float | int | str) else ""
    match = re.fullmatch(r"(?:fy|year|jahr)? ?((?:19|20)\d\d)\s*[年년]?", text.casefold())
    return int(match[1]) if match else 0


def year_and_week(number: float) -> str:
    """The week of a number of its year and itself: 2623. Years before 2023 would be 2026 itself and its like."""
    year, week = divmod(number, 100)
    return f"{2000 + year:.0f}-W{week:02.0f}" if number.is_integer() and 23 <= year <= 35 else ""


def with_year(cell: Any, year: int) -> str:
    """A week or month without a year (`W23`, `Jan`, 6月), as one of a year; "" where it is neither."""
    for reading in readings_of(cell):
        if reading.form == "week number":
            return f"{year}-W{reading.order:02d}"
        if reading.form == "month number":
            return f"{year}-{reading.order:02d}"
    return ""


def day_of(cell: Any) -> date | None:
    """The day that one cell of a date column names, as far as it can be told from this cell alone."""
    return next((reading.start for reading in readings_of(cell) if reading.start), None)


FARTHEST = 100
"""Days from one period to the next beyond which dates are likelier misread: 26.06.01 as 26 June 2001."""


def common_form(cells: Sequence[Any]) -> str | None:
    """The form in which most of the cells read as headings, the most regular one where several do."""
    forms: Counter[str] = Counter()
    for cell in cells:
        forms.update(dict.fromkeys(reading.form for reading in readings_of(cell)).keys())
    if not forms:
        return None
    most = max(forms.values())
    candidates = [form for form, count in forms.items() if count == most]

    def irregularity(form: str) -> tuple[bool, int, int, bool, int]:
        read = [r for cell in cells for r in readings_of(cell) if r.form == form]
        days = {r.start.toordinal() for r in read if r.start}
        span = max(days, default=0) - min(days, default=0)
        months = [r.start.year * 12 + r.start.month if form == "month" and r.start else r.order for r in read]
        steps = Counter(after - before for before, after in pairwise(months))
        falls = sum(count for step, count in steps.items() if step <= 0)
        return span > FARTHEST * max(0, len(days) - 1), falls, len(steps), not days, span

    return min(candidates, key=irregularity)


def reading_in(cell: Any, form: str) -> Heading | None:
    """The reading of a cell in a form, or in another dated form."""
    readings = readings_of(cell)
    return next((r for r in readings if r.form == form), next((r for r in readings if r.start), None))


@dataclass(frozen=True)
class Calendar:
    """The periods of a sheet, in time.

    Attributes:
        periods: One per column of the plan.
        places: For each period the sheet columns (from 0) that stand for it; several where it is repeated.
    """

    periods: tuple[Period, ...]
    places: tuple[tuple[int, ...], ...]

    @cached_property
    def columns(self) -> list[int]:
        """Every sheet column of a period, in time."""
        return [column for places in self.places for column in places]

    @cached_property
    def edges(self) -> tuple[int, int]:
        """The leftmost and the rightmost column of a period."""
        return min(self.columns), max(self.columns)


class CalendarFault(NamedTuple):
    """Something wrong among the headings: at which column, what was found, what is expected."""

    column: int
    found: str
    expected: Text


UNSORTED = Text("periods in time; they were put in order", "期间应按时间排列；已重新排序")
REPEATED = Text("each period once; its columns were added together", "每个期间只出现一次；重复的列已相加")
MISSING = Text(
    "every period between {before} and {after}; the balance goes on without it",
    "{before} 与 {after} 之间应无缺漏；余额按缺少该期计算",
)


COARSE = {"quarter": 3, "month": 2, "month number": 2}
"""Forms of headings that may total the finer ones beside them, by how much they take together."""


def period_cells(cells: Sequence[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """The cells of a row that are periods of one calendar: of one form, dated, or coarser ones among finer.

    Args:
        cells: Column and cell of everything in the row that reads as a period.
    """
    form = common_form([cell for _, cell in cells]) or ""
    return [
        (column, cell)
        for column, cell in cells
        if (reading := reading_in(cell, form) or _coarse(cell, form))
        and (reading.form == form or reading.start or reading.form in COARSE)
    ]


def _coarse(cell: Any, form: str) -> Heading | None:
    """The reading of a month or quarter among weeks, of a quarter among months."""
    found = (r for r in readings_of(cell) if COARSE.get(r.form, 0) > COARSE.get(form, 0))
    return next(found, None) if form not in ("number", "plain number", "date serial") else None


def in_doubt(headings: Sequence[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Headings that may be totals of the others: a month behind its weeks, a period that stands there twice.

    A month that begins after the last of the weeks before it is a period of its own.
    """
    form = common_form([cell for _, cell in headings]) or ""
    found: list[tuple[int, Any]] = []
    last: Heading | None = None
    fine_behind = {column for column, cell in headings if (r := reading_in(cell, form)) and r.form == form}
    final = max(fine_behind, default=-1)
    seen: set[int] = set()
    for column, cell in headings:
        reading = next((r for r in readings_of(cell) if r.form == form), None)
        if reading:
            if reading.order in seen:
                found.append((column, cell))
            seen.add(reading.order)
            last = reading
            continue
        coarse = _coarse(cell, form) or reading_in(cell, form)
        if coarse is None or coarse.form not in COARSE or COARSE[coarse.form] <= COARSE.get(form, 0):
            continue
        if column < final or last is None or not _begins_after(coarse, last):
            found.append((column, cell))
    return found


def _begins_after(coarse: Heading, fine: Heading) -> bool:
    """Whether a month begins after a week or day."""
    if coarse.form == "quarter":
        return False
    month = _month_of(fine)
    if coarse.start and fine.start:
        return coarse.start > fine.start
    number = coarse.start.month if coarse.start else coarse.order
    return month is not None and (number > month or (month >= 11 and number <= 2))


def _month_of(reading: Heading) -> int | None:
    """The month in which a period begins, as far as its heading says."""
    if reading.start:
        return reading.start.month
    if reading.form == "week number":
        return date.fromisocalendar(2026, min(reading.order, 52), 4).month
    if reading.form.startswith("day"):
        return reading.order // 100
    if reading.form == "week of month":
        return (reading.order // 10 - 1) % 12 + 1
    return None


def ambiguous(cells: Sequence[Any]) -> Any:
    """A heading that may be read in two ways, day-first or month-first, where nothing beside it tells."""
    if len(cells) > 1 and all(_month_or_week(cell) for cell in cells):
        return cells[0]
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not texts or any(not isinstance(cell, str) for cell in cells):
        return None
    readings = {form: [_in(cell, f"date {form}") for cell in texts] for form in ("dmy", "mdy")}
    if not all(all(its) for its in readings.values()):
        return None
    regular = {form: _is_regular([r.order for r in its if r]) for form, its in readings.items()}
    orders = {form: [r.order for r in its if r] for form, its in readings.items()}
    if orders["dmy"] == orders["mdy"] or regular["dmy"] != regular["mdy"]:
        return None
    return next(
        text for text, dmy, mdy in zip(texts, orders["dmy"], orders["mdy"], strict=True) if dmy != mdy
    )


def _month_or_week(cell: Any) -> bool:
    """Whether a number or text of six digits may be a month and may be a week: 202607."""
    forms = {reading.form for reading in readings_of(cell)}
    return {"month", "week"} <= forms


def few(cells: Sequence[Any]) -> str:
    """The first texts of a row or column, for a sentence."""
    texts = list(dict.fromkeys(cell for cell in cells if isinstance(cell, str) and cell))
    return "', '".join(texts[:3])


def _in(cell: Any, form: str) -> Heading | None:
    return next((reading for reading in readings_of(cell) if reading.form == form), None)


def _is_regular(ordinals: Sequence[int]) -> bool:
    """Whether days are as periods follow one another: days, weeks, or the same day of each month."""
    days = sorted(set(ordinals))
    if len(days) < 2:
        return True
    steps = {after - before for before, after in pairwise(days)}
    return (
        len(steps) == 1
        or steps <= {28, 29, 30, 31}
        or steps <= {1, 3}
        or all(step % 7 == 0 for step in steps)
    )


def make_calendar(headings: Sequence[tuple[int, Any]]) -> tuple[Calendar, list[CalendarFault]]:
    """The calendar of a heading row.

    Args:
        headings: Sheet column (from 0) and cell of each period heading, from left to right.
    """
    form = common_form([cell for _, cell in headings]) or ""
    read = [
        (column, cell, reading)
        for column, cell in headings
        if (reading := reading_in(cell, form) or _coarse(cell, form))
    ]
    faults: list[CalendarFault] = []
    mixed = any(reading.start is None and reading.form != form for _, _, reading in read)
    orders = list(range(len(read))) if mixed else _unwrapped([reading.order for _, _, reading in read])
    entries = sorted(zip(orders, read, strict=True), key=lambda entry: entry[0])
    if [order for order, _ in entries] != orders:
        at = next(i for i, (a, b) in enumerate(pairwise(orders)) if b < a) + 1
        faults.append(CalendarFault(read[at][0], heading_text(read[at][1]), UNSORTED))
    periods: list[Period] = []
    places: list[tuple[int, ...]] = []
    last: int | None = None
    for order, (column, cell, reading) in entries:
        if order == last:
            faults.append(CalendarFault(column, heading_text(cell), REPEATED))
            places[-1] += (column,)
            continue
        periods.append(Period(_label(cell, reading), reading.start))
        places.append((column,))
        last = order
    distinct = [] if mixed else sorted(set(orders))
    for gap in _gaps(distinct, form, periods):
        expected = MISSING.filled(before=periods[gap].label, after=periods[gap + 1].label)
        faults.append(CalendarFault(places[gap + 1][0], periods[gap + 1].label, expected))
    return Calendar(tuple(periods), tuple(places)), faults


def _unwrapped(orders: list[int]) -> list[int]:
    """Orders of headings without a year made to go on over the turn of the year (W52, W1)."""
    falls = [i for i, (a, b) in enumerate(pairwise(orders)) if b < a]
    if len(falls) == 1 and max(orders) < 130 and 11 <= orders[falls[0] + 1] <= 16 and orders[falls[0]] > 100:
        at = falls[0] + 1  # Dec W4, Jan W1
        return [*orders[:at], *(order + 120 for order in orders[at:])]
    if len(falls) == 1 and max(orders) < 1300:
        at = falls[0] + 1
        if orders[at] <= 2 or 100 < orders[at] <= 107:
            top = 1300 if max(orders) > 100 else 53 if max(orders) > 12 else 12
            if orders[at - 1] >= top - (100 if top == 1300 else 3 if top == 53 else 0):
                wrap = top if top != 53 else orders[at - 1]
                return [*orders[:at], *(order + wrap for order in orders[at:])]
    return orders


def _gaps(orders: list[int], form: str, periods: list[Period]) -> list[int]:
    """Index of each period after which one is missing."""
    if len(orders) < 3 or form.startswith("day"):
        return []
    if form == "month" or (form.startswith("date") and _grain(orders) == "month"):
        starts = [period.start for period in periods]
        orders = [start.year * 12 + start.month for start in starts if start]
    steps = [after - before for before, after in pairwise(orders)]
    step = Counter(steps).most_common(1)[0][0]
    gaps = [index for index, width in enumerate(steps) if width > step]
    if step == 1 and form.startswith("date"):  # a working week has no weekend
        gaps = [
            i
            for i in gaps
            if any(date.fromordinal(d).weekday() < 5 for d in range(orders[i] + 1, orders[i + 1]))
        ]
    return gaps


def _grain(ordinals: Sequence[int]) -> Grain:
    """The grain of sorted days: months if each is a first of the month, weeks if all are 7 days apart."""
    days = [date.fromordinal(ordinal) for ordinal in ordinals]
    if len(days) > 1 and all(day.day == 1 for day in days):
        return "month"
    steps = {after - before for before, after in pairwise(ordinals)}
    return "week" if steps and all(step % 7 == 0 for step in steps) else "day"


def heading_text(cell: Any) -> str:
    """A heading as the planner wrote it, a date as 2026-06-01."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return " ".join(unicodedata.normalize("NFKC", str(cell)).split())


def _label(cell: Any, reading: Heading) -> str:
    """What a period is called: its date where the heading is one, else the heading's own text."""
    return (
        reading.start.isoformat() if reading.start and reading.form.startswith("date") else heading_text(cell)
    )


_FIRST = date(1001, 1, 7)
"""A Monday from which on days stand in for periods without a year."""


def undated_days(cells: Sequence[Any], form: str) -> list[tuple[date, list[Any]]]:
    """Days that stand in for the periods without a year (W23, Jan) that run down a list, a week apart.

    Args:
        cells: The date column, from top to bottom.
        form: The form that most of its cells have.

    Returns:
        In time, each with the cells that name it; empty for dated periods, for days, and where nothing tells
        whether a year turns among them.
    """
    if form.startswith("day"):
        return []
    named: dict[int, list[Any]] = {}
    for cell in dict.fromkeys(cell for cell in cells if cell not in ("", None)):
        reading = next((reading for reading in readings_of(cell) if reading.form == form), None)
        if reading and reading.start:
            return []
        if reading:
            named.setdefault(reading.order, []).append(cell)
    written = list(named)
    orders = _unwrapped(written)
    year = {"week number": 52, "month number": 12}.get(form, 0)
    if year and orders == written and max(written, default=0) - min(written, default=0) > year * 3 // 4:
        between = len(written) > year // 2
        if not between:  # W1, W2 and W51, W52: of one year, or of two
            return []
    times = dict(zip(orders, written, strict=True))
    return [(_FIRST + timedelta(weeks=order), named[times[order]]) for order in sorted(times)]


def bucket_start(day: date, grain: Grain, anchor: date) -> date:
    """First day of the bucket in which a day lies; weeks begin on the weekday of `anchor`."""
    if grain == "month":
        return day.replace(day=1)
    if grain == "week":
        return day - timedelta(days=(day - anchor).days % 7)
    return day


def buckets(first: date, last: date, grain: Grain) -> tuple[Period, ...]:
    """Every period from the bucket that begins on `first` to the one in which `last` lies."""
    periods = []
    start = first
    while start <= last:
        periods.append(Period(start.strftime("%Y-%m") if grain == "month" else start.isoformat(), start))
        start = (
            (start.replace(day=28) + timedelta(days=4)).replace(day=1)
            if grain == "month"
            else start + timedelta(days=7 if grain == "week" else 1)
        )
    return tuple(periods)


def natural_grain(days: Sequence[date]) -> Grain:
    """The grain in which a list of dates was bucketed already, days where most days are there, else weeks."""
    ordinals = sorted({day.toordinal() for day in days})
    if len(ordinals) < 2:
        return "week"
    grain = _grain(ordinals)
    if grain != "day":
        return grain
    workdays = (ordinals[-1] - ordinals[0]) * 5 / 7 + 1
    return "day" if len(ordinals) >= 0.8 * workdays and len(ordinals) >= 4 else "week"
