"""
From tick to act, over several looks at the sheet: wait, take back, refuse, claim, try again.

A tick becomes an act in two looks at least. The first one that sees it checks everything, notes it in
the tab `Acts` and lets the grace time run; the row says when it goes out. A later one, when the time is
over and row, text and facts still make the very same act, claims it: the tick is taken away and the
claim written in one step, and only then is it carried out, by `sheets_bot/approvals/`. Whatever differs
meanwhile ends it, with the reason. Pure: rows and entries in, rows and entries out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sheets_bot.domain.acts.act import Act, State
from sheets_bot.domain.acts.asking import Asked, Desk, act_of, require_read
from sheets_bot.domain.acts.ledger import Entry, entries_of, is_asked_again, new_entry, says_the_same
from sheets_bot.domain.acts.words import (
    claimed,
    is_going,
    is_under_way,
    lost,
    may_be,
    paused,
    repeated,
    taken_back,
    tried_too_long,
    trying,
    waiting,
)
from sheets_bot.domain.tab_rows import text_in
from sheets_bot.errors import Refused
from sheets_bot.sheets.row import Row

TRIES_FOR = timedelta(hours=6)
"""How long what surely has not happened is tried again by itself; then a person must tick anew (ours)."""

_TICK = frozenset({"approved"})


@dataclass(frozen=True)
class Round:
    """What one look at the sheet comes to."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    """Entries that are new or have moved on, by act id."""
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    """What the rows in which was asked say now, by tab."""
    claim: Act | None = None
    """Claimed in this look; to be carried out once the claim is seen to stand."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    words: str | None = None
    """For the column `What became of it`; None leaves it as it is."""
    clears: frozenset[str] = frozenset()
    entry: Entry | None = None
    claim: Act | None = None


def judge(
    asked: Iterable[Asked],
    entries: Mapping[str, Entry],
    desk: Desk,
    *,
    run: str,
    now: datetime,
    may_claim: bool = True,
) -> Round:
    """
    Decide about every row that is ticked, has an entry that is still open, or speaks of one.

    Args:
        asked: The rows of all tabs that could be read, but for those in doubt.
        entries: The tab `Acts` as read, by act id.
        desk: Rules, and what checks texts and makes packets.
        run: Id of this run, for the claim.
        now: The present.
        may_claim: False where this run has carried out enough.
    """
    moved: dict[str, Entry] = {}
    rows: dict[str, list[Row]] = {}
    claim: Act | None = None
    for one in asked:
        own = entries_of(entries.values(), one.tab, one.key)
        if not is_under_way(one.row) and not any(entry.is_open for entry in own):
            continue
        verdict = _verdict(one, own, desk, run=run, now=now, may_claim=may_claim and not claim)
        if verdict.entry and verdict.entry != entries.get(verdict.entry.act_id):
            moved[verdict.entry.act_id] = verdict.entry
        claim = claim or verdict.claim
        if verdict.words is not None or verdict.clears:
            values = {} if verdict.words is None else {"act": verdict.words}
            row = Row(one.key, values, when_absent="leave", why="asked for by a tick", clears=verdict.clears)
            rows.setdefault(one.tab, []).append(row)
    return Round(moved, {tab: tuple(each) for tab, each in rows.items()}, claim)


def orphans(
    entries: Mapping[str, Entry], readable: Mapping[str, frozenset[str]], *, now: datetime
) -> Iterator[Entry]:
    """
    Yield, taken back, the entries that still wait although their row is gone.

    *readable* holds the keys of each tab that could be read; of another tab nothing is concluded.
    """
    for entry in entries.values():
        gone = entry.tab in readable and entry.key not in readable[entry.tab]
        if gone and entry.state in {State.WAITING, State.TRYING}:
            yield _ended(entry, State.TAKEN_BACK, "The row is gone. Nothing went out.", now=now)


def _verdict(
    asked: Asked, own: list[Entry], desk: Desk, *, run: str, now: datetime, may_claim: bool
) -> _Verdict:
    holding = (entry for entry in reversed(own) if entry.is_open)
    latest = next((entry for entry in holding if not _stands_aside(entry, asked, desk, now=now)), None)
    if latest is None:
        spoken_of = _spoken_of(asked, own, desk)
        if asked.is_ticked and not (is_going(asked.row) and spoken_of is None):
            return _first_look(asked, own, desk, now=now)
        return _left_over(asked, spoken_of)
    if latest.state is State.WAITING:
        return _while_waiting(asked, latest, desk, run=run, now=now, may_claim=may_claim)
    if latest.state is State.TRYING:
        return _try_again(asked, latest, desk, run=run, now=now, may_claim=may_claim)
    if asked.is_ticked:
        return _Verdict(may_be(latest.words), _TICK)
    return _Verdict(latest.words)


