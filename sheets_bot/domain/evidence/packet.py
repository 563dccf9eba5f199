"""
A packet: everything that goes out as the evidence of one case, as values.

Made of the rows of the tab `Evidence` that a person has seen (`make_packet.py`). The PDF
(`documents/packet_pdf.py`), PayPal's form (`paypal_form.py`) and Shopify's fields (`shopify_fields.py`)
are all made of the same packet, so they cannot contradict one another. Nothing is decided here.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Statement:
    """One sentence of a packet, with the fact that it rests on."""

    piece: str
    """Code of the piece of evidence, e.g. ``delivery_scan``."""
    title: str
    sentence: str
    source: str
    """Where the fact comes from, in words."""
    fact_at: datetime | None
    strength: str
    by_person: bool = False
    """True where the specialist's own sentence takes the place of the bot's."""


@dataclass(frozen=True)
class Tracking:
    """One parcel of a packet."""

    carrier: str
    """As the shop names it: free text."""
    number: str
    url: str = ""


@dataclass(frozen=True)
class Packet:
    """The evidence of one case. Equal packets make equal files, byte for byte."""

    dispute: str
    platform: str
    brand: str
    reason_code: str
    order: str
    """Number of the order as the buyer knows it, e.g. ``#1042``."""
    transaction: str
    amount: str
    """With its currency, e.g. ``59.00 EUR``."""
    summary: str
    """The text that the specialist approved: it stands first."""
    statements: tuple[Statement, ...]
    """Most important first."""
    trackings: tuple[Tracking, ...] = ()
    refund_ids: tuple[str, ...] = ()
    """At PayPal, of refunds that were paid."""
    zone: str = "UTC"
    """Of the times beside the statements; packets from before there was one clock had the house's."""

    @cached_property
    def as_text(self) -> str:
        """The packet as canonical JSON: what the tab `Acts` keeps, and what the digest is taken of."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=_plain)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the packet's content."""
        return sha256(self.as_text.encode()).hexdigest()

    @classmethod
    def from_text(cls, text: str) -> "Packet":
        """
        Return the packet that `as_text` was taken of.

        Raises:
            ValueError: The text is none of ours.
        """
        try:
            given: dict[str, Any] = json.loads(text)
            return cls(
                **{
                    **given,
                    "statements": tuple(_statement(one) for one in given["statements"]),
                    "trackings": tuple(Tracking(**one) for one in given["trackings"]),
                    "refund_ids": tuple(given["refund_ids"]),
                }
            )
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError("this is not the text of a packet") from error


def _statement(given: dict[str, Any]) -> Statement:
    at = given["fact_at"]
    return Statement(**{**given, "fact_at": datetime.fromisoformat(at) if at else None})


def _plain(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
