"""
Orders as Shopify shows them: what was bought by whom, and the lists that hang on it.

The payments are in `payments.py`, what was sent in `parcels.py`, what came back in `refunds.py`. Every
list is made only when it is asked for. Scopes and nulls are not decided here.
"""

from typing import Any

from sheets_bot.sandbox.shopify import parcels, payments, refunds
from sheets_bot.sandbox.shopify.customers import customer_node
from sheets_bot.sandbox.shopify.lines import line_node
from sheets_bot.sandbox.shopify.numbers import gid, order_number, part_number
from sheets_bot.sandbox.shopify.paging import head, in_order
from sheets_bot.sandbox.shopify.shelf import Shelf
from sheets_bot.sandbox.shopify.values import address, bag, stamp
from sheets_bot.sandbox.world.dice import chance, code, dice
from sheets_bot.sandbox.world.orders import Order

Node = dict[str, Any]

TEST_SHARE = 0.01
"""Of the orders of a hostile store, those that are tests and count nowhere."""

FORMULA_NOTE = '=HYPERLINK("https://evil.example","gift")'


def order_node(shelf: Shelf, order: Order) -> Node:
    """Return an `Order`."""
    node: Node = {
        "__typename": "Order",
        "id": gid("Order", order_number(order)),
        "legacyResourceId": str(order_number(order)),
        "name": f"#{order.number}",
        "number": order.number,
        "test": is_test(shelf, order),
        "createdAt": stamp(order.placed_at),
        "processedAt": stamp(order.placed_at),
        "updatedAt": stamp(shelf.updated_at(order)),
        **_state(shelf, order),
        **_money(shelf, order),
        **_people(shelf, order),
        **_plain(shelf, order),
    }
    node |= _lists(shelf, order, node)
    return node


def financial_status(shelf: Shelf, order: Order) -> str:
    """Return `displayFinancialStatus`."""
    if order.denied:
        return "VOIDED" if shelf.cancellation(order) else "PENDING"
    back = payments.successful_minor(shelf.index.refunds.get(order.name, ()))
    if back >= order.total_minor:
        return "REFUNDED"
    return "PARTIALLY_REFUNDED" if back else "PAID"


def return_status(shelf: Shelf, order: Order) -> str:
    """Return `returnStatus`."""
    statuses = {one.status for one in shelf.index.returns.get(order.name, ())}
    if "REQUESTED" in statuses:
        return "RETURN_REQUESTED"
    if "OPEN" in statuses:
        return "IN_PROGRESS"
    return "RETURNED" if "CLOSED" in statuses else "NO_RETURN"


def tags_of(shelf: Shelf, order: Order) -> list[str]:
    """Return what people or programs have tagged the order with."""
    tags = ["vip"] if len(shelf.index.purchases.get(order.buyer.account_id, ())) > 2 else []
    return [*tags, "=1+1"] if shelf.hostile else tags


def is_test(shelf: Shelf, order: Order) -> bool:
    """Say whether the store placed the order only to try its checkout."""
    return shelf.hostile and chance(TEST_SHARE, order.name, "test")


def _state(shelf: Shelf, order: Order) -> Node:
    gone = shelf.cancellation(order)
    return {
        "cancelledAt": stamp(gone.at) if gone else None,
        "cancelReason": gone.reason if gone else None,
        "cancellation": {"staffNote": None} if gone else None,
        "closed": gone is not None,
        "closedAt": stamp(gone.at) if gone else None,
        "confirmed": True,
        "displayFinancialStatus": financial_status(shelf, order),
        "displayFulfillmentStatus": parcels.fulfilment_status(shelf, order),
        "returnStatus": return_status(shelf, order),
        "requiresShipping": True,
    }


def _money(shelf: Shelf, order: Order) -> Node:
    currency, total = order.brand.currency, order.total_minor
    back = payments.successful_minor(shelf.index.refunds.get(order.name, ()))
    return {
        "currencyCode": currency,
        "presentmentCurrencyCode": currency,
        "totalPriceSet": bag(total, currency),
        "originalTotalPriceSet": bag(total, currency),
        "currentTotalPriceSet": bag(total - back, currency),
        "subtotalPriceSet": bag(total - order.shipping_minor, currency),
        "totalShippingPriceSet": bag(order.shipping_minor, currency),
        "totalReceivedSet": bag(0 if order.denied else total, currency),
        "totalRefundedSet": bag(back, currency),
    }


def _people(shelf: Shelf, order: Order) -> Node:
    def address_of(place: str) -> Node | None:
        return address(order, place) if shelf.personal else None

    return {
        "email": order.buyer.email if shelf.personal else None,
        "phone": None,
        "billingAddress": lambda _info: address_of("billing"),
        "shippingAddress": lambda _info: address_of("shipping"),
        "billingAddressMatchesShippingAddress": True,
        "customer": lambda _info: customer_node(shelf, order),
        "customerLocale": "en",
        "clientIp": lambda _info: f"203.0.113.{dice(order.buyer.account_id, 'ip').randrange(1, 255)}",
    }


