"""An alert becomes a letter for one customer."""

from pab_planner.notices.belongings import Belongings, NamesAnother
from pab_planner.notices.customer_view import (
    CustomerView,
    NoticeLine,
    NoticePeriod,
    in_words,
    nothing_due,
    shortages,
    view_of,
)
from pab_planner.notices.notice import (
    Freight,
    LetterHead,
    NothingShort,
    Notice,
    Statement,
    StillShort,
    draft,
)
from pab_planner.notices.review import Review, review_of
from pab_planner.notices.said_day import long_day, period_words, said_day, short_day
from pab_planner.notices.told import PromisedLine, ToldLine, what_changed

__all__ = [
    "Belongings",
    "CustomerView",
    "Freight",
    "LetterHead",
    "NamesAnother",
    "NothingShort",
    "Notice",
    "NoticeLine",
    "NoticePeriod",
    "PromisedLine",
    "Review",
    "Statement",
    "StillShort",
    "ToldLine",
    "draft",
    "in_words",
    "long_day",
    "nothing_due",
    "period_words",
    "review_of",
    "said_day",
    "short_day",
    "shortages",
    "view_of",
    "what_changed",
]
