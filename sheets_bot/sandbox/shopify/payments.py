"""
The transactions of an order: how it was paid, and under which ids the payment's provider knows it.

PayPal's own checkout stands beside Shopify's payments, as in a store that has both. PayPal's id of a
payment is no typed field: it is in `authorizationCode`, or in a receipt whose keys depend on the age of the
gateway, or in both; what Shopify calls `paymentId` is its own. A receipt is JSON written as text, as in
Shopify's published examples; a hostile store sends some as objects.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sheets_bot.sandbox.shopify.numbers import gid, part_number
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import bag, stamp
from sheets_bot.sandbox.world.dice import code, dice
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.refunds import Refund

Node = dict[str, Any]
Parent = Callable[[], Node]

FIRST_REFUND = 100
"""Place of the transaction of an order's first refund; payments come before."""

METHODS = (*["card"] * 7, "wallet", "local", "installments")
"""How orders that are not paid at PayPal are paid, by tenths (ours)."""

NEW_KEYS = ("refund_transaction_id", "parent_transaction_id")
OLD_KEYS = ("RefundTransactionID", "ParentTransactionID")
"""Where a receipt of PayPal's has the ids of a refund and of what it pays back."""

STYLES = ("code", "code", "new", "new", "old", "old", "authorized", "pair")
"""Where PayPal's id of a payment is, by eighths; see :func:`_paypal`."""


def method_of(shelf: Shelf, order: Order) -> str:
    """Return how *order* was paid: ``paypal`` (PayPal's own checkout) or one of `METHODS`."""
    if order.by_paypal:
        return "paypal"
    if shelf.world.lives[order.name].rail == "card":
        return "card"
    return dice(order.name, "paid how").choice(METHODS)


def gateway_of(order: Order) -> str:
    """Return the handle of the gateway that took the payment."""
    return "paypal" if order.by_paypal else "shopify_payments"


def transactions(shelf: Shelf, order: Order, parent: Parent) -> list[Node]:
    """Return all transactions of an order, oldest first; *parent* gives the order."""
    refunds = shelf.index.refunds.get(order.name, ())
    paid = _payments(shelf, order, parent)
    return [*paid, *(refund_transaction(shelf, refund, parent) for refund in refunds)]


def refund_transaction(shelf: Shelf, refund: Refund, parent: Parent) -> Node:
    """Return the one transaction of a refund."""
    order = refund.order
    place = FIRST_REFUND + shelf.index.refunds.get(order.name, []).index(refund)
    node = _transaction(shelf, order, parent, place, "REFUND", refund.status, refund.at, refund.minor)
    node["parentTransaction"] = lambda _info: _payments(shelf, order, parent)[-1]
    if order.by_paypal and refund.provider_id:
        old = dice(order.name, "receipt").choice(STYLES) in {"old", "authorized"}
        ids = (refund.provider_id, order.transaction_id)
        node["authorizationCode"] = None if old else refund.provider_id
        node["receiptJson"] = json.dumps(dict(zip(OLD_KEYS if old else NEW_KEYS, ids, strict=True)))
    return node


def _payments(shelf: Shelf, order: Order, parent: Parent) -> list[Node]:
    """Return what the buyer paid: one sale, or an authorization and its capture."""
    status = "FAILURE" if order.denied else "SUCCESS"
    if order.by_paypal:
        return _paypal(shelf, order, parent, status)
    sale = _transaction(shelf, order, parent, 1, "SALE", status, order.placed_at, order.total_minor)
    throw = dice(order.name, "processor")
    # Codes that look like nothing of PayPal's, in the same places.
    sale["authorizationCode"] = f"{throw.randrange(10**6):06d}"
    sale["receiptJson"] = json.dumps({"id": f"pi_{code(24, throw)}", "object": "payment_intent"})
    return [sale]


