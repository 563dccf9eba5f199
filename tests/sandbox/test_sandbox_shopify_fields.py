"""
Every field of the schema that the sandbox's Shopify serves: each can be read, and is written as its type wants.

The questions are made from the schema, so a field that is added there is tested here.
"""

import re
from dataclasses import replace

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type, is_leaf_type

from sheets_bot.sandbox.shopify import ShopifyRoom, engine
from sheets_bot.sandbox.shopify.accounts import SCOPES
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.brands import BRANDS
from shopify_store import NOW, TWO_STORES, Store


@pytest.fixture(scope="module")
def world():
    """A clean season that nobody in this module changes."""
    return World(start_at=NOW.timestamp(), hostility="none", brands=TWO_STORES)


@pytest.fixture
def store(world):
    return Store(ShopifyRoom(world)).log_in()


ENOUGH = 3


def selection(kind, path):
    """Write a selection of everything in *kind* that the types on the way do not contain already."""
    if isinstance(kind, GraphQLUnionType):
        return "__typename " + " ".join(
            f"... on {one.name} {{ {selection(one, path)} }}" for one in kind.types
        )
    parts = [
        f"{name}{sized(field)}{deeper(field, path)}"
        for name, field in kind.fields.items()
        if wanted(field, path)
    ]
    if isinstance(kind, GraphQLInterfaceType):
        members = engine.schema().get_implementations(kind).objects
        parts += [f"... on {one.name} {{ id }}" for one in members] if kind.name != "Node" else []
    return " ".join(["__typename", *parts])


def wanted(field, path):
    named = get_named_type(field.type)
    return is_leaf_type(named) or (named.name not in path and len(path) < 9)


def sized(field):
    return f"(first: {ENOUGH})" if "first" in field.args else ""


def deeper(field, path):
    named = get_named_type(field.type)
    return "" if is_leaf_type(named) else f" {{ {selection(named, {*path, named.name})} }}"


WRITTEN = {
    "Boolean": bool,
    "Date": r"\d{4}-\d\d-\d\d",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "Decimal": r"-?\d+\.\d{1,2}",
    "Float": float,
    "FormattedString": r"[^\n]+",
    "HTML": r"<[^\n]+>",
    "ID": r"gid://shopify/\w+/\d+(\?[\w=]+)?",
    "Int": int,
    "JSON": (dict, str),
    "String": str,
    "URL": r"https://\S+",
    "UnsignedInt64": r"\d+",
}
"""How a scalar is written: a type of JSON, or text of this form."""


def is_well_written(kind, value):
    """Hold an answer against the types of the schema, down to the form of each scalar."""
    if isinstance(value, list):
        return all(is_well_written(kind, one) for one in value)
    if value is None:
        return True  # where null is allowed is the engine's business
    if isinstance(value, dict) and "__typename" in value:
        fields = engine.schema().type_map[value["__typename"]].fields
        return all(
            is_well_written(get_named_type(fields[name].type), one)
            for name, one in value.items()
            if name != "__typename"
        )
    form = WRITTEN.get(kind.name)
    if form is None:
        return value in kind.values
    return re.fullmatch(form, value) is not None if isinstance(form, str) else isinstance(value, form)


ROOTS = {
    "orders": "orders(first: 250, reverse: true) { nodes { %s } }",
    "disputes": "disputes(first: 250) { nodes { %s } }",
}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_that_is_missing_denies_and_breaks_nothing_else(store, monkeypatch, scope):
    monkeypatch.setattr("sheets_bot.sandbox.shopify.room.LARGEST", 10**9)
    chosen = selection(engine.schema().type_map["Order"], {"Order", "Return", "FulfillmentOrder"})
    store.room.accounts.scopes["aurora"] -= {scope}
    store.log_in()

    body = store.answer(
        f"{{ orders(first: 5) {{ nodes {{ {chosen} }} }} disputes(first: 5) {{ nodes {{ id }} }} }}"
    )

    assert {error["extensions"]["code"] for error in body.get("errors", [])} <= {"ACCESS_DENIED"}


