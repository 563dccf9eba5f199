"""
What a row asks for: from action, text and facts as they stand to an `Act`, or to the reason why not.

Every check that can be made without asking a platform is made here, when a tick is first seen and
once more right before the act. Pure; what becomes of a tick over time is decided in `ticks.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.acts.act import PLACES_DRAFT, SENDS_MAIL, WITH_PACKET, Act, Kind, letter_of
from sheets_bot.domain.acts.basis import Basis, changes_between, facts_of, read_basis, text_mark
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.tab_rows import TabRow, text_in
from sheets_bot.domain.when_words import moment_words
from sheets_bot.errors import Refused
from sheets_bot.sheets.cells import clean_text

KINDS: Mapping[str, frozenset[Kind]] = {
    "Disputes": frozenset(
        {
            Kind.PROVIDE_EVIDENCE,
            Kind.ADD_INFORMATION,
            Kind.SEND_MESSAGE,
            Kind.OFFER_REPLACEMENT,
            Kind.APPEAL,
            Kind.SAVE_EVIDENCE,
            Kind.SUBMIT_EVIDENCE,
            Kind.SEND_MAIL,
            Kind.HOLD,
        }
    ),
    "Reviews": frozenset({Kind.POST_REPLY, Kind.FIND_REVIEWER, Kind.SEND_MAIL}),
    "Inbox": frozenset({Kind.SEND_MAIL, Kind.SAVE_DRAFT}),
    "Orders at risk": frozenset({Kind.SEND_MAIL, Kind.SAVE_DRAFT}),
    "Letters": frozenset(
        {
            Kind.SEND_CONFIRMATION,
            Kind.DRAFT_CONFIRMATION,
            Kind.SEND_VERIFICATION,
            Kind.DRAFT_VERIFICATION,
        }
    ),
}
"""What can be asked for in each tab; the drop-downs of the schemas offer the same."""

_ANSWERS = "Inbox"
"""The tab whose mails take the subject of their thread."""
_SUBJECT = "Subject:"


@dataclass(frozen=True, slots=True)
class Asked:
    """One row in which something may be asked for."""

    tab: str
    key: str
    row: TabRow
    case: OrderCase | None
    """Everything about its order; None where the order is not known."""

    @property
    def is_ticked(self) -> bool:
        """True where a person has ticked `Approved`."""
        return self.row.get("approved") is True


CheckText = Callable[[Kind, Asked, str], str]
"""Returns what is wrong with a text, in words; ``""`` where it may go out."""

MakePacket = Callable[[Asked, str], Packet]
"""Returns the evidence of a case with its approved text. Raises Refused where there is none."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What judging a tick needs besides the rows."""

    grace: timedelta
    paused: bool
    zone: ZoneInfo
    check_text: CheckText
    make_packet: MakePacket
    confirm_within: timedelta
    """How long a submission that was asked for holds back everything else in its row."""


def act_of(asked: Asked, desk: Desk) -> Act:
    """
    Return the act that a row asks for.

    Raises:
        Refused: It cannot be done as things stand.
    """
    kind = _kind_of(asked)
    basis = _basis_of(asked)
    facts = facts_of(asked.tab, asked.row, asked.case)
    _require_unchanged(basis, facts)
    text = _text_of(asked, kind, basis)
    subject, body = _subject_and_body(asked, kind, basis, text)
    # A subject of the draft's is no part of a person's own text; it is read by itself.
    for what, words in (("text", text), ("subject", subject)):
        wrong = desk.check_text(kind, asked, words) if words else ""
        if wrong:
            raise Refused(f"The {what} cannot go out: {wrong}")
    return Act(
        kind,
        asked.tab,
        asked.key,
        text_in(asked.row, "brand"),
        body,
        facts,
        order=text_in(asked.row, "order"),
        subject=subject,
        packet=desk.make_packet(asked, body) if kind in WITH_PACKET else None,
    )


def require_read(act: Act, asked: Asked, desk: Desk, *, now: datetime) -> None:
    """
    Make sure that who ticks now has seen the text and the facts of *act*.

    What changed within the grace time may have changed under the hand: the draft, if anything of it goes
    out, else the facts alone.

    Raises:
        Refused: It may have.
    """
    basis = _basis_of(asked)
    own = text_in_full(asked.row, "your_text")
    takes_draft = not own or (act.subject and not _parted(own)[0])
    since = basis.written_at if takes_draft else basis.facts_since
    if since is None:
        raise _not_gathered()
    if now - since >= desk.grace:
        return
    when = moment_words(since, desk.zone)
    if takes_draft:
        raise Refused(f"The draft changed at {when}, just before your tick. Read it again, then tick.")
    raise Refused(
        f"What is known of it changed at {when}, just before your tick. Read the row again, then tick."
    )


