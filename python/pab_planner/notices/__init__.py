"""An alert becomes a letter for one customer."""

from pab_planner.notices.belongings import Belongings, NamesAnother
from pab_planner.notices.customer_view import (
    CustomerView,
    NoticeLine,
    NoticePeriod,
    nothing_due,
    shortages,
    view_of,
)
from pab_planner.notices.notice import (
    Freight,
    Heading,
    NothingShort,
    Notice,
    Statement,
    StillShort,
    draft,
)
from pab_planner.notices.said_day import said_day
from pab_planner.notices.told import PromisedLine, ToldLine, what_changed

__all__ = [
    "Belongings",
    "CustomerView",
    "Freight",
    "Heading",
    "NamesAnother",
    "NothingShort",
    "Notice",
    "NoticeLine",
    "NoticePeriod",
    "PromisedLine",
    "Statement",
    "StillShort",
    "ToldLine",
    "draft",
    "nothing_due",
    "said_day",
    "shortages",
    "view_of",
    "what_changed",
]
