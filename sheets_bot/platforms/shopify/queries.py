"""
Every question that the bot asks Shopify, and nothing else.

Texts of GraphQL, put together by the rights (scopes) that the app was granted: a
field whose right is missing is left out, since asking for it could blank the whole
answer. Sizes keep each question below 1000 points by Shopify's published table
(object 1, list or connection its `first` times what is in it). A test holds every
text against the official schema of the version named here.
"""

from collections.abc import Collection
from typing import NamedTuple

VERSION = "2026-10"
"""The Admin GraphQL API version that all questions are written for."""

DISPUTES = "read_shopify_payments_disputes"
EVIDENCE = "read_shopify_payments_dispute_evidences"
ORDERS = "read_orders"
ALL_ORDERS = "read_all_orders"
CUSTOMERS = "read_customers"
RETURNS = "read_returns"
LOCATIONS = "read_locations"
POLICIES = "read_legal_policies"
OWN_PLANS = "read_merchant_managed_fulfillment_orders"
SERVICE_PLANS = "read_third_party_fulfillment_orders"

LACKING = {
    DISPUTES: "no chargebacks and inquiries",
    EVIDENCE: "no links from a chargeback to its evidence form; they lead to the order",
    ORDERS: "no orders, parcels, refunds and counts",
    ALL_ORDERS: "no orders older than 60 days, and disputes about them stay without an order",
    CUSTOMERS: "no names of customers' accounts; the name on the bill serves",
    RETURNS: "no returns and their reasons; reasons of refunds come from notes and tags alone",
    LOCATIONS: "no names of the places that ship; a fulfilment service's name serves",
    POLICIES: "no words of the shop's policies in evidence",
    OWN_PLANS: "no holds, ship-by dates and delivery promises for what the shop ships itself",
    SERVICE_PLANS: "no holds, ship-by dates and delivery promises for what fulfilment services ship",
}
"""What is lacking without a right, in words."""

DISPUTES_PER_PAGE = 50
DISPUTES_AT_ONCE = 25
ORDERS_PER_PAGE = 20
# Lists have no cursor, so one that comes back full may go on. First of a usual order, then of an unusual one.
PAYMENTS_FIRST, ALL_PAYMENTS_FIRST = 3, 50
TRACKINGS_FIRST, ALL_TRACKINGS_FIRST = 2, 4
SOME_PARCELS = 4
LINES_FIRST, EVENTS_FIRST = 20, 15
REFUNDS_FIRST, ALL_REFUNDS_FIRST = 3, 20


class Operation(NamedTuple):
    """One question."""

    name: str
    text: str


class Part(NamedTuple):
    """A part of an order that is fetched apart, for several orders in one question."""

    name: str
    words: str
    """What it is to people, e.g. ``parcels``."""
    fields: str
    at_once: int
    """For how many orders, so that the question stays below 1000 points."""


WHO = Operation(
    "Who",
    "query Who { currentAppInstallation { accessScopes { handle } } }",
)

COUNT_ORDERS = Operation(
    "CountOrders",
    "query CountOrders($q: String!) { ordersCount(query: $q, limit: null) { count precision } }",
)

SHOP_POLICIES = Operation(
    "ShopPolicies",
    "query ShopPolicies { shop { shopPolicies { type body updatedAt } } }",
)

_MONEY = "{ shopMoney { amount currencyCode } }"
_ADDRESS = "{ name address1 address2 city provinceCode zip countryCodeV2 }"
_MORE = "pageInfo { hasNextPage endCursor }"


def disputes_page(granted: Collection[str]) -> Operation:
    """Return the question for a page of disputes: `$after`, `$q`. Never asks for evidence."""
    return Operation(
        "DisputesPage",
        f"query DisputesPage($after: String, $q: String!) {{ disputes(first: {DISPUTES_PER_PAGE}, "
        f"after: $after, query: $q) {{ nodes {{ {_dispute(granted)} }} {_MORE} }} }}",
    )


