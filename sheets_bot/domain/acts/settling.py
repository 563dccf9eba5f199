"""
What an outcome makes of an entry, and when it is time to look again for what became of an act.

After a crash a claim stands without an outcome; then only the platform can tell. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sheets_bot.domain.acts.act import HAPPENED, Outcome, State
from sheets_bot.domain.acts.ledger import Entry, file_with, reference_with
from sheets_bot.domain.acts.words import trying
from sheets_bot.domain.rules.act_settings import ActRules
from sheets_bot.domain.tab_rows import TabRow, text_in
from sheets_bot.sheets.row import Row

CLAIM_HOLDS = timedelta(minutes=2)
"""A run that comes to act later after its claim than this gives it up: another may have taken over (ours)."""
SETTLES_AFTER = timedelta(minutes=5)
"""So long a claim may stand without an outcome; then its run is dead, and the platform is asked (ours)."""
GIVES_UP_AFTER = timedelta(hours=24)
"""So long the bot looks for an act in doubt; then a person must (ours)."""
LAST_LOOK_AFTER = timedelta(days=30)
"""No submission is confirmed later than that (ours): it is looked for once more, then a person must."""
_SOON, _LATER = timedelta(minutes=15), timedelta(hours=6)
_MANY_LOOKS = 4


def to_look_for(entries: Iterable[Entry], *, now: datetime) -> Iterator[Entry]:
    """Yield the entries of which only the platform can tell what became of them, when it is time to ask."""
    for entry in entries:
        rest = _rest_before_look(entry, now)
        since = entry.looked_at or entry.claimed_at
        if rest is not None and (since is None or now - since >= rest):
            yield entry


def needs_a_run(entries: Iterable[Entry], *, now: datetime) -> bool:
    """
    Say whether a run must look at every tab for the sake of entries that are still open.

    A submission that was asked for stays open for weeks, and needs none before its next look.
    """
    still_open = [entry for entry in entries if entry.is_open]
    return any(entry.state is not State.REQUESTED for entry in still_open) or any(
        to_look_for(still_open, now=now)
    )


def _rest_before_look(entry: Entry, now: datetime) -> timedelta | None:
    """Return how long after the claim, or the last look, it is time for a look; None for never."""
    age = now - entry.claimed_at if entry.claimed_at else LAST_LOOK_AFTER
    if entry.state is State.CLAIMED:
        return SETTLES_AFTER
    if entry.state is State.IN_DOUBT:
        return SETTLES_AFTER if entry.looks < _MANY_LOOKS else _SOON
    if entry.state is State.REQUESTED:
        return _SOON if age < GIVES_UP_AFTER else _LATER
    return None


def after_doing(entry: Entry, outcome: Outcome, *, now: datetime) -> Entry:
    """Return an entry with the outcome of carrying it out."""
    state = State.TRYING if outcome.state is State.NOT_DONE and outcome.try_again else outcome.state
    words = trying(outcome.words) if state is State.TRYING else outcome.words
    over = state not in {State.TRYING, State.IN_DOUBT}
    return replace(
        entry,
        state=state,
        words=words,
        reference=reference_with(entry, outcome),
        packet=file_with(entry, outcome),
        ended_at=(outcome.at or now) if over else None,
    )


def after_looking(entry: Entry, outcome: Outcome, rules: ActRules, *, now: datetime) -> Entry:
    """Return an entry with what a look at the platform told."""
    seen = replace(entry, looks=entry.looks + 1, looked_at=now)
    age = now - entry.claimed_at if entry.claimed_at else LAST_LOOK_AFTER
    if entry.state is State.REQUESTED:
        return _still_asked_for(seen, outcome, rules, age=age, now=now)
    if outcome.state is State.IN_DOUBT and age >= GIVES_UP_AFTER:
        return _given_up(seen, outcome.words, now=now)
    return after_doing(seen, outcome, now=now)


def row_after(entry: Entry, row: TabRow) -> Row:
    """Return the row in which was asked, as it stands after an outcome: what was done is asked no more."""
    is_done = entry.state in HAPPENED and text_in(row, "action") == entry.action
    clears = frozenset({"action"}) if is_done else frozenset[str]()
    return Row(entry.key, {"act": entry.words}, when_absent="leave", why="outcome of an act", clears=clears)


def _still_asked_for(
    seen: Entry, outcome: Outcome, rules: ActRules, *, age: timedelta, now: datetime
) -> Entry:
    """Only what reads back as submitted is confirmed; whatever else a look says, it was asked for."""
    if outcome.state is State.CONFIRMED:
        return after_doing(seen, outcome, now=now)
    if age >= LAST_LOOK_AFTER:
        why = f"Submission was asked for, and Shopify did not confirm it in {LAST_LOOK_AFTER.days} days."
        return _given_up(seen, why, now=now)
    if age >= rules.confirm_within:
        words = (
            "Submission was asked for, and Shopify does not confirm it. Open the case there and press "
            "Submit; without that Shopify sends what is saved on the due date."
        )
        return replace(seen, words=words)
    return seen


def _given_up(seen: Entry, why: str, *, now: datetime) -> Entry:
    words = f"{why} The bot has stopped looking: look by hand, and write under Notes in Acts what you found."
    return replace(seen, state=State.UNKNOWN, words=words, ended_at=now)
