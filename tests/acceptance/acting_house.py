"""
A bot at a small world in which every kind of act can be asked for, killed at any request, and started anew.

The bot runs in this process; death is a wire that carries nothing more, from a chosen request on, before or
after its effect. The same bot, dead, can do nothing, and a new one knows nothing of it. Between two tries the
spreadsheet and the case, review or chargeback in question are put back; texts are new each time, so that
what reached the world can be told apart.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from rewinding import rewind, states
from sheets_bot.domain.acts.act import Kind
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.case import Channel, Stage, Status
from sheets_bot.sandbox.world.troubles import NOT_RECEIVED
from small_house import SmallHouse
from whole_bot import AURORA, House

JOBS = (
    "keep_settings", "keep_playbook", "keep_templates", "sync_paypal_disputes", "sync_shopify_disputes", "sync_orders",
    "sync_reviews", "sync_mailbox", "join_orders", "refresh_deadlines", "watch_orders", "gather_evidence",
    "advise_disputes", "write_drafts",
)  # fmt: skip
DAY = 86_400.0
FEW_ORDERS = replace(AURORA, orders_per_week=24, dispute_share=0.25)
"""Enough for a case of every kind, and no more to read."""


@dataclass
class Wire:
    """Between bot and world: counts the requests, and goes dead at one of them."""

    answer_of: Callable[[Call], Answer]
    deadly: int = 0
    """Number of the request, from 1; 0 for none."""
    after: bool = False
    is_dead: bool = False
    seen: list[str] = field(default_factory=list)

    def answer(self, call: Call) -> Answer:
        if call.path.startswith("/_sandbox") or "authorization" not in call.headers:
            return self.answer_of(call)
        if self.is_dead:
            return Answer(0, b"", {}, "before")
        self.seen.append(f"{call.method} {call.path}")
        if len(self.seen) != self.deadly:
            return self.answer_of(call)
        self.is_dead = True
        if self.after:
            self.answer_of(call)
        return Answer(0, b"", {}, "before")


@dataclass
class Place:
    """Where one kind of act is asked for, and how often it was done there."""

    kind: Kind
    tab: str
    key: str
    done: Callable[[str], int]
    """How often the world holds what an act with this text leaves."""
    put_back: Callable[[], None]
    """Makes the thing in the world what it was."""
    own_text: bool = True
    """Whether the text is the person's own, new for each try."""


class ActingHouse:
    """The house, its wire, and a place for each kind of act."""

    def __init__(self, sandbox: Sandbox, stack: ExitStack) -> None:
        self.sandbox = sandbox
        self.house = SmallHouse(sandbox, sandbox.config, stack)
        self.wire = Wire(sandbox.switchboard.answer)
        sandbox.switchboard.answer = self.wire.answer
        cases = _cases(sandbox)
        self.house.start_bot()
        self.house.provision()
        receipts = self.house.once(*JOBS)
        assert all(receipt.ok for receipt in receipts.values()), receipts
        self.places = {place.kind: place for place in _places(self, cases)}
        self._keeps_only_these_rows()
        # Whoever ticks has read what stands there.
        self.house.later(minutes=5)
        self.begin = states(sandbox)
        self.tries = 0

    def _keeps_only_these_rows(self) -> None:
        """Remove all rows but those of the places and their orders, so that hundreds of runs are quick."""
        person = self.house.person
        rows = [row for place in self.places.values() for row in [self.row(place)]]
        keep = {place.key for place in self.places.values()} | {row.get("Order") for row in rows} - {"", None}
        for tab in (
            "Orders",
            "Parcels",
            "Inbox",
            "Reviews",
            "Refunds",
            "Disputes",
            "Orders at risk",
            "Evidence",
        ):
            body = person.sees(tab)[1:]
            gone = [at for at, row in enumerate(body, start=1) if not keep & {*map(str, row)}]
            if len(gone) < len(body):
                person.do(
                    *[
                        {"deleteDimension": {"range": self.house.span(tab, "ROWS", at, at + 1)}}
                        for at in reversed(gone)
                    ]
                )

    # -- what people do --------------------------------------------------------------------

    def asks(self, place: Place) -> str:
        """Choose, type a text that was never used before, and tick; return the text."""
        self.tries += 1
        text = f"We have looked into it; this is note {self.tries}."
        self.house.types("Action", place.key, place.kind.value, tab=place.tab)
        if place.own_text:
            self.house.types("Your text", place.key, text, tab=place.tab)
        self.house.types("Approved", place.key, "TRUE", tab=place.tab)
        return text

    def begins_again(self, place: Place) -> None:
        """Put spreadsheet and world back, and start a new bot on a live wire."""
        rewind(self.sandbox, self.begin)
        place.put_back()
        self.revives()

    def revives(self) -> None:
        self.wire.is_dead, self.wire.deadly, self.wire.seen = False, 0, []
        self.house.start_bot()

    # -- what the bot does -----------------------------------------------------------------

    def looks(self, *, at: int = 0, after: bool = False) -> list[str]:
        """One run of the job; killed at a request, or not. Returns the requests that it made."""
        self.wire.seen, self.wire.deadly, self.wire.after = [], at, after
        self.house.once("carry_out")
        return list(self.wire.seen)

    def act(self, text: str) -> dict[str, Any]:
        """Return the line of `Acts` with this text; the only line for an act without a text of its own."""
        lines = [row for row in self.house.table("Acts").values() if text in row["Text"]]
        return lines[0] if lines else {}

    def row(self, place: Place) -> dict[str, Any]:
        return next(row for row in self.house.person.table(place.tab) if place.key in row.values())


