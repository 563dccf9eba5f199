"""Promises of the acts at PayPal, Shopify and Trustpilot under every fault: one effect or none, and the truth told of it."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from act_stand import a_form, a_packet, a_pdf, an_act, some_fields
from sheets_bot.approvals.doer import Doer
from sheets_bot.approvals.paypal_acts import PayPalActs
from sheets_bot.approvals.shopify_acts import ShopifyActs
from sheets_bot.approvals.trustpilot_acts import TrustpilotActs
from sheets_bot.domain.acts.act import Act, Kind, Outcome, State
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.paypal.client import PayPal
from sheets_bot.platforms.shopify.client import Shopify
from sheets_bot.platforms.trustpilot.client import Trustpilot
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.world.case import Channel, Stage, Status
from sheets_bot.sandbox.world.troubles import NOT_AS_DESCRIBED, NOT_RECEIVED

BRAND = "aurora"
QUICK = Patience(read_seconds=10.0, first_wait_seconds=0.0, attempts=3)
SHORT = replace(QUICK, read_seconds=0.3)
NOBODY_THERE = "http://127.0.0.1:9"
LATER = timedelta(hours=1)
"""After that long, what is not there will not come."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with start(seed=11, weeks=6, running=False, seller="stops", hostility="none") as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    # It is `time.sleep` for this whole process; the sandbox keeps the real one.
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)


def now_in(sandbox: Sandbox) -> datetime:
    return datetime.fromtimestamp(sandbox.clock.now(), UTC)


@dataclass
class Desk:
    """One act that can be done now, who does it, and how often it has been done at the platform."""

    act: Act
    doer: Doer
    done: Callable[[], int]
    steps: str
    """Where its request goes: a pattern of the path."""
    before: int = 0
    """How many requests go to the same address before it."""
    close: Callable[[], None] = lambda: None


def case_for(sandbox: Sandbox, kind: Kind) -> Any:
    """A case in which PayPal takes an act of this kind, put so by hand where the season has none."""
    cases = [
        case
        for case in sandbox.world.cases.values()
        if case.brand == BRAND and case.channel is Channel.INTERNAL
    ]
    reasons = (
        {NOT_RECEIVED} if kind in {Kind.PROVIDE_EVIDENCE, Kind.APPEAL} else {NOT_RECEIVED, NOT_AS_DESCRIBED}
    )
    case = next(case for case in cases if case.reason in reasons)
    now = sandbox.clock.now()
    case.status, case.stage, case.due_at, case.appealable_until = (
        Status.SELLERS_TURN,
        Stage.INQUIRY,
        now + 5 * 86_400,
        None,
    )
    case.outcome, case.closed_at = None, None
    if kind is Kind.ADD_INFORMATION:
        case.status, case.stage = Status.UNDER_REVIEW, Stage.CLAIM
    if kind is Kind.APPEAL:
        case.status, case.stage, case.appealable_until = Status.RESOLVED, Stage.CLAIM, now + 86_400
    return case


def of_seller(case: Any) -> int:
    """How much the seller's side has done in a case."""
    handed_in = [one for one in case.evidences if one.source == "SUBMITTED_BY_SELLER"]
    said = [one for one in case.messages if one.by == "SELLER"]
    offered = [one for one in case.offers if one.actor == "SELLER"]
    return len(handed_in) + len(said) + len(offered) + len(case.supporting_info)


def at_paypal(sandbox: Sandbox, kind: Kind, url: str, patience: Patience) -> Desk:
    case = case_for(sandbox, kind)
    app = sandbox.config["brands"][BRAND]["paypal"]
    client = PayPal.connect(url or sandbox.endpoints["paypal"], brand=BRAND, patience=patience, **app)
    already = of_seller(case)
    action = {
        Kind.PROVIDE_EVIDENCE: "provide-evidence",
        Kind.APPEAL: "appeal",
        Kind.SEND_MESSAGE: "send-message",
        Kind.ADD_INFORMATION: "provide-supporting-info",
        Kind.OFFER_REPLACEMENT: "make-offer",
    }[kind]
    act = an_act(kind, case.dispute_id, text=f"We have sent it again ({kind}).")
    doer = PayPalActs(client, a_form, a_pdf)
    return Desk(act, doer, lambda: of_seller(case) - already, f"/{action}$", close=client.close)


