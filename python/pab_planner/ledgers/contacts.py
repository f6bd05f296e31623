"""The sheet Contacts: who is told, where and in which language."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import xlwings as xw

from pab_planner.alerts import LetterKind
from pab_planner.core.plan import match_key
from pab_planner.errors import SheetError
from pab_planner.language import Language, Text
from pab_planner.ledgers.ledger import Ledger, LedgerColumn
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.mail import ADDRESS, Recipient, one_line
from pab_planner.reading.measure_rows import name_of
from pab_planner.sheets import own_sheets

LetterLanguage = Literal["zh", "en", "both"]

CONTACTS = Ledger(
    *own_sheets.CONTACTS,
    Text(
        "Party is a customer's name as on the orders, or internal. A letter "
        "goes only to its own customer's people.",
        "“对象”填订单上的客户名称，或 internal 内部。函件只发给该客户的联系人。",
    ),
    (
        LedgerColumn(
            "party",
            Text("Party", "对象"),
            width=22,
            asks=Text("Customer's name as on the orders, or internal", "订单上的客户名称，或“内部”"),
        ),
        LedgerColumn(
            "role",
            Text("Role", "角色"),
            width=16,
            asks=Text(
                "Purchasing, planning ...; internal: 24h (reached at any hour), executive",
                "采购、计划等；内部：24h（全天候联系人）、executive（高层联系人）",
            ),
            optional=True,
        ),
        LedgerColumn(
            "name", Text("Name", "姓名"), width=16, asks=Text("Name as in the letter", "函件上的姓名")
        ),
        LedgerColumn("email", Text("E-mail", "邮箱"), width=28, asks=Text("One address", "一个邮箱地址")),
        LedgerColumn(
            "phone",
            Text("Phone", "电话"),
            width=18,
            asks=Text("With country code", "含国家代码"),
            optional=True,
        ),
        LedgerColumn(
            "language",
            Text("Language", "语言"),
            width=10,
            asks=Text("zh, en or both", "zh、en 或 both（双语）"),
            optional=True,
        ),
        LedgerColumn(
            "receives",
            Text("Receives", "接收"),
            width=22,
            asks=Text(
                "Which letters: potential, confirmed, all-clear, 8d; blank for all. Add cc for a copy only",
                "接收哪些函件：潜在、确认、解除、8D；空白为全部。仅抄送则加“抄送”",
            ),
            optional=True,
        ),
        LedgerColumn(
            "addressed",
            Text("Addressed as", "称呼"),
            width=22,
            asks=Text(
                "As a letter greets them: Ms Lindner; blank for the name",
                "函件中的称呼，如 王伟先生、周经理；留空则用姓名",
            ),
            optional=True,
        ),
        LedgerColumn(
            "short_names",
            Text("Also called", "简称"),
            width=22,
            asks=Text(
                "Short names of the customer, A; B: no other customer's letter may say them",
                "该客户的简称，以分号分隔：其他客户的函件中不得出现",
            ),
            optional=True,
        ),
        LedgerColumn("note", Text("Note", "备注"), width=26, optional=True),
        LedgerColumn(
            "scope",
            Text("Only for", "仅限"),
            width=24,
            asks=Text(
                "internal: items or customers whose alerts they get, separated by ;  Blank for all",
                "内部人员：只接收哪些物料或客户的预警，用分号隔开；空白为全部",
            ),
            optional=True,
        ),
    ),
)

RECEIVED: dict[LetterKind, tuple[str, ...]] = {
    LetterKind.POTENTIAL: ("potential", "潜在"),
    LetterKind.CONFIRMED: ("confirmed", "确认"),
    LetterKind.ALL_CLEAR: ("all-clear", "clear", "解除"),
    LetterKind.THREE_D: ("8d", "3d", "confirmed", "确认"),
    LetterKind.EIGHT_D: ("8d", "3d", "confirmed", "确认"),
}
COPY = re.compile(r"\bcc\b|抄送", re.IGNORECASE)
INTERNAL = re.compile(r"\W*(?:internal|内部)(?:\W*(?:internal|内部))?\W*", re.IGNORECASE)
AT_ANY_HOUR = ("24", "hotline", "值班")
EXECUTIVE = ("executive", "高层", "高管", "总经理")


class NoContact(SheetError):
    """A customer without anybody to write to."""

    sentence = Text(
        "{customer} has no contact who receives the {kind}; enter one on sheet Contacts",
        "{customer} 没有接收{kind}的联系人，请在“Contacts 联系人”表中填写",
    )


class NoAddress(SheetError):
    """A contact who cannot be written to."""

    sentence = Text(
        "{cell}: {name} has no e-mail address; enter it to make a draft",
        "{cell}：{name} 没有邮箱，请填写后再生成邮件草稿",
    )


class NoOneAtAnyHour(SheetError):
    """A letter that could not say who is to be called."""

    sentence = Text(
        "sheet Contacts has no internal contact with the role {role}; a {kind} has to name one",
        "“Contacts 联系人”表中没有角色为 {role} 的内部联系人，{kind}必须写明",
    )


CONTACT_FIELDS = (
    *("party", "role", "name", "email", "phone", "language", "receives", "addressed", "short_names"),
    "scope",
)


@dataclass(frozen=True)
class Contact:
    """One person.

    Attributes:
        party: Customer, or `internal`.
        role: What they do.
        name: Their name.
        email: Their address, "" if not given.
        phone: Their number, "" if not given.
        language: In which language they are written to; "" if not given.
        receives: Which letters they get; "" for all.
        addressed: How a letter greets them; "" for the name.
        short_names: What their company is also called, separated by semicolons.
        scope: For one of ours, the items and customers whose alerts they get; "" for all.
        cell: Sheet and cell of the address.
    """

    party: str
    role: str
    name: str
    email: str
    phone: str
    language: str
    receives: str
    addressed: str
    short_names: str
    scope: str
    cell: str

    @property
    def internal(self) -> bool:
        """Whether they belong to the company."""
        return bool(INTERNAL.fullmatch(self.party))

    def is_of(self, customer: str) -> bool:
        """Whether they are a customer's."""
        return match_key(self.party) == match_key(customer)

    def answers_for(self, item: str, customers: Iterable[str]) -> bool:
        """Whether they get the alerts of an item, or of one of its customers."""
        named = {match_key(word) for word in re.split(r"[;；]", self.scope) if word.strip()}
        return not named or not named.isdisjoint(map(match_key, (item, *customers)))

    def gets(self, kind: LetterKind) -> bool:
        """Whether they get a letter of that kind."""
        named = COPY.sub("", self.receives).casefold().strip(" ,，、;；")
        return not named or any(word in named for word in RECEIVED[kind])

    @property
    def copied(self) -> bool:
        """Whether they get a copy only."""
        return bool(COPY.search(self.receives))

    @property
    def line(self) -> str:
        """Name and how to reach them, as a letter prints it."""
        return ", ".join(part for part in (self.name, self.phone, self.email) if part)

    @property
    def also_called(self) -> tuple[str, ...]:
        """Short names of their company."""
        return tuple(name.strip() for name in re.split("[;；、]", self.short_names) if name.strip())

    def recipient(self) -> Recipient:
        """As a recipient of an e-mail.

        Raises:
            NoAddress: They have none.
        """
        if not self.email:
            raise NoAddress(cell=self.cell, name=self.name)
        return Recipient(self.name, self.email)


