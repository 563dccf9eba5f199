"""The client of Shopify against the sandbox, over real sockets: what the world knows arrives, with less where less is allowed."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheets_bot.domain.disputes.shop_dispute_rows import shape_shop_disputes
from sheets_bot.domain.orders.order import Order
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.shopify.client import Shopify
from sheets_bot.platforms.shopify.queries import ALL_ORDERS, EVIDENCE, LACKING
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.shopify.bucket import Plan
from sheets_bot.sandbox.shopify.numbers import order_number

QUICK = Patience(read_seconds=20.0, first_wait_seconds=0.0, attempts=3)
BRAND = "aurora"
Make = Callable[..., Shopify]


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with start(seed=11, weeks=6, running=False, hostility="full") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(world: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    scopes, plan = set(world.shopify.accounts.scopes[BRAND]), world.shopify.plan
    yield world
    world.faults.clear()
    world.shopify.accounts.scopes[BRAND] = scopes
    world.shopify.plan = plan


@pytest.fixture
def a_client() -> Iterator[Make]:
    """Makes clients, and closes their connections at the end."""
    made: list[Shopify] = []

    def make(sandbox: Sandbox, **changed: Any) -> Shopify:
        app = {**sandbox.config["brands"][BRAND]["shopify"], **changed}
        made.append(Shopify.connect(sandbox.endpoints["shopify"], brand=BRAND, patience=QUICK, **app))
        return made[-1]

    yield make
    for client in made:
        client.close()


def now_in(sandbox: Sandbox) -> datetime:
    return datetime.fromtimestamp(sandbox.clock.now(), UTC)


def disputes_of(sandbox: Sandbox, client: Shopify, *also: str) -> Any:
    now = now_in(sandbox)
    return client.fetch_disputes(since=now - timedelta(days=400), until=now, also=also)


@pytest.fixture(scope="module")
def orders(world: Sandbox) -> Any:
    """All orders of the last weeks, fetched once; one that changed since then was placed or changed in them."""
    now = now_in(world)
    client = Shopify.connect(
        world.endpoints["shopify"], brand=BRAND, patience=QUICK, **world.config["brands"][BRAND]["shopify"]
    )
    try:
        yield client.fetch_orders(since=now - timedelta(days=28), until=now)
    finally:
        client.close()


def placed_lately(sandbox: Sandbox) -> dict[str, Any]:
    """The world's orders of these weeks, by what the shop calls them."""
    begin = (now_in(sandbox) - timedelta(days=28)).timestamp()
    return {called(order): order for order in sandbox.world.orders[BRAND] if order.placed_at >= begin}


def called(order: Any) -> str:
    return f"#{order.number}"


def test_every_order_of_the_world_arrives_once(orders: Any, sandbox: Sandbox):
    names = Counter(order.name for order in orders.records)

    assert set(placed_lately(sandbox)) <= set(names)
    assert max(names.values()) == 1
    assert (orders.complete, orders.skipped) == (True, ())


def test_sums_and_parcels_are_those_of_the_world(orders: Any, sandbox: Sandbox):
    found: dict[str, Order] = {order.name: order for order in orders.records}

    totals = {name: order.total.minor for name, order in found.items() if order.total}
    assert {name: totals[name] for name in placed_lately(sandbox)} == {
        name: order.total_minor for name, order in placed_lately(sandbox).items()
    }
    sent = {
        name: len(sandbox.world.parcels.get(order.name, ())) for name, order in placed_lately(sandbox).items()
    }
    assert {name: len(found[name].parcels) for name in sent} == sent
    assert sum(sent.values()) > 100


def test_a_payment_by_paypal_carries_the_id_under_which_paypal_knows_it(orders: Any, sandbox: Sandbox):
    """In both styles of receipts, or beside them; some receipts are lost, as in life."""
    found = {order.name: order for order in orders.records}
    paid = {name: order for name, order in placed_lately(sandbox).items() if order.by_paypal}

    known = [
        name
        for name, order in paid.items()
        if any(order.transaction_id in payment.references for payment in found[name].payments)
    ]

    assert len(known) > 0.95 * len(paid)


def test_refunds_are_those_of_the_world(orders: Any, sandbox: Sandbox):
    lately = placed_lately(sandbox)
    refunded = Counter(called(refund.order) for refund in sandbox.world.refunds[BRAND])
    refunded = Counter({name: count for name, count in refunded.items() if name in lately})

    found = {
        order.name: len(order.refunds) for order in orders.records if order.refunds and order.name in lately
    }

    assert found == dict(refunded)


def test_nothing_is_cut_in_silence(orders: Any):
    """What the world makes longer than a page is fetched whole, or named in the order."""
    for order in orders.records:
        assert all(parcel.scans or parcel.created_at for parcel in order.parcels)
    assert Counter(part for order in orders.records for part in order.cut if "could not" in part) == {}


def test_every_dispute_of_the_world_becomes_a_row(sandbox: Sandbox, a_client: Make):
    rules, _ = parse_rules({})
    fetched = disputes_of(sandbox, a_client(sandbox), "404404404")

    rows = shape_shop_disputes(fetched.records, rows={}, rules=rules, now=now_in(sandbox), seen_through=None)

    assert {row.key for row in rows} == {f"SH-{case.number}" for case in sandbox.world.chargebacks[BRAND]}
    assert fetched.unknown_ids == ("404404404",)
    assert (fetched.complete, fetched.skipped) == (True, ())


def test_the_link_of_a_dispute_carries_the_number_of_its_evidence(sandbox: Sandbox, a_client: Make):
    fetched = disputes_of(sandbox, a_client(sandbox))

    assert {d.dispute_id: d.evidence_id for d in fetched.records} == {
        str(case.number): str(case.evidence_number) for case in sandbox.world.chargebacks[BRAND]
    }


