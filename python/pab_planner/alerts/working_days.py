"""Which days are working days: of a country, with the company's own exceptions."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5
MOST_DAYS = 366
"""After so many days without a working day the next one is taken: a calendar without any is a slip."""


Shifts = tuple[tuple[time, time], ...]
"""The hours of a working day: when work begins and ends, in order."""
USUAL_SHIFTS: Shifts = ((time(8), time(12)), (time(13), time(17)))


class WorkingDays:
    """Monday to Friday without holidays; in China also the weekends that make up for them."""

    def __init__(
        self,
        country: str = "",
        free: Iterable[date] = (),
        worked: Iterable[date] = (),
        shifts: Shifts = USUAL_SHIFTS,
    ) -> None:
        """Take a country's calendar and the company's own days and hours.

        Args:
            country: Its two letters, such as CN; "" for one without holidays.
            free: The company's own holidays.
            worked: Days on which it works all the same.
            shifts: The hours of a working day.
        """
        self.country, self.shifts = country.upper(), shifts
        self.free, self.worked = frozenset(free), frozenset(worked)

    def __eq__(self, other: object) -> bool:
        """Whether two calendars name the same days."""
        return isinstance(other, WorkingDays) and self._named == other._named

    def __hash__(self) -> int:
        """Equal calendars are one."""
        return hash(self._named)

    @property
    def _named(self) -> tuple[object, ...]:
        return self.country, self.free, self.worked, self.shifts

    @cached_property
    def _holidays(self) -> "HolidayBase | None":
        return _calendar_of(self.country) if self.country else None

    def is_working(self, day: date) -> bool:
        """Whether a day is worked."""
        if day in self.worked or day in self.free:
            return day in self.worked
        if self._holidays is None:
            return day.weekday() < SATURDAY
        return bool(self._holidays.is_working_day(day))

    def later(self, day: date, days: int) -> date:
        """The day so many working days after a day."""
        for _ in range(days):
            day = next(
                (d for n in range(1, MOST_DAYS) if self.is_working(d := day + timedelta(days=n))),
                day + timedelta(days=1),
            )
        return day

    def hours_later(self, moment: datetime, hours: float) -> datetime:
        """The moment so many working hours after a moment, on the clock of the company."""
        left, day = timedelta(hours=hours), moment.date()
        for _ in range(MOST_DAYS):
            for begin, end in self.shifts if self.is_working(day) else ():
                opens, closes = datetime.combine(day, begin), datetime.combine(day, end)
                at = max(moment, opens)
                if at + left <= closes:
                    return at + left
                left -= max(closes - at, timedelta(0))
            day += timedelta(days=1)
        return datetime.combine(day, time())


MONDAY_TO_FRIDAY = WorkingDays()


@lru_cache
def _calendar_of(country: str) -> "HolidayBase":
    from holidays import country_holidays  # only who asks for a country waits for it

    return country_holidays(country)


def is_country(word: str) -> bool:
    """Whether holidays are known of a country of these two letters."""
    from holidays import list_supported_countries

    return word.upper() in list_supported_countries()
