"""The sandbox's table of message shapes, line by line against Google's contract."""

import pytest

from conformance.discovery import SHEETS
from sheets_bot.sandbox.google.routes import ROUTES
from sheets_bot.sandbox.google.shapes import SHAPES

KINDS = {"": "string", "int": "integer", "num": "number", "bool": "boolean", "list": "+any"}
"""Our short words for the contract's types."""


@pytest.mark.parametrize("message", sorted(SHAPES))
def test_a_message_has_exactly_the_fields_of_the_contract(message: str):
    assert set(SHAPES[message]) == SHEETS.fields[message]


@pytest.mark.parametrize("message", sorted(SHAPES))
def test_a_field_has_the_kind_of_the_contract(message: str):
    for field, kind in SHAPES[message].items():
        mark = kind[:1] if kind[:1] in {"+", "*"} else ""
        bare = kind.removeprefix(mark)
        expected = SHEETS.kinds[message][field]
        if bare != "any":
            assert mark + KINDS.get(bare, bare) == expected, f"{message}.{field}"
        else:
            assert expected.startswith(mark), f"{message}.{field}"


def test_every_call_of_the_contract_has_a_route_and_no_other():
    routed = {f"spreadsheets.{route.name}" for route in ROUTES} | {"spreadsheets.create"}

    assert routed == {operation.name for operation in SHEETS.operations}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_has_the_method_parameters_and_messages_of_the_contract(route):
    operation = next(each for each in SHEETS.operations if each.name == f"spreadsheets.{route.name}")

    assert route.method == operation.method
    assert route.parameters == operation.parameters
    assert route.answer == operation.response
    assert route.body == (operation.request or "") or route.name == "batchUpdate"
