"""
The sandbox's Shopify schema against the published one: a part of it, and nothing but a part.

Names, arguments, nullability, interfaces, members of unions and values of enums are the same where both have
them, so an operation that the sandbox takes is one that Shopify takes.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    parse,
    separate_operations,
    validate,
)

import sheets_bot.sandbox.shopify
from sheets_bot.sandbox.shopify.access import FIELDS, TYPES

SPECS = Path(__file__).parents[2].parent / "shared" / "specs" / "shopify"
OURS = Path(sheets_bot.sandbox.shopify.__file__).with_name("schema.graphql")


@cache
def published():
    path = SPECS / "admin_2026-10.graphql"
    if not path.exists():
        pytest.skip("needs ../shared/specs/shopify/admin_2026-10.graphql")
    return build_schema(path.read_text("utf-8"), assume_valid=True)


@cache
def ours():
    return build_schema(OURS.read_text("utf-8"))


def types(*kinds):
    return [kind for name, kind in ours().type_map.items() if isinstance(kind, kinds) and name[:2] != "__"]


def names(kinds):
    return [kind.name for kind in kinds]


def test_our_part_of_the_schema_holds_together():
    assert {"query": ours().query_type.name, "mutation": ours().mutation_type.name} == {
        "query": "QueryRoot",
        "mutation": "Mutation",
    }


def test_every_type_of_ours_is_the_same_kind_of_type_there():
    ours_by_name = {kind.name: type(kind) for kind in types(object)}
    theirs = {name: type(published().type_map.get(name)) for name in ours_by_name}

    assert ours_by_name == theirs


def test_every_field_has_the_type_and_nullability_that_it_has_there():
    ours_by_name, theirs = {}, {}
    for kind in types(GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType):
        for name, field in kind.fields.items():
            there = published().type_map[kind.name].fields.get(name)
            ours_by_name[kind.name, name] = str(field.type)
            theirs[kind.name, name] = str(there.type) if there else "absent"

    assert len(ours_by_name) > 500
    assert ours_by_name == theirs


def test_every_argument_has_the_type_and_the_default_that_it_has_there():
    ours_by_name, theirs = {}, {}
    for kind in types(GraphQLObjectType, GraphQLInterfaceType):
        for name, field in kind.fields.items():
            there = published().type_map[kind.name].fields[name].args
            for argument, given in field.args.items():
                key = (kind.name, name, argument)
                ours_by_name[key] = (str(given.type), given.default_value)
                theirs[key] = (str(there[argument].type), there[argument].default_value)

    assert ours_by_name == theirs


def test_no_argument_that_must_be_given_there_is_missing_here():
    missing = [
        (kind.name, name, argument)
        for kind in types(GraphQLObjectType, GraphQLInterfaceType)
        for name, field in kind.fields.items()
        for argument, given in published().type_map[kind.name].fields[name].args.items()
        if str(given.type).endswith("!") and argument not in field.args
    ]

    assert missing == []


def test_no_input_lacks_a_field_that_must_be_given_there():
    missing = [
        (kind.name, name)
        for kind in types(GraphQLInputObjectType)
        for name, field in published().type_map[kind.name].fields.items()
        if str(field.type).endswith("!") and name not in kind.fields
    ]

    assert missing == []


def test_every_enum_has_all_the_values_that_it_has_there():
    values = {kind.name: set(kind.values) for kind in types(GraphQLEnumType)}

    assert values == {name: set(published().type_map[name].values) for name in values}


def test_interfaces_and_unions_are_those_of_the_published_schema():
    for kind in types(GraphQLObjectType, GraphQLInterfaceType):
        assert set(names(kind.interfaces)) <= set(names(published().type_map[kind.name].interfaces)), (
            kind.name
        )
    for kind in types(GraphQLUnionType):
        assert set(names(kind.types)) == set(names(published().type_map[kind.name].types)), kind.name


def test_what_is_deprecated_there_is_deprecated_here_and_nothing_else():
    ours_by_name, theirs = set(), set()
    for kind in types(GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType):
        for name, field in kind.fields.items():
            there = published().type_map[kind.name].fields[name]
            ours_by_name |= {(kind.name, name)} if field.deprecation_reason else set()
            theirs |= {(kind.name, name)} if there.deprecation_reason else set()

    assert ours_by_name == theirs


def test_an_operation_that_both_schemas_know_is_valid_in_both():
    text = (SPECS / "sample_operations.graphql").read_text("utf-8") if published() else ""
    served = [
        name
        for name, document in separate_operations(parse(text)).items()
        if not validate(ours(), document) and not validate(published(), document)
    ]

    assert {"DisputesSync", "DisputeDetail", "OrderCore", "OrderShipping", "OrderRefundsReturns"} <= set(
        served
    )
    assert {"OrdersSearch", "LateShipments", "ById", "Defs", "Who", "DisputeEvidenceUpdate"} <= set(served)


def test_scopes_are_told_for_types_that_exist_and_are_those_of_the_published_access_list():
    path = SPECS / "admin_2026-10.access.json"
    if not path.exists():
        pytest.skip("needs ../shared/specs/shopify/admin_2026-10.access.json")
    listed = {
        entry["typeName"]: set(entry["offlineScopes"])
        for entry in json.loads(path.read_text("utf-8"))
        if "fieldName" not in entry and "offlineScopes" in entry
    }

    assert set(TYPES) <= set(ours().type_map)
    assert {name for name, _ in FIELDS} <= set(ours().type_map)
    assert {name: set(scopes) - listed[name] for name, scopes in TYPES.items()} == {
        name: set() for name in TYPES
    }


def test_values_of_newer_versions_are_new():
    newer = parse(OURS.with_name("newer_values.graphql").read_text("utf-8"))
    added = {(one.name.value, value.name.value) for one in newer.definitions for value in one.values}

    assert added
    assert [pair for pair in added if pair[1] in published().type_map[pair[0]].values] == []
