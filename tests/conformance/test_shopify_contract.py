"""
The client of Shopify against Shopify's own schema: every question it can ask is valid, affordable, and read whole.

The schema is the official one of the version that the client names, as introspection gave it.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    get_variable_values,
    parse,
    validate,
)

from sheets_bot.platforms.shopify import queries
from sheets_bot.platforms.shopify.queries import Operation
from shopify_stand_in import NOW, StandIn, a_client, a_dispute, a_list, an_order

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "shopify" / f"admin_{queries.VERSION}.graphql"
MOST_POINTS = 1000


@pytest.fixture(scope="session")
def schema() -> GraphQLSchema:
    if not SPEC.exists():
        pytest.skip(f"needs ../shared/specs/shopify/{SPEC.name}")
    # Shopify's schema breaks a newer rule of graphql-core's about deprecated fields; the questions do not.
    return build_schema(SPEC.read_text("utf-8"), assume_valid=True)


def grants() -> Iterator[frozenset[str]]:
    """Every set of rights that a store can give an app."""
    scopes = sorted(queries.LACKING)
    for some in chain.from_iterable(combinations(scopes, size) for size in range(len(scopes) + 1)):
        yield frozenset(some)


@cache
def operations() -> tuple[Operation, ...]:
    """Every question that the client can ask, with the sizes at both ends."""
    found: dict[str, Operation] = {}
    for granted in grants():
        parts = [
            queries.all_payments(),
            queries.all_plans(),
            queries.one_parcel(granted),
            queries.some_parcels(granted),
            queries.all_parcels(granted),
            queries.money_back(granted),
            queries.all_money_back(granted),
            queries.case_order(granted),
        ]
        asked = [
            queries.WHO,
            queries.COUNT_ORDERS,
            queries.SHOP_POLICIES,
            queries.disputes_page(granted),
            queries.orders_page(granted),
        ]
        asked += [queries.disputes_by_id(granted, count) for count in (1, queries.DISPUTES_AT_ONCE)]
        asked += [queries.parts_of_orders(part, count) for part in parts for count in (1, part.at_once)]
        found.update((operation.text, operation) for operation in asked)
    return tuple(found.values())


def test_every_question_is_valid_whatever_rights_the_app_has(schema: GraphQLSchema):
    wrong = {
        operation.name: [error.message for error in errors]
        for operation in operations()
        if (errors := validate(schema, parse(operation.text)))
    }

    print(f"{len(operations())} GraphQL operations checked against Admin {queries.VERSION}")
    assert wrong == {}
    assert len(operations()) > 30


@pytest.mark.parametrize(
    "text",
    [
        "query A { disputes(first: 5, sortKey: CREATED_AT) { nodes { id } } }",
        "query A { order(id: 5.5) { id } }",
        "query A { orders(first: 1) { nodes { refunds(first: 1) { reason } } } }",
        "query A($a: String) { orders(first: 1) { nodes { id } } }",
    ],
)
def test_the_judge_of_questions_finds_what_is_wrong(schema: GraphQLSchema, text: str):
    """Without this, an empty list of errors would prove nothing."""
    assert validate(schema, parse(text))


def cost(schema: GraphQLSchema, document: DocumentNode) -> int:
    """Points by the published table, on the careful side: object 1, connection and list `first` times what is in it."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    assert schema.query_type is not None
    return _cost(schema, schema.query_type, operation.selection_set, fragments)


