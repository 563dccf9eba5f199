"""
Promise: a season of four brands at four platforms stands in the tabs, once and whole, and joined to the right orders.

`once --all` on a world of twelve weeks, read back as far as PayPal goes; with `--long`, for it takes minutes.
Everything is held against the world's own truth, which shares no code with the bot.
`python -m pytest --long -s tests/acceptance/test_four_sources.py` prints the tables of the joins and of the
shipment states.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheets_bot.sandbox.app import start
from whole_bot import House

pytestmark = pytest.mark.long

READ_BACK_DAYS = 200
CERTAIN = {"sure", "likely"}
OLDEST_MAIL = timedelta(days=60)
"""What the default of the setting reads."""


class Season:
    """The tabs after every job has run once, and what really happened."""

    def __init__(self, house: House) -> None:
        house.start_bot()
        house.provision()
        house.types("Value", "Orders read back at first (days)", str(READ_BACK_DAYS), tab="Settings")
        house.start_bot()
        receipts = house.once(*house.everything.jobs)
        assert all(receipt.ok for receipt in receipts.values()), {
            job: receipt.problems for job, receipt in receipts.items() if not receipt.ok
        }
        self.house = house
        self.now = datetime.fromtimestamp(house.sandbox.world.now, UTC)
        self.truth: dict[str, Any] = house.sandbox.world.truth()
        self.brands = {slug: brand["name"] for slug, brand in self.truth["brands"].items()}

    def rows(self, tab: str, header: str) -> dict[str, dict[str, Any]]:
        """The rows of a tab by a column that may hold each value once."""
        rows = [row for row in self.house.person.table(tab) if row[header]]
        found = {str(row[header]): row for row in rows}
        assert len(found) == len(rows), f"{tab}: {Counter(row[header] for row in rows).most_common(1)}"
        return found

    def order(self, brand: str, name: str | None) -> str:
        """What the trackers call an order of the world: AURORA-1042 is Aurora & Pine #1042."""
        return f"{self.brands[brand]} #{name.rpartition('-')[2]}" if name else ""


@pytest.fixture(scope="module")
def season() -> Iterator[Season]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(start(weeks=12, running=False))
        yield Season(House(sandbox, sandbox.config, stack))


def test_every_dispute_of_paypal_and_shopify_stands_once_and_nothing_else(season):
    found = season.rows("Disputes", "Dispute")

    at_shopify = {f"SH-{number}" for number in season.truth["chargebacks"]}
    assert set(found) == set(season.truth["cases"]) | at_shopify
    assert len(at_shopify) > 20


def test_every_order_and_every_refund_stands_once_and_nothing_else(season):
    orders = season.rows("Orders", "Order")
    refunds = season.rows("Refunds", "Refund")

    expected = {season.order(line["brand"], name) for name, line in season.truth["orders"].items()}
    assert set(orders) == expected
    assert set(refunds) == set(season.truth["refunds"])


def test_every_review_that_can_be_seen_stands_once_and_nothing_else(season):
    expected = {
        review_id
        for review_id, line in season.truth["reviews"].items()
        if not line["hidden"] and not line["deleted_at"]
    }

    assert set(season.rows("Reviews", "Review")) == expected


def test_every_thread_that_waits_stands_once_and_nothing_else_waits(season):
    """
    A thread has no name in a mailbox: it is known by when its customer began to wait.

    Where mail programs dropped what ties a conversation together, or its beginning is older than what is read, a
    part of it may look like a thread that waits.
    A mail that only says thanks waits for nothing.
    """
    began = season.now - OLDEST_MAIL
    threads = season.truth["threads"]
    waiting = {
        (season.brands[line["brand"]], moment(line["waiting_since"])): line["wants_answer"]
        for line in threads.values()
        if line["waiting"] and is_whole(line, since=began)
    }
    torn = {
        (season.brands[letter.brand_slug], moment_of(letter.at))
        for letters in season.house.sandbox.world.letters.values()
        for letter in letters
        if not is_whole(threads[letter.conversation], since=began)
    }
    shows = [
        (row["Brand"], shown(row["Waiting since"]))
        for row in season.rows("Inbox", "Thread").values()
        if row["Waiting since"]
    ]

    wanted = {thread for thread, wants_answer in waiting.items() if wants_answer}
    assert len(wanted) > 30
    assert len(shows) == len(set(shows))
    assert wanted <= set(shows) <= set(waiting) | torn


def test_joins_are_right_wherever_they_are_called_certain(season, capsys):
    tallies = {
        "PayPal disputes": joined(
            season, season.rows("Disputes", "Dispute"), season.truth["cases"], key=lambda one: one
        ),
        "Shopify disputes": joined(
            season,
            season.rows("Disputes", "Dispute"),
            season.truth["chargebacks"],
            key=lambda number: f"SH-{number}",
        ),
        "refunds": joined(
            season, season.rows("Refunds", "Refund"), season.truth["refunds"], key=lambda one: one
        ),
        "reviews": joined(
            season, season.rows("Reviews", "Review"), season.truth["reviews"], key=lambda one: one
        ),
        "mail threads": joined_threads(season),
    }
    with capsys.disabled():
        print(
            f"\n  {'':18}{'right':>7}{'wrong':>7}{'open':>7}{'none true':>11}   share of those with an order"
        )
        for what, tally in tallies.items():
            print(
                f"  {what:18}{tally['right']:7}{tally['wrong']:7}{tally['open']:7}{tally['none']:11}   {share(tally)}"
            )

    assert {what: tally["wrong"] for what, tally in tallies.items()} == dict.fromkeys(tallies, 0)
    assert tallies["PayPal disputes"]["open"] <= 3
    assert tallies["Shopify disputes"]["open"] == 0
    assert tallies["refunds"]["open"] == 0


