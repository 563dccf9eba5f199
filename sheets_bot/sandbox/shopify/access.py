"""
Which access scope opens what, and the fields that are closed to a token.

By type as in Shopify's schema of 2026-10: a field is closed when the type that it leads to is.
Closing a field that may not be null takes its parent along, so one denied field can empty a whole
answer.
"""

from collections.abc import Mapping
from functools import lru_cache

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, get_named_type

ORDERS = ("read_orders", "read_marketplace_orders")
FULFILMENT_ORDERS = (
    "read_assigned_fulfillment_orders",
    "read_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "read_marketplace_fulfillment_orders",
)
RETURNS = ("read_returns", "read_marketplace_returns")
EVIDENCE = ("read_shopify_payments_dispute_evidences",)

TYPES: Mapping[str, tuple[str, ...]] = {
    "Customer": ("read_customers",),
    "DeliveryMethod": ("read_orders", *FULFILMENT_ORDERS),
    "Fulfillment": (*ORDERS, *FULFILMENT_ORDERS),
    "FulfillmentEvent": ("read_orders",),
    "FulfillmentHold": FULFILMENT_ORDERS,
    "FulfillmentLineItem": ORDERS,
    "FulfillmentOrder": FULFILMENT_ORDERS,
    "FulfillmentTrackingInfo": (*ORDERS, *FULFILMENT_ORDERS),
    "LineItem": ORDERS,
    "Location": ("read_locations", "read_inventory", "read_markets_home"),
    "Order": (*ORDERS, "read_quick_sale"),
    "OrderAdjustment": ORDERS,
    "OrderDisputeSummary": ("read_orders",),
    "OrderRiskSummary": ("read_orders",),
    "OrderTransaction": ORDERS,
    "Refund": ORDERS,
    "RefundLineItem": ORDERS,
    "Return": RETURNS,
    "ReturnLineItemType": RETURNS,
    "ReturnReasonDefinition": ("read_returns",),
    "ShopPolicy": ("read_legal_policies",),
    "ShopifyPaymentsDispute": ("read_shopify_payments_disputes",),
    "ShopifyPaymentsDisputeEvidence": EVIDENCE,
    "ShopifyPaymentsDisputeFileUpload": EVIDENCE,
    "ShopifyPaymentsDisputeFulfillment": EVIDENCE,
    "ShopifyProtectOrderSummary": ("read_orders",),
}
"""Any one of the scopes opens the type."""

FIELDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Mutation", "disputeEvidenceUpdate"): ("write_shopify_payments_dispute_evidences",),
    ("QueryRoot", "ordersCount"): ORDERS,
}
"""Fields with a rule of their own, by type and field."""

SENTENCES: Mapping[tuple[str, ...], str] = {
    ("read_shopify_payments_disputes",): "User must have `read_shopify_payments_disputes` access.",
    ("write_shopify_payments_dispute_evidences",): (
        "`write_shopify_payments_dispute_evidences` access scope. Also: The user must have "
        "`manage_orders_information` permission or the `manage_disputes` permission."
    ),
}

Closed = Mapping[tuple[str, str], str]
"""By type and field: the sentence that says what access is required."""


@lru_cache(maxsize=64)
def closed_fields(schema: GraphQLSchema, granted: frozenset[str]) -> Closed:
    """Return the fields of *schema* that a token with the scopes *granted* may not read."""
    closed = {}
    for name, kind in schema.type_map.items():
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) or name.startswith("__"):
            continue
        if name.endswith(("Connection", "Edge")):
            continue  # the field that leads to the connection is closed already
        for field, definition in kind.fields.items():
            target = get_named_type(definition.type).name.removesuffix("Connection")
            scopes = FIELDS.get((name, field)) or TYPES.get(target)
            if scopes and granted.isdisjoint(scopes):
                closed[name, field] = SENTENCES.get(scopes) or _sentence(scopes)
    return closed


def required_for(kind: str, granted: frozenset[str]) -> str | None:
    """Return the sentence that says what access the type *kind* requires; None where *granted* is enough."""
    scopes = TYPES.get(kind, ())
    return (SENTENCES.get(scopes) or _sentence(scopes)) if scopes and granted.isdisjoint(scopes) else None


def _sentence(scopes: tuple[str, ...]) -> str:
    named = [f"`{scope}` access scope" for scope in scopes]
    return " or ".join((", ".join(named[:-1]), named[-1])) + "." if named[1:] else f"{named[0]}."
