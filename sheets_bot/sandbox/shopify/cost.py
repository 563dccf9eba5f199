"""
What a query costs, by Shopify's published table: scalars 0, objects 1, mutations 10, lists by their size.

A connection costs what its nodes cost, times ``first`` or ``last``; a plain list with ``first`` the same, one
without counts once. Shopify may set other costs for single fields and tells them only in its answers;
this table is the documented one. The bucket is in `bucket.py`.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
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
        self._variables = variables

    def requested(self, operation: OperationDefinitionNode) -> int:
        """Return what *operation* may cost at most."""
        root = self._schema.get_root_type(operation.operation)
        base = MUTATION if operation.operation is OperationType.MUTATION else 0
        return base + self._of(root, operation.selection_set) if root else base

    def _of(self, parent: GraphQLNamedType, selected: SelectionSetNode, *, objects: int = 1) -> int:
        """Return the cost of what is selected of *parent*; *objects* is what the field itself costs."""
        return objects * sum(self._selection(parent, node) for node in selected.selections)

    def _selection(self, parent: GraphQLNamedType, node: Any) -> int:
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments[node.name.value]
            return self._of(self._type(fragment.type_condition.name.value), fragment.selection_set)
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self._of(self._type(condition.name.value) if condition else parent, node.selection_set)
        return self._field(parent, node)

    def _field(self, parent: GraphQLNamedType, node: FieldNode) -> int:
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        given = parent.fields.get(node.name.value)
        if given is None:
            return 0
        kind = get_named_type(given.type)
        size = self._size(node)
        if kind.name.endswith("Connection"):
            return sum(self._page(kind, part, size or 1) for part in node.selection_set.selections)
        return (size or 1) * (1 + self._of(kind, node.selection_set))

    def _page(self, connection: GraphQLNamedType, node: Any, size: int) -> int:
        """Return the cost of one part of a connection: its nodes by number, the rest once."""
        if not isinstance(node, FieldNode):
            return self._selection(connection, node)
        inner = self._field(connection, node)
        if node.name.value == "nodes":
            return size * inner
        if node.name.value == "edges":
            # An edge itself is free: only its node counts.
            return size * max(inner - 1, 0)
        return inner

    def _size(self, node: FieldNode) -> int | None:
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                value = argument.value
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value)
                    return given if isinstance(given, int) else None
        return None

    def _type(self, name: str) -> GraphQLCompositeType:
        found = self._schema.type_map[name]
        if not is_composite_type(found):
            raise TypeError(f"{name} has no fields")
        return found


def used(data: Any) -> int:
    """Return what an answer really cost: its objects, without pages, edges and the root."""
    if isinstance(data, Mapping):
        return sum(_object(name, value) for name, value in data.items())
    return 0


def _object(name: str, value: Any) -> int:
    if isinstance(value, list):
        return sum(_object(name, one) for one in value)
    if not isinstance(value, Mapping):
        return 0
    is_frame = name == "edges" or "nodes" in value or "edges" in value
    return (0 if is_frame else 1) + used(value)
