"""A letter as an e-mail that a person reads, and sends or does not: nothing is ever sent from here."""

import importlib
import mimetypes
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

from pab_planner.errors import SheetError
from pab_planner.files import write_whole
from pab_planner.language import Text

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""An address as an HTML form accepts it (WHATWG), with at least one dot in the domain."""


class Recipient(NamedTuple):
    """Who gets a letter."""

    name: str
    address: str


class NoRecipient(SheetError):
    """A draft has no recipient."""

    sentence = Text(
        "{subject}: nobody to send it to; "
        "enter a contact of {party} with an e-mail address on sheet Contacts",
        "{subject}：没有收件人，请在“Contacts 联系人”表中填写{party}的联系人及邮箱",
    )


class NotAnAddress(SheetError):
    """An e-mail address is not valid."""

    sentence = Text(
        "{name}: {found} is not an e-mail address; correct it on sheet Contacts",
        "{name}：“{found}”不是有效的邮箱地址，请在“Contacts 联系人”表中更正",
    )


@dataclass(frozen=True)
class MailDraft:
    """An e-mail that waits to be read and sent by a person.

    Attributes:
        to: Recipients.
        copies: Recipients of a copy.
        subject: One line; line breaks become spaces.
        body: Plain text.
        attachments: Files to go with it.
    """

    to: tuple[Recipient, ...]
    copies: tuple[Recipient, ...]
    subject: str
    body: str
    attachments: tuple[Path, ...] = ()

    def message(self) -> EmailMessage:
        """The draft as a message marked as unsent, which mail programs open ready to send.

        Raises:
            NotAnAddress: An address cannot be one.
        """
        message = EmailMessage(policy=SMTP)
        message["X-Unsent"] = "1"
        message["Subject"] = one_line(self.subject)
        message["To"] = _addresses(self.to)
        if self.copies:
            message["Cc"] = _addresses(self.copies)
        message.set_content(self.body, cte="base64")
        for file in self.attachments:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            main, sub = kind.split("/")
            message.add_attachment(file.read_bytes(), maintype=main, subtype=sub, filename=file.name)
        return message

    def save(self, file: Path) -> None:
        """Write the draft as an .eml file, whole or not at all.

        Raises:
            NotAnAddress: An address cannot be one.
        """
        write_whole(file, self.message().as_bytes())

    def open_in_outlook(self) -> bool:
        """Open the draft in Outlook's own window, unsent.

        Returns:
            Whether there is an Outlook to open it.
        """
        if sys.platform != "win32":
            return False
        client = importlib.import_module("win32com.client")
        com_error = importlib.import_module("pywintypes").com_error
        try:
            outlook = client.Dispatch("Outlook.Application")
        except com_error:
            return False
        item = outlook.CreateItem(0)
        item.To = "; ".join(recipient.address for recipient in self.to)
        item.CC = "; ".join(recipient.address for recipient in self.copies)
        item.Subject, item.Body = one_line(self.subject), self.body
        for file in self.attachments:
            item.Attachments.Add(str(file.resolve()))
        item.Display(False)
        return True


def one_line(text: str) -> str:
    """Text without line breaks and control characters: a header must not hold any."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def check_address(recipient: Recipient) -> None:
    """Refuse what cannot be an e-mail address.

    Raises:
        NotAnAddress: It is not one.
    """
    if not ADDRESS.fullmatch(recipient.address):
        raise NotAnAddress(name=recipient.name, found=one_line(recipient.address))


def _addresses(recipients: Iterable[Recipient]) -> list[Address]:
    """Recipients as header addresses."""
    addresses = []
    for recipient in recipients:
        check_address(recipient)
        addresses.append(Address(one_line(recipient.name), addr_spec=recipient.address))
    return addresses
