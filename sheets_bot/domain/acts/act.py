"""
An act: one thing done in a person's name, with exactly the text and facts that they ticked.

Shapes and names only. Whether a tick may become an act is decided in `ticks.py`; the rows of the
tab `Acts` are in `ledger.py`; what an act rests on is in `basis.py`; who carries it out is in
`sheets_bot/approvals/`. An act never moves money: what refunds stays a link to the platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sheets_bot.domain.evidence.packet import Packet


class Kind(StrEnum):
    """What can be asked for under `Action`; the text is what stands there."""

    PROVIDE_EVIDENCE = "Provide evidence"
    ADD_INFORMATION = "Add information"
    SEND_MESSAGE = "Send message"
    OFFER_REPLACEMENT = "Offer replacement"
    APPEAL = "Appeal"
    SAVE_EVIDENCE = "Save evidence"
    SUBMIT_EVIDENCE = "Submit evidence"
    HOLD = "Hold"
    POST_REPLY = "Post reply"
    FIND_REVIEWER = "Find reviewer"
    SEND_MAIL = "Send mail"
    SAVE_DRAFT = "Save draft"
    SEND_CONFIRMATION = "Send confirmation"
    DRAFT_CONFIRMATION = "Draft confirmation"
    SEND_VERIFICATION = "Send verification"
    DRAFT_VERIFICATION = "Draft verification"


WITH_PACKET = frozenset({Kind.PROVIDE_EVIDENCE, Kind.APPEAL, Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE})
"""Acts that carry evidence beside their text."""

ANSWERS_A_DATE = frozenset({Kind.PROVIDE_EVIDENCE, Kind.ADD_INFORMATION, Kind.APPEAL})
"""What PayPal may ask for more than once in a case, each time by a date of its own."""

SENDS_MAIL = frozenset({Kind.SEND_MAIL, Kind.SEND_CONFIRMATION, Kind.SEND_VERIFICATION})
PLACES_DRAFT = frozenset({Kind.SAVE_DRAFT, Kind.DRAFT_CONFIRMATION, Kind.DRAFT_VERIFICATION})


_SAME_LETTER = {
    Kind.SAVE_DRAFT: Kind.SEND_MAIL,
    Kind.DRAFT_CONFIRMATION: Kind.SEND_CONFIRMATION,
    Kind.DRAFT_VERIFICATION: Kind.SEND_VERIFICATION,
    Kind.SUBMIT_EVIDENCE: Kind.SAVE_EVIDENCE,
}


def letter_of(action: str) -> str:
    """Return the action whose text an action shares: a mail reads the same, sent or placed as a draft."""
    return next((one.value for kind, one in _SAME_LETTER.items() if kind.value == action), action)


class State(StrEnum):
    """Where an act stands; the text is what stands in the tab `Acts`."""

    WAITING = "waiting"
    """Ticked; the grace time runs."""
    TRYING = "trying again"
    """Approved, and surely nothing has happened yet: the platform did not answer."""
    TAKEN_BACK = "taken back"
    REFUSED = "refused"
    """By us or by the platform; nothing went out."""
    CLAIMED = "claimed"
    """Being carried out. Standing without an outcome, it is settled by asking the platform."""
    DONE = "done"
    SAVED = "saved"
    """Shopify: the evidence reads back as saved. Shopify sends it by itself on the due date."""
    REQUESTED = "asked for"
    """Shopify: submission was asked for. Only what reads back as submitted is confirmed."""
    CONFIRMED = "confirmed"
    NOT_DONE = "not done"
    """Looked for, and surely not there: it may be ticked again."""
    IN_DOUBT = "in doubt"
    """It may have happened; the bot goes on looking."""
    UNKNOWN = "unknown"
    """Nothing can tell; a person must look. Never repeated."""


HAPPENED = frozenset({State.DONE, State.SAVED, State.REQUESTED, State.CONFIRMED})
"""States after which the same text is not sent for the same row again."""
MAY_HAVE_HAPPENED = frozenset({State.CLAIMED, State.IN_DOUBT, State.UNKNOWN})


def state_of(word: str) -> State:
    """
    Return the state that a word in the tab `Acts` says; large and small letters are the same.

    UNKNOWN for any other word, and for none: people type there what they found, and what nobody can read
    must not let the same text go out a second time.
    """
    return next((state for state in State if state.value == word.casefold()), State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Act:
    """One act, whole: what, for which row, and every word of it."""

    kind: Kind
    tab: str
    key: str
    """Of the row."""
    brand: str
    text: str
    basis: Mapping[str, str]
    """The facts that it rests on, by name; see `basis.py`."""
    order: str = ""
    """Key in the tab `Orders` of the order that it is about; ``""`` where that is not known."""
    subject: str = ""
    """Of a mail that begins a thread; an answer takes the thread's."""
    packet: Packet | None = None
    """For the kinds in `WITH_PACKET`."""

    @property
    def act_id(self) -> str:
        """
        Return its name, 20 hexadecimal digits: the same for the same row, action, text and facts.

        So a second tick under the very same things is known to be the same act, and a platform that
        takes an idempotency key, or a mail's Message-ID, can be given one.
        """
        parts = [self.tab, self.key, self.kind, self.subject, self.text]
        parts += [f"{name}={value}" for name, value in sorted(self.basis.items())]
        parts += [self.packet.digest] if self.packet else []
        return sha256("\x1f".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of doing an act, or of looking for it afterwards."""

    state: State
    words: str
    """One or two sentences for people; no secret, no address."""
    reference: str = ""
    """By what the platform knows it: the id of a message, of evidence, a Message-ID."""
    try_again: bool = False
    """With NOT_DONE: nothing at all has happened, and another try may help by itself."""
    at: datetime | None = None
    """When it happened, where the platform tells."""
    file: str = ""
    """What is to be kept of the PDF that went, or may have gone, with it; see `sent_file.py`."""
