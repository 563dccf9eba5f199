"""Promises of tabs whose rows people add: their key is typed, and the bot only writes beside it."""

import pytest

from orders_tab import snapshot
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.diff import diff
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.schema import parse_schema

PASTED = parse_schema(
    """
tab = "Pasted"
key = "link"
purpose = "What people paste."
problem = "problem"
column = [
  {name = "link", header = "Link", owner = "human"},
  {name = "stars", header = "Stars", owner = "human", type = "integer"},
  {name = "problem", header = "Problem", owner = "bot"},
]
""",
    source="pasted.toml",
)
HEADER = ["Link", "Stars", "Problem"]


def test_people_add_the_rows_where_they_type_the_key():
    assert PASTED.people_add_rows
    assert PASTED.needed_names == ("link", "problem")


def test_the_bot_writes_beside_a_typed_key():
    tab = snapshot([HEADER, ["https://x.test/1", 9]], schema=PASTED)

    plan = diff(PASTED, tab, [Row("https://x.test/1", {"problem": "1 to 5 can be used."})])

    assert [(change.key, change.name, change.new) for change in plan.changes] == [
        ("https://x.test/1", "problem", "1 to 5 can be used.")
    ]


def test_the_bot_adds_no_row_to_a_tab_of_the_people():
    plan = diff(PASTED, snapshot([HEADER], schema=PASTED), [Row("https://x.test/1", {"problem": "gone"})])

    assert plan.is_empty
    assert plan.left_out == ("https://x.test/1",)


def test_the_bot_never_writes_a_typed_key():
    with pytest.raises(ValueError, match="are not bot columns"):
        diff(PASTED, snapshot([HEADER], schema=PASTED), [Row("a", {"link": "b"})])


def test_a_key_typed_twice_is_said_in_both_rows():
    tab = snapshot([HEADER, ["a", 1], ["a", 2]], schema=PASTED)

    plan = diff(PASTED, tab, [Row("a", {"problem": None})])

    assert [(change.index, change.name) for change in plan.changes] == [(0, "problem"), (1, "problem")]


def test_a_missing_key_column_stops_the_tab_although_it_is_the_peoples():
    with pytest.raises(Misconfigured, match="column 'Link' is missing"):
        snapshot([["Stars", "Problem"]], schema=PASTED)
    assert not snapshot([["Stars", "Problem"]], schema=PASTED, lenient=True).is_whole