def _plain(shelf: Shelf, order: Order) -> Node:
    def confirmation() -> str:
        return code(9, dice(order.name, "confirmation"))

    return {
        "confirmationNumber": lambda _info: confirmation(),
        "customAttributes": [],
        "note": FORMULA_NOTE if shelf.hostile else None,
        "paymentGatewayNames": [payments.gateway_of(order)],
        "sourceName": "web",
        "statusPageUrl": lambda _info: f"{order.brand.site}/orders/{confirmation().lower()}/authenticate",
        "tags": tags_of(shelf, order),
        "risk": lambda _info: _risk(order),
        "shopifyProtect": lambda _info: _protect(shelf, order),
    }


def _lists(shelf: Shelf, order: Order, node: Node) -> Node:
    def parent() -> Node:
        return node

    def transactions(_info: object, **arguments: Any) -> list[Node]:
        return head(payments.transactions(shelf, order, parent), arguments)

    return {
        "transactions": transactions,
        "transactionsCount": lambda _info: count(len(payments.transactions(shelf, order, parent))),
        "lineItems": lambda _info, **arguments: in_order(
            range(len(order.lines)), arguments, lambda place: line_node(shelf, order, place)
        ),
        "shippingLine": lambda _info: _shipping_line(order),
        "shippingLines": lambda _info, **arguments: in_order([order], arguments, _shipping_line),
        "disputes": lambda _info: [
            {
                "__typename": "OrderDisputeSummary",
                "id": gid("ShopifyPaymentsDispute", dispute.number),
                "initiatedAs": dispute.initiated_as,
                "status": dispute.status,
            }
            for dispute in shelf.index.disputes.get(order.name, ())
        ],
        "events": lambda _info, **arguments: in_order(_events(shelf, order), arguments, dict),
        **parcels.lists(shelf, order, parent),
        **refunds.lists(shelf, order, parent),
    }


def count(number: int, limit: int | None = None) -> Node:
    """Return a `Count`; at a limit it only says "at least"."""
    if limit is not None and number > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": number, "precision": "EXACT"}


def _shipping_line(order: Order) -> Node:
    price = bag(order.shipping_minor, order.brand.currency)
    return {
        "id": gid("ShippingLine", part_number(order, 1)),
        "title": "Standard" if order.shipping_minor else "Free shipping",
        "code": "Standard",
        "carrierIdentifier": None,
        "deliveryCategory": None,
        "source": "shopify",
        "originalPriceSet": price,
        "discountedPriceSet": price,
    }


def _risk(order: Order) -> Node:
    level = dice(order.name, "risk").choices(("LOW", "MEDIUM", "HIGH"), (94, 4, 2))[0]
    recommendation = {"LOW": "ACCEPT", "MEDIUM": "INVESTIGATE", "HIGH": "CANCEL"}[level]
    fact = {"description": "The address matches the card's country.", "sentiment": "NEUTRAL"}
    assessment = {"riskLevel": level, "provider": None, "facts": [fact]}
    return {"recommendation": recommendation, "assessments": [assessment]}


def _protect(shelf: Shelf, order: Order) -> Node | None:
    """Return the liability shield, which only orders paid by Shop Pay in the United States can have."""
    is_covered = payments.method_of(shelf, order) == "card" and order.buyer.country == "US"
    if not (is_covered and chance(0.1, order.name, "protect")):
        return None
    return {"status": "ACTIVE", "eligibility": {"status": "ELIGIBLE"}}


def _events(shelf: Shelf, order: Order) -> list[Node]:
    """Return the timeline: the order came, its confirmation was sent, then a notice for each parcel."""
    name, mail = (order.buyer.name, order.buyer.email) if shelf.personal else ("A customer", "the customer")
    told = [
        ("placed", order.placed_at + 1, f"{name} placed this order on Online Store."),
        ("mail_sent", order.placed_at + 2, f"Order confirmation email was sent to {mail}."),
    ]
    told += [
        ("mail_sent", parcel.created_at, f"Shipping confirmation email was sent to {mail}.")
        for parcel in shelf.parcels.get(order.name, ())
        if parcel.cancelled_at is None
    ]
    return [
        {
            "__typename": "BasicEvent",
            "id": gid("BasicEvent", part_number(order, place)),
            "action": action,
            "appTitle": None,
            "attributeToApp": False,
            "attributeToUser": False,
            "createdAt": stamp(at),
            "criticalAlert": False,
            "message": text,
        }
        for place, (action, at, text) in enumerate(told, 1)
    ]
