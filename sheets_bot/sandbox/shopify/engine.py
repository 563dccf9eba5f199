"""
Runs GraphQL as Shopify does: read, checked, priced, executed; with the nulls that the schema makes of errors.

The schema is the published one, cut to what the sandbox serves (`schema.graphql`), so a field that is not
there is refused as at Shopify. Objects are mappings whose values may be functions of the arguments
(`orders.py` and its neighbours make them). Knows no HTTP and no bucket.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypeGuard

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute,
    extend_schema,
    get_operation_ast,
    parse,
    validate,
)

from sheets_bot.sandbox.shopify.access import Closed, closed_fields
from sheets_bot.sandbox.shopify.cost import CostTable
from sheets_bot.sandbox.shopify.errors import denied

HERE = Path(__file__).parent


@cache
def schema() -> GraphQLSchema:
    """Return the schema that the sandbox serves, with the values of newer versions in its enums."""
    published = build_schema((HERE / "schema.graphql").read_text("utf-8"))
    return extend_schema(published, parse((HERE / "newer_values.graphql").read_text("utf-8")))


@dataclass
class Asked:
    """One operation that the schema allows, with what it may cost."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    cost: int


@dataclass
class Answered:
    """What came of it."""

    data: dict[str, Any] | None
    errors: list[GraphQLError] = field(default_factory=list)


@dataclass
class Visit:
    """What the functions in an object may know of the caller; `info.context` of every resolver."""

    closed: Closed
    search: list[dict[str, Any]] = field(default_factory=list)
    """`extensions.search`: what was taken out of search strings."""


Info: TypeAlias = GraphQLResolveInfo[Visit]
"""What a function in an object is told about the field that is being read."""


def visit_of(granted: frozenset[str]) -> Visit:
    """Return a visit of a caller with the scopes *granted*."""
    return Visit(closed_fields(schema(), granted))


def asked(query: str, name: str | None, variables: Mapping[str, Any]) -> Asked | list[GraphQLError]:
    """Return the operation *name* of *query* with its price, or why it cannot be run."""
    document = _document(query)
    if isinstance(document, list):
        return document
    operation = get_operation_ast(document, name)
    if operation is None:
        said = f"No operation named {name!r}" if name else "An operation name is required"
        return [GraphQLError(said)]
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    cost = CostTable(schema(), fragments, variables).requested(operation)
    return Asked(document, operation, variables, cost)


def run(one: Asked, root: Mapping[str, Any], visit: Visit) -> Answered:
    """Execute an operation on *root*."""
    result = execute(
        schema(),
        one.document,
        root_value=root,
        context_value=visit,
        variable_values=dict(one.variables),
        operation_name=one.operation.name.value if one.operation.name else None,
        field_resolver=_resolve,
        is_awaitable=_never,
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("nothing here is to be awaited")
    return Answered(result.data, list(result.errors or ()))


@lru_cache(maxsize=256)
def _document(query: str) -> DocumentNode | list[GraphQLError]:
    try:
        document = parse(query)
    except GraphQLError as error:
        return [error]
    return validate(schema(), document) or document


def _resolve(source: Mapping[str, Any], info: Info, **arguments: Any) -> Any:
    """Look a field up; strictly, so that one that the sandbox forgot is an error and no silent null."""
    closed: Closed = info.context.closed
    if closed:
        required = closed.get((info.parent_type.name, info.field_name))
        if required:
            raise denied(info.field_name, required)
    value = source[info.field_name]
    return value(info, **arguments) if callable(value) else value


def _never(_value: Any) -> TypeGuard[Awaitable[Any]]:
    """Say that nothing is to be awaited, which spares a look at every value."""
    return False