@pytest.mark.parametrize("missing", sorted(LACKING))
def test_a_right_that_is_taken_away_costs_what_it_says_and_nothing_else(
    missing: str, sandbox: Sandbox, a_client: Make
):
    scopes = sandbox.shopify.accounts.scopes[BRAND]
    scopes -= {missing, missing.replace("read_", "write_")}
    client, now = a_client(sandbox), now_in(sandbox)

    orders = client.fetch_orders(since=now - timedelta(days=2), until=now)
    disputes = disputes_of(sandbox, client)

    assert client.missing_scopes() == {missing: LACKING[missing]}
    assert bool(orders.records) == (missing != "read_orders")
    assert bool(disputes.records) == (missing != "read_shopify_payments_disputes")
    assert (orders.skipped, disputes.skipped) == ((), ())


def test_a_disputed_order_tells_what_evidence_needs_and_who_ordered_it_stays_out(
    sandbox: Sandbox, a_client: Make
):
    """Scans with places, articles, the place of the address; the world's own books say the same."""
    lately = [order for order in placed_lately(sandbox).values() if sandbox.world.parcels.get(order.name)][:9]
    numbers = {str(order_number(order)): order for order in lately}

    fetched = a_client(sandbox).fetch_case_orders(numbers)

    assert {found.order_id for found in fetched.records} == set(numbers)
    for found in fetched.records:
        order = numbers[found.order_id]
        parcels = sandbox.world.parcels[order.name]
        assert found.place is not None
        assert (found.place.city, found.place.postal_code) == (order.buyer.city, order.buyer.postal_code)
        assert [line.sku for line in found.lines] == [line.sku for line in order.lines]
        known = [scan.at for parcel in parcels if parcel.tracked for scan in parcel.scans]
        assert sum(len(parcel.scans) for parcel in found.parcels) >= len(known)
        assert {policy.kind for policy in found.policies} == {"REFUND_POLICY", "SHIPPING_POLICY"}
        assert len(found.notices_at) == sum(parcel.cancelled_at is None for parcel in parcels)
        told = repr(found)
        assert not any(word in told for word in (order.buyer.email, order.buyer.street, order.buyer.surname))


def test_without_older_orders_a_dispute_about_one_still_comes(sandbox: Sandbox, a_client: Make):
    sandbox.shopify.accounts.scopes[BRAND] -= {ALL_ORDERS, EVIDENCE, EVIDENCE.replace("read_", "write_")}

    fetched = disputes_of(sandbox, a_client(sandbox))

    assert len(fetched.records) == len(sandbox.world.chargebacks[BRAND])


def test_a_small_bucket_slows_the_client_down_and_loses_nothing(sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)
    whole = a_client(sandbox).fetch_orders(since=now - timedelta(days=3), until=now)
    sandbox.shopify.plan = Plan(1_000, 20_000)

    slowed = a_client(sandbox).fetch_orders(since=now - timedelta(days=3), until=now)

    assert slowed.complete
    assert [order.order_id for order in slowed.records] == [order.order_id for order in whole.records]


def test_orders_are_counted_as_they_were_placed(orders: Any, sandbox: Sandbox, a_client: Make):
    now = now_in(sandbox)
    begin, end = now - timedelta(days=14), now - timedelta(days=7)

    count = a_client(sandbox).count_orders(start=begin, end=end, now=now)

    assert count == sum(begin <= order.created_at < end and not order.test for order in orders.records)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(service="shopify", status=429, headers={"retry-after": "1"}),
        Fault(service="shopify", status=500),
        Fault(service="shopify", status=503),
        Fault(service="shopify", status=401),
        Fault(service="shopify", cut="before"),
        Fault(service="shopify", cut="middle"),
        Fault(service="shopify", cut="after"),
        Fault(service="shopify", body="<html>maintenance</html>"),
        Fault(
            service="shopify",
            body={"errors": [{"extensions": {"code": "INTERNAL_SERVER_ERROR"}}], "data": None},
        ),
    ],
    ids=Fault.says,
)
def test_a_passing_fault_is_overcome(fault: Fault, sandbox: Sandbox, a_client: Make):
    client = a_client(sandbox)
    client.scopes()
    sandbox.faults.add(fault)

    assert len(disputes_of(sandbox, client).records) == len(sandbox.world.chargebacks[BRAND])


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(service="shopify", times=50, status=429), TryLater),
        (Fault(service="shopify", times=50, status=503), TryLater),
        (Fault(service="shopify", times=50, cut="before"), TryLater),
        (Fault(service="shopify", times=50, body="<html>"), TryLater),
        (Fault(service="shopify", times=50, status=401), Misconfigured),
        (Fault(service="shopify", times=50, status=403), Misconfigured),
        (Fault(service="shopify", times=50, status=404), Misconfigured),
    ],
    ids=str,
)
def test_a_lasting_fault_ends_in_its_error(
    fault: Fault, error: type[Exception], sandbox: Sandbox, a_client: Make
):
    client = a_client(sandbox)
    client.scopes()
    sandbox.faults.add(fault)

    with pytest.raises(error, match="Shopify"):
        disputes_of(sandbox, client)


def test_a_wrong_secret_is_refused_with_a_way_out(sandbox: Sandbox, a_client: Make):
    with pytest.raises(Misconfigured, match="Shopify, brand aurora: the sign-in was refused"):
        a_client(sandbox, client_secret="wrong").scopes()


def test_a_token_that_ended_in_the_night_is_replaced(sandbox: Sandbox, a_client: Make):
    client = a_client(sandbox)
    client.scopes()
    sandbox.advance(timedelta(hours=25).total_seconds())

    assert len(disputes_of(sandbox, client).records) == len(sandbox.world.chargebacks[BRAND])
