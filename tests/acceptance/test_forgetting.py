"""Promises to a person whose data stands in the tabs: it goes when it is asked for or has expired, and stays gone."""

import pytest

from refusing import PROTECTED, refusing, writes_to
from sheets_bot.domain.privacy.withholding import ERASED_TAB
from sheets_bot.service.erasing import erase, look_for
from small_house import DERIVED, SOURCES, a_small_house

KEPT = ("Order", "Brand", "Placed", "Total", "Currency")


@pytest.fixture(scope="module")
def small_house():
    with a_small_house(weeks=3) as house:
        yield house


@pytest.fixture
def house(small_house):
    small_house.begins_again()
    return small_house


def bot_of(house):
    return house.everything.bots[0]


def buyer(house):
    """Return address, name and order of somebody who has both an order and a thread."""
    (brand,) = bot_of(house)._brands
    now = bot_of(house).now()
    orders = {o.name: o for o in brand.shopify.fetch_orders(since=now.replace(year=2020), until=now).records}
    for row in house.person.table("Inbox"):
        order = orders.get(str(row["Order"]).rpartition(" ")[2])
        if order and order.email and " " in order.customer_name:
            return order.email, order.customer_name, row["Order"]
    raise AssertionError("nobody wrote about an order")


def every_cell(house):
    titles = [schema.tab for schema in bot_of(house).schemas.values()]
    return [(tab, content) for tab in titles for row in house.person.sees(tab) for content in row]


def cells_of(house, tab, key):
    return house.keyed(tab)[key]


def test_a_person_that_was_erased_leaves_no_trace_and_no_sync_brings_one_back(house):
    email, name, order = buyer(house)
    bot = bot_of(house)
    before = cells_of(house, "Orders", order)
    marks = {before[h] for h in ("Mark of e-mail", "Mark of name", "Mark of recipient")} - {""}
    threads = [key for key, row in house.keyed("Inbox").items() if row["Order"] == order]
    subjects = {house.keyed("Inbox")[key]["Subject"] for key in threads}

    erasure = look_for(bot, email, ())
    receipt = erase(bot, erasure)
    house.later(hours=2)
    house.start_bot()
    house.runs(*SOURCES, "sweep_orders", "sweep_reviews", *DERIVED)

    assert receipt.ok, receipt.problems
    assert ("Orders", order) in erasure.found.rows
    after = cells_of(house, "Orders", order)
    assert {h: after[h] for h in KEPT} == {h: before[h] for h in KEPT}, "keys and numbers stay"
    assert after["Customer"] == ""
    for key in threads:
        thread = cells_of(house, "Inbox", key)
        assert (thread["Subject"], thread["Customer"], thread["Contact mark"]) == ("", "", "")
        assert thread["Order"] == order, "what was found by the address stays found"
    told = [(tab, content) for tab, content in every_cell(house) if isinstance(content, str)]
    assert not [tab for tab, text in told if any(mark in text for mark in marks)]
    assert not [tab for tab, text in told if email in text.casefold() or name in text]
    assert not [tab for tab, text in told if tab == "Bot log" and text in subjects]
    assert not bot_of(house).read([ERASED_TAB])[ERASED_TAB].doubles


def test_an_order_leads_to_the_same_rows_as_its_buyer_s_address_and_a_second_time_changes_nothing(house):
    email, _, order = buyer(house)
    bot = bot_of(house)

    by_address, by_order = look_for(bot, email, ()), look_for(bot, order, ())
    erase(bot, by_order)
    again = look_for(bot, order, ())

    assert by_order.found.rows.keys() == by_address.found.rows.keys()
    assert not again.filled
    assert erase(bot, again).writes == 0


def test_what_the_log_repeats_of_a_person_goes_too_and_the_erasure_leaves_no_new_copy(house):
    _, _, order = buyer(house)
    key, row = next((key, row) for key, row in house.keyed("Inbox").items() if row["Order"] == order)
    house.types("Subject", key, "typed over", tab="Inbox")
    house.runs("sync_mailbox")
    repeated = [line for line in house.person.table("Bot log") if line["New"] == row["Subject"]]

    erase(bot_of(house), look_for(bot_of(house), order, ()))

    log = house.person.table("Bot log")
    about = [line for line in log if line["Row"] == key and line["Column"] == "Subject"]
    assert repeated, "the log told of it before"
    assert len(about) == 2, "one line of the sync, one of the erasure"
    assert {(line["Old"], line["New"], line["Exactly"]) for line in about} <= {("", "", ""), ("", "", "{}")}
    assert all(line["Line"] for line in log)


