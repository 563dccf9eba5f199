"""
What a query costs, by Shopify's published table: scalars 0, objects 1, mutations 10, lists by their size.

A connection costs what its nodes cost, times ``first`` or ``last``; a plain list with ``first`` the same, one
without counts once. Shopify may set other costs for single fields and tells them only in its answers;
this table is the documented one. The bucket is in `bucket.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

MUTATION = 10
LARGEST = 1_000
"""One query costs at most this, whatever the plan."""


class CostTable:
    """Counts the requested cost of valid operations of one document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = dict(variables)

    def requested(self, operation: OperationDefinitionNode) -> int:
        """Return what *operation* may cost at most."""
        for given in operation.variable_definitions or ():
            if given.default_value is not None:
                self._variables.setdefault(
                    given.variable.name.value, value_from_ast_untyped(given.default_value)
                )
        root = self._schema.get_root_type(operation.operation)
        base = MUTATION if operation.operation is OperationType.MUTATION else 0
        return base + self._of(root, operation.selection_set) if root else base

    def _of(self, parent: GraphQLNamedType, selected: SelectionSetNode) -> int:
        return sum(self._field(kind, node) for kind, node in self._fields(parent, selected))

    def _fields(
        self, parent: GraphQLNamedType, selected: SelectionSetNode
    ) -> Iterator[tuple[GraphQLNamedType, FieldNode]]:
        """Yield the fields that are selected of *parent*, those in fragments too, each with its type."""
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield parent, node
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                kind = self._schema.type_map[fragment.type_condition.name.value]
                yield from self._fields(kind, fragment.selection_set)
            elif isinstance(node, InlineFragmentNode):
                named = node.type_condition
                kind = self._schema.type_map[named.name.value] if named else parent
                yield from self._fields(kind, node.selection_set)

    def _field(self, parent: GraphQLNamedType, node: FieldNode) -> int:
        """Return what one field costs: itself, if it is an object, and what is selected of it."""
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        kind = get_named_type(parent.fields[node.name.value].type)
        size = self._size(node)
        if kind.name.endswith("Connection"):
            parts = self._fields(kind, node.selection_set)
            return sum(self._page(connection, part, size) for connection, part in parts)
        return size * (1 + self._of(kind, node.selection_set))

    def _page(self, connection: GraphQLNamedType, node: FieldNode, size: int) -> int:
        """Return the cost of one part of a connection: its nodes by number, the rest once."""
        cost = self._field(connection, node)
        if node.name.value == "nodes":
            return size * cost
        if node.name.value == "edges":
            # An edge itself is free: only its node counts.
            return size * max(cost - 1, 0)
        return cost

    def _size(self, node: FieldNode) -> int:
        """Return how many things a field asks for at most; one where it names no number."""
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                given = value_from_ast_untyped(argument.value, self._variables)
                return max(given, 0) if isinstance(given, int) else 1
        return 1


def used(data: Mapping[str, Any] | None) -> int:
    """Return what an answer really cost: its objects, without pages, edges and the root."""
    # Most values are plain, and none of those costs anything.
    return sum(
        _objects(name, value) for name, value in (data or {}).items() if isinstance(value, dict | list)
    )


def _objects(name: str, value: Any) -> int:
    if isinstance(value, list):
        return sum(_objects(name, one) for one in value)
    if not isinstance(value, dict):
        return 0
    is_frame = name == "edges" or "nodes" in value or "edges" in value
    return (0 if is_frame else 1) + used(value)
