"""
Shopify's JSON as Records: orders with all their parts, and disputes.

Pure and total: whatever stands in a field, the result is a Record, or RowSkipped
where not even the id can be read. Codes stay verbatim, the new ones too. What was
asked for is in `shopify/queries.py`; ids of payments are in `shopify/receipts.py`.
"""

from typing import Any

from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import (
    Address,
    Order,
    Parcel,
    Payment,
    Refund,
    Return,
    ReturnedLine,
    Scan,
    ShipPlan,
    Tracking,
)
from sheets_bot.errors import RowSkipped
from sheets_bot.platforms.shopify.fields import (
    Json,
    instant_in,
    money_in,
    number_in,
    object_in,
    objects_in,
    text_in,
)
from sheets_bot.platforms.shopify.receipts import references_in

_METHODS = {
    "CardPaymentDetails": "card",
    "PaypalWalletPaymentDetails": "paypal_wallet",
    "LocalPaymentMethodsPaymentDetails": "local",
    "ShopPayInstallmentsPaymentDetails": "installments",
}
_MADE_BY_HAND = "MANUAL"
"""`FulfillmentServiceType` of what the shop ships itself: its service has no name that says anything."""


def dispute_from_json(payload: Any, *, brand: str, shop: str) -> ShopDispute:
    """Read one dispute. Raises RowSkipped if it has no usable number."""
    number = _number_of(payload)
    if not number:
        raise RowSkipped(
            "Shopify sent a dispute without a usable id. It was left out; look for it in the admin."
        )
    reason, order = object_in(payload, "reasonDetails"), object_in(payload, "order")
    return ShopDispute(
        dispute_id=number,
        brand=brand,
        shop=shop,
        kind=text_in(payload, "type"),
        status=text_in(payload, "status"),
        reason=text_in(reason, "reason"),
        network_code=text_in(reason, "networkReasonCode"),
        amount=money_in(payload, "amount"),
        initiated_at=instant_in(payload, "initiatedAt"),
        due_at=instant_in(payload, "evidenceDueBy"),
        sent_at=instant_in(payload, "evidenceSentOn"),
        finalized_at=instant_in(payload, "finalizedOn"),
        evidence_id=number_in(object_in(payload, "disputeEvidence")),
        order_id=number_in(order, "legacyResourceId"),
        order_name=text_in(order, "name"),
        ordered_at=instant_in(order, "processedAt") or instant_in(order, "createdAt"),
        customer_name=_customer_name(order),
    )


def order_from_json(payload: Any, *, brand: str, shop: str, cut: tuple[str, ...] = ()) -> Order:
    """
    Read one order, with *cut* as its list of what is missing.

    Raises RowSkipped if it has no usable number or no name.
    """
    number, name = _number_of(payload), text_in(payload, "name")
    if not number or not name:
        raise RowSkipped("Shopify sent an order without a usable id or name. It was left out.")
    return Order(
        order_id=number,
        brand=brand,
        name=name,
        shop=shop,
        created_at=instant_in(payload, "createdAt"),
        updated_at=instant_in(payload, "updatedAt"),
        cancelled_at=instant_in(payload, "cancelledAt"),
        cancel_reason=text_in(payload, "cancelReason"),
        test=payload.get("test") is True,
        total=money_in(payload, "totalPriceSet", "shopMoney"),
        refunded=money_in(payload, "totalRefundedSet", "shopMoney"),
        financial_status=text_in(payload, "displayFinancialStatus"),
        fulfilment_status=text_in(payload, "displayFulfillmentStatus"),
        email=text_in(payload, "email"),
        customer_name=_customer_name(payload),
        billing=_address(payload, "billingAddress"),
        shipping=_address(payload, "shippingAddress"),
        tags=_texts(payload.get("tags")),
        note=text_in(payload, "note"),
        risk=text_in(object_in(payload, "risk"), "recommendation"),
        protected=text_in(object_in(payload, "shopifyProtect"), "status"),
        payments=tuple(map(_payment, objects_in(payload, "transactions"))),
        parcels=tuple(map(parcel_from_json, objects_in(payload, "fulfillments"))),
        plans=tuple(map(_plan, objects_in(payload, "fulfillmentOrders"))),
        returns=tuple(map(_return, objects_in(payload, "returns"))),
        refunds=tuple(map(_refund, objects_in(payload, "refunds"))),
        cut=cut,
    )


def _number_of(payload: Any) -> str:
    return number_in(payload, "legacyResourceId") or number_in(payload)


def _customer_name(payload: Json) -> str:
    """Return the account's name; a guest has none, so then the name on the bill or on the parcel."""
    found = (
        text_in(object_in(payload, "customer"), "displayName"),
        text_in(object_in(payload, "billingAddress"), "name"),
        text_in(object_in(payload, "shippingAddress"), "name"),
    )
    # An account without a name shows its e-mail address as name.
    return next((name for name in found if name and "@" not in name), "")


