"""
The rows of the tab `Acts`: each act with its text, and where it stands. The bot's memory of acts.

An entry is made when a tick is first seen and only ever moves on. Reading and shaping only; what
happens to an entry is decided in `ticks.py`, and carried out by `sheets_bot/approvals/`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.acts.act import ANSWERS_A_DATE, WITH_PACKET, Act, Kind, Outcome, State, state_of
from sheets_bot.domain.acts.basis import ANSWER_BY
from sheets_bot.domain.acts.sent_file import kept_sha256
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in
from sheets_bot.errors import Refused
from sheets_bot.sheets.cells import clean_text
from sheets_bot.sheets.row import Row

TAB = "Acts"
OPEN = frozenset({State.WAITING, State.TRYING, State.CLAIMED, State.IN_DOUBT, State.REQUESTED})
"""States from which an entry still moves on by itself."""

_UNREAD = "State holds no word that the bot can go by"
_UNREAD_WORDS = (
    f"{_UNREAD}, so it counts as unknown: the same text does not go out again. Type done if it went out, "
    "not done if it did not, unknown if nobody can tell; what you found goes under Notes."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of `Acts`."""

    act_id: str
    state: State
    words: str
    tab: str
    key: str
    brand: str
    action: str
    text: str
    basis: str = ""
    order: str = ""
    subject: str = ""
    packet: str = ""
    """What is kept of the PDF, once there is one; see `sent_file.py`."""
    packet_text: str = ""
    reference: str = ""
    ticked_at: datetime | None = None
    claimed_at: datetime | None = None
    claimed_by: str = ""
    """Id of the run that claimed it."""
    ended_at: datetime | None = None
    looks: int = 0
    looked_at: datetime | None = None
    advised: str = ""
    """What the playbook advised for the row when the tick was first seen."""
    advised_line: str = ""
    """The line of the playbook that said so."""

    @property
    def is_open(self) -> bool:
        """True while the bot has something to do about it."""
        return self.state in OPEN


def entries_in(rows: TabRows) -> dict[str, Entry]:
    """Return all entries by act id."""
    return {key: _entry(key, row) for key, row in rows.items()}


def entries_of(entries: Iterable[Entry], tab: str, key: str) -> list[Entry]:
    """Return the entries of one row, the latest tick last."""
    found = [entry for entry in entries if (entry.tab, entry.key) == (tab, key)]
    return sorted(found, key=lambda entry: entry.ticked_at.timestamp() if entry.ticked_at else 0.0)


def new_entry(act: Act, state: State, words: str, *, row: TabRow, now: datetime) -> Entry:
    """Return the entry of an act whose tick was just seen in *row*."""
    return Entry(
        act.act_id,
        state,
        words,
        tab=act.tab,
        key=act.key,
        brand=act.brand,
        action=act.kind.value,
        text=act.text,
        basis="\n".join(f"{name}: {value}" for name, value in act.basis.items()),
        order=act.order,
        subject=act.subject,
        packet_text=act.packet.as_text if act.packet else "",
        ticked_at=now,
        advised=text_in(row, "advice"),
        advised_line=text_in(row, "advised_line"),
    )


def act_in(entry: Entry) -> Act:
    """
    Return the act of an entry, as it was ticked, to be looked for.

    Raises:
        Refused: The entry was changed by hand, so that nobody can tell what was done.
    """
    kind = next((kind for kind in Kind if kind.value == entry.action), None)
    try:
        packet = Packet.from_text(entry.packet_text) if entry.packet_text else None
    except ValueError:
        packet = None
    if kind is None or (kind in WITH_PACKET and packet is None):
        raise Refused(f"Act {entry.act_id}: its row in Acts was changed, so it cannot be looked for.")
    if kind not in WITH_PACKET and not entry.text:
        raise Refused(f"Act {entry.act_id}: its text in Acts is gone, so it cannot be looked for.")
    facts = _facts_in(entry)
    return Act(kind, entry.tab, entry.key, entry.brand, entry.text, facts, entry.order, entry.subject, packet)


def _facts_in(entry: Entry) -> dict[str, str]:
    return dict(line.partition(": ")[::2] for line in entry.basis.splitlines())


