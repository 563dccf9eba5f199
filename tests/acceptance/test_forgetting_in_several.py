"""Erasing in several spreadsheets: what was named must stand in one of them, and in the others it may be missing."""

import json
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import httpx
import pytest
from typer.testing import CliRunner

from rewinding import rewind, states
from sheets_bot.cli import app
from sheets_bot.sandbox.app import start
from whole_bot import AURORA, VELVET, House

SMALL = tuple(replace(brand, orders_per_week=6) for brand in (AURORA, VELVET))
ONE, OTHER = (brand.slug for brand in SMALL)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Two brands with a spreadsheet each, and the orders and cases of a week in them."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(start(weeks=1, running=False, brands=SMALL))
        house = House(sandbox, sandbox.config, stack)
        house.people = {ONE: house.person, OTHER: house.new_spreadsheet()}
        house.config["workbooks"] = {slug: person.spreadsheet_id for slug, person in house.people.items()}
        house.start_bot()
        house.provision()
        for slug in house.people:
            receipts = house.once("sync_orders", "sync_paypal_disputes", workbook=slug)
            assert all(receipt.ok for receipt in receipts.values()), receipts
        house.file = tmp_path_factory.mktemp("house") / "sheets_bot.json"
        house.file.write_text(json.dumps(house.config))
        house.evening = states(sandbox)
        yield house


@pytest.fixture
def house(filled):
    rewind(filled.sandbox, filled.evening)
    return filled


def orders(house, slug):
    return {row["Order"]: row for row in house.people[slug].table("Orders") if row["Order"]}


def number(order):
    return order.rpartition("#")[2]


def of_one_alone(house):
    """Return an order of the first spreadsheet whose number stands in no other."""
    theirs = {number(order) for order in orders(house, OTHER)}
    return next(
        order for order, row in orders(house, ONE).items() if number(order) not in theirs and row["Customer"]
    )


def erases(house, *arguments):
    result = CliRunner().invoke(app, ["erase", *arguments, "--config", str(house.file)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("typed", ["its number", "as it stands in Orders"])
def test_an_order_of_one_spreadsheet_is_erased_there_and_the_others_are_told(house, typed):
    order = of_one_alone(house)
    person = f"#{number(order)}" if typed == "its number" else order

    done = erases(house, person, "--yes")

    assert done.exit_code == 0, done.output
    assert orders(house, ONE)[order]["Customer"] == ""
    assert f"{OTHER}: Order {person!r} stands not in Orders" in done.output
    assert all(row["Customer"] for row in orders(house, OTHER).values())


def test_a_row_that_is_named_too_need_not_stand_in_every_spreadsheet(house):
    order = of_one_alone(house)
    dispute = next(row["Dispute"] for row in house.people[OTHER].table("Disputes") if row["Dispute"])

    found = json.loads(erases(house, order, "--also", f"Disputes: {dispute}", "--dry-run", "--json").stdout)[
        "found"
    ]

    assert ["Disputes", dispute] in [[row["tab"], row["key"]] for row in found[OTHER]["rows"]]
    assert ["Orders", order] in [[row["tab"], row["key"]] for row in found[ONE]["rows"]]
    assert found[ONE]["not_there"] == [f"--also Disputes: {dispute}: there is no such row"]
    assert found[OTHER]["not_there"] == [f"Order {order!r} stands not in Orders"]


def test_where_one_spreadsheet_is_closed_meanwhile_what_was_erased_in_the_other_is_told_too(house):
    order = of_one_alone(house)
    dispute = next(row["Dispute"] for row in house.people[OTHER].table("Disputes") if row["Dispute"])

    with closing_meanwhile(house, house.people[OTHER]):
        done = erases(house, order, "--also", f"Disputes: {dispute}", "--yes")

    assert done.exit_code == 1, done.output
    assert orders(house, ONE)[order]["Customer"] == ""
    assert "Not everything was erased. " in done.stdout
    assert f"{OTHER}: Misconfigured: " in done.stderr


@contextmanager
def closing_meanwhile(house, person):
    """Take the bot's right to edit one spreadsheet away when it first writes to another."""
    url = f"{person.base_url}/drive/v3/files/{person.spreadsheet_id}/permissions"
    email = house.sandbox.service_account["client_email"]

    def before(call):
        if call.path.endswith(":batchUpdate"):
            house.sandbox.switchboard.before_each.remove(before)
            given = httpx.get(url, params={"fields": "permissions(id,emailAddress)"}).json()["permissions"]
            (right,) = [one["id"] for one in given if one.get("emailAddress") == email]
            httpx.delete(f"{url}/{right}").raise_for_status()

    house.sandbox.switchboard.before_each.append(before)
    yield
    person.share_with(email)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["#999999"], "Order '#999999' stands not in Orders"),
        (["jane@nowhere.example", "--also", "Inbox: T-0"], "--also Inbox: T-0: there is no such row"),
    ],
)
def test_what_stands_in_no_spreadsheet_is_refused(house, arguments, said):
    done = erases(house, *arguments, "--yes")

    assert done.exit_code == 2
    assert f"{said}. Nothing was written." in done.output


def test_an_order_number_that_two_spreadsheets_have_is_asked_back(house):
    """Two brands count from the same number, and their buyers are two people."""
    one, other = next(iter(orders(house, ONE))), next(iter(orders(house, OTHER)))
    taken = f"{other.rpartition('#')[0]}#{number(one)}"
    rows = house.people[OTHER].sees("Orders")
    at = next(index for index, row in enumerate(rows) if other in row)
    house.people[OTHER].types("Orders", at, rows[at].index(other), taken)

    done = erases(house, f"#{number(one)}", "--yes")

    assert done.exit_code == 2
    assert f"{one} in {ONE}" in done.output
    assert f"{taken} in {OTHER}" in done.output
    assert orders(house, ONE)[one]["Customer"] != ""