def disputes_by_id(granted: Collection[str], count: int) -> Operation:
    """
    Return the question for *count* disputes: `$i0`, `$i1`, ..., answered as `d0`, `d1`, ...

    Each may be null without harm to the others. So here, and only here, the number of
    the evidence is asked for, which must not be null where the dispute is not.
    """
    evidence = " disputeEvidence { id }" if EVIDENCE in granted else ""
    asked = " ".join(f"d{n}: dispute(id: $i{n}) {{ ...Dispute }}" for n in range(count))
    return Operation(
        "DisputesById",
        f"query DisputesById({_ids(count)}) {{ {asked} }} "
        f"fragment Dispute on ShopifyPaymentsDispute {{ {_dispute(granted)}{evidence} }}",
    )


def orders_page(granted: Collection[str]) -> Operation:
    """Return the question for a page of orders, the longest unchanged first: `$after`, `$q`."""
    customer = "customer { displayName }" if CUSTOMERS in granted else ""
    plans = _plans(2) if _sees_plans(granted) else ""
    return Operation(
        "OrdersPage",
        f"query OrdersPage($after: String, $q: String!) {{ orders(first: {ORDERS_PER_PAGE}, after: $after, "
        "query: $q, sortKey: UPDATED_AT) { nodes { "
        "id legacyResourceId name createdAt updatedAt cancelledAt cancelReason test "
        "displayFinancialStatus displayFulfillmentStatus returnStatus email note tags "
        f"totalPriceSet {_MONEY} totalRefundedSet {_MONEY} "
        f"billingAddress {_ADDRESS} shippingAddress {_ADDRESS} "
        f"risk {{ recommendation }} shopifyProtect {{ status }} {customer} "
        f"transactionsCount {{ count }} fulfillmentsCount {{ count }} {_payments(PAYMENTS_FIRST)} {plans} "
        f"}} {_MORE} }} }}",
    )


def parts_of_orders(part: Part, count: int) -> Operation:
    """Return the question for one part of *count* orders: `$i0`, ..., answered as `o0`, ..."""
    asked = " ".join(f"o{n}: order(id: $i{n}) {{ id ...Part }}" for n in range(count))
    return Operation(
        part.name,
        f"query {part.name}({_ids(count)}) {{ {asked} }} fragment Part on Order {{ {part.fields} }}",
    )


def all_payments() -> Part:
    """Return the part with all transactions of an order."""
    return Part("OrderPayments", "payments", _payments(ALL_PAYMENTS_FIRST), at_once=3)


def all_plans() -> Part:
    """Return the part with all that is still to be shipped."""
    return Part("OrderPlans", "shipping plans", _plans(20), at_once=12)


def one_parcel(granted: Collection[str]) -> Part:
    """Return the part with the parcel of an order that has one, and its scans."""
    return Part("OrderParcel", "parcels", _parcels(1, TRACKINGS_FIRST, 20, granted), at_once=28)


def some_parcels(granted: Collection[str]) -> Part:
    """Return the part with the parcels of an order that has a few."""
    fields = _parcels(SOME_PARCELS, TRACKINGS_FIRST, 20, granted)
    return Part("OrderParcels", "parcels", fields, at_once=8)


def all_parcels(granted: Collection[str]) -> Part:
    """Return the part with the parcels of an unusual order."""
    fields = _parcels(12, ALL_TRACKINGS_FIRST, 50, granted)
    return Part("OrderAllParcels", "parcels", fields, at_once=1)


def money_back(granted: Collection[str]) -> Part:
    """Return the part with the refunds and returns of a usual order."""
    fields = _refunds(REFUNDS_FIRST, 2, granted) + _returns(2, 3, granted)
    return Part("OrderMoneyBack", "refunds and returns", fields, at_once=12)


def all_money_back(granted: Collection[str]) -> Part:
    """Return the part with the refunds and returns of an unusual order."""
    fields = _refunds(ALL_REFUNDS_FIRST, 5, granted) + _returns(10, 10, granted)
    return Part("OrderAllMoneyBack", "refunds and returns", fields, at_once=1)


