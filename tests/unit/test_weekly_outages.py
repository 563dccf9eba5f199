"""Promise: a source that did not answer leaves a gap with its last good time in every number it feeds, never a zero
that looks like an improvement; where nothing is known of any source, the rows count as they stand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jobs import sync_mailbox, sync_orders, sync_paypal_disputes, sync_reviews, sync_shopify_disputes
from sheets_bot.domain.report.compose import compose
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.metrics.heard import FEEDS
from sheets_bot.metrics.weekly import measure_weekly
from sheets_bot.service.status import source_row

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = date(2026, 11, 9)
"""The last whole week; its last day is Sunday 15 November."""
RULES = parse_rules({"Time zone": "Europe/Berlin"})[0]
HOUR, DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
JOBS_SOURCES = {
    "paypal cases": sync_paypal_disputes.PAYPAL,
    "shop cases": sync_shopify_disputes.SOURCE,
    "threads": sync_mailbox.SOURCE,
    "orders": sync_orders.SOURCE,
    "refunds": sync_orders.SOURCE,
    "reviews": sync_reviews.TRUSTPILOT,
    "snapshots": sync_mailbox.SOURCE,
}
COUNTS = {
    "PayPal": "opened",
    "Shopify disputes": "shop_opened",
    "Mailbox": "contacts",
    "Shopify orders": "refunds_made",
    "Trustpilot": "reviews_written",
}
"""One number that each source feeds."""


def until(silent_since, *, brand="Birch", each_week=8, weeks=4):
    """Some weeks of everything, each the same, until a source fell silent for good."""
    times = [
        at for week in range(weeks) for n in range(each_week) if (at := NOW - week * A_WEEK - n % 6 * DAY) < silent_since
    ]  # fmt: skip
    case = {"brand": brand, "amount": Decimal(50), "currency": "USD", "stage": "Claim"}
    found = {name: {} for name in ("Disputes", "Inbox", "Orders", "Refunds", "Reviews")}
    for n, opened in enumerate(times):
        key = f"{brand} {n}"
        found["Disputes"] |= {
            f"PP {key}": case | {"platform": "PayPal", "opened": opened},
            f"S {key}": case | {"platform": "Shopify", "opened": opened},
        }
        found["Inbox"][key] = {"brand": brand, "first_in": opened, "last_in": opened, "whose_turn": "Nobody"}
        found["Orders"][key] = {"brand": brand, "placed": opened, "total": Decimal(50), "currency": "USD"}
        found["Refunds"][key] = {
            "brand": brand, "order": key, "refunded": opened, "amount": Decimal(50), "currency": "USD",
        }  # fmt: skip
        found["Reviews"][key] = {"brand": brand, "written": opened, "first_stars": 4, "stars": 4}
    return found


def status(*brands, state="failed", last=NOW - 2 * A_WEEK, sources=tuple(COUNTS), **columns):
    row = {"state": state, "last_good_at": last, "seen_through": last, "last_try_at": NOW} | columns
    return {source_row(source, brand): row for brand in brands for source in sources}


def measure(tabs, now=NOW, weeks=4, **settings):
    return measure_weekly(
        tabs, zone=ZoneInfo("Europe/Berlin"), week_starts_on=0, now=now, weeks=weeks, **settings
    )


def lines(tabs, now=NOW, **settings):
    return {row.key: row.values for row in measure(tabs, now, **settings)["Metrics data"]}


def merged(*several):
    return {tab: {key: row for each in several for key, row in each[tab].items()} for tab in several[0]}


def test_every_frame_knows_the_source_that_its_job_names():
    assert FEEDS == JOBS_SOURCES


@pytest.fixture(scope="module")
def silent():
    """The lines where every source has failed for two weeks."""
    return lines(until(NOW - 2 * A_WEEK) | {"Status": status("Birch")})


@pytest.mark.parametrize(("source", "metric"), COUNTS.items())
@pytest.mark.parametrize("scope", ["Birch", "All brands"])
def test_two_weeks_of_silence_are_a_gap_with_the_last_good_time_and_no_zero(silent, source, metric, scope):
    found = [silent[f"{metric}|{WEEK + weeks * A_WEEK}|{scope}"] for weeks in (-1, 0, 1)]

    assert [(line["shown"], line["verdict"]) for line in found] == [(None, "")] * 3
    assert all(f"{source} of Birch last answered on Wed 4 Nov 13:00" in line["note"] for line in found)


def test_the_weeks_before_the_silence_stay_measured(silent):
    assert silent[f"opened|{WEEK - 2 * A_WEEK}|Birch"]["shown"] == "8"


def test_a_tracker_of_whose_sources_nothing_is_known_counts_as_it_stands():
    found = lines(until(NOW - 2 * A_WEEK))

    assert {found[f"{metric}|{WEEK}|Birch"]["shown"] for metric in COUNTS.values()} == {"0"}


def test_one_silent_brand_is_named_in_the_numbers_of_all_and_leaves_the_other_alone():
    tabs = merged(until(NOW), until(NOW - 2 * A_WEEK, brand="Cove"))
    tabs["Status"] = status("Birch", state="ok", last=NOW) | status("Cove", sources=["PayPal"])

    found = lines(tabs)

    assert found[f"opened|{WEEK}|Birch"]["shown"] == "8"
    assert found[f"opened|{WEEK}|Cove"]["shown"] is None
    total = found[f"opened|{WEEK}|All brands"]
    assert (total["shown"], "PayPal of Cove" in total["note"]) == (None, True)
    assert found[f"contacts|{WEEK}|All brands"]["shown"] == "8"


def test_a_brand_that_never_told_anything_is_missing_in_the_total_from_its_first_failure_on():
    never = status("Cove", sources=["PayPal"], last=None, failed_since=datetime(2026, 11, 10, tzinfo=UTC))

    found = lines(until(NOW) | {"Status": never})

    assert found[f"opened|{WEEK}|All brands"]["note"] == "PayPal of Cove has never answered."
    assert found[f"opened|{WEEK - A_WEEK}|All brands"]["shown"] == "8"


@pytest.mark.parametrize(
    ("last", "whole_week"),
    [
        (datetime(2026, 11, 15, 22, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 15, 23, 0, tzinfo=UTC), "8"),  # midnight in Berlin
    ],
)
def test_a_week_is_whole_once_its_source_has_answered_after_its_end(last, whole_week):
    found = lines(until(NOW) | {"Status": status("Birch", last=last)})

    assert found[f"opened|{WEEK}|Birch"]["shown"] == whole_week


@pytest.mark.parametrize(("hours", "so_far"), [(20, True), (30, False)])
def test_the_running_week_counts_so_far_while_the_source_was_good_within_a_day(hours, so_far):
    found = lines(until(NOW) | {"Status": status("Birch", last=NOW - hours * HOUR)})

    assert (found["opened|2026-11-16|Birch"]["shown"] is not None) == so_far


def test_a_good_run_that_is_written_down_only_once_a_heartbeat_does_not_blank_the_week_that_just_ended():
    monday = datetime(2026, 11, 15, 23, 20, tzinfo=UTC)
    told = monday - 2 * HOUR
    tabs = until(monday) | {"Status": status("Birch", state="ok", last=told, last_try_at=told)}

    assert lines(tabs, monday)[f"opened|{WEEK}|Birch"]["shown"] is not None
    tabs["Status"] = status("Birch", last=told)
    assert lines(tabs, monday)[f"opened|{WEEK}|Birch"]["shown"] is None


def test_a_source_of_which_one_record_cannot_be_read_is_measured_without_it():
    tried = NOW - HOUR
    tabs = until(NOW) | {"Status": status("Birch", last_try_at=tried, answered_at=tried)}

    found = lines(tabs)

    assert found[f"opened|{WEEK}|Birch"]["shown"] == "8"
    tabs["Status"] = status("Birch", last_try_at=NOW, answered_at=tried - A_WEEK)
    assert "last answered on" in lines(tabs)[f"opened|{WEEK}|Birch"]["note"]


def test_a_heartbeat_of_days_is_no_silence():
    told = NOW - 4 * DAY
    tabs = until(NOW) | {"Status": status("Birch", state="ok", last=told, last_try_at=told)}

    assert lines(tabs, heartbeat=7 * DAY)[f"opened|{WEEK}|Birch"]["shown"] == "8"
    gap = lines(tabs)[f"opened|{WEEK}|Birch"]
    assert (gap["shown"], "is no longer asked" in gap["note"]) == (None, True)


def report_of(tabs):
    found = measure(tabs, weeks=16)
    measured = {tab: {row.key: row.values for row in rows} for tab, rows in found.items()}
    report = compose(Source(tabs | measured, WEEK, RULES, NOW))
    return {section.title: [one.text for one in section.sentences] for section in report.sections}


def test_the_report_calls_it_not_measured_and_no_change():
    disputes = until(NOW - 2 * A_WEEK, weeks=16, each_week=12)["Disputes"]

    as_it_stands = report_of({"Disputes": disputes})
    said = report_of({"Disputes": disputes, "Status": status("Birch")})

    assert "fewer than usual" in as_it_stands["In one minute"][0]
    assert "What changed" not in said
    assert not any("fewer" in text for text in said["In one minute"])
    missing = [text for text in said["What was not measured"] if text.startswith("Opened (PayPal)")]
    assert len(missing) == 1
    assert "PayPal of Birch last answered on Wed 4 Nov 13:00" in missing[0]