def _cost(schema: GraphQLSchema, type_: Any, selected: SelectionSetNode, fragments: dict[str, Any]) -> int:
    points = 0
    for node in selected.selections:
        if isinstance(node, FragmentSpreadNode):
            fragment = fragments[node.name.value]
            on = schema.type_map[fragment.type_condition.name.value]
            points += _cost(schema, on, fragment.selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            assert node.type_condition is not None
            on = schema.type_map[node.type_condition.name.value]
            points += _cost(schema, on, node.selection_set, fragments)
        elif isinstance(node, FieldNode) and node.selection_set is not None:
            named: GraphQLNamedType = get_named_type(type_.fields[node.name.value].type)
            inner = _cost(schema, named, node.selection_set, fragments)
            if not named.name.endswith("Connection"):
                points += first_of(node) * (1 + inner)
                continue
            once = sum(
                isinstance(n, FieldNode) and n.name.value == "pageInfo" for n in node.selection_set.selections
            )
            points += 1 + first_of(node) * (inner - once) + once
    return points


def first_of(node: FieldNode) -> int:
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    first = given.get("first")
    return int(first.value) if isinstance(first, IntValueNode) else 1


def test_no_question_can_cost_more_than_shopify_takes(schema: GraphQLSchema):
    costs: dict[str, int] = {}
    for operation in operations():
        found = cost(schema, parse(operation.text))
        costs[operation.name] = max(found, costs.get(operation.name, 0))

    print(costs)
    assert {name: points for name, points in costs.items() if points > MOST_POINTS} == {}


def test_the_reckoning_of_points_counts_a_page_as_its_nodes(schema: GraphQLSchema):
    text = "query A { orders(first: 10) { nodes { id totalPriceSet { shopMoney { amount } } refunds(first: 2) { id } } } }"

    assert cost(schema, parse(text)) == 10 * (1 + 2 + 2) + 1


def test_a_list_of_disputes_never_asks_for_evidence():
    """It must not be null: where the right is missing, it would take the whole list with it."""
    assert all("vidence {" not in queries.disputes_page(granted).text for granted in grants())


def test_every_list_says_how_many_and_every_connection_says_whether_it_goes_on(schema: GraphQLSchema):
    """A connection without `first` fails when it runs; one without `pageInfo` is cut in silence."""
    silent = {name for operation in operations() for name in _silent_in(schema, parse(operation.text))}

    assert silent == set()


def _silent_in(schema: GraphQLSchema, document: DocumentNode) -> Iterator[str]:
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            yield from _silent_under(
                schema.type_map[definition.type_condition.name.value], definition.selection_set
            )
        elif isinstance(definition, OperationDefinitionNode):
            yield from _silent_under(schema.query_type, definition.selection_set)


def _silent_under(type_: Any, selected: SelectionSetNode) -> Iterator[str]:
    for node in selected.selections:
        if not isinstance(node, FieldNode) or node.selection_set is None:
            continue
        named: Any = get_named_type(type_.fields[node.name.value].type)
        names = {part.name.value for part in node.selection_set.selections if isinstance(part, FieldNode)}
        has_size = any(argument.name.value == "first" for argument in node.arguments or ())
        if named.name.endswith("Connection") and not (has_size and "pageInfo" in names):
            yield node.name.value
        yield from _silent_under(named, node.selection_set)


def test_every_question_that_is_sent_is_valid_with_its_variables(schema: GraphQLSchema):
    """All ways that a run takes: pages, parts, whole lists, numbers, a count."""
    parcels = {"fulfillments": [{"legacyResourceId": "1", "events": a_list(more=True)}]}
    full = {
        "fulfillmentsCount": {"count": 2},
        "transactionsCount": {"count": 9},
        "returnStatus": "IN_PROGRESS",
        "fulfillmentOrders": a_list(more=True),
        "OrderParcels": parcels,
        "OrderAllParcels": parcels,
        "OrderMoneyBack": {"refunds": [], "returns": a_list(more=True)},
    }
    orders = [an_order(n, **(full if n % 2 else {"fulfillmentsCount": {"count": 1}})) for n in range(70)]
    stand_in = StandIn(orders=orders, disputes=[a_dispute(n) for n in range(60)])
    client = a_client(stand_in)

    client.fetch_orders(since=NOW - timedelta(days=3), until=NOW)
    client.fetch_disputes(since=NOW - timedelta(days=3), until=NOW, also=["7", "404", "typed by hand"])
    client.count_orders(start=NOW - timedelta(days=7), end=NOW, now=NOW)
    client.fetch_case_orders(["1", "2", "3", "4", "5", "404", "typed by hand"])

    asked = stand_in.asked()
    print(
        f"{len(asked)} recorded questions checked, of {len({body['operationName'] for body in asked})} kinds"
    )
    assert {body["operationName"] for body in asked} == {operation.name for operation in operations()}
    assert [problem for body in asked for problem in problems_of(schema, body)] == []


def problems_of(schema: GraphQLSchema, body: dict[str, Any]) -> list[str]:
    """What Shopify would refuse in a question before it runs."""
    document = parse(body["query"])
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    assert operation.name is not None
    coerced = get_variable_values(schema, operation.variable_definitions or (), body["variables"])
    problems = [error.message for error in validate(schema, document)]
    problems += [error.message for error in coerced] if isinstance(coerced, list) else []
    undeclared = body["variables"].keys() - {
        d.variable.name.value for d in operation.variable_definitions or ()
    }
    return problems + sorted(undeclared) + ([] if operation.name.value == body["operationName"] else ["name"])


@pytest.mark.parametrize("variables", [{}, {"q": 5}, {"q": "x", "more": 1}])
def test_the_judge_of_variables_finds_what_is_wrong(schema: GraphQLSchema, variables: dict[str, Any]):
    body = {"query": queries.COUNT_ORDERS.text, "operationName": "CountOrders", "variables": variables}

    assert problems_of(schema, body)
    assert problems_of(schema, {**body, "variables": {"q": "x"}}) == []
