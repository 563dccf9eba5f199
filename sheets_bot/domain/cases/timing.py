"""
When to act: hold and refresh, the rhythm of messages, and the last safe shift.

Waiting is worth something while a parcel moves, but never past the last safe shift: from then on a line's
action becomes what it says for then. In an inquiry a first message goes out in the first shift; after it, the
next on each scan, when the buyer has answered, or after the days set in `Settings`. That holds in the last
safe shift too: what has just been said is not said again. Whether the platform offers it is in `gates.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.reading import Reading
from sheets_bot.domain.cases.so_far import SoFar
from sheets_bot.domain.cases.stages import Step
from sheets_bot.domain.deadlines import Flag, Turn
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in, whole_in
from sheets_bot.domain.when_words import day_words, moment_words

_PRESSING = frozenset({Flag.LAST_SHIFT.value, Flag.MISSED.value, Flag.NO_DATE.value})
_WAITING = frozenset({Kind.HOLD.value, Kind.SAVE_EVIDENCE.value})


@dataclass(frozen=True, slots=True)
class Timed:
    """An action with its time."""

    action: str
    clock: str
    """When to act, in words."""


def is_last_shift(dispute: TabRow, now: datetime) -> bool:
    """True from the last safe shift on, after it, and where nobody knows when that is."""
    left, until = whole_in(dispute, "shifts_left"), instant_in(dispute, "respond_by")
    if text_in(dispute, "flag") in _PRESSING or left is None or left <= 1:
        return True
    # The row may be some minutes old.
    return until is not None and now >= until


def timed(
    action: str,
    then: str,
    clock: str,
    *,
    reading: Reading,
    so_far: SoFar,
    rules: Rules,
    zone: ZoneInfo,
    now: datetime,
) -> Timed:
    """
    Return what an action of the playbook is at this moment, and when to do it.

    Args:
        action: What the line says.
        then: What it becomes in the last safe shift; ``""`` where it stays.
        clock: When the line says to act, in words.
        reading: The case.
        so_far: What was done in it.
        rules: How often to write in an inquiry.
        zone: In which times are told.
        now: The present.
    """
    is_last = is_last_shift(reading.dispute, now)
    if action in _WAITING and not is_last:
        return _wait(action, then, clock, reading=reading, so_far=so_far, zone=zone)
    asked = (then or action) if is_last else action
    last_at = _last_contact(asked, reading, so_far)
    if reading.stage.is_inquiry and last_at is not None:
        return _next_contact(
            asked, last_at, is_last=is_last, reading=reading, rules=rules, zone=zone, now=now
        )
    if is_last:
        # What the line says of waiting no longer holds.
        return Timed(asked, _joined(_last_words(reading.dispute, zone, now), "" if then else clock))
    return Timed(action, clock)


def _wait(action: str, then: str, clock: str, *, reading: Reading, so_far: SoFar, zone: ZoneInfo) -> Timed:
    """Hold, or save anew where the carrier has said something since it was saved."""
    until = instant_in(reading.dispute, "respond_by")
    latest = (
        f"At the latest by {moment_words(until, zone)}, the end of your last safe shift: {then}."
        if until
        else ""
    )
    if action == Kind.SAVE_EVIDENCE and so_far.saved_at is not None:
        is_fresh = reading.news_at is None or reading.news_at <= so_far.saved_at
        if is_fresh:
            saved = f"Saved {moment_words(so_far.saved_at, zone)}, nothing new since."
            return Timed(Kind.HOLD.value, _joined(saved, latest))
    return Timed(action, _joined(clock, latest))


def _last_contact(action: str, reading: Reading, so_far: SoFar) -> datetime | None:
    """Return when we last wrote in this way since the case was opened; None where we did not."""
    opened = instant_in(reading.dispute, "opened")
    times: list[datetime | None] = []
    if action == Kind.SEND_MESSAGE:
        # A mail does not stand in the case, so PayPal does not see it.
        times = [so_far.messaged_at, instant_in(reading.dispute, "messaged_at")]
    elif action == Kind.SEND_MAIL:
        threads = reading.case.threads.values() if reading.case else ()
        times = [so_far.mailed_at, *(instant_in(row, "last_out") for row in threads)]
    return max((at for at in times if at and (opened is None or at >= opened)), default=None)


def _next_contact(
    action: str,
    last_at: datetime,
    *,
    is_last: bool,
    reading: Reading,
    rules: Rules,
    zone: ZoneInfo,
    now: datetime,
) -> Timed:
    wrote = f"You last wrote {moment_words(last_at, zone)}"
    if is_last and action == Kind.SEND_MAIL:
        date = _platforms_date(reading, zone, now)
        told = f"{wrote}, but a mail does not stand in the case: answer it, or refund it. {date}."
        return Timed(Step.PERSON.value, told)
    buyer_at = instant_in(reading.dispute, "buyer_wrote_at")
    if action == Kind.SEND_MESSAGE and buyer_at is not None and buyer_at > last_at:
        since = f"the buyer has written since, {moment_words(buyer_at, zone)}"
        return Timed(action, f"{wrote}, and {since}: answer now.")
    if reading.news_at is not None and reading.news_at > last_at:
        return Timed(action, f"{wrote}, and the carrier has reported something since: write now.")
    next_at = last_at + timedelta(days=rules.cases.message_days)
    if now >= next_at:
        return Timed(action, f"{wrote}: write again now, {rules.cases.message_days} days are over.")
    next_on = day_words(next_at.astimezone(zone).date())
    again = f"Write again when the carrier reports something, at the latest on {next_on}."
    if not is_last:
        return Timed(Kind.HOLD.value, f"{wrote}. {again}")
    due = instant_in(reading.dispute, "due")
    if due is not None and due <= now:
        again = "See what became of the case."
    elif due is not None and due <= next_at:
        again = "Write again before it only when the carrier reports something."
    waits = f"{wrote}, and it stands in the case: wait for the buyer's answer."
    return Timed(Kind.HOLD.value, f"{waits} {_platforms_date(reading, zone, now)}. {again}")


def _platforms_date(reading: Reading, zone: ZoneInfo, now: datetime) -> str:
    platform, due = reading.stage.platform, instant_in(reading.dispute, "due")
    if due is None:
        return f"{platform} names no date"
    return f"{platform}'s date {'was' if due <= now else 'is'} {moment_words(due, zone)}"


def _last_words(dispute: TabRow, zone: ZoneInfo, now: datetime) -> str:
    until = instant_in(dispute, "respond_by")
    if text_in(dispute, "whose_turn") == Turn.APPEAL:
        return ""
    if text_in(dispute, "flag") == Flag.NO_DATE or until is None:
        return "No date is known, so do not wait."
    ends = "ended" if until <= now else "ends"
    return f"Now: your last safe shift {ends} {moment_words(until, zone)}; do not wait any longer."


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
