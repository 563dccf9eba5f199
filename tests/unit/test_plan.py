"""Promises of a plan: it says what it holds, stops when it is too big, and goes in portions that leave nothing out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_tab import ORDERS
from sheets_bot.errors import Refused
from sheets_bot.sheets.plan import CellChange, NewRow, Plan


def change(number, name="status", old="open", new="paid"):
    return CellChange(f"A{number}", number, name, old, new)


def new_row(number, width=2):
    return NewRow(f"N{number}", {"order_id": f"N{number}", **dict.fromkeys(ORDERS.names[1:width], "x")})


def test_an_empty_plan_says_why_it_is_empty():
    assert Plan(ORDERS).is_empty
    assert Plan(ORDERS).because == "the bot's columns already match"
    assert (
        Plan(ORDERS, in_doubt={"A1": "."}).because
        == "the bot's columns already match, but for 1 row in doubt"
    )


def test_a_plan_says_how_much_it_holds():
    plan = Plan(ORDERS, changes=(change(1), change(1, "left", 3, 2), change(2)), new_rows=(new_row(1),))

    assert not plan.is_empty
    assert plan.because == "1 new row, 3 changed cells in 2 rows"


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ([], 0.0),
        ([change(1)], 0.25),
        ([change(1), change(1, "total", 1, 2)], 0.25),
        ([change(1), change(2)], 0.5),
        ([change(1, "left", 3, 2)], 0.0),
        ([change(1, "problem", "old", "new")], 0.0),
        ([change(1, old=None), change(2, old="")], 0.0),
        ([change(1, "total", 0, 5), change(2, "total", 1, 5)], 0.5),
        ([change(1, "approved", old=True, new=False)], 0.0),
        ([change(1, new=None)], 0.25),
    ],
)
def test_the_share_counts_rows_that_lose_what_stood_there(changes, share):
    """Not the passing of time, not a column that fills for the first time, not what the bot has to say."""
    assert Plan(ORDERS, changes=tuple(changes), rows_before=4).changed_share == share


@pytest.mark.parametrize(
    ("changes", "is_of_time"),
    [
        ([change(n, "due", 46348.5, 46348.75) for n in range(20)], True),
        ([change(n, "due", 46348.5, 46348.75) for n in range(20)] + [change(1, "left", 3, 2)], True),
        ([change(n, "due", 46348.5, 46348.75) for n in range(20)] + [change(1)], False),
        ([change(n) for n in range(20)], False),
    ],
)
def test_a_big_change_of_nothing_but_times_says_when_that_is_right(changes, is_of_time):
    """A spreadsheet whose time zone was changed shows every instant at another hour."""
    with pytest.raises(Refused) as caught:
        Plan(ORDERS, changes=tuple(changes), rows_before=20).check_size(limit_share=0.5)

    assert ("spreadsheet's time zone (File > Settings)" in str(caught.value)) == is_of_time
    assert "'Allow a big change' in Settings to yes" in str(caught.value)


def test_new_rows_are_never_a_big_change():
    plan = Plan(ORDERS, new_rows=tuple(map(new_row, range(500))), rows_before=20)

    plan.check_size(limit_share=0.0)


@pytest.mark.parametrize(
    ("changed", "rows", "stops"),
    [(50, 100, False), (51, 100, True), (19, 19, False), (20, 20, True), (3, 0, False)],
)
def test_a_big_change_stops_in_a_tab_of_some_size(changed, rows, stops):
    plan = Plan(ORDERS, changes=tuple(map(change, range(changed))), rows_before=rows)

    if not stops:
        plan.check_size(limit_share=0.5)
        return
    with pytest.raises(Refused) as caught:
        plan.check_size(limit_share=0.5)

    message = str(caught.value)
    assert message.startswith(
        f"Tab 'Orders': this run would change {changed / rows:.0%} of {rows} rows; the limit is 50%."
    )
    assert "Allow a big change" in message
    assert message.endswith("Nothing was written to this tab.")


@settings(deadline=None)
@given(st.integers(0, 30), st.lists(st.integers(1, 9), max_size=20), st.integers(9, 40))
def test_portions_stay_below_the_limit_and_together_are_the_plan(changed, widths, most_cells):
    rest = Plan(
        ORDERS,
        changes=tuple(map(change, range(changed))),
        new_rows=tuple(new_row(number, width) for number, width in enumerate(widths)),
    )
    whole = rest
    sent = []

    while not rest.is_empty:
        part = rest.portion(most_cells)
        assert not part.is_empty
        assert len(part.changes) + sum(len(row.cells) for row in part.new_rows) <= most_cells
        sent.append(part)
        rest = Plan(ORDERS, rest.changes[len(part.changes) :], rest.new_rows[len(part.new_rows) :])

    assert tuple(c for part in sent for c in part.changes) == whole.changes
    assert tuple(row for part in sent for row in part.new_rows) == whole.new_rows


def test_a_plan_that_fits_is_one_portion():
    plan = Plan(
        ORDERS,
        changes=(change(1),),
        new_rows=(new_row(1),),
        rows_before=9,
        left_out=("B1",),
        in_doubt={"C1": "."},
    )

    assert plan.portion(60_000) == plan


def test_nothing_fits_where_there_is_no_room():
    plan = Plan(ORDERS, changes=(change(1),), new_rows=(new_row(1),))

    assert plan.portion(0).is_empty