@contextmanager
def an_acting_house() -> Iterator[ActingHouse]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(
            start(seed=11, weeks=5, brands=(FEW_ORDERS,), running=False, seller="stops", hostility="none")
        )
        yield ActingHouse(sandbox, stack)


def _cases(sandbox: Sandbox) -> dict[Kind, Any]:
    """Make one case of PayPal's ready for each act there, and let nobody else touch it."""
    shapes = {
        Kind.SEND_MESSAGE: (Status.SELLERS_TURN, Stage.INQUIRY),
        Kind.OFFER_REPLACEMENT: (Status.SELLERS_TURN, Stage.INQUIRY),
        Kind.PROVIDE_EVIDENCE: (Status.SELLERS_TURN, Stage.CLAIM),
        Kind.ADD_INFORMATION: (Status.UNDER_REVIEW, Stage.CLAIM),
        Kind.APPEAL: (Status.RESOLVED, Stage.CLAIM),
    }
    fitting = [
        case
        for case in sandbox.world.cases.values()
        if case.channel is Channel.INTERNAL and case.reason == NOT_RECEIVED
    ]
    found = dict(zip(shapes, reversed(fitting), strict=False))
    assert len(found) == len(shapes), "the world holds too few cases"
    for kind, case in found.items():
        case.status, case.stage = shapes[kind]
        case.neglected = True
        case.updated_at = sandbox.clock.now()
        case.closed_at = sandbox.clock.now() - DAY if case.status is Status.RESOLVED else None
        _renew(sandbox, case)
    return found


def _renew(sandbox: Sandbox, case: Any) -> None:
    """Give a case time again: the clock runs on through all tries."""
    case.due_at = sandbox.clock.now() + 9 * DAY if case.status is Status.SELLERS_TURN else None
    case.appealable_until = sandbox.clock.now() + 9 * DAY if case.status is Status.RESOLVED else None


def _places(acting: ActingHouse, cases: dict[Kind, Any]) -> Iterator[Place]:
    sandbox, house = acting.sandbox, acting.house
    for kind, case in cases.items():
        state = _kept(case)

        def put_back(case: Any = case, state: dict[str, Any] = state) -> None:
            _restore(case, state)
            _renew(sandbox, case)

        yield Place(kind, "Disputes", case.dispute_id, _said_in(case), put_back)
    yield from _at_shopify(acting)
    yield from _at_trustpilot(acting)
    yield from _by_mail(sandbox, house)


def _said_in(case: Any) -> Callable[[str], int]:
    def done(text: str) -> int:
        said = [message.content for message in case.messages if message.by == "SELLER"]
        said += [one.notes for one in case.evidences if one.source == "SUBMITTED_BY_SELLER"]
        said += [info.notes for info in case.supporting_info]
        said += [step.notes for step in case.offers if step.actor == "SELLER"]
        return sum(text in each for each in said)

    return done


def _at_shopify(acting: ActingHouse) -> Iterator[Place]:
    rows = acting.house.person.table("Disputes")
    offered = [row for row in rows if "Save evidence" in str(row["You can ask for"])]
    by_number = {str(case.number): case for case in acting.sandbox.world.chargebacks[AURORA.slug]}
    for kind, row in zip((Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE), offered, strict=False):
        case = by_number[row["Dispute"].removeprefix("SH-")]
        state = _kept(case)

        def put_back(case: Any = case, state: dict[str, Any] = state) -> None:
            _restore(case, state)
            case.due_at = acting.sandbox.clock.now() + 9 * DAY

        def done(text: str, case: Any = case, kind: Kind = kind) -> int:
            held = case.sent if kind is Kind.SUBMIT_EVIDENCE else case.saved
            return int(any(text in value for value in held.values()))

        yield Place(kind, "Disputes", row["Dispute"], done, put_back)


def _at_trustpilot(acting: ActingHouse) -> Iterator[Place]:
    acts = acting.sandbox.trustpilot.acts
    reviews = {review.review_id: review for review in acting.sandbox.world.reviews[AURORA.slug]}
    rows = acting.house.person.table("Reviews")
    for kind in (Kind.POST_REPLY, Kind.FIND_REVIEWER):
        row = next(row for row in rows if kind.value in str(row["You can ask for"]).split(", "))
        rows.remove(row)
        review = reviews[row["Review"]]

        def put_back(review: Any = review) -> None:
            review.reply = None
            acts.added(review).requests.clear()

        def done(text: str, review: Any = review, kind: Kind = kind) -> int:
            if kind is Kind.POST_REPLY:
                return int(review.reply is not None and text in review.reply.text)
            return sum(text in request.message for request in acts.added(review).requests)

        yield Place(kind, "Reviews", row["Review"], done, put_back)


def _by_mail(sandbox: Sandbox, house: House) -> Iterator[Place]:
    def sent(text: str) -> int:
        letters = sandbox.world.letters[AURORA.slug]
        return sum(text in letter.text and not letter.inbound for letter in letters)

    inbox = next(row for row in house.person.table("Inbox") if row["You can ask for"])
    risk = next(row for row in house.person.table("Orders at risk") if row["You can ask for"])
    yield Place(Kind.SEND_MAIL, "Inbox", inbox["Thread"], sent, lambda: None)
    yield Place(Kind.SAVE_DRAFT, "Orders at risk", risk["Parcel"], lambda _text: 0, lambda: None)


def _kept(thing: Any) -> dict[str, Any]:
    return {
        name: copy.copy(getattr(thing, name))
        for name in thing.__slots__
        if name not in {"order", "trouble", "claim"}
    }


def _restore(thing: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        setattr(thing, name, copy.copy(value))