def test_a_hostile_store_can_be_read_from_end_to_end():
    few = [replace(brand, orders_per_week=24, dispute_share=0.2) for brand in BRANDS[:2]]
    world = World(start_at=NOW.timestamp(), hostility="full", weeks=5, brands=few)
    order = "name note tags test fulfillments(first: 3) { events(first: 15) { nodes { status message } } }"
    order += " customer { displayName } refunds(first: 3) { note } transactions(first: 3) { receiptJson }"
    both = "query($after: String) {{ {0}(first: 10, after: $after) {{ nodes {{ {1} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    room = ShopifyRoom(world, hostility="full")
    for brand in world.brands:
        store = Store(room, brand.slug).log_in()
        orders = store.everything(both.format("orders", order), "orders")
        disputes = store.everything(both.format("disputes", "status reasonDetails { reason }"), "disputes")

        assert len(orders) == len(world.orders[brand.slug])
        assert len(disputes) == len(world.chargebacks[brand.slug])


@pytest.mark.parametrize(
    ("root", "name"),
    [
        *(("orders", name) for name in engine.schema().type_map["Order"].fields),
        *(("disputes", name) for name in engine.schema().type_map["ShopifyPaymentsDispute"].fields),
    ],
)
def test_every_field_of_the_schema_can_be_read(store, monkeypatch, root, name):
    monkeypatch.setattr("sheets_bot.sandbox.shopify.room.LARGEST", 10**9)
    monkeypatch.setattr("sheets_bot.sandbox.shopify.bucket.Bucket.take", lambda _bucket, _points: True)
    kind = {"orders": "Order", "disputes": "ShopifyPaymentsDispute"}[root]
    field = engine.schema().type_map[kind].fields[name]
    chosen = f"{name}{sized(field)}{deeper(field, {kind})}"

    nodes = store.data("{" + ROOTS[root] % f"__typename {chosen}" + "}")[root]["nodes"]

    assert nodes
    assert all(is_well_written(engine.schema().type_map[kind], node) for node in nodes)


def test_every_root_of_the_schema_answers(store):
    fields = engine.schema().query_type.fields
    one = {
        "order": store.data("{ orders(first: 1) { nodes { id } } }")["orders"]["nodes"][0]["id"],
        "dispute": store.data("{ disputes(first: 1) { nodes { id } } }")["disputes"]["nodes"][0]["id"],
    }
    calls = {
        "node": f'node(id: "{one["order"]}") {{ id }}',
        "nodes": f'nodes(ids: ["{one["dispute"]}"]) {{ __typename id }}',
        "order": f'order(id: "{one["order"]}") {{ id }}',
        "orderByIdentifier": f'orderByIdentifier(identifier: {{ id: "{one["order"]}" }}) {{ id }}',
        "dispute": f'dispute(id: "{one["dispute"]}") {{ id }}',
        "disputeEvidence": 'disputeEvidence(id: "gid://shopify/ShopifyPaymentsDisputeEvidence/1") { id }',
        "fulfillment": 'fulfillment(id: "gid://shopify/Fulfillment/1") { id }',
        "refund": 'refund(id: "gid://shopify/Refund/1") { id }',
        "return": 'return(id: "gid://shopify/Return/1") { id }',
        "orders": "orders(first: 1) { nodes { id } }",
        "ordersCount": "ordersCount { count }",
        "disputes": "disputes(first: 1) { nodes { id } }",
        "returnReasonDefinitions": "returnReasonDefinitions(first: 1) { nodes { id } }",
        "currentAppInstallation": "currentAppInstallation { id }",
        "publicApiVersions": "publicApiVersions { handle }",
        "shop": "shop { id name email contactEmail myshopifyDomain url currencyCode createdAt ianaTimezone timezoneAbbreviation timezoneOffset orderNumberFormatPrefix orderNumberFormatSuffix plan { partnerDevelopment publicDisplayName shopifyPlus } shopPolicies { type title body updatedAt } }",
    }  # fmt: skip

    found = store.data("{" + " ".join(calls.values()) + "}")

    assert set(found) == set(fields)
    assert {name for name, value in found.items() if value is None} == {
        "disputeEvidence", "fulfillment", "refund", "return",
    }  # fmt: skip


def test_the_schema_has_no_object_that_the_test_above_could_not_reach():
    reached, todo = set(), [engine.schema().query_type, engine.schema().mutation_type]
    while todo:
        kind = todo.pop()
        if kind.name in reached:
            continue
        reached.add(kind.name)
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            todo += engine.schema().get_possible_types(kind)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            todo += [get_named_type(field.type) for field in kind.fields.values()]
    objects = {
        name
        for name, kind in engine.schema().type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }

    assert objects <= reached
