"""
People at the tabs of mails, reviews, orders and the day's list: what they do there, told one by one.

No cell of theirs is lost or moves to another row, what they decide counts at the next run, and the bot's
cells are right again one run later. At random, and during the runs: `test_people_on_new_tabs_at_random.py`.
"""

from collections.abc import Iterator

import pytest

from small_house import DERIVED, SOURCES, SmallHouse, a_small_house

pytestmark = pytest.mark.slow

SWEEPS = ("sweep_orders", "sweep_reviews", "sweep_paypal_disputes", "sweep_shopify_disputes")
LINK = "https://www.trustpilot.com/reviews/0123456789abcdef01234567"
TABS = ("Today", "Orders", "Parcels", "Inbox", "Reviews", "Orders at risk", "Refunds", "Incidents")


@pytest.fixture(scope="module")
def whole_house() -> Iterator[SmallHouse]:
    with a_small_house() as house:
        yield house


@pytest.fixture
def house(whole_house: SmallHouse) -> SmallHouse:
    whole_house.begins_again()
    return whole_house


def first(house, tab, **cells):
    """The key of the first row with such cells; ``ANY`` stands for any text."""
    wanted = {header.replace("_", " "): value for header, value in cells.items()}
    return next(
        key
        for key, row in house.keyed(tab).items()
        if all(row[header] == value or (value is ANY and row[header]) for header, value in wanted.items())
    )


ANY = object()


def pastes(house, *rows):
    """Type rows into the tab of pasted reviews, below what stands there."""
    header, *standing = house.person.sees("Pasted reviews")
    for at, row in enumerate(rows, start=len(standing) + 1):
        for title, text in row.items():
            house.person.types("Pasted reviews", at, header.index(title), text)


@pytest.mark.parametrize("tab", TABS)
def test_a_sorted_tab_is_left_in_its_order_and_every_cell_stays_with_its_row(house, tab):
    before = house.keyed(tab)
    house.sorts(tab, house.key_header(tab), descending=True)
    order = list(house.keyed(tab))

    house.runs(*SOURCES, *SWEEPS, *DERIVED)

    assert house.keyed(tab) == before
    assert list(house.keyed(tab)) == order


@pytest.mark.parametrize("tab", ["Inbox", "Reviews", "Disputes"])
def test_an_order_that_a_person_types_wins_at_the_next_run_and_yields_when_it_is_cleared(house, tab):
    key = first(house, tab)
    before = house.keyed(tab)[key]
    other = next(order for order in house.keyed("Orders") if order != before["Order"])

    house.types("Order (yours)", key, f"#{other.rpartition('#')[2]}", tab=tab)
    house.runs("join_orders")

    row = house.keyed(tab)[key]
    assert (row["Order"], row["Match"]) == (other, "yours")

    house.types("Order (yours)", key, "", tab=tab)
    house.runs("join_orders")
    assert house.keyed(tab)[key] == before


def test_an_order_typed_in_the_moment_of_a_write_is_neither_lost_nor_missed(house):
    key = first(house, "Inbox", Match="none")
    other = first(house, "Orders")
    house.types("Order", key, "meddled", tab="Inbox")

    with house.meanwhile(
        lambda: house.types("Order (yours)", key, other, tab="Inbox"), lambda: house.sorts("Inbox", "Why")
    ):
        house.runs("join_orders")
    house.runs("join_orders")

    row = house.keyed("Inbox")[key]
    assert (row["Order"], row["Order (yours)"], row["Match"]) == (other, other, "yours")
    assert [one for one, cells in house.keyed("Inbox").items() if cells["Order (yours)"]] == [key]


def test_the_list_of_today_is_whole_again_after_people_have_torn_it_apart(house):
    before = house.keyed("Today")
    house.removes("Today", "00", "02", "17")
    house.sorts("Today", "Why here")
    house.inserts_column("Today", "Mine", at=1)
    house.types("Mine", "05", "first this one", tab="Today")

    house.runs("plan_today")

    after = house.keyed("Today")
    assert {rank: {**row, "Mine": ""} for rank, row in after.items()} == {
        rank: {**row, "Mine": ""} for rank, row in before.items()
    }
    assert after["05"]["Mine"] == "first this one"