def read_contacts(book: xw.Book) -> tuple[Contact, ...]:
    """Everyone on the sheet; a row without name and address is one still to be filled in."""
    kept = open_ledger(book, CONTACTS)
    filled = ((i, row) for i, row in enumerate(kept.rows) if row["name"] or row["email"])
    return tuple(_contact(row, kept.cell(index, "email")) for index, row in filled)


def _contact(row: Mapping[str, Any], cell: str) -> Contact:
    """One row as a person."""
    words = {key: str(row[key] or "").strip() for key in CONTACT_FIELDS}
    words["language"] = words["language"].casefold()
    return Contact(**words, cell=cell)


def contacts_of(contacts: Iterable[Contact], customers: Collection[str]) -> dict[str, list[Contact]]:
    """The people of each customer: those whose party is spelt so, or else in other case, width or spacing.

    Where two customers differ in nothing else, a contact is of the one whose name it has letter for letter.
    """
    spelt: dict[str, list[str]] = defaultdict(list)
    for customer in customers:
        spelt[match_key(customer)].append(customer)
    theirs: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        party = name_of(contact.party)
        for customer in [party] if party in customers else spelt.get(match_key(party), [party]):
            theirs[customer].append(contact)
    return theirs


class Addressee(NamedTuple):
    """Whom a line of the register names.

    Attributes:
        name: Their name.
        address: The address that the line names, "" where it names none.
        contact: Who they are on sheet Contacts; None if nobody there has that name.
    """

    name: str
    address: str
    contact: Contact | None


def addressee(line: str, people: Iterable[Contact]) -> Addressee:
    """Read a contact's line again: the address stands last, and a name may hold commas, and even an address.

    Args:
        line: The line, as `Contact.line` writes it.
        people: Those whom it may be of.
    """
    said = one_line(line)
    last = said.rpartition(", ")[2]
    known = [p for p in people if p.name and f"{said}, ".startswith(f"{one_line(p.name)}, ")]
    contact = max(known, key=lambda person: len(person.name), default=None)
    name = one_line(contact.name) if contact else said.partition(",")[0].strip()
    return Addressee(name, last if ADDRESS.fullmatch(last) else "", contact)


def people_of(contacts: Sequence[Contact], customer: str, kind: LetterKind) -> tuple[Contact, ...]:
    """The people who get a letter of that kind.

    Args:
        contacts: A customer's people.
        customer: The customer.
        kind: Which letter.

    Raises:
        NoContact: There are none.
    """
    people = tuple(contact for contact in contacts if contact.gets(kind))
    if not people:
        raise NoContact(customer=customer, kind=kind.title)
    return people


def one_of_ours(ours: Sequence[Contact], words: tuple[str, ...]) -> Contact | None:
    """The first of the company's own people whose role has one of these words."""
    return next((c for c in ours if any(word in c.role.casefold() for word in words)), None)


def at_any_hour(ours: Sequence[Contact], kind: LetterKind) -> Contact:
    """Who can be reached at any hour.

    Raises:
        NoOneAtAnyHour: The sheet names nobody.
    """
    contact = one_of_ours(ours, AT_ANY_HOUR)
    if contact is None:
        raise NoOneAtAnyHour(role="24h", kind=kind.title)
    return contact


def language_of(people: Sequence[Contact], otherwise: Language) -> LetterLanguage:
    """The language in which all of these people can be written to."""
    asked = {person.language for person in people if person.language in ("zh", "en", "both")}
    if not asked:
        return otherwise
    if asked == {"zh"}:
        return "zh"
    return "en" if asked == {"en"} else "both"