def says_the_same(entry: Entry, act: Act) -> bool:
    """
    Say whether an entry is of the same action with the same text, and of evidence with the same packet.

    A kept packet that was changed by hand counts as the same: nothing goes out twice for want of memory.
    """
    if (entry.action, entry.text) != (act.kind.value, act.text):
        return False
    if act.packet is None:
        return True
    try:
        return clean_text(Packet.from_text(entry.packet_text).as_text) == clean_text(act.packet.as_text)
    except ValueError:
        return True


def is_asked_again(entry: Entry, act: Act) -> bool:
    """
    Say whether the platform wants an answer by another date than when an entry's evidence went out.

    Then it has set a new date and waits for us: what it has not accepted yet may be what it is to see again.
    """
    then, now = _facts_in(entry).get(ANSWER_BY), act.basis.get(ANSWER_BY)
    return act.kind in ANSWERS_A_DATE and entry.state is State.DONE and bool(then and now) and then != now


def entry_row(entry: Entry, *, why: str) -> Row:
    """Return the row of `Acts` that an entry should stand in."""
    return Row(
        entry.act_id,
        {
            "act_id": entry.act_id,
            "state": entry.state.value,
            "words": entry.words,
            "tab": entry.tab,
            "row_key": entry.key,
            "brand": entry.brand,
            "action": entry.action,
            "text": entry.text,
            "basis": entry.basis,
            "order": entry.order or None,
            "subject": entry.subject or None,
            "packet": entry.packet or None,
            "packet_text": entry.packet_text or None,
            "reference": entry.reference or None,
            "ticked_at": entry.ticked_at,
            "claimed_at": entry.claimed_at,
            "claimed_by": entry.claimed_by or None,
            "ended_at": entry.ended_at,
            "looks": entry.looks or None,
            "looked_at": entry.looked_at,
            "advised": entry.advised or None,
            "advised_line": entry.advised_line or None,
        },
        why=why,
    )


def state_problems(rows: TabRows) -> Iterator[Row]:
    """Yield the rows of `Acts` that must say, or say no longer, that their state cannot be read."""
    for key, row in rows.items():
        said = text_in(row, "problem")
        is_read = _state_in(row).value == text_in(row, "state").casefold()
        if not is_read and said != _UNREAD_WORDS:
            yield Row(key, {"problem": _UNREAD_WORDS}, when_absent="leave", why="the state cannot be read")
        elif is_read and said.startswith(_UNREAD):
            yield Row(key, {"problem": None}, when_absent="leave", why="the state can be read again")


def reference_with(entry: Entry, outcome: Outcome) -> str:
    """Return by what the platform knows an act, once it has told."""
    return outcome.reference or entry.reference


def file_with(entry: Entry, outcome: Outcome) -> str:
    """Return what is kept of an act's PDF: of the one that was sent, not of one that a look drew anew."""
    return entry.packet if kept_sha256(entry.packet) else outcome.file or entry.packet


def _entry(key: str, row: TabRow) -> Entry:
    return Entry(
        act_id=key,
        state=_state_in(row),
        words=text_in(row, "words"),
        tab=text_in(row, "tab"),
        key=text_in(row, "row_key"),
        brand=text_in(row, "brand"),
        action=text_in(row, "action"),
        text=_as_written(row, "text"),
        basis=_as_written(row, "basis"),
        order=text_in(row, "order"),
        subject=text_in(row, "subject"),
        packet=text_in(row, "packet"),
        packet_text=_as_written(row, "packet_text"),
        reference=text_in(row, "reference"),
        ticked_at=instant_in(row, "ticked_at"),
        claimed_at=instant_in(row, "claimed_at"),
        claimed_by=text_in(row, "claimed_by"),
        ended_at=instant_in(row, "ended_at"),
        looks=whole_in(row, "looks") or 0,
        looked_at=instant_in(row, "looked_at"),
        advised=text_in(row, "advised"),
        advised_line=text_in(row, "advised_line"),
    )


def _state_in(row: TabRow) -> State:
    """Return the state of a row; unknown where it says that something is still to be sent, and has an end."""
    state = state_of(text_in(row, "state"))
    was_typed = state in {State.WAITING, State.TRYING} and instant_in(row, "ended_at")
    return State.UNKNOWN if was_typed else state


def _as_written(row: TabRow, name: str) -> str:
    """Return a text with its blanks and lines: what is kept must be what went out."""
    value = row.get(name)
    return value if isinstance(value, str) else text_in(row, name)