def at_shopify(sandbox: Sandbox, kind: Kind, url: str, patience: Patience) -> Desk:
    case = sandbox.world.chargebacks[BRAND][-1]
    case.status, case.due_at = "NEEDS_RESPONSE", sandbox.clock.now() + 5 * 86_400
    case.sent_at = case.finalized_at = None
    case.saved, case.files = {}, {}
    app = sandbox.config["brands"][BRAND]["shopify"]
    client = Shopify.connect(url or sandbox.endpoints["shopify"], brand=BRAND, patience=patience, **app)
    if not url:
        client.scopes()
    act = an_act(
        kind, f"SH-{case.number}", packet=a_packet(dispute=f"SH-{case.number}", summary=f"Delivered; {kind}.")
    )

    def done() -> int:
        if kind is Kind.SUBMIT_EVIDENCE:
            return int(case.sent_at is not None)
        return int(bool(case.saved) and bool(case.files))

    doer = ShopifyActs(client, some_fields, a_pdf)
    return Desk(act, doer, done, "/graphql.json$", before=1, close=client.close)


def at_trustpilot(sandbox: Sandbox, kind: Kind, url: str, patience: Patience) -> Desk:
    review = next(one for one in sandbox.world.reviews[BRAND] if not one.invited and one.deleted_at is None)
    review.reply, review.hidden = None, False
    added = sandbox.trustpilot.acts.added(review)
    added.requests.clear()
    account = dict(sandbox.config["brands"][BRAND]["trustpilot"])
    client = Trustpilot.connect(
        url or sandbox.endpoints["trustpilot"],
        key=account["api_key"],
        secret=account["api_secret"],
        business_unit_id=account["business_unit_id"],
        brand=BRAND,
        patience=patience,
    )
    act = an_act(kind, review.review_id, tab="Reviews", text="Thank you. We are sorry: please write to us.")
    doer = TrustpilotActs(client, business_user_id=account["business_user_id"])
    what = "reply" if kind is Kind.POST_REPLY else "find-reviewer"

    def done() -> int:
        return int(review.reply is not None) if kind is Kind.POST_REPLY else len(added.requests)

    return Desk(act, doer, done, f"/{what}$", close=client.close)


DESKS: dict[Kind, Callable[[Sandbox, Kind, str, Patience], Desk]] = {
    Kind.PROVIDE_EVIDENCE: at_paypal,
    Kind.APPEAL: at_paypal,
    Kind.SEND_MESSAGE: at_paypal,
    Kind.ADD_INFORMATION: at_paypal,
    Kind.OFFER_REPLACEMENT: at_paypal,
    Kind.SAVE_EVIDENCE: at_shopify,
    Kind.SUBMIT_EVIDENCE: at_shopify,
    Kind.POST_REPLY: at_trustpilot,
    Kind.FIND_REVIEWER: at_trustpilot,
}


@contextmanager
def desk_for(sandbox: Sandbox, kind: Kind, *, url: str = "", patience: Patience = QUICK) -> Iterator[Desk]:
    """Open a desk, and put back at the end what its act has changed in a case."""
    cases = {one.dispute_id: copy.deepcopy(_state(one)) for one in sandbox.world.cases.values()}
    desk = DESKS[kind](sandbox, kind, url, patience)
    try:
        yield desk
    finally:
        desk.close()
        sandbox.faults.clear()
        for case_id, state in cases.items():
            for name, value in state.items():
                setattr(sandbox.world.cases[case_id], name, value)


def _state(case: Any) -> dict[str, Any]:
    kept = (
        "status",
        "stage",
        "due_at",
        "last_due_at",
        "outcome",
        "closed_at",
        "appealable_until",
        "messages",
    )
    kept += (
        "evidences",
        "supporting_info",
        "offers",
        "adjudications",
        "movements",
        "review_since",
        "appeals",
    )
    return {name: getattr(case, name) for name in kept}


class Course(NamedTuple):
    """What should come of a fault."""

    first: State
    """What `do` says."""
    effects: int
    last: State
    """What `look` says an hour later."""


DONE = {
    Kind.SAVE_EVIDENCE: State.SAVED,
    Kind.SUBMIT_EVIDENCE: State.CONFIRMED,
}
"""What "done" is called, where it has another name."""
NOTHING, LOST, LANDED = (
    Course(State.NOT_DONE, 0, State.NOT_DONE),
    Course(State.IN_DOUBT, 0, State.NOT_DONE),
    Course(State.IN_DOUBT, 1, State.DONE),
)
HTML = "<html>Bad gateway</html>"
FAULTS: dict[str, tuple[Fault, Course]] = {
    "cut before": (Fault(cut="before"), LOST),
    "cut middle": (Fault(cut="middle"), LANDED),
    "cut after": (Fault(cut="after"), LANDED),
    "500": (Fault(status=500), LOST),
    "500 after the effect": (Fault(status=500, after_effect=True), LANDED),
    "503 after the effect": (Fault(status=503, body=HTML, after_effect=True), LANDED),
    "429": (Fault(status=429, headers={"retry-after": "1"}), NOTHING),
    "garbage": (Fault(body=HTML), LOST),
    "garbage after the effect": (Fault(body=HTML, after_effect=True), LANDED),
    "401 for ever": (Fault(status=401, times=9), NOTHING),
}


