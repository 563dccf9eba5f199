"""
Reminders that people set in a row, and what clears them: a message that came since.

The date stays as it was typed; the column beside it says what became of it. So that a message can be
told from one that was there before, the bot notes when it first saw a reminder. Also says how near the
inbox is to zero. Pure.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.tab_rows import TabRow, TabRows, day_in, instant_in, text_in
from sheets_bot.domain.when_words import day_words, moment_words
from sheets_bot.sheets.row import Value

_SINCE = " since "
_CLEARED = "Cleared"
DUE = "Due"
"""How the words of a reminder that has come up begin."""


def follow_up(
    row: TabRow, *, now: datetime, last_message_at: datetime | None, zone: ZoneInfo
) -> dict[str, Value]:
    """
    Return what should stand in the columns `follow_up` and `follow_up_seen`.

    A reminder comes up on its day. A message that is newer than the bot's first look at the reminder
    clears it, also for good: another date makes another reminder.

    Args:
        row: With `follow_up_on`, which a person types, and `follow_up_seen`, the bot's note.
        now: The present.
        last_message_at: When the other side last wrote; None where it never did.
        zone: In which days are counted.
    """
    day = day_in(row, "follow_up_on")
    if day is None:
        return {"follow_up": None, "follow_up_seen": None}
    since = _seen_since(text_in(row, "follow_up_seen"), day) or now
    note = f"{day.isoformat()}{_SINCE}{since.isoformat(timespec='seconds')}"
    return {
        "follow_up": _words(day, since, now=now, last_message_at=last_message_at, zone=zone),
        "follow_up_seen": note,
    }


def is_due(row: TabRow, *, now: datetime, zone: ZoneInfo) -> bool:
    """True where a reminder is due that nothing has cleared, by what stands in the row."""
    day = day_in(row, "follow_up_on")
    is_cleared = text_in(row, "follow_up").startswith(_CLEARED)
    return day is not None and not is_cleared and day <= now.astimezone(zone).date()


def inbox_zero_words(rows: TabRows, *, clock: Clock, now: datetime) -> str:
    """
    Return how many mails of customers from before this shift wait, for the first row of `Today`.

    *rows* is the tab `Inbox`. The shift is the one that runs at *now*, else the past counts up to *now*.
    """
    shift = clock.roster.next_ending_after(now)
    began = min(shift.starts_at, now) if shift else now
    waits = sum(
        1
        for row in rows.values()
        if text_in(row, "whose_turn") == "You" and (at := instant_in(row, "waiting_since")) and at < began
    )
    if waits == 0:
        return "Inbox zero: no mail from before this shift waits."
    return f"{'1 mail' if waits == 1 else f'{waits} mails'} from before this shift still to be answered."


def _seen_since(note: str, day: date) -> datetime | None:
    """Return since when the bot knows a reminder of that day; None where the note is of another, or none."""
    seen, found, since = note.partition(_SINCE)
    if not found or seen != day.isoformat():
        return None
    try:
        at = datetime.fromisoformat(since)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _words(
    day: date, since: datetime, *, now: datetime, last_message_at: datetime | None, zone: ZoneInfo
) -> str:
    today = now.astimezone(zone).date()
    if last_message_at and last_message_at > since:
        return f"{_CLEARED}: they wrote {moment_words(last_message_at, zone)}."
    if day > today:
        return f"Comes up {day_words(day)}."
    return f"{DUE} today." if day == today else f"{DUE} since {day_words(day)}."