def _paypal(shelf: Shelf, order: Order, parent: Parent, status: str) -> list[Node]:
    style = dice(order.name, "receipt").choice(STYLES)
    at, minor = order.placed_at, order.total_minor
    if style == "pair":
        held_id = code(17, dice(order.name, "authorization"))
        held = _transaction(shelf, order, parent, 1, "AUTHORIZATION", status, at, minor)
        receipt = {"ack": "Success", "transaction_id": held_id}
        held |= {"authorizationCode": held_id, "receiptJson": json.dumps(receipt)}
        taken = _transaction(shelf, order, parent, 2, "CAPTURE", status, at + 60, minor)
        receipt = {**receipt, "transaction_id": order.transaction_id, "parent_transaction_id": held_id}
        taken["receiptJson"] = json.dumps(receipt)
        taken["parentTransaction"] = lambda _info: held
        return [held, taken]
    sale = _transaction(shelf, order, parent, 1, "SALE", status, at, minor)
    sale["authorizationCode"] = order.transaction_id if style in {"code", "authorized"} else None
    token = f"EC-{code(17, dice(order.name, 'token'))}"
    if style == "new":
        receipt = {"ack": "Success", "token": token, "transaction_id": order.transaction_id}
        sale["receiptJson"] = receipt if shelf.hostile else json.dumps(receipt)
    elif style in {"old", "authorized"}:
        info = {"TransactionID": order.transaction_id}
        sale["receiptJson"] = json.dumps({"Ack": "Success", "Token": token, "PaymentInfo": info})
    return [sale]


def _transaction(
    shelf: Shelf, order: Order, parent: Parent, place: int, kind: str, status: str, at: float, minor: int
) -> Node:
    currency = order.brand.currency
    by_card = method_of(shelf, order) == "card"
    number = part_number(order, place)
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", number),
        "kind": kind,
        "status": status,
        "test": False,
        "gateway": gateway_of(order),
        "formattedGateway": "PayPal" if order.by_paypal else "Shopify Payments",
        "manualPaymentGateway": False,
        "createdAt": stamp(at),
        "processedAt": stamp(at),
        "amountSet": bag(minor, currency),
        "settlementCurrency": currency,
        "accountNumber": f"•••• •••• •••• {_card(order)['last']}" if by_card else None,
        "authorizationCode": None,
        "errorCode": "GENERIC_ERROR" if status == "FAILURE" else None,
        "order": lambda _info: parent(),
        "parentTransaction": None,
        # Shopify's own id: PayPal has never heard of it.
        "paymentId": f"r{code(20, dice(number, 'payment id'))}.{place}",
        "paymentDetails": lambda _info: _details(shelf, order),
        "receiptJson": None,
    }


def _details(shelf: Shelf, order: Order) -> Node | None:
    """Return the member of the union `PaymentDetails`; of PayPal's own checkout nothing is known."""
    method = method_of(shelf, order)
    if method == "card":
        return _card_details(order)
    others: dict[str, Node] = {
        "wallet": {"__typename": "PaypalWalletPaymentDetails", "paymentMethodName": "paypal"},
        "local": {
            "__typename": "LocalPaymentMethodsPaymentDetails",
            "paymentMethodName": "klarna",
            "paymentDescriptor": None,
        },
        "installments": {
            "__typename": "ShopPayInstallmentsPaymentDetails",
            "paymentMethodName": "shop_pay_installments",
        },
    }
    return others.get(method)


def _card(order: Order) -> dict[str, str]:
    throw = dice(order.buyer.account_id, "card")
    company, start = throw.choice((("Visa", "4"), ("Mastercard", "5")))
    return {
        "company": company,
        "bin": f"{start}{throw.randrange(10**5):05d}",
        "last": f"{throw.randrange(10**4):04d}",
    }


def _card_details(order: Order) -> Node:
    card, throw = _card(order), dice(order.name, "checks")
    wallet = throw.choice((None, None, None, "APPLE_PAY", "GOOGLE_PAY", "SHOPIFY_PAY"))
    return {
        "__typename": "CardPaymentDetails",
        "avsResultCode": None if wallet else throw.choice("YYYAZN"),
        "bin": card["bin"],
        "company": card["company"],
        # An empty text occurs as well as a letter or nothing.
        "cvvResultCode": None if wallet else throw.choice(("M", "M", "M", "")),
        "expirationMonth": throw.randrange(1, 13),
        "expirationYear": 2028,
        "name": order.buyer.name,
        "number": f"•••• •••• •••• {card['last']}",
        "paymentMethodName": "card",
        "wallet": wallet,
    }


def successful_minor(refunds: Sequence[Refund]) -> int:
    """Return what really went back, in minor units."""
    return sum(refund.minor for refund in refunds if refund.status == "SUCCESS")