def text_in_full(row: TabRow, name: str) -> str:
    """Return a long text as it stands, its lines and blanks kept; ``""`` for none."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else text_in(row, name)


def _kind_of(asked: Asked) -> Kind:
    wanted = text_in(asked.row, "action")
    if not wanted:
        raise Refused("Choose under Action what shall be done, then tick.")
    kind = next((kind for kind in KINDS[asked.tab] if kind.value == wanted), None)
    if kind is None:
        raise Refused(f"The bot cannot do {wanted!r} here. Choose from the list under Action.")
    if kind is Kind.HOLD:
        raise Refused("Held: nothing is sent by that, and no tick is needed.")
    offered = text_in(asked.row, "offered")
    if kind.value not in [one.strip() for one in offered.split(",")]:
        instead = f"Possible now: {offered}." if offered else "Nothing can be asked for at this moment."
        raise Refused(f"{kind.value} is not possible now. {instead}")
    return kind


def _basis_of(asked: Asked) -> Basis:
    basis = read_basis(text_in_full(asked.row, "draft_basis"))
    if basis is None:
        raise _not_gathered()
    if basis.of and basis.of != asked.key:
        raise Refused(
            f"This row was made for {basis.of} and its key says {asked.key}: keys or rows were moved apart. "
            "Undo that in the sheet, or wait until the draft is written anew; read it, then tick again."
        )
    return basis


def _not_gathered() -> Refused:
    return Refused("The facts for it are not gathered yet. Wait for the draft, then tick again.")


def _require_unchanged(basis: Basis, facts: Mapping[str, str]) -> None:
    changed = changes_between(basis.facts, facts)
    if changed:
        raise Refused(
            f"Since the draft was written, things have changed. {'; '.join(changed)}. "
            "Read the new draft, then tick again."
        )


def _text_of(asked: Asked, kind: Kind, basis: Basis) -> str:
    """Return the text that would go out: the person's own, else the draft as the bot wrote it."""
    own = text_in_full(asked.row, "your_text")
    if own.startswith("="):
        raise Refused("A formula stands under Your text. Type the text itself, then tick again.")
    if own:
        if clean_text(own) != own:
            # Kept otherwise than sent, it would not be known again, and could go out a second time.
            raise Refused("Your text holds a character that cannot be seen. Type it anew, then tick again.")
        return own
    draft = text_in_full(asked.row, "draft")
    if letter_of(basis.action) != letter_of(kind.value):
        raise Refused(
            f"The draft was written for {basis.action or 'nothing'}, not for {kind.value}. "
            "It is written anew within minutes; read it, then tick again."
        )
    if text_mark(draft) != basis.text_mark:
        raise Refused("The draft was changed by hand. Type your own words under Your text, then tick again.")
    if not draft:
        raise Refused("There is no draft for it. Type your own words under Your text, then tick again.")
    return draft


def _subject_and_body(asked: Asked, kind: Kind, basis: Basis, text: str) -> tuple[str, str]:
    """Return what goes out of a text; a mail that begins a thread and names no subject takes the draft's."""
    if kind not in SENDS_MAIL | PLACES_DRAFT:
        return "", text
    subject, body = _parted(text)
    if not subject and asked.tab != _ANSWERS:
        subject = _subject_of_draft(asked, kind, basis)
    return subject, body


def _subject_of_draft(asked: Asked, kind: Kind, basis: Basis) -> str:
    """Return the subject of the draft as the bot wrote it, for this action; ``""`` where it has none."""
    draft = text_in_full(asked.row, "draft")
    instead = f"Begin Your text with a line such as {_SUBJECT} Your order, then tick again."
    if letter_of(basis.action) != letter_of(kind.value):
        raise Refused(
            f"The draft, whose subject would go out, was written for {basis.action or 'nothing'}, not for "
            f"{kind.value}. Wait until it is written anew, or do without: {instead}"
        )
    if text_mark(draft) != basis.text_mark:
        raise Refused(f"The draft, whose subject would go out, was changed by hand. {instead}")
    return _parted(draft)[0]


def _parted(text: str) -> tuple[str, str]:
    """Return subject and body of a mail whose first line names its subject."""
    first, _, rest = text.partition("\n")
    if not first.startswith(_SUBJECT):
        return "", text
    return first.removeprefix(_SUBJECT).strip(), rest.strip()