def _address(payload: Json, name: str) -> Address | None:
    part = object_in(payload, name)
    if not part:
        return None
    street = ", ".join(filter(None, (text_in(part, "address1"), text_in(part, "address2"))))
    return Address(
        name=text_in(part, "name"),
        street=street,
        city=text_in(part, "city"),
        region=text_in(part, "provinceCode"),
        postal_code=text_in(part, "zip"),
        country=text_in(part, "countryCodeV2"),
    )


def _payment(part: Json) -> Payment:
    details = object_in(part, "paymentDetails")
    kind = text_in(details, "__typename")
    return Payment(
        payment_id=number_in(part),
        kind=text_in(part, "kind"),
        status=text_in(part, "status"),
        gateway=text_in(part, "gateway"),
        method=_METHODS.get(kind, kind),
        amount=money_in(part, "amountSet", "shopMoney"),
        presentment=money_in(part, "amountSet", "presentmentMoney"),
        at=instant_in(part, "processedAt") or instant_in(part, "createdAt"),
        references=references_in([part]),
        avs_code=text_in(details, "avsResultCode"),
        cvv_code=text_in(details, "cvvResultCode"),
    )


def parcel_from_json(part: Json) -> Parcel:
    """Read one fulfilment, with its scans in order of time."""
    scans = [scan for scan in map(_scan, objects_in(part, "events")) if scan]
    return Parcel(
        parcel_id=number_in(part, "legacyResourceId"),
        status=text_in(part, "status"),
        display_status=text_in(part, "displayStatus"),
        created_at=instant_in(part, "createdAt"),
        in_transit_at=instant_in(part, "inTransitAt"),
        delivered_at=instant_in(part, "deliveredAt"),
        expected_at=instant_in(part, "estimatedDeliveryAt"),
        trackings=tuple(map(_tracking, objects_in(part, "trackingInfo"))),
        scans=tuple(sorted(scans, key=lambda scan: scan.at)),
        ships_from=_ships_from(part),
    )


def _ships_from(part: Json) -> str:
    service = object_in(part, "service")
    made_by_hand = text_in(service, "type") == _MADE_BY_HAND
    return text_in(object_in(part, "location"), "name") or (
        "" if made_by_hand else text_in(service, "serviceName")
    )


def _tracking(part: Json) -> Tracking:
    return Tracking(text_in(part, "company"), text_in(part, "number"), text_in(part, "url"))


def _scan(part: Json) -> Scan | None:
    """Read one scan; None without a time, since it could stand nowhere in the order of events."""
    at = instant_in(part, "happenedAt")
    if at is None:
        return None
    return Scan(
        at=at,
        status=text_in(part, "status"),
        city=text_in(part, "city"),
        postal_code=text_in(part, "zip"),
        country=text_in(part, "country"),
        message=text_in(part, "message"),
    )


def _plan(part: Json) -> ShipPlan:
    method = object_in(part, "deliveryMethod")
    holds = (text_in(hold, "reason") for hold in objects_in(part, "fulfillmentHolds"))
    return ShipPlan(
        status=text_in(part, "status"),
        fulfil_by=instant_in(part, "fulfillBy"),
        hold_reasons=tuple(filter(None, holds)),
        deliver_from=instant_in(method, "minDeliveryDateTime"),
        deliver_by=instant_in(method, "maxDeliveryDateTime"),
    )


def _return(part: Json) -> Return:
    lines = tuple(map(_returned_line, objects_in(part, "returnLineItems")))
    return Return(number_in(part), text_in(part, "status"), lines)


def _returned_line(part: Json) -> ReturnedLine:
    handle = text_in(object_in(part, "returnReasonDefinition"), "handle")
    notes = (text_in(part, "returnReasonNote"), text_in(part, "customerNote"))
    return ReturnedLine(handle or text_in(part, "returnReason"), " / ".join(filter(None, notes)))


def _refund(part: Json) -> Refund:
    amount = money_in(part, "totalRefundedSet", "shopMoney")
    payments = list(objects_in(part, "transactions"))
    adjustments = (text_in(one, "reason") for one in objects_in(part, "orderAdjustments"))
    is_told = isinstance(part.get("refundLineItems"), dict)
    return Refund(
        refund_id=number_in(part, "legacyResourceId"),
        at=instant_in(part, "processedAt") or instant_in(part, "createdAt"),
        note=text_in(part, "note"),
        amount=amount,
        paid=_paid(payments, amount),
        references=references_in(payments),
        adjustments=tuple(filter(None, adjustments)),
        return_id=number_in(object_in(part, "return")),
        for_goods=any(True for _ in objects_in(part, "refundLineItems")) if is_told else None,
    )


def _paid(payments: list[Json], amount: Money | None) -> Money | None:
    """Add up what came through; None where a sum is missing or in another currency."""
    if amount is None:
        return None
    through = [
        money_in(one, "amountSet", "shopMoney") for one in payments if text_in(one, "status") == "SUCCESS"
    ]
    known = [money for money in through if money is not None and money.currency == amount.currency]
    if len(known) < len(through):
        return None
    return Money(sum(money.minor for money in known), amount.currency)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, list) else ()
