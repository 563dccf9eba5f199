"""
What the linter is asked and what it answers: for whom a text is, what is known, what is wrong.

Shapes only. The rules of words are in `rules.toml`, how they are read in `rule_book.py`; everything
is put together in `lint.py`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Who will read a text; the text is what stands in the column `Audience` of `Templates`."""

    PUBLIC = "public"
    """Everybody: a reply on Trustpilot."""
    REVIEWER = "reviewer"
    """A reviewer, in private, through Trustpilot."""
    CUSTOMER = "customer"
    """A customer, by mail."""
    PAYPAL_BUYER = "paypal buyer"
    """A buyer, by a message inside the case at PayPal; PayPal reads it too."""
    PLATFORM = "platform"
    """PayPal or a bank: the words of the evidence."""


@dataclass(frozen=True, slots=True)
class LintFacts:
    """What is known, so that a text can be held against it. Unknown is false or empty."""

    shipped: bool = False
    """A carrier has scanned a parcel; a label alone is no shipment."""
    delivered: bool = False
    """A parcel counts as delivered; whether a scan names the address, templates ask themselves."""
    signed: bool = False
    cancelled: bool = False
    replaced: bool = False
    """A second parcel was sent in place of the first."""
    refunded: frozenset[str] = frozenset()
    """Amounts that arrived, in major units with their decimals, such as ``59.00``; the sum too."""
    trackings: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    """Other numbers that may look like one: of the transaction, the case, refunds."""
    dates: frozenset[date] = frozenset()
    """Every day that our facts name, and those that we promise ourselves."""
    order_number: str = ""
    """As the customer knows it, such as ``#1042``."""
    customer: str = ""
    """First name and initial, such as ``Jane D.``."""
    own_channels: tuple[str, ...] = ()
    """How the brand can be reached: an address or a number that stands here may be told to everybody."""
    is_delay_notice: bool = False
    is_resolved: bool = False
    """Everything that the customer is owed has been done."""


@dataclass(frozen=True, slots=True)
class LintPolicy:
    """What the owner allows beyond the rules."""

    edit_line: bool = False
    """One neutral line about editing a review, in private, once all is settled."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must not go out as it stands."""

    rule: str
    """Name of the rule, e.g. ``close_the_case``."""
    title: str
    """The rule in a few words, e.g. ``Asks to close the case``."""
    found: str
    """The words in question, cut."""
    change: str
    """What to do instead, in a sentence."""

    def __str__(self) -> str:
        quoted = f": “{self.found}”" if self.found else ""
        return f"{self.title}{quoted}. {self.change}"