def test_an_order_that_is_none_is_said_beside_it_and_joins_nothing(house):
    key = first(house, "Inbox")

    house.types("Order (yours)", key, "the blue one", tab="Inbox")
    house.runs(*DERIVED)

    row = house.keyed("Inbox")[key]
    assert row["Order"] == ""
    assert row["Order (yours)"] == "the blue one"
    assert "the blue one" in row["Match: why"]


def test_a_thread_that_a_person_calls_settled_leaves_the_list_of_today_and_comes_back_when_it_is_not(house):
    key = first(house, "Inbox", Whose_turn="You", Flag="LATE")
    assert key in {row["Item"] for row in house.person.table("Today")}

    house.types("Settled on", key, "2026-11-23", tab="Inbox")
    house.runs("sync_mailbox", *DERIVED)

    assert house.keyed("Inbox")[key]["Waiting since"] == ""
    assert key not in {row["Item"] for row in house.person.table("Today")}

    house.types("Settled on", key, "", tab="Inbox")
    house.runs("sync_mailbox", *DERIVED)
    assert house.keyed("Inbox")[key]["Flag"] == "LATE"
    assert key in {row["Item"] for row in house.person.table("Today")}


def test_what_people_decide_about_a_row_stays_in_it_through_every_job(house):
    typed = {
        "Inbox": {
            "Category (yours)": "Refund",
            "Settled on": "2026-11-20",
            "Root cause": "lost",
            "Notes": "rang",
        },
        "Reviews": {"Handled by": "Ann", "Root cause": "lost", "Notes": "=1+1"},
        "Orders at risk": {"Customer told on": "2026-11-20", "Handled by": "Ann", "Notes": "told"},
        "Refunds": {"Root cause": "lost", "Notes": "agreed"},
        "Incidents": {"Notes": "three in a row"},
    }
    keys = {tab: first(house, tab) for tab in typed}
    for tab, cells in typed.items():
        for header, text in cells.items():
            house.types(header, keys[tab], text, tab=tab)
    before = {tab: {h: house.keyed(tab)[keys[tab]][h] for h in cells} for tab, cells in typed.items()}

    for tab in typed:
        house.sorts(tab, house.key_header(tab))
        house.inserts_column(tab, "Mine", at=2)
        house.renames_header("Notes", "My own notes", tab=tab)
        house.filters(tab, "Brand", "Aurora & Pine")
    house.runs(*SOURCES, *SWEEPS, *DERIVED)

    for tab, cells in before.items():
        row = {
            header.replace("My own n", "N"): value for header, value in house.keyed(tab)[keys[tab]].items()
        }
        assert {header: row[header] for header in cells} == cells
        assert [key for key, one in house.keyed(tab).items() if one["My own notes"]] == [keys[tab]]


def test_a_root_cause_that_a_person_types_is_the_cause_of_the_incident(house):
    order = first(house, "Incidents")
    tab, key = next(
        (tab, key)
        for tab in ("Disputes", "Refunds", "Reviews", "Inbox")
        for key, row in house.keyed(tab).items()
        if row["Order"] == order
    )

    house.types("Root cause", key, "lost", tab=tab)
    house.runs("join_orders")

    assert house.keyed("Incidents")[order]["Cause"] == "lost"


def test_removed_rows_come_back_where_they_wait_for_us_and_stay_away_where_they_are_done():
    with a_small_house() as house:  # its own, for time passes in it
        house.later(days=3)
        house.runs(*SOURCES, *SWEEPS, *DERIVED)
        open_thread = first(house, "Inbox", Whose_turn="You")
        closed_thread = first(house, "Inbox", Flag="CLOSED")
        before = house.keyed("Inbox")

        house.removes("Inbox", open_thread, closed_thread)
        house.runs(*SOURCES, *DERIVED)

        assert house.keyed("Inbox").keys() == before.keys() - {closed_thread}


