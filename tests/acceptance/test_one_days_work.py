"""The join and the day's list, made by the whole bot from a season whose truth is known."""

from collections.abc import Iterator

import pytest
import requests

from whole_bot import House, a_house

SOURCES = (
    "sync_orders",
    "sync_paypal_disputes",
    "sync_shopify_disputes",
    "sync_reviews",
    "sync_mailbox",
    "watch_orders",
)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_house(ready=False, weeks=2) as house:
        house.start_bot()
        house.provision()
        run(house, *SOURCES, "join_orders", "plan_today")
        yield house


def run(house, *jobs):
    receipts = house.once(*jobs)
    assert all(receipt.ok for receipt in receipts.values()), receipts
    return receipts


def true_orders(house):
    """The true order of each dispute and review, as the tab `Orders` names it."""
    world = house.sandbox.world
    names = {brand.slug: brand.name for brand in world.brands}
    found = {key: (case.brand, case.order.name) for key, case in world.cases.items()}
    for chargebacks in world.chargebacks.values():
        found |= {f"SH-{c.number}": (c.order.brand.slug, c.order.name) for c in chargebacks}
    for reviews in world.reviews.values():
        found |= {review.review_id: (review.brand_slug, review.order_name) for review in reviews}
    return {
        key: f"{names[slug]} #{name.rpartition('-')[2]}" if name else ""
        for key, (slug, name) in found.items()
    }


def rows_of(house, tab, key):
    return {str(row[key]): row for row in house.person.table(tab) if row[key]}


def links(house):
    """Where each rank leads, as Google shows it."""
    url = f"{house.person.base_url}/v4/spreadsheets/{house.person.spreadsheet_id}"
    asked = {"ranges": "Today!A2:A62", "fields": "sheets.data.rowData.values(formattedValue,hyperlink)"}
    answer = requests.get(url, params=asked, timeout=30).json()
    cells = [row["values"][0] for row in answer["sheets"][0]["data"][0]["rowData"]]
    return {cell["formattedValue"]: cell.get("hyperlink", "") for cell in cells}


def check_links(house):
    """Fail unless every rank leads to the row of its item."""
    shown = links(house)
    for rank, row in rows_of(house, "Today", "Rank").items():
        if not row["Item"]:
            assert not shown[rank], f"rank {rank} is empty and leads somewhere"
            continue
        gid, _, place = shown[rank].removeprefix("#gid=").partition("&range=A")
        assert int(gid) == house.person.sheet_id(row["Tab"])
        assert row["Item"] in house.person.sees(row["Tab"])[int(place) - 1]


def test_no_dispute_and_no_review_is_joined_to_a_wrong_order(house):
    truth = true_orders(house)
    known = set(rows_of(house, "Orders", "Order"))
    for tab, key in (("Disputes", "Dispute"), ("Reviews", "Review")):
        joined = 0
        for item, row in rows_of(house, tab, key).items():
            assert row["Order"] in {"", truth[item]}, row
            joined += bool(row["Order"])
            assert tab == "Reviews" or row["Order"] or truth[item] not in known, "its order is in the ledger"
        assert joined > 5


def test_every_row_that_waits_for_somebody_is_counted_in_the_list(house):
    waiting = sum(
        row["Flag"] in {"MISSED", "LATE", "LAST SHIFT", "SOON", "OK", "NO DATE"}
        for tab in ("Disputes", "Orders at risk", "Inbox", "Reviews")
        for row in house.person.table(tab)
    )

    assert rows_of(house, "Today", "Rank")["00"]["Why here"].startswith(f"{waiting} tasks need")


def test_every_rank_leads_to_its_row_also_after_a_person_has_sorted(house):
    check_links(house)
    sheet_id = house.person.sheet_id("Disputes")
    area = {"sheetId": sheet_id, "startRowIndex": 1}
    keys = [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]
    house.person.do({"sortRange": {"range": area, "sortSpecs": keys}})

    run(house, "plan_today")

    check_links(house)


def test_a_second_run_changes_nothing(house):
    run(house, "join_orders", "plan_today")

    receipts = run(house, "join_orders", "plan_today")

    assert [receipt.writes for receipt in receipts.values()] == [0, 0]


def test_an_order_that_a_person_types_wins_at_once(house):
    item, row = next((k, r) for k, r in rows_of(house, "Disputes", "Dispute").items() if r["Order"])
    other = next(k for k, r in rows_of(house, "Orders", "Order").items() if k != row["Order"])
    house.types("Order (yours)", item, other)

    run(house, "join_orders")

    found = rows_of(house, "Disputes", "Dispute")[item]
    assert (found["Order"], found["Match"]) == (other, "yours")
