"""The workplace of `shortage_book` on every host, made once with the file engine and copied for each test."""

import shutil
from functools import cache
from pathlib import Path

import pytest
import xlwings as xw

from letters.shortage_book import PEOPLE, People, Taken, Workplace, write_book


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Writes a workplace and takes it as far as its method of that name does; the same one only once."""

    @cache
    def once(stage: str, item: str, people: str) -> Workplace:
        place = write_book(tmp_path_factory.mktemp("workplace") / "plan.xlsx", item, known[people])
        if stage:
            getattr(place, stage)()
        return place

    known: dict[str, People] = {}

    def write(stage: str = "", item: str = "BR-1001", people: People = PEOPLE) -> Workplace:
        known[repr(people)] = people
        return once(stage, item, repr(people))

    return write


@pytest.fixture
def taken(host: xw.App, tmp_path: Path, written: Taken) -> Taken:
    """A copy of a workplace in `tmp_path`, its workbook in each host: `taken("ready", item="X")`."""

    def take(stage: str = "", **made_of: object) -> Workplace:
        file = tmp_path / "plan.xlsx"
        shutil.copy(written(stage, **made_of).file, file)
        return Workplace(file, host=host)

    return take