def test_shipment_states_are_the_true_ones(season, capsys):
    """Unseen from outside: untracked carriers, whether late is lost, a neighbour with the same postal code."""
    found: Counter[tuple[str, str]] = Counter()
    parcels = season.rows("Parcels", "Parcel")
    for name, line in season.truth["orders"].items():
        for place, state in enumerate(line["parcels"], start=1):
            row = parcels.get(f"{season.order(line['brand'], name)} / {place}")
            if row is not None:
                found[state, str(row["State"])] += 1
    seen = Counter({pair: count for pair, count in found.items() if pair[1] not in {"S2?", "cancelled"}})
    alike = sum(count for (true, said), count in seen.items() if true == said)
    with capsys.disabled():
        print(f"\n  parcels {found.total()}, followed {seen.total()}, alike {alike / seen.total():.1%}")
        print(
            *(f"  truly {true:3} said {said:10} {count:6}" for (true, said), count in sorted(found.items())),
            sep="\n",
        )

    assert alike / seen.total() > 0.97
    astray = {said for (true, said), _ in seen.items() if true == "S4"}
    assert astray == {"S4"}


def test_an_incident_has_more_than_one_symptom_and_counts_its_cost_once(season):
    incidents = season.rows("Incidents", "Order")
    several = {
        season.order(line["brand"], line["order"])
        for line in season.truth["refunds"].values()
        for case in (*season.truth["cases"].values(), *season.truth["chargebacks"].values())
        if case["order"] == line["order"] and case["brand"] == line["brand"]
    }

    assert several
    assert several <= set(incidents)
    assert all(row["Symptoms"] >= 2 for row in incidents.values())


def test_who_was_paid_twice_is_warned_of(season):
    """Once the money went by both ways, the row of the refund says so."""
    refunds = season.rows("Refunds", "Refund")
    double = [number for number, line in season.truth["refunds"].items() if line["double"]]

    assert double
    assert [number for number in double if not refunds[number]["Paid twice?"]] == []


def test_today_is_one_ranked_list_that_fits_the_shift_or_says_what_does_not(season):
    rows = [row for row in season.house.person.table("Today") if row["Rank"] and row["Item"]]

    assert 10 < len(rows) <= 60
    assert len({row["Tab"] for row in rows}) >= 3
    assert all(row["Why here"] for row in rows)
    assert {row["Fits"] for row in rows} >= {"this shift"}


def test_a_second_round_writes_nothing(season):
    jobs = [job for job in season.house.everything.jobs if not job.startswith("sweep_")]
    again = season.house.once(*jobs)

    assert {job: receipt.writes for job, receipt in again.items() if receipt.writes} == {}


def is_whole(thread: dict[str, Any], *, since: datetime) -> bool:
    """True where the headers tie all mails of a conversation together, and all of them are read."""
    return thread["whole"] and thread["first_in"] and datetime.fromisoformat(thread["first_in"]) > since


def joined(season: Season, rows, truth, *, key) -> Counter[str]:
    """How many rows of the world's things name the right order, a wrong one, or none."""
    tally: Counter[str] = Counter()
    for number, line in truth.items():
        row = rows.get(key(number))
        if row is not None:
            tally[verdict(season.order(line["brand"], line["order"]), row["Order"])] += 1
    return tally


def joined_threads(season: Season) -> Counter[str]:
    """The same of mails, known by brand and first mail."""
    rows = {(row["Brand"], shown(row["First mail"])): row for row in season.rows("Inbox", "Thread").values()}
    tally: Counter[str] = Counter()
    for line in season.truth["threads"].values():
        row = rows.get((season.brands[line["brand"]], moment(line["first_in"]))) if line["first_in"] else None
        if row is not None:
            tally[verdict(season.order(line["brand"], line["order"]), row["Order"])] += 1
    return tally


def verdict(true: str, said: str) -> str:
    if said:
        return "right" if said == true else "wrong"
    return "open" if true else "none"


def share(tally: Counter[str]) -> str:
    with_order = tally["right"] + tally["wrong"] + tally["open"]
    return f"{tally['right']} of {with_order} ({tally['right'] / with_order:.1%})" if with_order else "-"


def moment(instant: str | None) -> str:
    """An instant of the truth, to the second."""
    return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y-%m-%d %H:%M:%S}" if instant else ""


def moment_of(at: float) -> str:
    """An instant of the world, to the second."""
    return moment(datetime.fromtimestamp(at, UTC).isoformat())


def shown(serial: float) -> str:
    """An instant of a tab, to the second; the sandbox's spreadsheets keep UTC."""
    at = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=float(serial))
    return f"{at + timedelta(milliseconds=500):%Y-%m-%d %H:%M:%S}"