def case_order(granted: Collection[str]) -> Part:
    """
    Return the part with what evidence needs of a disputed order; more parcels are `all_parcels`.

    Of the address only the place is asked for: name and street are not needed, so they do not come.
    """
    place = "{ city provinceCode zip countryCodeV2 }"
    customer = "customer { numberOfOrders }" if CUSTOMERS in granted else ""
    fields = (
        "legacyResourceId name confirmationNumber createdAt billingAddressMatchesShippingAddress "
        f"shippingAddress {place} {customer} fulfillmentsCount {{ count }} "
        f"lineItems(first: {LINES_FIRST}) {{ nodes {{ title variantTitle sku quantity "
        f"originalUnitPriceSet {{ presentmentMoney {{ amount currencyCode }} }} }} {_MORE} }} "
        f"transactions(first: {PAYMENTS_FIRST}) {{ kind status createdAt processedAt paymentDetails {{ "
        "__typename ... on CardPaymentDetails { avsResultCode cvvResultCode wallet } } } "
        f"events(first: {EVENTS_FIRST}) {{ nodes {{ createdAt message }} {_MORE} }} "
        f"{_parcels(SOME_PARCELS, TRACKINGS_FIRST, 30, granted)}"
    )
    return Part("CaseOrders", "facts of a disputed order", fields, at_once=4)


def _ids(count: int) -> str:
    return ", ".join(f"$i{n}: ID!" for n in range(count))


def _sees_plans(granted: Collection[str]) -> bool:
    return OWN_PLANS in granted or SERVICE_PLANS in granted


def _dispute(granted: Collection[str]) -> str:
    customer = " customer { displayName }" if CUSTOMERS in granted else ""
    order = (
        "order { legacyResourceId name createdAt processedAt billingAddress { name }" + customer + " }"
        if ORDERS in granted
        else ""
    )
    return (
        "id legacyResourceId type status initiatedAt evidenceDueBy evidenceSentOn finalizedOn "
        f"amount {{ amount currencyCode }} reasonDetails {{ reason networkReasonCode }} {order}"
    )


def _payments(first: int) -> str:
    # Without __typename, a kind of payment that is new would come as an empty object.
    return (
        f"transactions(first: {first}) {{ id kind status gateway createdAt processedAt "
        "authorizationCode receiptJson "
        "amountSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } } "
        "paymentDetails { __typename ... on CardPaymentDetails { avsResultCode cvvResultCode } } }"
    )


def _plans(first: int) -> str:
    return (
        f"fulfillmentOrders(first: {first}) {{ nodes {{ status fulfillBy fulfillmentHolds {{ reason }} "
        f"deliveryMethod {{ minDeliveryDateTime maxDeliveryDateTime }} }} {_MORE} }}"
    )


def _parcels(first: int, trackings: int, scans: int, granted: Collection[str]) -> str:
    location = "location { name }" if LOCATIONS in granted else ""
    # The newest scans first: where there are more than asked for, it is the oldest that are missing.
    return (
        f"fulfillments(first: {first}) {{ legacyResourceId status displayStatus createdAt inTransitAt "
        f"deliveredAt estimatedDeliveryAt trackingInfo(first: {trackings}) {{ company number url }} "
        f"service {{ serviceName type }} {location} "
        f"events(first: {scans}, sortKey: HAPPENED_AT, reverse: true) "
        f"{{ nodes {{ happenedAt status city zip country message }} {_MORE} }} }}"
    )


def _refunds(first: int, payments: int, granted: Collection[str]) -> str:
    returned = "return { id }" if RETURNS in granted else ""
    return (
        f"refunds(first: {first}) {{ legacyResourceId createdAt processedAt note totalRefundedSet {_MONEY} "
        f"transactions(first: {payments}) {{ nodes {{ kind status authorizationCode receiptJson "
        f"amountSet {_MONEY} }} {_MORE} }} "
        f"orderAdjustments(first: 2) {{ nodes {{ reason }} {_MORE} }} "
        f"refundLineItems(first: 1) {{ nodes {{ quantity }} {_MORE} }} {returned} }}"
    )


def _returns(first: int, lines: int, granted: Collection[str]) -> str:
    if RETURNS not in granted:
        return ""
    return (
        f" returns(first: {first}) {{ nodes {{ id status returnLineItems(first: {lines}) {{ nodes {{ "
        "returnReason returnReasonNote customerNote returnReasonDefinition { handle } } "
        f"{_MORE} }} }} {_MORE} }}"
    )
