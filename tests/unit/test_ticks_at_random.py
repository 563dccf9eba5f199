"""
However people tick, edit and take back, bots crash and answers are lost: one act or none, and only as ticked.

Two bots look at one row in turn; each look is atomic, as the epoch makes it in the sheet. The world counts
what really happened to it. A bot may die after its claim, before or after the deed; the answer may be lost.
People type into `Acts` what they found where nobody knows.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from acts_stand import DONE, LOST, NO_ANSWER, NOON, Stand
from sheets_bot.domain.acts.act import HAPPENED, Outcome, State, state_of
from sheets_bot.domain.acts.settling import CLAIM_HOLDS
from sheets_bot.domain.acts.words import is_under_way

TEXTS = st.sampled_from(["", "I am sorry, Jane.", "Please write to us.", "A coupon for you."])

FATES = st.sampled_from(
    ["done", "no answer", "lost before", "lost after", "dies before", "dies after", "nobody knows"]
)
NOBODY_KNOWS = Outcome(State.UNKNOWN, "No copy has come.")


class AtRandom(RuleBasedStateMachine):
    @initialize()
    def begins(self):
        self.stand = Stand()
        self.world = []
        """Every deed: act id, and what was said by which action."""
        self.claims = []
        """Claims that a bot still holds in its hand: the act, its run, and when it was claimed."""
        self.runs = 0
        self.seen = set()
        """Every text that stood under a tick."""
        self.written = (self.stand.row["stars"], NOON)
        """The facts that the drafting job wrote last, and when they first stood there."""

    # -- people and other jobs --

    @rule(minutes=st.sampled_from([1, 2, 3, 7, 30, 400, 1500]))
    def time_passes(self, minutes):
        self.stand.passes(minutes)

    @rule()
    def ticks(self):
        self.stand.ticks()
        self.seen.add(self.stand.row.get("your_text") or self.stand.row["draft"])

    @rule()
    def unticks(self):
        self.stand.unticks()

    @rule(text=TEXTS)
    def types(self, text):
        self.stand.row["your_text"] = text

    @rule(stars=st.sampled_from([1, 2]))
    def the_review_changes(self, stars):
        self.stand.row["stars"] = stars

    @rule(action=st.sampled_from(["Post reply", "Find reviewer", None]))
    def chooses(self, action):
        self.stand.row["action"] = action

    @rule(text=st.sampled_from(["We are sorry.", "We are truly sorry."]))
    def the_draft_is_written(self, text):
        self.drafts(text)

    def drafts(self, text=None):
        before = self.stand.row["draft_basis"]
        self.stand.drafts(text)
        if self.stand.row["draft_basis"] != before and self.stand.row["stars"] != self.written[0]:
            self.written = (self.stand.row["stars"], self.stand.now)

    @rule(word=st.sampled_from(["it went out", "", "Unknown", "no idea"]))
    def types_what_was_found_over_unknown(self, word):
        for line in self.stand.acts.values():
            if state_of(line["state"]) is State.UNKNOWN:
                line["state"] = word

    @rule()
    def the_pause_switch_is_thrown(self):
        self.stand.paused = not self.stand.paused

    @rule(
        action=st.sampled_from(["Post reply", "Find reviewer"]),
        fate=FATES,
        own=TEXTS,
        stars=st.sampled_from([1, 2]),
        minutes=st.sampled_from([1, 7]),
        found=st.sampled_from(["it went out", "", "Unknown"]),
    )
    def everything_comes_together(self, action, fate, own, stars, minutes, found):
        """What an act needs from people and bots in a row, so that what follows one is tried often."""
        self.stand.paused = False
        self.stand.row |= {"action": action, "your_text": own, "stars": stars}
        self.drafts()
        self.stand.passes(minutes)
        self.ticks()
        self.a_bot_looks()
        self.stand.passes(3)
        self.a_bot_looks()
        if self.claims:
            self.carries_out(fate)
        self.types_what_was_found_over_unknown(found)

    @rule(fate=FATES)
    def the_same_is_asked_for_again(self, fate):
        row = self.stand.row
        row["action"] = row["action"] or "Post reply"
        self.everything_comes_together(
            row["action"], fate, row.get("your_text") or "", row["stars"], 7, "it went out"
        )

    @rule()
    def a_tick_is_taken_back_under_the_pause(self):
        self.stand.paused = True
        self.ticks()
        self.a_bot_looks()
        self.stand.unticks()
        self.a_bot_looks()

    # -- bots --

    @rule()
    def a_bot_looks(self):
        self.runs += 1
        run = f"run-{self.runs}"
        entries = self.stand.entries.values()
        wanted = self.stand.row["approved"] or any(entry.state is State.TRYING for entry in entries)
        act = self.stand.looks(run=run)
        if act:
            assert wanted, "the tick was taken back"
            assert act.text in self.seen, "it was never ticked"
            read_for = self.stand.entries[act.act_id].ticked_at - self.written[1]
            assert read_for >= self.stand.grace, "its facts were not there to be read"
            self.claims.append((act, run, self.stand.now))
        is_open = any(entry.is_open for entry in self.stand.entries.values())
        assert is_open or self.stand.row["approved"] or not is_under_way(self.stand.row), "held for nothing"

    @precondition(lambda self: self.claims)
    @rule(fate=FATES)
    def carries_out(self, fate):
        act, run, claimed_at = self.claims.pop(0)
        entry = self.stand.entries[act.act_id]
        stale = self.stand.now - claimed_at > CLAIM_HOLDS
        if stale or (entry.state, entry.claimed_by) != (State.CLAIMED, run):
            return  # it reads its claim back first
        if fate in {"done", "lost after", "dies after", "nobody knows"}:
            self.world.append((act.act_id, f"{act.kind}: {act.text}"))
        if fate == "done":
            self.stand.ends(act, DONE)
        elif fate == "no answer":
            self.stand.ends(act, NO_ANSWER)
        elif fate == "nobody knows":
            self.stand.ends(act, NOBODY_KNOWS)
        elif fate.startswith("lost"):
            self.stand.ends(act, LOST)

    @rule(told=st.booleans())
    def a_bot_asks_the_platform(self, told):
        for entry in self.stand.to_look():
            act = self.stand.desk and next((a for a, _ in self.world if a == entry.act_id), None)
            outcome = DONE if act else Outcome(State.NOT_DONE, "Not there.")
            self.stand.ends(entry, outcome if told else LOST, looked=True)

    # -- promises --

    @invariant()
    def each_act_happened_once_or_never(self):
        ids = [act_id for act_id, _ in getattr(self, "world", [])]
        assert len(ids) == len(set(ids))

    @invariant()
    def the_same_words_never_went_out_twice(self):
        texts = [text for _, text in getattr(self, "world", [])]
        assert len(texts) == len(set(texts))

    @invariant()
    def nothing_forbidden_went_out(self):
        assert not any("coupon" in text for _, text in getattr(self, "world", []))

    @invariant()
    def what_is_told_as_done_was_done(self):
        if hasattr(self, "stand"):
            done = {entry.act_id for entry in self.stand.entries.values() if entry.state in HAPPENED}
            assert done <= {act_id for act_id, _ in self.world}


AtRandom.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestAtRandom = AtRandom.TestCase
