"""Who writes: the company and the signature of its letters, as sheet Settings names them."""

from typing import Any, NamedTuple

from pab_planner.language import Text, typed_in_both
from pab_planner.reading.settings import Settings


class Letterhead(NamedTuple):
    """The company and who signs, each "" where sheet Settings does not say.

    Attributes:
        company: Name of the company.
        address: Its address.
        signer: Who signs.
        title: What they are.
        contact: How to reach them.
    """

    company: Text = Text("", "")
    address: Text = Text("", "")
    signer: Text = Text("", "")
    title: Text = Text("", "")
    contact: str = ""


def letterhead_of(settings: Settings) -> Letterhead:
    """What the settings say of the company and of who signs."""

    def typed(key: str) -> str:
        value: Any = settings[key]
        return str(value or "").strip()

    return Letterhead(
        company=typed_in_both(typed("company")),
        address=typed_in_both(typed("company_address")),
        signer=typed_in_both(typed("signer")),
        title=typed_in_both(typed("signer_title")),
        contact=typed("signer_contact"),
    )
