"""
Shopify's JSON of a disputed order as a `CaseOrder`, and its policies as plain text.

Pure and total, as `shopify/records.py`, which reads the parcels. What was asked for is
`queries.case_order`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from sheets_bot.domain.orders.case_order import POLICY_CHARACTERS, CaseOrder, Line, PaymentCheck, Policy
from sheets_bot.domain.orders.order import Address
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.shopify.fields import (
    Json,
    has_more,
    instant_in,
    money_in,
    number_in,
    object_in,
    objects_in,
    text_in,
)
from sheets_bot.platforms.shopify.records import parcel_from_json

_CHARGES = frozenset({"SALE", "AUTHORIZATION", "CAPTURE"})
_CARD = "CardPaymentDetails"
# The timeline has no code for a mail, only its sentence; this is the admin's English (unverified for others).
_CONFIRMED = re.compile(r"\border confirmation e-?mail was sent\b", re.IGNORECASE)
_NOTICED = re.compile(r"\bshipping confirmation e-?mail was sent\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td"})
_UNSEEN = frozenset({"script", "style"})
_LONGEST_BODY = 20_000
"""Of a policy's HTML, of which half a megabyte may come, this much is looked at (ours)."""


def case_order_from_json(
    payload: Any, *, brand: str, policies: Sequence[Policy], cut: Iterable[str]
) -> CaseOrder:
    """Read one disputed order. Raises RowSkipped if it has no usable number."""
    number = number_in(payload, "legacyResourceId") or number_in(payload)
    if not number:
        raise RowSkipped("Shopify sent a disputed order without a usable id. Its facts were left out.")
    return CaseOrder(
        order_id=number,
        brand=brand,
        name=text_in(payload, "name"),
        confirmation=text_in(payload, "confirmationNumber"),
        placed_at=instant_in(payload, "createdAt"),
        lines=tuple(map(_line, objects_in(payload, "lineItems"))),
        place=_place(object_in(payload, "shippingAddress")),
        billing_matches=_truth(payload, "billingAddressMatchesShippingAddress"),
        parcels=tuple(map(parcel_from_json, objects_in(payload, "fulfillments"))),
        checks=tuple(_checks(payload)),
        confirmed_at=next(iter(_mailed(payload, _CONFIRMED)), None),
        notices_at=tuple(_mailed(payload, _NOTICED)),
        account_orders=_count(object_in(payload, "customer"), "numberOfOrders"),
        policies=tuple(policies),
        cut=tuple(dict.fromkeys([*_longer(payload), *cut])),
    )


def policies_from_json(payload: Any) -> tuple[Policy, ...]:
    """Read the shop's policies; one without words is left out."""
    found = (
        Policy(text_in(part, "type"), plain_text(text_in(part, "body")), instant_in(part, "updatedAt"))
        for part in objects_in(object_in(payload, "shop"), "shopPolicies")
    )
    return tuple(policy for policy in found if policy.kind and policy.text)


def plain_text(body: str) -> str:
    """Return the beginning of an HTML text as plain text, without addresses of pages."""
    reader = _Words()
    reader.feed(body[:_LONGEST_BODY])
    reader.close()
    text = " ".join(_ADDRESS.sub("", "".join(reader.parts)).split())
    if len(text) <= POLICY_CHARACTERS:
        return text
    return f"{text[: POLICY_CHARACTERS - 1].rsplit(' ', 1)[0]}…"


class _Words(HTMLParser):
    """Collects what a reader would see; a new block is a new word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._unseen += tag in _UNSEEN
        self.parts += [" "] if tag in _BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self.parts += [" "] if tag in _BLOCKS else []

    def handle_data(self, data: str) -> None:
        self.parts += [] if self._unseen else [data]


def _line(part: Json) -> Line:
    return Line(
        title=text_in(part, "title"),
        variant=text_in(part, "variantTitle"),
        sku=text_in(part, "sku"),
        quantity=_count(part, "quantity"),
        unit_price=money_in(part, "originalUnitPriceSet", "presentmentMoney"),
    )


def _place(part: Json) -> Address | None:
    found = Address(
        city=text_in(part, "city"),
        region=text_in(part, "provinceCode"),
        postal_code=text_in(part, "zip"),
        country=text_in(part, "countryCodeV2"),
    )
    return found if found != Address() else None


def _checks(payload: Json) -> Iterable[PaymentCheck]:
    """Yield the checks of card payments that went through; in a wallet the bank checks neither (reported)."""
    for part in objects_in(payload, "transactions"):
        details = object_in(part, "paymentDetails")
        is_paid = text_in(part, "kind") in _CHARGES and text_in(part, "status") == "SUCCESS"
        if not is_paid or text_in(details, "__typename") != _CARD or text_in(details, "wallet"):
            continue
        codes = text_in(details, "avsResultCode"), text_in(details, "cvvResultCode")
        if any(codes):
            yield PaymentCheck(*codes, instant_in(part, "processedAt") or instant_in(part, "createdAt"))


def _mailed(payload: Json, sentence: re.Pattern[str]) -> list[datetime]:
    told = (part for part in objects_in(payload, "events") if sentence.search(text_in(part, "message")))
    return sorted(at for part in told if (at := instant_in(part, "createdAt")))


def _longer(payload: Json) -> list[str]:
    words = {"lineItems": "articles", "events": "the timeline"}
    return [told for name, told in words.items() if has_more(payload, name)]


def _truth(part: Json, name: str) -> bool | None:
    value = part.get(name)
    return value if isinstance(value, bool) else None


def _count(part: Json, name: str) -> int | None:
    found = text_in(part, name)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None
