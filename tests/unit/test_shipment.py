"""Promises of a parcel's state: by example (`tests/cases/shipments.toml`), and over random scans and times."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.orders.order import Address, Parcel, Scan
from sheets_bot.domain.orders.shipment import Limits, ShipState, Standing, shipment
from sheets_bot.domain.orders.shipment_news import DELIVERED, News, read_parcel
from sheets_bot.domain.orders.shipment_places import Place, place_of

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "shipments.toml").read_text("utf-8"))
USUAL = CASES["usual"]
UTC_ZONE = ZoneInfo("UTC")
LEEDS = Address("Jane Doe", "1 Mill Lane", "Leeds", "", "LS1 4DY", "GB")
LIMITS = Limits(quiet=timedelta(days=7), lost=timedelta(days=14))


def a_parcel(case):
    return Parcel(
        "1",
        status=case.get("status", "SUCCESS"),
        display_status=case.get("display", ""),
        created_at=USUAL["shipped"],
        in_transit_at=case.get("in_transit"),
        delivered_at=case.get("delivered"),
        scans=tuple(Scan(*scan) for scan in case.get("scans", [])),
    )


def state_of(known, *, now, promised=USUAL["promised"], usual_days=None):
    limits = Limits(LIMITS.quiet, LIMITS.lost, timedelta(days=usual_days) if usual_days else None)
    standing = Standing(known.news, known.at, USUAL["shipped"], known.last_scan, promised)
    return shipment(standing, limits=limits, zone=UTC_ZONE, now=now)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_parcel_stands_where_the_case_says(case):
    known = read_parcel(a_parcel(case), None if case.get("address") == "withheld" else LEEDS)

    found = state_of(
        known,
        now=case.get("now", USUAL["now"]),
        promised=case.get("promised", USUAL["promised"]) or None,
        usual_days=case.get("usual_days"),
    )

    assert (found.state.value, found.words) == (case["state"], case["words"])
    assert found.since == case.get("since", found.since)
    assert known.source == case.get("source", known.source)
    assert " ".join(dict.fromkeys(known.problems)) == case.get("problem", "")


def test_every_state_has_a_case():
    assert {case["state"] for case in CASES["case"]} == {state.value for state in ShipState}


def test_every_news_has_a_case():
    told = {read_parcel(a_parcel(case), LEEDS).news for case in CASES["case"]}

    assert told == set(News)


def test_a_quoted_message_is_cut_and_stays_on_one_line():
    scan = Scan(USUAL["now"], "IN_TRANSIT", "Leeds", message="Held\nat " + "the depot " * 40)

    source = read_parcel(Parcel("1", scans=(scan,)), LEEDS).source

    assert source.startswith('IN_TRANSIT 2026-11-06 12:00 UTC, Leeds: "Held at the depot')
    assert len(source) < 150
    assert source.endswith('…"')


@pytest.mark.parametrize(
    ("scanned", "address", "place"),
    [
        (("Berlin", "10115", "DE"), ("Berlin-Mitte", "10115", "DE"), Place.HERE),
        (("NEW YORK", "10001", "US"), ("New York", "10001-1234", "US"), Place.HERE),
        (("Zürich", "", "CH"), ("Zurich", "8001", "CH"), Place.HERE),
        (("Bronx", "10451", "US"), ("New York", "10451", "us"), Place.HERE),
        (("", "SW1A 1AA", ""), ("London", "sw1a1aa", "GB"), Place.HERE),
        (("", "75011", "FR"), ("Paris", "75012", "FR"), Place.ELSEWHERE),
        (("", "W", "GB"), ("London", "W1A 1AA", "GB"), Place.NOT_TOLD),
        (("--", "", ""), ("London", "W1A 1AA", "GB"), Place.NOT_TOLD),
    ],
)
def test_places_are_compared_as_people_write_them(scanned, address, place):
    city, postal_code, country = scanned
    scan = Scan(USUAL["now"], "DELIVERED", city, postal_code, country)

    assert place_of(scan, Address(city=address[0], postal_code=address[1], country=address[2])) is place


STATUSES = [
    "LABEL_PURCHASED",
    "IN_TRANSIT",
    "OUT_FOR_DELIVERY",
    "DELAYED",
    "ATTEMPTED_DELIVERY",
    "FAILURE",
    "NEW_ONE",
]
MOMENTS = st.integers(0, 40 * 24).map(
    lambda hours: datetime(2026, 11, 2, tzinfo=UTC) + timedelta(hours=hours)
)
SCANS = st.lists(
    st.builds(
        Scan, MOMENTS, st.sampled_from([*STATUSES, "DELIVERED"]), st.sampled_from(["", "Leeds", "York"])
    )
)


@given(SCANS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_in_which_scans_arrive_does_not_matter(scans, chance):
    one_at_a_time = list({scan.at: scan for scan in scans}.values())
    shuffled = list(one_at_a_time)
    chance.shuffle(shuffled)

    assert read_parcel(Parcel("1", scans=tuple(one_at_a_time)), LEEDS) == read_parcel(
        Parcel("1", scans=tuple(shuffled)), LEEDS
    )


@given(SCANS, MOMENTS)
@settings(deadline=None)
def test_no_move_told_later_undoes_a_delivery(scans, at):
    delivered = Scan(at, "DELIVERED", "Leeds")
    known = read_parcel(Parcel("1", scans=(*scans, delivered)), LEEDS)

    assert known.news in DELIVERED


WORSE = [ShipState.MOVING, ShipState.LATE, ShipState.LOST]


@given(st.lists(st.builds(Scan, MOMENTS, st.just("IN_TRANSIT")), min_size=1), MOMENTS, MOMENTS)
@settings(deadline=None)
def test_while_nothing_new_is_said_a_parcel_only_gets_later(scans, one, other):
    known = read_parcel(Parcel("1", scans=tuple(scans)), LEEDS)
    earlier, later = sorted([one, other])

    before, after = (WORSE.index(state_of(known, now=now).state) for now in (earlier, later))

    assert before <= after


@given(MOMENTS)
@settings(deadline=None)
def test_a_parcel_that_nobody_sees_is_never_late(now):
    known = read_parcel(Parcel("1", display_status="FULFILLED", created_at=USUAL["shipped"]), LEEDS)

    assert state_of(known, now=now).state is ShipState.UNSEEN
