"""
What a text rests on: the facts of a row that, had they been otherwise, would have asked for another text.

They stand beside each draft in a hidden column, with what the draft was for and since when either stands
there. When a person ticks, they are gathered anew: if one has changed meanwhile (a newer mail, a scan, a
refund, another stage), nothing goes out. Times are cut to minutes, so that rewriting a cell changes
nothing. Pure over the rows as read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.reviews.review import Review
from sheets_bot.domain.reviews.review_memory import content_mark, reply_mark, state_of
from sheets_bot.domain.rules.typed import text_of
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in

Facts = Mapping[str, str]
"""By name, in words for people; a fact that is not known is ``""``."""

LAST_FROM_CUSTOMER, OUR_LAST = "Last mail from the customer", "Our last mail"
"""Names of facts: minutes, which as text are in order of time."""
BUYER_WROTE = "Buyer's last message"
"""Name of the fact when the buyer last wrote in the case: minutes too."""
ANSWER_BY = "Answer by"
"""Name of the fact by when a platform wants an answer: another date is another question."""
_STARS, _CONTENT, _REPLY, _REVIEW_IS = "Stars", "Review text", "Our reply", "Review is"

_FOR, _TEXT, _WRITTEN, _OF = "For", "Text", "Written", "Of"
_SINCE = "Facts since"
"""Stands there only where the facts are older than the text beside them."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands in the column `Basis of the draft`."""

    action: str
    """What the draft was written for; a value under `Action`."""
    text_mark: str
    """Stands for the draft as the bot wrote it."""
    written_at: datetime | None
    """Since when draft and facts stand there."""
    facts_since: datetime | None
    """Since when the facts stand there, under whatever draft."""
    facts: Facts
    of: str = ""
    """Key of the row that it was written for; ``""`` in one of an older version."""


def facts_of(tab: str, row: TabRow, case: OrderCase | None) -> dict[str, str]:
    """
    Return the facts that a text for one row rests on.

    Args:
        tab: Title of the tab, one of those in which acts can be asked for.
        row: The row.
        case: Everything about its order; None where the order is not known.

    Raises:
        KeyError: Nothing can be asked for in this tab.
    """
    facts = dict(_OWN[tab](row))
    if case:
        facts |= dict(_of_order(case, with_mails=tab != "Inbox"))
    return facts


def facts_of_review(review: Review) -> dict[str, str]:
    """Return the facts that `facts_of` takes from a row, of a review as its platform shows it."""
    return {
        _STARS: text_of(review.stars),
        _CONTENT: content_mark(review),
        _REPLY: reply_mark(review),
        _REVIEW_IS: state_of(review),
    }


def minute_words(at: datetime | None) -> str:
    """Return an instant cut to its minute, e.g. ``2026-11-02 12:10 UTC``; ``""`` for none."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else ""


def text_mark(text: str) -> str:
    """Return 12 hexadecimal digits that stand for a text; blanks around it and at line ends do not count."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


def basis_cell(facts: Facts, *, of: str, action: str, draft: str, standing: str, now: datetime) -> str:
    """
    Return the cell beside a draft.

    *of* is the key of the row, since people may sort some columns without the others. *standing* is the
    cell as read: where nothing but the time would change, it stays as it is, so that the times tell since
    when the draft, and the facts alone, have been there.
    """
    before = read_basis(standing)
    mark = text_mark(draft)
    written_at = facts_since = now
    if before and before.facts == _clean(facts) and before.of in {"", of}:
        facts_since = before.facts_since or now
        if (before.action, before.text_mark) == (action, mark):
            written_at = before.written_at or now
    head = {_OF: of, _FOR: action, _TEXT: mark, _WRITTEN: written_at.isoformat(timespec="seconds")}
    if facts_since != written_at:
        head[_SINCE] = facts_since.isoformat(timespec="seconds")
    return "\n".join(f"{name}: {value}" for name, value in {**head, **_clean(facts)}.items())