def test_what_people_typed_is_listed_and_left(house):
    _, name, order = buyer(house)
    bot = bot_of(house)
    key = next(key for key, row in house.keyed("Inbox").items() if row["Order"] == order)
    other = next(key for key, row in house.keyed("Disputes").items() if row["Order"] != order)
    house.types("Notes", key, "calls at noon", tab="Inbox")
    house.types("Your text", other, f"as {name} asked", tab="Disputes")

    erasure = look_for(bot, name, ())
    erase(bot, erasure)

    places = [trace.where for trace in erasure.traces]
    assert f"Inbox, row {key}, Notes" in places
    assert any(place.startswith("Disputes, cell ") for place in places)
    assert house.keyed("Inbox")[key]["Notes"] == "calls at noon"


def test_a_deleted_row_comes_back_without_the_person(house):
    email, _, order = buyer(house)
    erase(bot_of(house), look_for(bot_of(house), email, ()))

    house.removes("Orders", order)
    house.runs("sweep_orders")

    row = cells_of(house, "Orders", order)
    assert row["Total"] != ""
    assert (row["Customer"], row["Mark of e-mail"]) == ("", "")


def test_where_the_memory_of_erasures_is_gone_nothing_personal_is_written(house):
    email, _, order = buyer(house)
    erase(bot_of(house), look_for(bot_of(house), email, ()))

    house.deletes_tab(ERASED_TAB)
    receipt = house.one("sweep_orders")

    assert "`sheets-bot init`" in str(receipt.problems[ERASED_TAB])
    assert cells_of(house, "Orders", order)["Customer"] == ""


def test_where_the_memory_cannot_be_written_nothing_is_emptied(house):
    """Else the next sync would fill it all in again, and nobody would know."""
    email, _, order = buyer(house)
    erasure = look_for(bot_of(house), email, ())

    with refusing(house.sandbox, writes_to(house.person.sheet_id(ERASED_TAB)), PROTECTED):
        receipt = erase(bot_of(house), erasure)

    assert list(receipt.problems) == [ERASED_TAB]
    assert cells_of(house, "Orders", order)["Customer"] != ""


def test_a_run_that_died_half_way_is_ended_by_the_daily_job(house):
    email, _, order = buyer(house)
    bot = bot_of(house)
    erasure = look_for(bot, email, ())
    bot.carry_out("erase", [ERASED_TAB], lambda tabs: {ERASED_TAB: _memory(bot, erasure)})
    assert cells_of(house, "Orders", order)["Customer"] != ""

    house.runs("expire_personal_data")

    assert cells_of(house, "Orders", order)["Customer"] == ""
    assert not look_for(bot, order, ()).filled


def _memory(bot, erasure):
    from sheets_bot.domain.privacy.withholding import erased_row

    return [erased_row(*place, why="erased on request", now=bot.now()) for place in erasure.found.rows]


def test_closed_rows_expire_after_the_set_time_and_open_ones_do_not(house):
    house.types("Value", "Personal data expires after (days)", "30", tab="Settings")
    house.types("Value", "Allow a big change", "yes", tab="Settings")
    numbers = {key: row["Total"] for key, row in house.keyed("Orders").items()}

    house.later(days=120)
    house.start_bot()
    syncs = ("sync_orders", "sweep_orders", "sync_mailbox", "refresh_deadlines")
    house.runs(*syncs, "expire_personal_data")
    house.runs(*syncs)
    second = house.runs("expire_personal_data")["expire_personal_data"]

    orders = house.keyed("Orders")
    gone = [key for key in numbers if orders[key]["Customer"] == ""]
    assert gone, "orders of four months ago have expired"
    assert {key: orders[key]["Total"] for key in numbers} == numbers
    waiting = [row for row in house.keyed("Inbox").values() if row["Flag"] not in {"CLOSED", ""}]
    assert all(row["Contact mark"] for row in waiting)
    changed = {tab.tab for tab in second.tabs if tab.changed_cells}
    assert changed <= {"Status"}, "what had expired was not filled in again"
