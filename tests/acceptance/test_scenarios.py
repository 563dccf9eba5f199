"""
Promise: the two situations of the job description go, step by step, as a good specialist would have them go:
a PayPal "not received" with the parcel under way, and a one-star review "scam, late, nobody is helping me".
Parcel scans come in between; the sheet says what changes. (The third, what to measure, is the metrics' tests.)
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import pytest
import requests

from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.sandbox.world.case import Outcome, Status
from whole_bot import House

BRAND = replace(BRANDS[0], orders_per_week=2, accelerated=False)
"""Hardly any other business."""

ROUND = (
    "sync_orders", "sync_paypal_disputes", "sync_reviews", "sync_mailbox", "watch_orders", "join_orders",
    "gather_evidence", "advise_disputes", "write_drafts", "plan_today",
)  # fmt: skip

UNDER_WAY = [[1, "LABEL_PURCHASED"], [2, "CARRIER_PICKED_UP", "Columbus"], [5, "IN_TRANSIT", "Chicago"]]
ANGRY_MAILS = [
    [8.2, "Where is my order?", "My parcel is late. Where is it?"],
    [10.0, "Re: Where is my order?", "I wrote days ago. Nobody is helping me."],
]


FIRST_DAY = 46349 + 8 / 24
"""The sandbox's first instant as a number of the sheet, in UTC as in the sheet's time zone."""


class Scene(House):
    """A house with one planted order."""

    ids: dict[str, str]

    def plants(self, **plot: Any) -> None:
        """Plant a plot through the sandbox's control, as a practice script does."""
        body = {"brand": BRAND.slug, **plot}
        answer = requests.post(f"{self.sandbox.base_url}/_sandbox/plots", json=body, timeout=30)
        assert answer.ok, answer.text
        self.ids = answer.json()

    def round(self) -> None:
        """Let the bot make one whole round."""
        receipts = self.once(*ROUND, allow_large=True)
        assert all(receipt.ok for receipt in receipts.values()), receipts

    def row(self, tab: str, what: str) -> dict[str, Any]:
        """Return the row of the planted thing."""
        (found,) = [
            row
            for row in self.person.table(tab)
            if row[{"Disputes": "Dispute", "Reviews": "Review"}[tab]] == self.ids[what]
        ]
        return found

    def ticks(self, tab: str, what: str, action: str) -> str:
        """Choose an action and tick, as the draft stands; return what became of it."""
        self.types("Action", self.ids[what], action, tab=tab)
        self.later(minutes=1)
        self.once("gather_evidence", "advise_disputes", "write_drafts")
        self.later(minutes=4)
        self.types("Approved", self.ids[what], "TRUE", tab=tab)
        self.once("carry_out")
        self.later(minutes=4)
        self.once("carry_out")
        return str(self.row(tab, what)["What became of it"])

    @property
    def case(self):
        return self.sandbox.world.cases[self.ids["dispute"]]


@contextmanager
def a_scene(*, promise_days: int) -> Iterator[Scene]:
    """Open a scene whose shop promises delivery within so many days, in the world and in Settings."""
    with ExitStack() as stack:
        brand = replace(BRAND, promise_days=promise_days)
        world = {"weeks": 1, "brands": (brand,), "seller": "stops", "hostility": "none"}
        sandbox = stack.enter_context(start(running=False, **world))
        scene = Scene(sandbox, sandbox.config, stack)
        scene.start_bot()
        scene.provision()
        scene.once("keep_settings", "keep_playbook", "keep_templates", "sweep_orders")
        scene.types("Value", "Delivery promise (days)", str(promise_days), tab="Settings")
        yield scene


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene(promise_days=30) as scene:
        yield scene


@pytest.fixture
def late_scene() -> Iterator[Scene]:
    with a_scene(promise_days=7) as scene:
        yield scene


def test_an_inquiry_about_a_parcel_under_way_is_met_with_a_message_and_settled_by_the_delivery(scene):
    scene.plants(scans=[*UNDER_WAY, [9, "DELIVERED"]], disputed_after=6)
    scene.later(days=6, hours=30)
    scene.round()
    first = scene.row("Disputes", "dispute")

    # First shift: the advice is to write, not to refund, and the draft says what is known.
    assert first["Stage"] == "Inquiry"
    assert first["Advice"] == "Send message", first["Advice: why"]
    assert scene.ids["tracking"] in first["Draft"]
    assert first["Draft"].startswith("Hello"), "a message inside a case has no subject"
    assert not first["Text check"]
    for never in ("close the case", "coupon", "discount"):
        assert never not in first["Draft"].lower()

    done = scene.ticks("Disputes", "dispute", "Send message")
    assert "stands in the case" in done
    (message,) = [one for one in scene.case.messages if one.by == "SELLER"]
    assert message.content == first["Draft"]

    # The buyer reacts, the parcel arrives; the row follows, and nothing was paid.
    scene.later(days=12)
    scene.round()
    last = scene.row("Disputes", "dispute")
    assert scene.case.outcome is Outcome.WITHDRAWN
    assert scene.case.refunded_minor == scene.case.fees_minor == 0
    assert last["Flag"] == "CLOSED"
    assert last["Outcome"] == "Withdrawn"