def test_pasted_reviews_good_and_bad_are_taken_or_answered_and_never_written_over(house):
    good = {
        "Link": LINK,
        "Brand": "Aurora & Pine",
        "Stars": "2",
        "Text": "=1+1 late",
        "Written on": "2026-11-20",
    }
    nonsense = {"Link": "see my phone", "Brand": "Aurora & Pine", "Stars": "9"}
    other_brand = {**good, "Link": LINK[:-1] + "8", "Brand": "Nobody"}
    pastes(house, good, nonsense, other_brand)
    typed = house.person.table("Pasted reviews")

    house.runs("read_pasted_reviews", "sync_reviews", *DERIVED)
    house.sorts("Pasted reviews", "Link", descending=True)
    house.runs("read_pasted_reviews", "sync_reviews", *DERIVED)

    pasted = house.person.table("Pasted reviews")
    told = {row["Link"]: bool(row["Problem"]) for row in pasted}
    assert told == {good["Link"]: False, nonsense["Link"]: True, other_brand["Link"]: True}
    for row in typed:
        assert {**row, "Problem": ""} in [{**one, "Problem": ""} for one in pasted]
    assert house.keyed("Reviews")[LINK.rpartition("/")[2]]["Came from"] == "pasted"


@pytest.mark.parametrize(
    ("tab", "header", "text"),
    [
        ("Inbox", "Flag", "CLOSED"),
        ("Inbox", "Waiting since", ""),
        ("Inbox", "Subject", "all good"),
        ("Reviews", "Stars", "5"),
        ("Reviews", "First stars", "5"),
        ("Reviews", "Content mark", "nonsense"),
        ("Orders", "Total", "0"),
        ("Orders", "Customer", ""),
        ("Parcels", "State", "S7"),
        ("Parcels", "Delivered", "2026-01-01"),
        ("Orders at risk", "What to do", "nothing"),
        ("Refunds", "Amount", "0"),
        ("Incidents", "Cost so far", "0"),
        ("Today", "Why here", "because"),
    ],
)
def test_a_cell_of_the_bots_that_was_typed_over_is_right_one_run_later_and_misled_nobody(
    house, tab, header, text
):
    house.runs(*SOURCES, *SWEEPS, *DERIVED)
    before = {one: house.keyed(one) for one in (*TABS, "Review history")}
    house.types(header, first(house, tab), text, tab=tab)

    house.runs(*SOURCES, *SWEEPS, *DERIVED)

    assert {one: house.keyed(one) for one in before} == before


@pytest.mark.parametrize(
    ("header", "text"),
    [("Last answer", "2030-01-01"), ("First mail", "2020-01-01"), ("Brand", "Nobody"), ("Mails", "nonsense")],
)
def test_a_cell_typed_over_in_the_inbox_hides_nobody_who_waits(house, header, text):
    before = house.keyed("Inbox")
    house.types(header, first(house, "Inbox", Flag="LATE"), text, tab="Inbox")

    house.runs("sync_mailbox", "join_orders")

    assert house.keyed("Inbox") == before


@pytest.mark.parametrize("tab", ["Orders", "Settings", "Bot log"])
def test_a_tab_with_a_row_above_its_header_is_named_and_nothing_is_written_into_it(house, tab):
    """A row of titles for groups of columns: the marks of the columns must not hide it, of the log neither."""
    house.person.do({"insertDimension": {"range": house.span(tab, "ROWS", 0, 1)}})
    width = len(house.person.sees(tab)[1])
    house.person.types(tab, 0, 0, "THE CASE")
    house.person.types(tab, 0, width - 1, "MONEY")
    before = house.person.sees(tab)

    house.later(days=2)
    receipts = house.once("keep_settings", "sync_orders", "refresh_deadlines")

    told = [str(receipt.problems[tab]) for receipt in receipts.values() if tab in receipt.problems]
    assert told
    assert all("a row was inserted above the header" in words for words in told)
    assert "Delete row 1" in house.status()["sync_orders" if tab == "Orders" else "keep_settings"][1]
    assert house.person.sees(tab) == before

    house.person.do({"deleteDimension": {"range": house.span(tab, "ROWS", 0, 1)}})
    house.runs("keep_settings", "sync_orders", "refresh_deadlines")
