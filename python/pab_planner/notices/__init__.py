"""An alert becomes a letter for one customer."""

from pab_planner.notices.customer_view import CustomerView, NoticeLine, NoticePeriod, view_of
from pab_planner.notices.notice import (
    Freight,
    Heading,
    NamesAnother,
    NothingShort,
    Notice,
    Statement,
    draft,
    refuse_other_names,
)
from pab_planner.notices.told import ToldLine, what_changed

__all__ = [
    "CustomerView",
    "Freight",
    "Heading",
    "NamesAnother",
    "NothingShort",
    "Notice",
    "NoticeLine",
    "NoticePeriod",
    "Statement",
    "ToldLine",
    "draft",
    "refuse_other_names",
    "view_of",
    "what_changed",
]
