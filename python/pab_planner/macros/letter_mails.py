"""Letters leave the workbook as e-mail drafts: one letter to those it names, or several, a mail per reader."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pab_planner.alerts import Alert, Letter, LetterKind, respond_by
from pab_planner.errors import PlanError, SheetError
from pab_planner.language import Text, listed, typed_in_both
from pab_planner.ledgers.contacts import Contact, LetterLanguage, NoAddress, addressee, read_contacts
from pab_planner.ledgers.register import read_register
from pab_planner.letters.letterhead import letterhead_of
from pab_planner.letters.words import Words
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_files import FilesMade, all_or_none, target_folder, write_pdfs
from pab_planner.macros.saved_file import shown_name
from pab_planner.mail import MailDraft, NoRecipient, Recipient
from pab_planner.notices import in_words, long_day
from pab_planner.reading.planning import read_plan, settings_of

DRAFTED = Text(
    "{letter}: the draft {file} to {people} is ready; nothing was sent.",
    "{letter}：致{people}的邮件草稿 {file} 已生成，尚未发送。",
)
OPENED = Text(
    "{letter}: the draft to {people} is open in Outlook; nothing was sent.",
    "{letter}：致{people}的邮件草稿已在 Outlook 中打开，尚未发送。",
)
SUBJECT = Text("{kind} {letter}: {item}", "{kind} {letter}：{item}")
SEVERAL = Text("{count:letter|letters}: {items}", "{count} 封函件：{items}")
ATTACHED = Text(
    "Please find attached our {kind} {letter} of {day} for item {item}.",
    "您好！随函附上我司关于物料 {item} 的{kind}（{letter}，{day}），请查收。",
)
ALL_ATTACHED = Text("Please find attached the following letters:", "您好！随函附上下列函件，请查收：")
ENTRY = Text("- {kind} {letter} of {day}, item {item}", "- {kind}（{letter}，{day}），物料 {item}")
SAYS = {
    LetterKind.POTENTIAL: Text(
        "It names the order lines that may be short, what we are doing about it and when you will hear from "
        "us next.",
        "函中列明了可能短缺的订单行、我司的应对措施以及下次更新时间。",
    ),
    LetterKind.CONFIRMED: Text(
        "It names the order lines that are short, their new dates and what we are doing about it.",
        "函中列明了短缺的订单行、新交期以及我司的应对措施。",
    ),
    LetterKind.ALL_CLEAR: Text(
        "The shortage is over; the letter shows how your orders are covered.",
        "断供已解除，贵司订单的供应情况详见函件。",
    ),
    LetterKind.THREE_D: Text(
        "It says what happened and what we have done to contain it.", "函中说明了问题及已采取的临时遏制措施。"
    ),
    LetterKind.EIGHT_D: Text(
        "It says why it happened and what we have done so that it does not come back.",
        "函中说明了根本原因、纠正措施及预防措施。",
    ),
}
REPLY = Text("Please let us have your answer by {day}.", "请于{day}前回复。")
RECEIVED = Text("Please confirm that you have received it.", "收到后请回复确认。")
HELLO = Text("Hello {names},", "{names}：")
ATTENTION = Text("For your attention and action:", "您好！以下预警请知悉并处理：")
RISK = Text(
    "- {alert}  {item} {description}: {level}, up to {short:,.12g} short; {kind} {letter} attached.",
    "- {alert}  {item} {description}：{level}，最多缺 {short:,.12g}；附{kind} {letter}。",
)
RESPOND = Text(" Respond by {day}.", "请于{day}前答复。")
ESCALATED = Text(" Escalated on {day}.", "已于{day}升级。")
SEE_TODAY = Text(
    "The to-do list is on sheet Today of the planner workbook.",
    "待办事项见计划工作簿的“Today 今日待办”表。",
)
MADE = Text(
    "{mails:draft|drafts} for {letters:letter|letters}: {people}. Nothing was sent.",
    "已为 {letters} 封函件生成 {mails} 份邮件草稿：{people}。尚未发送。",
)
NOT_IN_A_NAME = re.compile(r"[^\w .@-]")


class NotIssued(SheetError):
    """A letter to be sent is still a draft."""

    sentence = Text("{letter} is a draft; issue it before you send it", "{letter} 是草稿，请先发出再生成邮件")


@dataclass
class Post:
    """A mail to be made: everybody it goes to belongs to one customer, or to us.

    Attributes:
        to: Those it is addressed to.
        copies: Those who get a copy.
        language: In which language it speaks.
        customer: Whose people they are; "" for ours.
        letters: The letters that go with it.
    """

    to: tuple[Recipient, ...]
    copies: tuple[Recipient, ...]
    language: LetterLanguage
    customer: str
    letters: list[Letter] = field(default_factory=list)


def make_draft_mail(pressed: ButtonPress, letter: Letter) -> FilesMade:
    """Make an unsent e-mail with a letter's PDF, to those whom the register names.

    Raises:
        NotIssued: The letter is a draft.
        NoRecipient: The letter names nobody.
        NoAddress: One of them has no address.
        NotAnAddress: An address cannot be one.
    """
    office = _Office(pressed)
    to, copies = office.recipients(letter)
    post = Post(to, copies, _language(letter), letter.customer, [letter])
    (made,), printed = office.make([post], {id(post): letter.name})
    people = listed(Text(person.name, person.name) for person in to)
    if made is None:
        return FilesMade(OPENED.filled(letter=letter.name, people=people), printed)
    file = shown_name(pressed.book, made)
    return FilesMade(DRAFTED.filled(letter=letter.name, file=file, people=people), (*printed, made))


def make_draft_mails(pressed: ButtonPress, letters: Sequence[Letter]) -> FilesMade:
    """Make one unsent e-mail for each reader, with all of these letters that are theirs.

    Each of our own people gets a mail of her own, in her language; a customer's people are written to
    together. No mail goes to people of two customers.

    Raises:
        PlanError: A letter cannot be sent; nothing was written.
    """
    office = _Office(pressed)
    posts: dict[object, Post] = {}
    for letter in letters:
        to, copies = office.recipients(letter)
        if letter.customer:
            post = Post(to, copies, _language(letter), letter.customer)
            posts.setdefault((letter.customer, post.language, to, copies), post).letters.append(letter)
            continue
        for person in (*to, *copies):
            post = Post((person,), (), office.language_of(person, letter), "")
            posts.setdefault(person, post).letters.append(letter)
    titles = {}
    for post in posts.values():
        first, more = post.letters[0].name, len(post.letters) - 1
        who = NOT_IN_A_NAME.sub("", post.customer or post.to[0].name).strip()
        titles[id(post)] = f"{first}{f'+{more}' if more else ''} {who}"
    drafts, printed = office.make(list(posts.values()), titles)
    people = ", ".join(r.name for post in posts.values() for r in post.to)
    said = MADE.filled(mails=len(posts), letters=len(letters), people=people)
    return FilesMade(said, (*printed, *(file for file in drafts if file)))


class _Office:
    """The sheets that mails are made of, read once."""

    def __init__(self, pressed: ButtonPress) -> None:
        self.pressed = pressed
        self.register, self.contacts = read_register(pressed.book), read_contacts(pressed.book)
        self.settings = settings_of(pressed.book)
        self.letterhead = letterhead_of(self.settings)

    def make(
        self, posts: Sequence[Post], titles: dict[int, str]
    ) -> tuple[list[Path | None], tuple[Path, ...]]:
        """Print the letters, and write the mails or open them in Outlook: none where it was opened."""
        mails = [
            MailDraft(to=p.to, copies=p.copies, subject=self._subject(p), body=self._body(p)) for p in posts
        ]
        for mail in mails:
            mail.message()  # refuses what is no address before anything is printed
        wanted = list({letter.name: letter for post in posts for letter in post.letters}.values())
        folder, drafts = target_folder(self.pressed), list[Path | None]()
        targets = [folder / f"{titles[id(post)]}.eml" for post in posts]
        with all_or_none([*(folder / f"{letter.name}.pdf" for letter in wanted), *targets]):
            files = write_pdfs(self.pressed, wanted)
            printed = dict(zip((letter.name for letter in wanted), files, strict=True))
            for post, mail, target in zip(posts, mails, targets, strict=True):
                whole = replace(mail, attachments=tuple(printed[letter.name] for letter in post.letters))
                in_outlook = whole.open_in_outlook()
                if not in_outlook:
                    whole.save(target)
                drafts.append(None if in_outlook else target)
        return drafts, tuple(files)

    def recipients(self, letter: Letter) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
        """Those whom the register names, and those of them who get a copy as sheet Contacts says.

        Their address is the one on sheet Contacts today, else the one that the register names. An alert that
        was escalated goes to that role too.
        """
        if not letter.issued:
            raise NotIssued(letter=letter.name)
        if not letter.recipients:
            raise NoRecipient(subject=letter.name, party=letter.customer or "internal")
        people: list[Recipient] = []
        copies: list[Recipient] = []
        theirs = [
            c for c in self.contacts if c.is_of(letter.customer) or (c.internal and not letter.customer)
        ]
        for line in letter.recipients:
            name, address, contact = addressee(line, theirs)
            if not address and contact is None:
                raise NoAddress(cell="Contacts", name=name)
            known = contact and (contact.email or not address)
            recipient = contact.recipient() if contact and known else Recipient(name, address)
            (copies if contact and contact.copied else people).append(recipient)
        if not letter.customer and self._alert(letter).escalated_on:
            role = str(self.settings["escalate_to"]).casefold()
            higher = (c for c in theirs if role in c.role.casefold() and c.email)
            people += [r for c in higher if (r := c.recipient()) not in people]
        return (tuple(people), tuple(copies)) if people else (tuple(copies), ())

    def language_of(self, person: Recipient, letter: Letter) -> LetterLanguage:
        """The language of one of our own people; the letter's where sheet Contacts does not say."""
        known = self._contact(person, "")
        asked = known.language if known else ""
        return asked if asked in ("zh", "en", "both") else _language(letter)  # type: ignore[return-value]

    def _contact(self, person: Recipient, customer: str) -> Contact | None:
        """Who a recipient is on sheet Contacts."""
        mine = (c for c in self.contacts if (c.is_of(customer) if customer else c.internal))
        return next((c for c in mine if (c.name, c.email) == person), None)

    def _alert(self, letter: Letter) -> Alert:
        return self.register.find(letter.alert)

    def _item(self, letter: Letter) -> Text:
        item = self._alert(letter).finding.item
        return in_words(item, self._sites.get(item) if "@" in item else None)

    @cached_property
    def _sites(self) -> Mapping[str, tuple[str, str]]:
        """Item and site by the name of each item that stands at several; none where the plan cannot be read now."""
        try:
            return read_plan(self.pressed.book).sites
        except PlanError:
            return {}

    def _subject(self, post: Post) -> str:
        """One line that says what it is about."""
        words = Words(post.language)
        if len(post.letters) == 1:
            letter = post.letters[0]
            kind = words.word(letter.kind.title)
            subject = SUBJECT.filled(kind=kind, letter=letter.name, item=self._item(letter))
            return subject.zh if post.language == "zh" else subject.en
        items = listed(dict.fromkeys(map(self._item, post.letters)))
        return words.word(SEVERAL.filled(count=len(post.letters), items=items))

    def _body(self, post: Post) -> str:
        """What it says: to a customer as the letters do, to our own people as colleagues speak."""
        words = Words(post.language)
        parts = self._to_customer(post, words) if post.customer else self._to_ours(post, words)
        return "\n\n".join(filter(None, parts)) + "\n"

    def _to_customer(self, post: Post, words: Words) -> list[str]:
        """Greeting, what is attached, what we ask, and the signature of the letters."""
        known = [(person, self._contact(person, post.customer)) for person in post.to]
        greeted = [(c.addressed if c else "") or person.name for person, c in known]
        entries = [(letter, self._fields(letter)) for letter in post.letters]
        if len(entries) == 1:
            ((letter, fields),) = entries
            told = [words.sentence(ATTACHED.filled(**fields)), words.sentence(SAYS[letter.kind])]
        else:
            lines = [words.sentence(ENTRY.filled(**fields)) for _, fields in entries]
            told = [words.sentence(ALL_ATTACHED), "\n".join(lines)]
        days = [letter.reply_by for letter in post.letters if letter.kind.is_notice and letter.reply_by]
        asked = REPLY.filled(day=long_day(min(days))) if days else RECEIVED
        head = self.letterhead
        signed = [words.closing(greeted), *(words.word(x) for x in (head.signer, head.title))]
        signed += [words.sentence(head.company), head.contact]
        return [words.salutation(greeted), *told, words.sentence(asked), "\n".join(filter(None, signed))]

    def _to_ours(self, post: Post, words: Words) -> list[str]:
        """What each alert is, until when an answer is wanted, and who writes."""
        names = listed(typed_in_both(person.name) for person in post.to)
        lines = [words.sentence(self._risk(letter)) for letter in post.letters]
        author = post.letters[-1].by
        hello, attention = words.sentence(HELLO.filled(names=names)), words.sentence(ATTENTION)
        return [hello, attention, "\n".join(lines), words.sentence(SEE_TODAY), author]

    def _risk(self, letter: Letter) -> Text:
        """One alert in a line."""
        alert = self._alert(letter)
        finding, due = alert.finding, respond_by(alert, self.settings.deadlines)
        line = RISK.filled(
            alert=alert.number,
            item=finding.item,
            description=typed_in_both(finding.description),
            level=finding.level.title,
            short=abs(finding.worst_quantity),
            kind=letter.kind.title,
            letter=letter.name,
        )
        more = [RESPOND.filled(day=due)] if due and letter.kind is LetterKind.INTERNAL else []
        if alert.escalated_on:
            more.append(ESCALATED.filled(day=alert.escalated_on))
        return listed([line, *more], "", "")

    def _fields(self, letter: Letter) -> dict[str, object]:
        """What a sentence about a letter names."""
        assert letter.issued, "only issued letters are sent"
        kind = letter.kind.title
        lowered = (
            kind.en if kind.en[1:2].isdigit() or kind.en.startswith("8") else kind.en[0].lower() + kind.en[1:]
        )
        return {
            "kind": Text(lowered, kind.zh),
            "letter": letter.name,
            "day": long_day(letter.issued),
            "item": self._item(letter),
        }


def _language(letter: Letter) -> LetterLanguage:
    """The language of a letter as mails know it."""
    return letter.language if letter.language in ("both", "zh") else "en"  # type: ignore[return-value]
