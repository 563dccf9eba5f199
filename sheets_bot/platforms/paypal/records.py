"""
PayPal's JSON as Records.

Pure and total: whatever stands in a field, the result is a Record or RowSkipped.
Every field but the id may be missing (Customer Disputes API v1: none is
required); codes stay verbatim, the new ones too. A field that holds something
else than it should counts as missing, and `unread_fields` names it when it
matters. What the values mean is in `domain/disputes/dispute_readings.py`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from sheets_bot.domain.disputes.dispute import (
    Adjudication,
    Dispute,
    Evidence,
    Item,
    Message,
    MoneyMovement,
    Offer,
    OfferEvent,
    SupportingInfo,
    Transaction,
)
from sheets_bot.domain.money import Money
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.base import plausible

Json = Mapping[str, Any]
PartT = TypeVar("PartT")

# The specification says letters, digits and hyphens; PayPal writes ids of payments with underscores too.
_CASE_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
# RFC 3339; the colon of the offset is missing in answers of the transaction search.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)


def case_id_of(payload: Any) -> str:
    """
    Return the id of a dispute in the list or in its details.

    Raises RowSkipped if there is none, or one that could not stand in an address.
    """
    found = _text(_object(payload).get("dispute_id"))
    if not _CASE_ID.fullmatch(found):
        raise RowSkipped(
            "PayPal sent a dispute without a usable dispute_id. It was left out; if it stays, look for a "
            "case on PayPal that is not in the tab."
        )
    return found


def dispute_from_json(payload: Any, *, brand: str) -> Dispute:
    """Read the details of one dispute. Raises RowSkipped if it has no usable id."""
    case = _object(payload)
    outcome = _object(case.get("dispute_outcome"))
    told = _object(case.get("extensions"))
    product = _object(_object(told.get("merchandize_dispute_properties")).get("product_details"))
    return Dispute(
        dispute_id=case_id_of(case),
        brand=brand,
        created_at=instant(case.get("create_time")),
        updated_at=instant(case.get("update_time")),
        reason=_text(case.get("reason")),
        status=_text(case.get("status")),
        state=_text(case.get("dispute_state")),
        stage=_text(case.get("dispute_life_cycle_stage")),
        channel=_text(case.get("dispute_channel")),
        amount=money(case.get("dispute_amount")),
        due_at=instant(case.get("seller_response_due_date")),
        buyer_due_at=instant(case.get("buyer_response_due_date")),
        expected_at=instant(product.get("expected_delivery_date")),
        contact_outcome=_text(told.get("merchant_contacted_outcome")),
        external_reason_code=_text(case.get("external_reason_code")),
        outcome_code=_text(outcome.get("outcome_code")),
        amount_refunded=money(outcome.get("amount_refunded")),
        allowed_refund=money(_object(case.get("refund_details")).get("allowed_refund_amount")),
        transactions=_each(case.get("disputed_transactions"), _transaction),
        messages=_each(case.get("messages"), _message),
        evidences=_each(case.get("evidences"), _evidence),
        supporting_info=_each(case.get("supporting_info"), _supporting_info),
        adjudications=_each(case.get("adjudications"), _adjudication),
        movements=_each(case.get("money_movements"), _movement),
        offer=_offer(case["offer"]) if isinstance(case.get("offer"), dict) else None,
        offer_types=_offer_types(case.get("allowed_response_options")),
        links=tuple(filter(None, (_action(link) for link in _objects(case.get("links"))))),
    )


def unread_fields(payload: Any) -> tuple[str, ...]:
    """Name the fields on which a deadline or a sum depends, and which hold something unreadable."""
    case = _object(payload)
    instants = ("create_time", "update_time", "seller_response_due_date")
    unread = [name for name in instants if case.get(name) and instant(case[name]) is None]
    if case.get("dispute_amount") and money(case["dispute_amount"]) is None:
        unread.append("dispute_amount")
    return tuple(unread)


def instant(value: Any) -> datetime | None:
    """Read an RFC 3339 time as an aware datetime in UTC; a leap second as the one before it."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(re.sub(r":60(?=[.Zz+-])", ":59", value).upper())
        return plausible(found.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def money(value: Any) -> Money | None:
    """Read ``{"currency_code": "USD", "value": "12.34"}``; the value is a decimal string, seldom a number."""
    amount = _object(value)
    figure = amount.get("value")
    if isinstance(figure, bool) or not isinstance(figure, str | int | float):
        return None
    try:
        return Money.parse(str(figure).strip(), _text(amount.get("currency_code")))
    except ValueError:
        return None


def _transaction(part: Json) -> Transaction:
    seller = _object(part.get("seller"))
    eligible = part.get("seller_protection_eligible")
    return Transaction(
        seller_transaction_id=_text(part.get("seller_transaction_id")),
        buyer_transaction_id=_text(part.get("buyer_transaction_id")),
        reference_id=_text(part.get("reference_id")),
        created_at=instant(part.get("create_time")),
        status=_text(part.get("transaction_status")),
        gross=money(part.get("gross_amount")),
        invoice_number=_text(part.get("invoice_number")),
        custom=_text(part.get("custom")),
        buyer_name=_text(_object(part.get("buyer")).get("name")),
        merchant_id=_text(seller.get("merchant_id")),
        protection_eligible=eligible if isinstance(eligible, bool) else None,
        protection_type=_text(part.get("seller_protection_type")),
        items=_each(part.get("items"), _item),
    )


def _item(part: Json) -> Item:
    return Item(
        item_id=_text(part.get("item_id")),
        name=_text(part.get("item_name")),
        quantity=_text(part.get("item_quantity")),
        reason=_text(part.get("reason")),
        amount=money(part.get("dispute_amount")),
    )


def _message(part: Json) -> Message:
    return Message(
        posted_by=_text(part.get("posted_by")),
        at=instant(part.get("time_posted")),
        content=_text(part.get("content")),
    )


def _evidence(part: Json) -> Evidence:
    documents = _objects(part.get("documents"))
    return Evidence(
        evidence_type=_text(part.get("evidence_type")),
        source=_text(part.get("source")),
        at=instant(part.get("date")),
        stage=_text(part.get("dispute_life_cycle_stage")),
        item_id=_text(part.get("item_id")),
        notes=_text(part.get("notes")),
        document_names=tuple(filter(None, (_text(document.get("name")) for document in documents))),
    )


def _supporting_info(part: Json) -> SupportingInfo:
    return SupportingInfo(
        source=_text(part.get("source")),
        at=instant(part.get("provided_time")),
        stage=_text(part.get("dispute_life_cycle_stage")),
        notes=_text(part.get("notes")),
    )


def _adjudication(part: Json) -> Adjudication:
    return Adjudication(
        kind=_text(part.get("type")),
        reason=_text(part.get("reason")),
        at=instant(part.get("adjudication_time")),
        stage=_text(part.get("dispute_life_cycle_stage")),
    )


def _movement(part: Json) -> MoneyMovement:
    return MoneyMovement(
        party=_text(part.get("affected_party")),
        kind=_text(part.get("type")),
        reason=_text(part.get("reason")),
        amount=money(part.get("amount")),
        at=instant(part.get("initiated_time")),
    )


def _offer(part: Json) -> Offer:
    return Offer(
        offer_type=_text(part.get("offer_type")),
        buyer_requested=money(part.get("buyer_requested_amount")),
        seller_offered=money(part.get("seller_offered_amount")),
        history=_each(part.get("history"), _offer_event),
    )


def _offer_event(part: Json) -> OfferEvent:
    return OfferEvent(
        kind=_text(part.get("event_type")),
        actor=_text(part.get("actor")),
        at=instant(part.get("offer_time")),
        offer_type=_text(part.get("offer_type")),
        amount=money(part.get("offer_amount")),
    )


def _offer_types(options: Any) -> tuple[str, ...]:
    told = _object(_object(options).get("make_offer")).get("offer_types")
    return tuple(filter(None, map(_text, told))) if isinstance(told, list) else ()


def _action(link: Json) -> str:
    """Return what a link allows: PayPal writes its rel with underscores, its prose with hyphens."""
    return _text(link.get("rel")).strip().lower().replace("-", "_")


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Iterable[Json]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _each(value: Any, read: Callable[[Json], PartT]) -> tuple[PartT, ...]:
    return tuple(read(part) for part in _objects(value))


def _text(value: Any) -> str:
    """Return a text or a whole number as text; half of a surrogate pair, which no cell can hold, as ``?``."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).encode("utf-8", "replace").decode("utf-8")