def read_basis(cell: str) -> Basis | None:
    """Return what stands in the cell beside a draft; None for an empty one, or one that people typed."""
    found = dict(line.split(": ", 1) for line in cell.splitlines() if ": " in line)
    # A fact that is not known leaves nothing behind its colon, and cells lose blanks at line ends.
    found |= {line[:-1]: "" for line in cell.splitlines() if line.endswith(":")}
    if not found.keys() >= {_FOR, _TEXT, _WRITTEN}:
        return None
    action, mark, written = (found.pop(name) for name in (_FOR, _TEXT, _WRITTEN))
    written_at, facts_since = _instant(written), _instant(found.pop(_SINCE, written))
    return Basis(action, mark, written_at, facts_since, of=found.pop(_OF, ""), facts=found)


def changes_between(then: Facts, now: Facts) -> list[str]:
    """Return in words what has changed, e.g. ``Parcel 1: was S2 moving, is S4 delivered``."""
    then, now = _clean(then), _clean(now)
    names = dict.fromkeys([*then, *now])
    return [
        f"{name}: was {then.get(name) or 'nothing'}, is {now.get(name) or 'nothing'}"
        for name in names
        if then.get(name, "") != now.get(name, "")
    ]


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _clean(facts: Facts) -> dict[str, str]:
    """Each fact on one line, and none called as the head of the cell."""
    return {name.replace(": ", " "): " ".join(value.split()) for name, value in facts.items()}


def _dispute(row: TabRow) -> Iterator[tuple[str, str]]:
    yield "Case last changed", _minute(row, "updated")
    yield "Stage", text_in(row, "stage")
    yield "Status", text_in(row, "status")
    yield BUYER_WROTE, _minute(row, "buyer_wrote_at")
    yield ANSWER_BY, _minute(row, "due")
    yield "Amount", f"{text_in(row, 'amount')} {text_in(row, 'currency')}".strip()
    yield "Reopened", _minute(row, "reopened")
    yield "Outcome", text_in(row, "outcome")


def _review(row: TabRow) -> Iterator[tuple[str, str]]:
    yield _STARS, text_in(row, "stars")
    yield _CONTENT, text_in(row, "content_mark")
    yield _REPLY, text_in(row, "reply_mark")
    yield _REVIEW_IS, text_in(row, "state")


def _thread(row: TabRow) -> Iterator[tuple[str, str]]:
    yield LAST_FROM_CUSTOMER, _minute(row, "last_in")
    yield OUR_LAST, _minute(row, "last_out")
    yield "Settled on", text_of(row.get("settled_on"))


def _at_risk(row: TabRow) -> Iterator[tuple[str, str]]:
    yield "Risk", text_in(row, "risk")
    yield "Customer told on", text_of(row.get("customer_told_on"))


def _letter(_row: TabRow) -> Iterator[tuple[str, str]]:
    yield from ()


_OWN: Mapping[str, Callable[[TabRow], Iterator[tuple[str, str]]]] = {
    "Disputes": _dispute,
    "Reviews": _review,
    "Inbox": _thread,
    "Orders at risk": _at_risk,
    "Letters": _letter,
}


def _of_order(case: OrderCase, *, with_mails: bool) -> Iterator[tuple[str, str]]:
    yield "Order", case.key
    yield "Order is", text_in(case.order, "status")
    yield "Refunded", text_in(case.order, "refunded")
    yield "Cancelled", _minute(case.order, "cancelled")
    for key, row in sorted(case.parcels.items()):
        state = f"{text_in(row, 'state')} {text_in(row, 'carrier_says')} {_minute(row, 'said_at')}"
        yield f"Parcel {key.rpartition(' / ')[2]}", " ".join(state.split())
    for key, row in sorted(case.refunds.items()):
        paid = f"{text_in(row, 'amount')}, arrived {text_in(row, 'paid') or 'nothing'}"
        yield f"Refund {key}", paid
    if with_mails:
        latest = [at for row in case.threads.values() if (at := instant_in(row, "last_in"))]
        yield LAST_FROM_CUSTOMER, minute_words(max(latest, default=None))


def _minute(row: TabRow, name: str) -> str:
    return minute_words(instant_in(row, name))