def both(sandbox: Sandbox, desk: Desk) -> tuple[Outcome, int, Outcome]:
    """Do an act, and look for it an hour later, when the trouble is over, without doing anything."""
    now = now_in(sandbox)
    first = desk.doer.do(desk.act, now=now)
    effects = desk.done()
    sandbox.faults.clear()
    last = desk.doer.look(desk.act, claimed_at=now, now=now + LATER)
    assert desk.done() == effects, "looking has changed something"
    return first, effects, last


def strike(sandbox: Sandbox, desk: Desk, fault: Fault) -> None:
    """Queue a fault for the very request of the act."""
    if desk.before:
        sandbox.faults.add(Fault(method="POST", path=desk.steps, delay_seconds=0.001, times=desk.before))
    sandbox.faults.add(replace(fault, method="POST", path=desk.steps))


@pytest.mark.parametrize("kind", DESKS, ids=str)
def test_an_act_is_done_once_and_found_again(sandbox, kind):
    with desk_for(sandbox, kind) as desk:
        first, effects, last = both(sandbox, desk)

    done = DONE.get(kind, State.DONE)
    assert (first.state, effects, last.state) == (done, 1, done), (first, last)
    assert last.reference


@pytest.mark.parametrize("kind", DESKS, ids=str)
@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_ends_in_one_effect_or_none_and_the_truth_is_told(sandbox, kind, name):
    fault, course = FAULTS[name]
    with desk_for(sandbox, kind) as desk:
        strike(sandbox, desk, fault)

        first, effects, last = both(sandbox, desk)

    landed = DONE.get(kind, State.DONE)
    told = landed if course.last is State.DONE else course.last
    assert (effects, last.state) == (course.effects, told), (first, last)
    # A platform whose success is read back in the same breath knows more than its answer says.
    assert first.state in {course.first, landed} if course.effects else first.state is course.first, first
    assert first.try_again == (first.state is State.NOT_DONE)


@pytest.mark.parametrize("kind", DESKS, ids=str)
def test_nobody_there_is_nothing_done(sandbox, kind):
    with desk_for(
        sandbox, kind, url=f"{NOBODY_THERE}/{{shop}}" if DESKS[kind] is at_shopify else NOBODY_THERE
    ) as desk:
        now = now_in(sandbox)

        first = desk.doer.do(desk.act, now=now)
        last = desk.doer.look(desk.act, claimed_at=now, now=now + LATER)

    assert (first.state, first.try_again) == (State.NOT_DONE, True)
    assert last.state is State.IN_DOUBT, "who does not answer proves nothing"


@pytest.mark.parametrize("kind", DESKS, ids=str)
def test_an_effect_that_comes_after_we_hung_up_is_found(sandbox, kind):
    with desk_for(sandbox, kind, patience=SHORT) as desk:
        strike(sandbox, desk, Fault(delay_seconds=0.8))
        now = now_in(sandbox)

        first = desk.doer.do(desk.act, now=now)
        at_once = desk.doer.look(desk.act, claimed_at=now, now=now)
        threading.Event().wait(1.0)
        last = desk.doer.look(desk.act, claimed_at=now, now=now + LATER)

        assert first.state is State.IN_DOUBT
        assert at_once.state is State.IN_DOUBT, "too soon to say that it is not there"
        assert (desk.done(), last.state) == (1, DONE.get(kind, State.DONE))


@pytest.mark.parametrize("kind", DESKS, ids=str)
@pytest.mark.parametrize("status", [400, 403, 422])
def test_a_refusal_is_a_refusal_and_nothing_happened(sandbox, kind, status):
    with desk_for(sandbox, kind) as desk:
        strike(sandbox, desk, Fault(status=status, body={"name": "UNPROCESSABLE_ENTITY"}))

        first = desk.doer.do(desk.act, now=now_in(sandbox))

        assert first.state in {State.REFUSED, State.NOT_DONE}, first
        assert desk.done() == 0


@pytest.mark.parametrize("kind", DESKS, ids=str)
def test_a_token_that_grew_old_is_renewed_and_the_act_done_once(sandbox, kind):
    with desk_for(sandbox, kind) as desk:
        strike(sandbox, desk, Fault(status=401))

        first, effects, _ = both(sandbox, desk)

    assert (first.state, effects) == (DONE.get(kind, State.DONE), 1)
