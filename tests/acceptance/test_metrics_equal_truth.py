"""Promise: the weekly numbers, computed from rows as the bot kept them over a season of hourly runs, equal what
really happened in the simulated world, which shares no code with the bot and counts from its own chronicle."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlencode

import pytest

from sheets_bot.domain.disputes.dispute_rows import shape_disputes
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.metrics.volumes import shape_volumes
from sheets_bot.metrics.weekly import DATA_TAB, measure_weekly
from sheets_bot.platforms.paypal.payments import fetch_payments
from sheets_bot.platforms.paypal.records import dispute_from_json
from sheets_bot.sandbox.paypal.dispute_json import details
from sheets_bot.sandbox.paypal.room import PayPalRoom
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world import World

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""A Monday: the running week has just begun."""

FIRST_RUN = NOW - timedelta(weeks=28)

DATES_KNOWN_FROM = (FIRST_RUN + timedelta(weeks=5)).date()
"""PayPal no longer tells the date of a case that was answered before the first run; it was at most a month ahead."""


class Measured:
    """A world, its truth, and the lines that the bot measures of it."""

    def __init__(self, *, seed: int, seller: str, zone: str, week_starts_on: str) -> None:
        self.world = World(
            start_at=FIRST_RUN.timestamp(), weeks=1, seed=seed, seller=seller, hostility="none"
        )
        self.rules, problems = parse_rules({"Time zone": zone, "Week starts on": week_starts_on})
        assert not problems
        disputes = self._live_through_a_season()
        self.truth = self.world.truth(zone=zone, week_starts_on=self.rules.week_starts_on)
        self.volumes = {row.key: row.values for slug in self.truth["brands"] for row in self._volumes(slug)}
        found = measure_weekly(
            {"Disputes": disputes, "Volumes": self.volumes},
            zone=self.rules.zone,
            week_starts_on=self.rules.week_starts_on,
            now=NOW,
            weeks=26,
        )
        self.lines = {row.key: row.values for row in found[DATA_TAB]}

    def day(self, instant: str) -> date:
        return datetime.fromisoformat(instant).astimezone(self.rules.zone).date()

    def weeks(self):
        """The truth of each brand and whole week that is measured: its first day, the brand, the tally."""
        first = min(line["week_starts_on"] for line in self.lines.values())
        for tally in self.truth["weeks"]:
            start = date.fromisoformat(tally["starts_on"])
            if first <= start and start + timedelta(days=7) <= NOW.date():
                yield start, tally["brand"], tally

    def of(self, metric: str, start: date, brand: str):
        return self.lines[f"{metric}|{start}|{brand}"]

    def parts_of(self, metric: str, start: date, brand: str):
        """Numerator and denominator; none for a gap, which has no line where the metric never had a value."""
        line = self.lines.get(f"{metric}|{start}|{brand}", {})
        return line.get("numerator") or 0, line.get("denominator") or 0

    def _live_through_a_season(self):
        """Run every hour and keep the rows as the tab would: a value that PayPal no longer gives stays."""
        rows, seen, now = {}, {}, FIRST_RUN
        while now <= NOW:
            self.world.advance_to(now.timestamp())
            changed = [
                case for case in self.world.cases.values() if seen.get(case.dispute_id) != case.updated_at
            ]
            seen |= {case.dispute_id: case.updated_at for case in changed}
            answers = [
                (case.brand, json.loads(json.dumps(details(case, self.world.now, "")))) for case in changed
            ]
            records = [dispute_from_json(answer, brand=brand) for brand, answer in answers]
            for row in shape_disputes(records, rows=rows, rules=self.rules, now=now, seen_through=None):
                rows[row.key] = {**rows.get(row.key, {}), **row.values}
            now += timedelta(hours=1)
        return rows

    def _volumes(self, slug: str):
        room = PayPalRoom(self.world)
        keys = room.credentials()[slug]
        basic = base64.b64encode(f"{keys['client_id']}:{keys['client_secret']}".encode()).decode()
        signing_in = {"authorization": f"Basic {basic}"}
        form = b"grant_type=client_credentials"
        answer = room.answer(Call("POST", "/v1/oauth2/token", {}, signing_in, form, NOW.timestamp()))
        bearer = {"authorization": f"Bearer {answer.body['access_token']}"}

        def fetch(path, query):
            asked = Call("GET", path, parse_qs(urlencode(query)), bearer, b"", NOW.timestamp())
            reply = room.answer(asked)
            assert reply.status == 200, reply.body
            return reply.body

        since = FIRST_RUN
        sales = fetch_payments(fetch, start=since, end=NOW).records
        return shape_volumes(
            sales,
            brand=slug,
            zone=self.rules.zone,
            week_starts_on=self.rules.week_starts_on,
            since=since,
            now=NOW,
        )


