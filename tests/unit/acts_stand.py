"""A sheet in memory in which something can be asked for: one review, a person, and bots that look at it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.acts.act import Act, Outcome, State
from sheets_bot.domain.acts.asking import Asked, Desk
from sheets_bot.domain.acts.basis import basis_cell, facts_of
from sheets_bot.domain.acts.ledger import Entry, entries_in, entry_row
from sheets_bot.domain.acts.settling import after_doing, after_looking, row_after, to_look_for
from sheets_bot.domain.acts.ticks import judge, orphans
from sheets_bot.domain.acts.words import is_under_way
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.domain.rules.act_settings import ActRules
from sheets_bot.errors import Refused

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
REVIEW = "5f1a0000000000000000000a"
MINUTE = timedelta(minutes=1)
RULES = ActRules()


@dataclass
class Stand:
    """The tabs `Reviews` and `Acts`, as values; time moves when told."""

    now: datetime = NOON
    paused: bool = False
    grace: timedelta = 2 * MINUTE
    forbidden: str = "coupon"
    row: dict = field(
        default_factory=lambda: {
            "brand": "Aurora",
            "stars": 1,
            "content_mark": "aaaa",
            "action": "Post reply",
            "offered": "Post reply, Find reviewer",
            "approved": False,
        }
    )
    acts: dict = field(default_factory=dict)
    """The tab `Acts`: values by column, by act id."""
    gone: bool = False
    tab: str = "Reviews"
    packet: Packet | None = None
    """What the evidence of a case comes to; it holds the text as its summary."""

    def __post_init__(self):
        self.drafts("We are sorry.")
        self.passes(10)

    # -- what people and other jobs do -----------------------------------------------------

    def passes(self, minutes):
        self.now += minutes * MINUTE

    def drafts(self, text=None, *, action=None):
        """The drafting job comes by: a row that is under way stays as it is."""
        if is_under_way(self.row):
            return
        self.row["draft"] = text or self.row["draft"]
        facts = facts_of(self.tab, self.row, None)
        self.row["draft_basis"] = basis_cell(
            facts,
            of=REVIEW,
            action=action or self.row["action"] or "Post reply",
            draft=self.row["draft"],
            standing=self.row.get("draft_basis", ""),
            now=self.now,
        )

    def ticks(self):
        self.row["approved"] = True

    def unticks(self):
        self.row["approved"] = False

    # -- what a bot does -------------------------------------------------------------------

    @property
    def desk(self):
        def check(kind, asked, text):
            return f"it says {self.forbidden}" if self.forbidden in text else ""

        return Desk(
            grace=self.grace,
            paused=self.paused,
            zone=ZoneInfo("UTC"),
            check_text=check,
            make_packet=self._packet,
            confirm_within=RULES.confirm_within,
        )

    def _packet(self, _asked, text):
        if self.packet is None:
            raise Refused("no packet in this tab")
        return replace(self.packet, summary=text)

    @property
    def entries(self):
        return entries_in(self.acts)

    @property
    def entry(self) -> Entry:
        (entry,) = self.entries.values()
        return entry

    @property
    def states(self):
        return sorted(str(entry.state) for entry in self.entries.values())

    def looks(self, *, run="run-1", writes=True) -> Act | None:
        """One look at the sheet, and what it writes; return the act that it claimed."""
        asked = [] if self.gone else [Asked(self.tab, REVIEW, dict(self.row), None)]
        entries = self.entries
        found = judge(asked, entries, self.desk, run=run, now=self.now)
        left = {self.tab: frozenset() if self.gone else frozenset({REVIEW})}
        moved = [*found.entries.values(), *orphans(entries, left, now=self.now)]
        if writes:
            self._keep(moved)
            for row in found.rows.get(self.tab, ()):
                self._take(row)
        return found.claim

    def ends(self, act, outcome: Outcome, *, looked=False):
        """Write down what came of an act."""
        entry = self.entries[act.act_id]
        settle = after_looking(entry, outcome, RULES, now=self.now) if looked else None
        entry = settle or after_doing(entry, outcome, now=self.now)
        self._keep([entry])
        if not self.gone:
            self._take(row_after(entry, self.row))

    def to_look(self):
        return list(to_look_for(self.entries.values(), now=self.now))

    def _keep(self, entries):
        for entry in entries:
            self.acts[entry.act_id] = dict(entry_row(entry, why="").values)

    def _take(self, row):
        self.row |= row.values
        for name in row.clears:
            self.row[name] = False if name == "approved" else None


DONE = Outcome(State.DONE, "Posted.", reference="r1")
NO_ANSWER = Outcome(State.NOT_DONE, "Trustpilot did not answer.", try_again=True)
LOST = Outcome(State.IN_DOUBT, "The answer was lost.")


def a_stand(**changes):
    return replace(Stand(), **changes) if changes else Stand()


def claimed(stand):
    """Tick, let the grace time pass, and return the act that was claimed."""
    stand.ticks()
    assert stand.looks() is None
    stand.passes(3)
    act = stand.looks()
    assert act is not None
    return act
