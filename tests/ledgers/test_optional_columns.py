"""A kept table may be older than one of its columns, and a planner's own may lack what is optional."""

from dataclasses import replace

import xlwings as xw

from pab_planner.ledgers.contacts import CONTACTS, read_contacts
from pab_planner.ledgers.letters import LETTERS
from pab_planner.ledgers.open_ledger import open_ledger


def test_a_column_that_came_later_is_added_with_the_first_thing_to_write_in_it(host: xw.App) -> None:
    book = host.books.add()
    older = replace(LETTERS, columns=tuple(c for c in LETTERS.columns if not c.optional))
    open_ledger(book, older).append([{"name": "P-0001", "by": "li"}])
    kept = open_ledger(book, LETTERS)
    assert kept.rows[0]["sent"] is None
    width = kept.sheet.used_range.last_cell.column
    kept.amend(0, {"by": "wang"})
    assert kept.sheet.used_range.last_cell.column == width, "nothing is added before it is needed"
    kept.append([{"name": "P-0002", "next_update": "2026-06-08"}])
    again = open_ledger(book, LETTERS)
    assert [row["name"] for row in again.rows] == ["P-0001", "P-0002"]
    assert again.rows[0]["by"] == "wang" and again.columns["next_update"] == width + 1


def test_contacts_without_a_note_are_contacts(host: xw.App) -> None:
    book = host.books.add()
    sheet = book.sheets.add("Contacts")
    ann = {"party": "ACME", "name": "Ann", "email": "ann@acme.example"}
    needed = [column for column in CONTACTS.columns if not column.optional]
    sheet["A1"].value = [[column.heading for column in needed], [ann[column.key] for column in needed]]
    (contact,) = read_contacts(book)
    assert (contact.name, contact.scope) == ("Ann", "")