@pytest.fixture(
    scope="module",
    params=[
        {"seed": 7, "seller": "usual", "zone": "Europe/Berlin", "week_starts_on": "Monday"},
        pytest.param(
            {"seed": 11, "seller": "usual", "zone": "America/New_York", "week_starts_on": "Sunday"},
            marks=pytest.mark.long,
        ),
        {"seed": 12, "seller": "silent", "zone": "UTC", "week_starts_on": "Monday"},
    ],
    ids=["seed 7, Berlin", "seed 11, New York, weeks from Sunday", "seed 12, a silent seller"],
)
def measured(request):
    return Measured(**request.param)


def test_there_is_a_season_to_measure(measured):
    weeks = list(measured.weeks())

    assert len({start for start, _, _ in weeks}) == 25  # and the running one
    assert sum(tally["opened"] for _, _, tally in weeks) > 40


def test_payments_of_every_week_equal_the_truth(measured):
    for start, brand, tally in measured.weeks():
        line = measured.volumes[f"{brand}|week|{start}|{tally['currency']}"]
        assert (line["payments"], line["complete"]) == (tally["payments"], "whole")
        assert line["payments_value"] == Decimal(tally["payments_value"])


def test_what_came_in_equals_the_truth(measured):
    for start, brand, tally in measured.weeks():
        rate = measured.of("opened_per_100_payments", start, brand)
        assert measured.of("opened", start, brand)["value"] == tally["opened"]
        assert (rate["numerator"], rate["denominator"]) == (tally["opened"], tally["payments"])
        value = measured.of(f"opened_value.{tally['currency']}", start, brand)["value"]
        assert value == Decimal(tally["opened_value"])


def test_cases_by_week_of_sale_equal_the_truth(measured):
    cases = measured.truth["cases"].values()
    for start, brand, tally in measured.weeks():
        of_week = [
            case
            for case in cases
            if case["brand"] == brand and start <= measured.day(case["paid_at"]) < start + timedelta(days=7)
        ]

        rate = measured.of("cohort_per_100_payments", start, brand)
        assert (rate["numerator"], rate["denominator"]) == (len(of_week), tally["payments"])


def test_how_cases_ended_equals_the_truth(measured):
    for start, brand, tally in measured.weeks():
        counted = {name: measured.of(name.lower(), start, brand)["value"] for name in tally["closed"]}
        assert counted == tally["closed"]
        avoided = measured.of(f"avoided_value.{tally['currency']}", start, brand)["value"]
        assert avoided == Decimal(tally["closed_value"]["Withdrawn"])


def test_win_rates_equal_the_truth(measured):
    for start, brand, tally in measured.weeks():
        contested = measured.parts_of("win_rate_contested", start, brand)
        all_in = measured.parts_of("win_rate_all_in", start, brand)
        decided = sum(tally["closed"][name] for name in ("Won", "Lost", "Covered", "Conceded"))

        assert contested == (tally["contested"]["Won"], sum(tally["contested"].values()))
        assert all_in == (tally["closed"]["Won"], decided)


def test_answers_in_every_week_equal_the_truth(measured):
    for start, brand, tally in measured.weeks():
        _, answered = measured.parts_of("time_to_respond_median", start, brand)
        assert answered == tally["answered"]


def test_answers_on_time_equal_the_truth(measured):
    """The rule of the metric, applied to what really happened."""
    for start, brand, _ in measured.weeks():
        if start < DATES_KNOWN_FROM:
            continue
        needed = [case for case in measured.truth["cases"].values() if _needed(measured, case, start, brand)]
        on_time = [case for case in needed if case["answered_at"] and case["answered_at"] <= case["due_at"]]

        assert measured.parts_of("on_time", start, brand) == (len(on_time), len(needed))


def test_all_brands_are_the_sum_of_the_brands(measured):
    starts = {start for start, _, _ in measured.weeks()}
    for start in starts:
        for metric in ("opened", "won", "lost", "withdrawn", "open_at_end"):
            brands = [measured.lines.get(f"{metric}|{start}|{slug}") for slug in measured.truth["brands"]]
            total = sum(line["value"] for line in brands if line)
            assert measured.of(metric, start, "All brands")["value"] == total


def _needed(measured, case, start, brand):
    due = case["due_at"]
    if case["brand"] != brand or due is None or datetime.fromisoformat(due) > NOW:
        return False
    due_on = measured.day(due)
    if not start <= due_on < start + timedelta(days=7):
        return False
    if case["answered_at"]:
        return True
    was_lost = case["outcome"] == "Lost"
    if case["closed_at"]:
        closed_on = measured.day(case["closed_at"])
        if closed_on < due_on or (closed_on == due_on and not was_lost):
            return False
    return case["stage"] != "INQUIRY" or was_lost
