"""The metrics of mail, refunds, reviews and Shopify's cases recomputed in plain Python, without pandas."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_bot.domain.shifts import Roster, Shift
from sheets_bot.metrics.weekly import measure_weekly

NOW = datetime(2026, 11, 18, 3, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
ROSTER = Roster((Shift(0, time(9), time(12)), Shift(3, time(22), time(2))), ZONE)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
WEEKS = 8

INSTANTS = st.integers(0, 60 * 24 * 110).map(lambda minutes: NOW - timedelta(minutes=minutes))
BRANDS = st.sampled_from(["Birch", "Cove"])
AMOUNTS = st.decimals(0, 300, places=2)
ORDERS = [f"Birch #{n}" for n in range(6)]
LONG_AGO = {
    "brand": "Birch",
    "placed": NOW - timedelta(days=150),
    "total": Decimal(10),
    "currency": "USD",
    "status": "paid, shipped",
    "test": False,
}
"""Older than every week that is looked at: what is known only from some day on is a promise of other tests."""


@st.composite
def threads(draw):
    first_in = draw(INSTANTS)
    first_out = draw(st.none() | INSTANTS)
    last_out = first_out and max(first_out, draw(INSTANTS))
    return {
        "brand": draw(BRANDS),
        "first_in": first_in,
        "last_in": max(first_in, draw(INSTANTS)),
        "first_out": first_out,
        "last_out": last_out,
        "messages_out": draw(st.integers(1, 3)) if first_out else 0,
        "waiting_since": draw(st.none() | st.just(first_in)),
        "whose_turn": draw(st.sampled_from(["You", "Customer", "Nobody"])),
        "category": draw(st.sampled_from(["Where is my order", "Other", ""])),
        "category_typed": draw(st.sampled_from(["", "Where is my order", "Other"])),
        "why": draw(st.sampled_from(["The customer waits.", "Now part of T-1: a later mail ties them."])),
    }


@st.composite
def orders(draw):
    return {
        "brand": "Birch",
        "placed": draw(INSTANTS),
        "total": draw(st.none() | AMOUNTS),
        "currency": "USD",
        "status": draw(st.sampled_from(["paid, shipped", "cancelled, voided", "partly refunded, shipped"])),
        "test": draw(st.sampled_from([False, False, True])),
    }


@st.composite
def refunds(draw):
    return {
        "brand": "Birch",
        "order": draw(st.sampled_from([*ORDERS, "Birch #99"])),
        "refunded": draw(INSTANTS),
        "amount": draw(AMOUNTS),
        "paid": draw(st.none() | AMOUNTS),
        "currency": draw(st.sampled_from(["USD", "USD", "EUR"])),
        "reason": draw(st.sampled_from(["size_fit", "changed_mind", "unclassified"])),
        "root_cause": draw(st.sampled_from(["", "", "late_delivery", "unknown", "true_fraud"])),
        "suggested_cause": draw(st.sampled_from(["", "unknown", "late_delivery", "changed_mind"])),
        "returned": draw(st.sampled_from(["no return", "return done", "return under way"])),
        "paid_for": draw(st.sampled_from(["goods", "an amount", "an amount", None])),
    }


@st.composite
def reviews(draw):
    return {
        "brand": draw(BRANDS),
        "written": draw(INSTANTS),
        "replied": draw(st.none() | INSTANTS),
        "first_stars": draw(st.integers(1, 5)),
        "stars": draw(st.integers(1, 5)),
        "state": draw(st.sampled_from(["online", "online", "gone", "hidden"])),
        "match": draw(st.sampled_from(["sure", "likely", "suggestion", "yours", "none"])),
        "order": draw(st.sampled_from(["Birch #1", ""])),
        "invited": draw(st.sampled_from(["yes", "no", None])),
    }


@st.composite
def chargebacks(draw):
    return {
        "platform": draw(st.sampled_from(["Shopify", "Shopify", "PayPal"])),
        "brand": draw(BRANDS),
        "stage": draw(st.sampled_from(["Chargeback", "Inquiry"])),
        "outcome": draw(st.sampled_from(["Won", "Lost", "Conceded", "Prevented", None])),
        "amount": draw(AMOUNTS),
        "currency": "USD",
        "opened": draw(INSTANTS),
        "due": draw(INSTANTS),
        "answered_at": draw(st.none() | INSTANTS),
        "closed_on": draw(st.none() | INSTANTS.map(lambda at: at.date())),
    }


def day(at):
    return at.astimezone(ZONE).date()


def rank(values, tenths):
    ordered = sorted(values)
    return ordered[-(-tenths * len(ordered) // 10) - 1] if ordered else None


def middle(values):
    values = list(values)
    return median(values) if values else None


def part(keep, of):
    of = list(of)
    return Fraction(sum(bool(keep(row)) for row in of), len(of)) if of else None


def staffed_hours(start, end):
    """Minute by minute, the slow way; shifts begin and end at full hours."""
    spans = ROSTER.spans_ending(after=NOW - timedelta(days=200), until=NOW + timedelta(days=9))
    return (
        sum((max(timedelta(), min(end, s.ends_at) - max(start, s.starts_at)) for s in spans), timedelta())
        / HOUR
    )


class PlainWeek:
    """One brand (or None for all) and one week, counted the slow way."""

    def __init__(self, tabs, brand, start):
        self.start = start
        self.tabs = {
            tab: {key: row for key, row in rows.items() if brand in {None, row["brand"]}}
            for tab, rows in tabs.items()
        }
        self.all_orders = tabs["Orders"]

    def inside(self, on):
        return on is not None and self.start <= on < self.start + WEEK

    def on(self, tab, column):
        return [row for row in self.tabs[tab].values() if row[column] and self.inside(day(row[column]))]

    def mail(self) -> Iterator[tuple[str, object]]:
        ours = {k: r for k, r in self.tabs["Inbox"].items() if not r["why"].startswith("Now part of")}
        self.tabs["Inbox"] = ours
        answered = [r for r in self.on("Inbox", "first_out") if r["first_out"] >= r["first_in"]]
        hours = [(r["first_out"] - r["first_in"]) / HOUR for r in answered]
        yield "first_response_median", middle(hours)
        yield "first_response_p90", rank(hours, 9)
        staffed = [staffed_hours(r["first_in"], r["first_out"]) for r in answered]
        yield "first_response_staffed_median", middle(staffed)
        yield "first_response_staffed_p90", rank(staffed, 9)
        theirs = [r for r in self.on("Inbox", "last_out") if r["first_out"] >= r["first_in"]]
        over = [r for r in theirs if r["whose_turn"] == "Nobody"]
        yield "resolution_median", middle((r["last_out"] - r["first_in"]) / HOUR for r in over)
        yield "one_touch", part(lambda r: r["messages_out"] == 1, over)
        again = [r for r in answered if r["last_in"] > r["first_out"]]
        came_back = [r for r in again if r["waiting_since"] or r["messages_out"] > 1]
        yield "came_back", part(lambda r: r in came_back, answered)
        began = self.on("Inbox", "first_in")
        yield "contacts", len(began)
        about = [r["category_typed"] or r["category"] for r in began]
        yield "parcel_questions", part(lambda words: words == "Where is my order", about)
        last = self.on("Inbox", "last_in")
        yield "closed_unanswered", sum(r["whose_turn"] == "Nobody" and not r["last_out"] for r in last)

    def paid(self, row):
        return row["amount"] if row["paid"] is None else row["paid"]

    def money_back(self) -> Iterator[tuple[str, object]]:
        made = [r for r in self.on("Refunds", "refunded") if self.paid(r)]
        yield "refunds_made", len(made)
        for reason in ("size_fit", "changed_mind", "unclassified"):
            returned = [r for r in made if r["returned"] != "no return"]
            yield f"return_reason_{reason}", part(lambda r, reason=reason: r["reason"] == reason, returned)
        yield "full_without_return", part(self.is_full_without_return, made)
        yield "amount_refunds_share", part(lambda r: not self.is_of_goods(r), made)
        grown = [key for key, row in self.tabs["Orders"].items() if self.is_sold(row, 9)]
        yield "goods_refund_rate_60_days", part(self.goods_went_back, grown)
        for weeks, name in ((0, "refund_rate"), (9, "refund_rate_60_days")):
            placed = [(k, r) for k, r in self.tabs["Orders"].items() if self.is_sold(r, weeks)]
            yield name, part(lambda order: self.back_of(order[0]), placed)

    def amounts_back(self) -> Iterator[tuple[str, object]]:
        made = [r for r in self.on("Refunds", "refunded") if self.paid(r) and r["currency"] == "USD"]
        yield "refunded_value", sum(map(self.paid, made), Decimal())
        suggested = [r["suggested_cause"].replace("unknown", "") for r in made]
        cause = [
            (r["root_cause"] or told or r["reason"], self.paid(r))
            for r, told in zip(made, suggested, strict=True)
        ]
        coded = [(code, paid) for code, paid in cause if code not in {"unknown", "unclassified"}]
        everything, known = (sum((paid for _, paid in each), Decimal()) for each in (cause, coded))
        yield "refund_cause_coverage", Fraction(known) / Fraction(everything) if everything else None
        avoidable = sum((paid for code, paid in coded if code in {"size_fit", "late_delivery"}), Decimal())
        enough = known and known * 10 >= everything * 9
        yield "avoidable_share", Fraction(avoidable) / Fraction(known) if enough else None
        placed = [
            (k, r) for k, r in self.tabs["Orders"].items() if self.is_sold(r, 0) and r["total"] is not None
        ]
        sold = sum((r["total"] for _, r in placed), Decimal())
        back = sum((self.back_of(key) for key, _ in placed), Decimal())
        yield "refund_value_rate", Fraction(back) / Fraction(sold) if sold else None

    def is_sold(self, row, weeks_before):
        if row["test"] or "voided" in row["status"]:
            return False
        first = self.start - weeks_before * WEEK
        return first <= day(row["placed"]) < first + WEEK

    def back_of(self, key):
        return sum(
            (
                self.paid(r)
                for r in self.tabs["Refunds"].values()
                if r["order"] == key and r["currency"] == self.all_orders[key]["currency"]
            ),
            Decimal(),
        )

    def is_full_without_return(self, row):
        return row["returned"] == "no return" and self.is_in_full(row)

    def is_in_full(self, row):
        order = self.all_orders.get(row["order"])
        total = order and row["currency"] == order["currency"] and order["total"]
        return total and self.paid(row) >= total

    def is_of_goods(self, row):
        return row["paid_for"] != "an amount" or self.is_in_full(row)

    def goods_went_back(self, key):
        currency = self.all_orders[key]["currency"]
        back = [r for r in self.tabs["Refunds"].values() if r["order"] == key and r["currency"] == currency]
        return any(self.paid(r) and self.is_of_goods(r) for r in back)

    def stars(self) -> Iterator[tuple[str, object]]:
        written = self.on("Reviews", "written")
        yield "reviews_written", len(written)
        for way, own in {"": {"yes", "no", None}, "_invited": {"yes"}, "_organic": {"no"}}.items():
            theirs = [r for r in written if r["invited"] in own]
            yield f"low_star_share{way}", part(lambda r: r["first_stars"] <= 2, theirs)
            stars = [r["first_stars"] for r in theirs]
            yield f"average_stars{way}", Fraction(sum(stars), len(stars)) if stars else None
        old = [r for r in written if r["first_stars"] <= 3 and NOW - r["written"] >= 48 * HOUR]
        asked = [r for r in old if r["replied"] or r["state"] != "gone"]
        yield "reply_rate", part(lambda r: r["replied"], asked)
        hours = [(r["replied"] - r["written"]) / HOUR for r in self.on("Reviews", "replied")]
        yield "reply_time_median", middle(hours)
        yield "reply_time_p90", rank(hours, 9)
        grown = [
            r
            for r in self.tabs["Reviews"].values()
            if r["first_stars"] <= 2
            and self.inside(day(r["written"]) + timedelta(days=30))
            and NOW - r["written"] >= timedelta(days=30)
        ]
        yield "stars_up_share", part(lambda r: r["stars"] > r["first_stars"] and r["state"] != "gone", grown)
        yield (
            "matched_share",
            part(lambda r: r["match"] in {"sure", "likely", "yours"} and r["order"], written),
        )

    def at_shopify(self) -> Iterator[tuple[str, object]]:
        cases = {k: r for k, r in self.tabs["Disputes"].items() if r["platform"] == "Shopify"}
        self.tabs["Disputes"] = cases
        yield "shop_opened", len(self.on("Disputes", "opened"))
        closed = [r for r in cases.values() if self.inside(r["closed_on"])]
        for outcome in ("Won", "Lost", "Conceded", "Prevented"):
            yield f"shop_{outcome.lower()}", sum(r["outcome"] == outcome for r in closed)
        judged = [r for r in closed if r["outcome"] in {"Won", "Lost"}]
        contested = [r for r in judged if r["answered_at"] and r["stage"] == "Chargeback"]
        yield "shop_win_rate_contested", part(lambda r: r["outcome"] == "Won", contested)
        decided = [r for r in closed if r["outcome"] in {"Won", "Lost", "Conceded"}]
        yield "shop_win_rate_all_in", part(lambda r: r["outcome"] == "Won", decided)
        due = [r for r in self.on("Disputes", "due") if r["due"] <= NOW and self.needed_a_look(r)]
        yield "shop_on_time", part(lambda r: r["answered_at"] and r["answered_at"] < r["due"], due)

    def needed_a_look(self, row):
        if row["answered_at"] or not row["closed_on"]:
            return True
        due_on = day(row["due"])
        return row["closed_on"] > due_on or (row["closed_on"] == due_on and row["outcome"] == "Lost")


ROUNDING = {"hours": Fraction(51, 1000), "share": Fraction(51, 1_000_000), "stars": Fraction(51, 10_000)}


def keyed(rows):
    return {f"k{n}": row for n, row in enumerate(rows)}


@given(
    inbox=st.lists(threads(), min_size=4, max_size=12),
    sold=st.lists(orders(), min_size=3, max_size=6),
    back=st.lists(refunds(), min_size=3, max_size=10),
    written=st.lists(reviews(), min_size=6, max_size=14),
    disputes=st.lists(chargebacks(), max_size=10),
    first_day=st.integers(0, 6),
)
@settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_every_line_equals_the_plain_count(inbox, sold, back, written, disputes, first_day):
    tabs = {
        "Inbox": keyed(inbox),
        "Orders": {"Birch #long-ago": LONG_AGO, **dict(zip(ORDERS, sold, strict=False))},
        "Refunds": keyed(back),
        "Reviews": keyed(written),
        "Disputes": keyed(disputes),
    }

    found = measure_weekly(
        tabs, zone=ZONE, week_starts_on=first_day, now=NOW, weeks=WEEKS, roster=ROSTER
    )["Metrics data"]  # fmt: skip

    seen = set()
    for row in found:
        values = row.values
        brand = None if values["brand"] == "All brands" else values["brand"]
        week = PlainWeek(tabs, brand, values["week_starts_on"])
        parts = (
            (week.amounts_back(),)
            if values["currency"] == "USD"
            else (week.mail(), week.money_back(), week.stars(), week.at_shopify())
        )
        expected = {} if values["currency"] == "EUR" else dict(each for some in parts for each in some)
        if values["metric"] in expected:
            seen.add(values["metric"])
            want, have = expected[values["metric"]], values["value"]
            assert (want is None) == (have is None), (row.key, want, have, values["note"])
            if want is not None:
                assert abs(Fraction(have) - Fraction(want)) <= ROUNDING.get(values["unit"], 0), row.key
    assert len({row.key for row in found}) == len(found)
    assert {"contacts", "resolution_median"} <= seen or all("Now part" in row["why"] for row in inbox)
    assert {"stars_up_share", "reply_rate"} <= seen or not written
