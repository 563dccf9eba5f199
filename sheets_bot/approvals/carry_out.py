"""
Carry out what people ticked: claim, act, outcome, each act once.

Looks at the tabs, writes what the ticks come to (`domain/acts/ticks.py`), and carries out one claimed act
after the other. An act is done only when its claim has been read back from the sheet, so of two bots, or
of a bot and its ghost, one does it. A run may die anywhere: a claim that stands without an outcome is
settled later by asking the platform, never by doing it again. Talks to no platform itself; `doer.py` says
who does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog

from sheets_bot.approvals.doer import Doer
from sheets_bot.domain.acts.act import Act, Outcome, State
from sheets_bot.domain.acts.asking import KINDS, Asked, Desk
from sheets_bot.domain.acts.ledger import TAB, Entry, act_in, entries_in, entry_row, state_problems
from sheets_bot.domain.acts.settling import (
    CLAIM_HOLDS,
    after_doing,
    after_looking,
    needs_a_run,
    row_after,
    to_look_for,
)
from sheets_bot.domain.acts.ticks import Round, judge, orphans
from sheets_bot.domain.acts.words import is_under_way
from sheets_bot.domain.join.order_book import OrderBook
from sheets_bot.domain.privacy.withholding import ERASED_TAB
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.errors import Refused
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.snapshot import Snapshot

log = structlog.get_logger()

ASKING = tuple(KINDS)
"""The tabs in which something can be asked for."""
READ = (*ASKING, TAB, "Orders", "Parcels", "Refunds", "Evidence", "Templates")
_ABOUT_ORDERS = ("Orders", "Disputes", "Reviews", "Inbox", "Parcels", "Refunds")

MOST_ACTS = 25
"""Acts in one run; the next run goes on."""
MOST_LOOKS = 25

_FAULT = "A fault of the bot's own came between; its log has the details. Whether it happened is looked for."


class Read(Protocol):
    """The tabs of one read."""

    @property
    def snapshots(self) -> Mapping[str, Snapshot]:
        """Those that could be read, by title."""

    @property
    def rules(self) -> Rules:
        """What `Settings` says."""

    def rows(self, tab: str) -> TabRows:
        """Return the rows of a tab by key."""


class Run(Protocol):
    """What a run must offer; the real one is `service/bot_run.py`."""

    @property
    def run_id(self) -> str:
        """Its id, for the claim."""

    @property
    def is_ending(self) -> bool:
        """True when the process is about to end, and nothing new may begin."""

    def begins_to_act(self) -> None:
        """From now on the run is let through to its end, also while the process is ending."""

    def time(self) -> datetime:
        """Return what time it is."""

    def read(self, *tabs: str) -> Read:
        """Return some tabs as they stand."""

    def reconcile(self, tabs: Sequence[str], shape: Callable[[Read], Mapping[str, list[Row]]]) -> Receipt:
        """Bring tabs in line with the rows that *shape* returns."""

    def doer(self, act: Act, tabs: Read) -> Doer:
        """
        Return who carries out an act; *tabs* is the read in which it was found.

        Raises:
            Refused: The brand has no such account.
        """


DeskOf = Callable[[Read], Desk]
"""Makes the desk that judges ticks, from one read."""


@dataclass
class _Work:
    """One run, with what it has to write down next."""

    run: Run
    desk_of: DeskOf
    is_asked: bool = False
    acts: int = 0
    has_looked: bool = False
    outcomes: dict[str, tuple[Entry, Outcome]] = field(default_factory=dict)
    """What came of acts and looks, and the entry that each is about, by act id."""
    tabs: Read | None = None
    """The last read."""
    round: Round = field(default_factory=Round)
    to_look: tuple[Entry, ...] = ()

    def glance(self, tabs: Read) -> dict[str, list[Row]]:
        """
        See in the few tabs that are quickly read whether anything is asked for or open.

        Says no more than which states in `Acts` cannot be read.
        """
        entries = entries_in(tabs.rows(TAB)).values()
        rows = (row for tab in ASKING for row in tabs.rows(tab).values())
        self.is_asked = needs_a_run(entries, now=self.run.time()) or any(map(is_under_way, rows))
        return {TAB: list(state_problems(tabs.rows(TAB)))}

    def shape(self, tabs: Read) -> dict[str, list[Row]]:
        """Return every row that changes by outcomes and ticks. May be called several times."""
        now = self.run.time()
        self.tabs = tabs
        if TAB not in tabs.snapshots:
            # Without the memory of acts nothing can be said about any of them.
            self.round, self.to_look = Round(), ()
            return {}
        entries = entries_in(tabs.rows(TAB))
        settled = self._settled(entries, tabs.rules, now)
        entries |= settled
        self.round = judge(
            _asked(tabs, entries.values(), settled.values()),
            entries,
            self.desk_of(tabs),
            run=self.run.run_id,
            now=now,
            may_claim=self.acts < MOST_ACTS and not self.run.is_ending,
        )
        readable = {tab: frozenset(tabs.rows(tab)) for tab in ASKING if tab in tabs.snapshots}
        gone = {entry.act_id: entry for entry in orphans(entries, readable, now=now)}
        moved = {**settled, **self.round.entries, **gone}
        self.to_look = tuple(to_look_for((entries | moved).values(), now=now))
        return self._rows(tabs, settled, moved)

    def next_steps(self) -> bool:
        """Look for what is in doubt, once a run, and do what was claimed; False where nothing came of it."""
        self.outcomes = {}
        if not self.has_looked:
            self.has_looked = True
            for entry in self.to_look[:MOST_LOOKS]:
                self.outcomes[entry.act_id] = (entry, self._look(entry))
        if self.round.claim:
            self.acts += 1
            self._do(self.round.claim)
        return bool(self.outcomes)

    def _look(self, entry: Entry) -> Outcome:
        now = self.run.time()
        try:
            assert self.tabs is not None
            act = act_in(entry)
            return self.run.doer(act, self.tabs).look(act, claimed_at=entry.claimed_at or now, now=now)
        except Refused as refused:
            return Outcome(State.IN_DOUBT, str(refused))
        except Exception:  # a fault of ours with one act must not keep the others from being done
            log.exception("look.crashed", act=entry.act_id)
            return Outcome(State.IN_DOUBT, _FAULT)

    def _do(self, act: Act) -> None:
        """Carry out one act, provided that its claim is ours and fresh."""
        self.run.begins_to_act()
        entry = entries_in(self.run.read(TAB).rows(TAB)).get(act.act_id)
        if entry is None or (entry.state, entry.claimed_by) != (State.CLAIMED, self.run.run_id):
            return
        now = self.run.time()
        if entry.claimed_at is None or now - entry.claimed_at > CLAIM_HOLDS:
            return  # Whoever took over meanwhile settles it.
        try:
            assert self.tabs is not None
            outcome = self.run.doer(act, self.tabs).do(act, now=now)
        except Refused as refused:
            outcome = Outcome(State.REFUSED, str(refused))
        except Exception:
            log.exception("act.crashed", act=act.act_id)
            outcome = Outcome(State.IN_DOUBT, _FAULT)
        self.outcomes[act.act_id] = (entry, outcome)

    def _settled(self, entries: Mapping[str, Entry], rules: Rules, now: datetime) -> dict[str, Entry]:
        """Return the entries that outcomes move on, unless somebody else has moved them meanwhile."""
        found = {}
        for act_id, (before, outcome) in self.outcomes.items():
            entry = entries.get(act_id, before)
            if (entry.state, entry.claimed_by) != (before.state, before.claimed_by):
                continue
            mine = entry.state is State.CLAIMED and entry.claimed_by == self.run.run_id
            found[act_id] = (
                after_doing(entry, outcome, now=now)
                if mine
                else after_looking(entry, outcome, rules.acts, now=now)
            )
        return found

    def _rows(
        self, tabs: Read, settled: Mapping[str, Entry], moved: Mapping[str, Entry]
    ) -> dict[str, list[Row]]:
        rows = {tab: list(each) for tab, each in self.round.rows.items()}
        told = {(tab, row.key) for tab, each in rows.items() for row in each}
        for entry in settled.values():
            standing = tabs.rows(entry.tab).get(entry.key)
            if standing is not None and (entry.tab, entry.key) not in told:
                rows.setdefault(entry.tab, []).append(row_after(entry, standing))
        why = "what became of a tick"
        rows[TAB] = [entry_row(entry, why=why) for entry in moved.values()]
        return rows


def _asked(tabs: Read, entries: Iterable[Entry], settled: Iterable[Entry]) -> list[Asked]:
    """
    Return the rows that are ticked, have an open act or speak of one, each with its order.

    Not those that speak of one of which the outcome is only now written beside them.
    """
    still_open = {(entry.tab, entry.key) for entry in entries if entry.is_open}
    told = {(entry.tab, entry.key) for entry in settled}
    found = [
        (tab, key, row)
        for tab in ASKING
        if tab in tabs.snapshots
        for key, row in tabs.rows(tab).items()
        if row.get("approved") is True
        or (tab, key) in still_open
        or (is_under_way(row) and (tab, key) not in told)
        if not _is_in_doubt(tabs.snapshots[tab], key)
    ]
    orders = {text_in(row, "order") for _, _, row in found}
    book = OrderBook.of({tab: tabs.rows(tab) for tab in _ABOUT_ORDERS if tab in tabs.snapshots}, only=orders)
    return [Asked(tab, key, row, book.case(text_in(row, "order"))) for tab, key, row in found]


def _is_in_doubt(snapshot: Snapshot, key: str) -> bool:
    """True for a row whose key stands twice, or that is merged: nobody knows which was ticked."""
    return key in snapshot.doubles or snapshot.is_merged(snapshot.positions[key])


def carry_out(run: Run, desk_of: DeskOf) -> Receipt:
    """
    Judge every tick, carry out what is due, and settle what is in doubt.

    Costs one read while nobody asks for anything; then one read more, and for each act two writes (claim
    and outcome) with the reads before them.

    Raises:
        Misconfigured, TryLater: The spreadsheet cannot be used; what was begun is settled by a later run.
    """
    work = _Work(run, desk_of)
    receipts = [run.reconcile([*ASKING, TAB], work.glance)]
    # Without the ledger nobody knows what was done; without the list of the erased, its texts are withheld.
    needed = {TAB, ERASED_TAB}
    while work.is_asked and not needed & receipts[-1].problems.keys() and not receipts[-1].dry_run:
        receipts.append(run.reconcile(READ, work.shape))
        if not work.next_steps():
            break
    return _one(receipts)


def _one(receipts: Sequence[Receipt]) -> Receipt:
    """Return the receipts of one run as one."""
    whole = receipts[0]
    for receipt in receipts[1:]:
        tabs = {tab.tab: tab for tab in whole.tabs}
        for tab in receipt.tabs:
            tabs[tab.tab] = tabs[tab.tab] + tab if tab.tab in tabs else tab
        whole = replace(
            whole,
            tabs=tuple(tabs.values()),
            problems={**whole.problems, **receipt.problems},
            reads=whole.reads + receipt.reads,
            writes=whole.writes + receipt.writes,
            repaired_cells=whole.repaired_cells + receipt.repaired_cells,
            plans=(*whole.plans, *receipt.plans),
        )
    return whole