def test_a_claim_about_a_parcel_under_way_waits_for_the_delivery_and_hands_in_its_proof(scene):
    scene.plants(scans=[*UNDER_WAY, [10, "DELIVERED"]], disputed_after=6, stage="CHARGEBACK")
    scene.later(days=6, hours=12)
    scene.round()
    waiting = scene.row("Disputes", "dispute")

    # Under way and in time: hold, keep the evidence current, never past the last safe shift.
    assert waiting["Advice"] == "Hold", waiting["Advice: why"]
    assert scene.case.status is Status.SELLERS_TURN

    # The delivery scan lands: now the proof goes in, with the right number and carrier.
    scene.later(days=4)
    scene.round()
    landed = scene.row("Disputes", "dispute")
    assert landed["Advice"] == "Provide evidence", landed["Advice: why"]
    assert "PayPal has taken the evidence" in scene.ticks("Disputes", "dispute", "Provide evidence")
    handed_in = [one for one in scene.case.evidences if one.source == "SUBMITTED_BY_SELLER"]
    assert any(scene.ids["tracking"] == number for one in handed_in for _, number in one.tracking)
    assert scene.case.answered_at < scene.case.last_due_at

    scene.case.luck = 0.4
    scene.later(days=12)
    scene.round()
    if scene.case.asked_again and scene.case.is_open:
        scene.ticks("Disputes", "dispute", "Provide evidence")
        scene.later(days=12)
        scene.round()
    assert scene.case.outcome in {Outcome.FOR_SELLER, Outcome.WITH_PAYOUT}
    assert scene.row("Disputes", "dispute")["Outcome"] in {"Won", "Covered"}


def test_a_claim_whose_parcel_never_moves_is_conceded_in_the_last_safe_shift_and_no_label_is_shown(scene):
    scene.plants(scans=[[1, "LABEL_PURCHASED"]], cause="label_only", disputed_after=8, stage="CHARGEBACK")
    scene.later(days=8, hours=12)
    scene.round()
    first = scene.row("Disputes", "dispute")

    # A scan may still land: wait for it, and say until when.
    assert first["Advice"] == "Hold", first["Advice: why"]
    assert "Accept at the platform" in first["Advice: why"]

    # None has landed by the last shift: the honest way, and a label is no proof.
    scene.later(days=(first["Respond by"] - FIRST_DAY) - 8.5 - 0.1)
    scene.round()
    last = scene.row("Disputes", "dispute")
    assert last["Flag"] == "LAST SHIFT"
    assert last["Advice"] == "Accept at the platform", last["Advice: why"]
    assert not [one for one in scene.case.evidences if one.source == "SUBMITTED_BY_SELLER"]


def test_a_one_star_review_is_answered_in_public_and_in_private_and_the_stars_may_follow(late_scene):
    scene = late_scene
    scene.plants(scans=[*UNDER_WAY, [13, "DELIVERED"]], mails=ANGRY_MAILS, reviewed_after=11)
    scene.later(days=11, hours=3)
    scene.round()
    review = scene.row("Reviews", "review")

    # Matched to its order; the claim is held against the facts.
    assert review["Order"].endswith(f"#{scene.ids['order'].rpartition('-')[2]}")
    assert review["Match"] == "sure"
    assert review["Claim check"]

    # Public reply: short, nobody's data, no reward, no request to change it.
    assert "Post reply" in review["You can ask for"]
    for never in (scene.ids["order"].rpartition("-")[2], scene.ids["tracking"], "@", "Underhill"):
        assert never not in review["Draft"]
    for never in ("coupon", "discount", "update your review", "change your review"):
        assert never not in review["Draft"].lower()
    assert "stands under the review" in scene.ticks("Reviews", "review", "Post reply")

    # Private, the same shift: the mail that waits gets facts and a date.
    thread = next(row for row in scene.person.table("Inbox") if row["Order"] == review["Order"])
    assert scene.ids["tracking"] in thread["Draft"]
    for header, text in (("Action", "Send mail"), ("Approved", "TRUE")):
        scene.types(header, thread["Thread"], text, tab="Inbox")
    for _ in range(2):
        scene.once("carry_out")
        scene.later(minutes=4)
    conversation = scene.sandbox.world.conversations[scene.ids["thread"]]
    assert conversation.waiting_since is None

    # The parcel comes; the world may raise the stars, nobody was asked to, and nothing was reported.
    scene.later(days=9)
    scene.round()
    work = scene.sandbox.world.truth()["work"]["reviews"]
    assert work["warnings"] == 0
    assert scene.row("Reviews", "review")["First stars"] == 1


def test_the_control_refuses_a_plot_that_means_nothing(scene):
    url = f"{scene.sandbox.base_url}/_sandbox/plots"

    answer = requests.post(url, json={"brand": "nowhere"}, timeout=30)

    assert answer.status_code == 400
    assert "Nothing was planted" in answer.json()["error"]["message"]
