"""
Every source at its oddest: a brand in a world of full hostility, every job, and every job again a day later.

What shops, Trustpilot and the mailbox send as text is a stranger's. It arrives as text, it runs nothing, it
leads nowhere; of a buyer the tabs hold no address and no whole name but where somebody wrote them into a
subject or a public review; and the log holds none at all. What cannot be used is named in the `Status` tab.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from sheets_bot.sheets.receipt import Receipt
from small_house import TINY_BRAND, a_small_house
from whole_bot import House

pytestmark = pytest.mark.slow

BUSY_BRAND = replace(TINY_BRAND, orders_per_week=25)
AS_THE_AUTHOR_WROTE = {("Inbox", "Subject"), ("Reviews", "Title"), ("Reviews", "Text"), ("Reviews", "Reply")}
"""Public, or the one line of a mail that a person needs to know it by."""
PLATFORMS = {"www.paypal.com", "www.trustpilot.com", "admin.shopify.com", "tracking.example"}
"""The last is the page of a carrier, which the shop names with the parcel."""
MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")


@dataclass
class Days:
    """What two days of a hostile world have left behind."""

    house: House
    first: dict[str, Receipt]
    second: dict[str, Receipt]
    log: list[str]
    """Each line as it was before the last defence, the masking, saw it."""
    tabs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Every tab's rows by header, formulas as formulas."""

    @property
    def receipts(self) -> list[Receipt]:
        return [*self.first.values(), *self.second.values()]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield every filled cell of every tab: tab, header, text."""
        for tab, rows in self.tabs.items():
            for row in rows:
                yield from ((tab, header, str(value)) for header, value in row.items() if value != "")


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect all that is logged: ours unmasked, and what other libraries say above debugging."""
    lines: list[str] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: lines.append(f"{record.name}: {record.getMessage()}")
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        with capture_logs() as events:
            yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        lines += map(str, events)


@pytest.fixture(scope="module")
def days() -> Iterator[Days]:
    with a_small_house(ready=False, brand=BUSY_BRAND, weeks=2, hostility="full") as house:
        with heard() as log:
            first = house.once(*house.everything.jobs)
            house.later(days=1)
            second = house.once(*house.everything.jobs)
        days = Days(house, first, second, log)
        days.tabs = {tab: house.person.table(tab) for tab in titles(house)}
        yield days


def titles(house: House) -> list[str]:
    """Every tab of the spreadsheet that anything stands in."""
    sheets = grid(house, "sheets.properties.title")
    return [title for sheet in sheets if house.person.sees(title := sheet["properties"]["title"])]


def grid(house: House, fields: str) -> list[dict[str, Any]]:
    """The sheets of the spreadsheet, with some fields."""
    url = f"{house.person.base_url}/v4/spreadsheets/{house.person.spreadsheet_id}"
    query = {"includeGridData": str("data" in fields).lower(), "fields": fields}
    return house.person._http.get(url, params=query, timeout=120).json()["sheets"]


def cells(house: House, *fields: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield some fields of every cell, with the title of its tab."""
    asked = f"sheets(properties.title,data.rowData.values({','.join(fields)}))"
    for sheet in grid(house, asked):
        for block in sheet["data"]:
            for row in block.get("rowData", []):
                yield from ((sheet["properties"]["title"], cell) for cell in row.get("values", []))


def buyers(house: House) -> list[Any]:
    """Everybody who has ordered anything."""
    return [order.buyer for orders in house.sandbox.world.orders.values() for order in orders]


def test_every_job_ends_well_or_names_what_it_left_out(days):
    told = " ".join(f"{state} {words}" for state, words in days.house.status().values())

    unsaid = [
        (receipt.job, where, str(problem))
        for receipt in days.second.values()
        for where, problem in receipt.problems.items()
        if str(problem) not in told
    ]
    assert unsaid == []
    assert {receipt.job: receipt.problems for receipt in days.receipts if not receipt.ok} == {}


def test_no_cell_of_any_tab_holds_a_formula(days):
    found = [
        (tab, cell)
        for tab, cell in cells(days.house, "userEnteredValue")
        if "formulaValue" in cell.get("userEnteredValue", {})
    ]

    assert found == []
    assert [cell for cell in days.texts() if cell[2].startswith("=")], "something in it looked like one"


def test_every_link_leads_into_the_sheet_or_to_a_platform(days):
    links = {cell["hyperlink"] for _, cell in cells(days.house, "hyperlink") if cell.get("hyperlink")}

    hosts = {urlsplit(link).hostname for link in links if not link.startswith("#gid=")}
    assert links
    assert hosts <= PLATFORMS


def test_no_tab_holds_the_mail_address_the_street_or_the_whole_name_of_a_buyer(days):
    names = {buyer.name.casefold() for buyer in buyers(days.house)}
    streets = {buyer.street.casefold() for buyer in buyers(days.house)}
    private = re.compile("|".join(map(re.escape, sorted(names | streets))))

    found = {
        (tab, header, text[:80])
        for tab, header, text in days.texts()
        if (tab, header) not in AS_THE_AUTHOR_WROTE
        and (private.search(text.casefold()) or MAIL_ADDRESS.search(text))
    }
    assert found == set()


def test_no_line_of_the_log_holds_a_secret_or_a_buyer(days):
    secrets = set(secrets_of(days.house.config))
    people = {text for buyer in buyers(days.house) for text in (buyer.name, buyer.email, buyer.street)}

    assert secrets
    assert any("job.done" in line for line in days.log)
    for line in days.log:
        assert not [secret for secret in secrets if secret in line], line
        assert not [text for text in people if text in line], line


def secrets_of(config: Any) -> Iterator[str]:
    """Yield everything secret that the configuration holds."""
    for name, value in config.items():
        if isinstance(value, dict):
            yield from secrets_of(value)
        elif re.search("secret|password|private_key$|access_token", name):
            yield str(value)


def test_every_order_case_review_and_chargeback_that_the_platforms_show_has_its_row(days):
    world, names = (
        days.house.sandbox.world,
        {brand.slug: brand.name for brand in days.house.sandbox.world.brands},
    )
    keys = {tab: {str(row[key]) for row in days.tabs[tab]} for tab, key in KEYS.items()}

    cases = {*world.cases, *(f"SH-{one.number}" for some in world.chargebacks.values() for one in some)}
    assert cases - keys["Disputes"] == set()
    reviews = {
        review.review_id
        for some in world.reviews.values()
        for review in some
        if not review.hidden and review.deleted_at is None
    }
    assert reviews - keys["Reviews"] == set()
    orders = {
        f"{names[slug]} #{o.name.rpartition('-')[2]}" for slug, some in world.orders.items() for o in some
    }
    tests = {str(row["Order"]) for row in days.tabs["Orders"] if row["Test"]}
    assert orders - keys["Orders"] == set()
    assert tests < orders


KEYS = {"Disputes": "Dispute", "Reviews": "Review", "Orders": "Order"}


def test_a_second_round_at_the_same_moment_writes_nothing(days):
    days.house.start_bot()

    again = days.house.once(*days.house.everything.jobs)

    assert {job: receipt.writes for job, receipt in again.items() if receipt.writes} == {}