def _stands_aside(entry: Entry, asked: Asked, desk: Desk, *, now: datetime) -> bool:
    """True for a submission that is not confirmed in its time: it holds back no more than its own kind."""
    if entry.state is not State.REQUESTED or text_in(asked.row, "action") == entry.action:
        return False
    return entry.claimed_at is None or now - entry.claimed_at >= desk.confirm_within


def _spoken_of(asked: Asked, own: list[Entry], desk: Desk) -> Entry | None:
    """Return the entry of the act of which a row says that it is going out; None where it is gone."""
    said = text_in(asked.row, "act")
    return next((one for one in own if one.claimed_at and claimed(one.claimed_at, desk.zone) == said), None)


def _left_over(asked: Asked, spoken_of: Entry | None) -> _Verdict:
    """Take back words that speak of an act where none is under way: while they stand, no draft is renewed."""
    if not is_under_way(asked.row):
        return _Verdict()
    if not is_going(asked.row):
        # Its tick was taken back under the pause, when it had no entry yet.
        return _Verdict(taken_back())
    if spoken_of and spoken_of.words != text_in(asked.row, "act"):
        return _Verdict(spoken_of.words)
    return _Verdict(lost(), _TICK if asked.is_ticked else frozenset())


def _first_look(asked: Asked, own: list[Entry], desk: Desk, *, now: datetime) -> _Verdict:
    """See a tick for the first time."""
    if desk.paused:
        return _Verdict(paused())
    try:
        act = act_of(asked, desk)
        require_read(act, asked, desk, now=now)
        _require_new(act, own, desk)
    except Refused as refused:
        return _Verdict(str(refused), _TICK)
    words = waiting(now + desk.grace, desk.zone)
    return _Verdict(words, entry=new_entry(act, State.WAITING, words, row=asked.row, now=now))


def _while_waiting(
    asked: Asked, entry: Entry, desk: Desk, *, run: str, now: datetime, may_claim: bool
) -> _Verdict:
    if not asked.is_ticked:
        ended = _ended(entry, State.TAKEN_BACK, taken_back(), now=now)
        return _Verdict(ended.words, entry=ended)
    if desk.paused:
        return _Verdict(paused())
    try:
        act = _same_act(asked, entry, desk)
    except Refused as refused:
        ended = _ended(entry, State.REFUSED, f"{refused} Nothing went out.", now=now)
        return _Verdict(ended.words, _TICK, ended)
    if entry.ticked_at is None or now < entry.ticked_at + desk.grace or not may_claim:
        return _Verdict(entry.words)
    return _claimed(act, entry, desk, run=run, now=now)


def _try_again(
    asked: Asked, entry: Entry, desk: Desk, *, run: str, now: datetime, may_claim: bool
) -> _Verdict:
    """The tick is gone already; emptying Action, or changing the text, stops it."""
    clears = _TICK if asked.is_ticked else frozenset[str]()
    try:
        act = _same_act(asked, entry, desk)
    except Refused as refused:
        ended = _ended(entry, State.NOT_DONE, f"{refused} Nothing went out.", now=now)
        return _Verdict(ended.words, clears, ended)
    if entry.ticked_at is None or now >= entry.ticked_at + TRIES_FOR:
        ended = _ended(entry, State.NOT_DONE, tried_too_long(entry.words), now=now)
        return _Verdict(ended.words, clears, ended)
    if desk.paused:
        return _Verdict(paused(is_ticked=False), clears)
    # Once a run: a platform that does not answer now will not in a second either.
    if not may_claim or entry.claimed_by == run:
        return _Verdict(trying(entry.words), clears)
    return _claimed(act, entry, desk, run=run, now=now)


def _claimed(act: Act, entry: Entry, desk: Desk, *, run: str, now: datetime) -> _Verdict:
    words = claimed(now, desk.zone)
    entry = replace(entry, state=State.CLAIMED, words=words, claimed_at=now, claimed_by=run)
    return _Verdict(words, _TICK, entry, act)


def _same_act(asked: Asked, entry: Entry, desk: Desk) -> Act:
    """Return the act that the row asks for now, provided that it is the one that was ticked."""
    act = act_of(asked, desk)
    if act.act_id == entry.act_id:
        return act
    if act.kind.value != entry.action:
        raise Refused("You chose another action after your tick. Tick again.")
    if act.text != entry.text:
        raise Refused("The text was changed after your tick. Read it once more, then tick again.")
    raise Refused("The evidence has changed since your tick. Look at it, then tick again.")


def _require_new(act: Act, own: list[Entry], desk: Desk) -> None:
    """Make sure that these words, with this evidence, did not answer before what is asked for this row."""
    for entry in reversed(own):
        if says_the_same(entry, act) and not is_asked_again(entry, act):
            again = repeated(entry.state, entry.ended_at, desk.zone, is_evidence=act.packet is not None)
            if again:
                raise Refused(again)


def _ended(entry: Entry, state: State, words: str, *, now: datetime) -> Entry:
    return replace(entry, state=state, words=words, ended_at=now)
