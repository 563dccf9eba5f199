"""
What came of a practice, in plain words: case by case and why, then in sums, against the recommended play.

Pure: accounts in, lines out. Everything that is said stands in the accounts; what a decision of PayPal's
means is said as in the tab `Disputes`.
"""

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sheets_bot.domain.disputes.decision_lessons import lesson_of
from sheets_bot.domain.disputes.decision_words import decision_words
from sheets_bot.domain.when_words import moment_words
from sheets_bot.practice.account import Account, Money, net

Json = dict[str, Any]
Story = Callable[[Json | None], str]
"""Tells a case in words; None where there was none."""

FAMILIES = {
    "INR": "not received",
    "SNAD": "not as described",
    "FRAUD": "not authorised",
    "CREDIT": "refund missing",
    "OTHER": "other reason",
}
OUTCOMES = {
    "Won": "won",
    "Covered": "won, paid by PayPal",
    "Lost": "lost",
    "Conceded": "given back",
    "Withdrawn": "withdrawn",
    "Prevented": "settled by the card network",
}
DEEDS = {
    "message": "wrote to the buyer",
    "offer": "made an offer",
    "evidence": "handed in evidence",
    "information": "added facts",
    "appeal": "appealed",
    "accepted": "accepted the case",
    "sent": "sent evidence to the bank",
    "saved": "saved evidence, which the shop sends on the date",
    "reply": "replied",
    "mail": "wrote a mail",
}
OF_BANKS = {
    "NOTHING_SENT": "Nothing was saved by the date, so the bank was sent nothing",
    "BANK_CONVINCED": "The bank was convinced by the evidence",
    "BANK_NOT_CONVINCED": "The bank was not convinced by the evidence",
    "ACCEPTED_BY_SELLER": "Accepted; the money went back",
    "PREVENTED": "A programme of the card network settled it before it counted",
}

WORSE, BETTER, SAME = (
    "Where the recommended play did better",
    "Where you did better",
    "As good as the recommended play",
)
WIDTH = 100
"""Longest line, in characters."""


def account_lines(yours: Account, advised: Account | None, zone: ZoneInfo) -> Iterator[str]:
    """Yield the whole account by lines; *advised* is the recommended play of the same shifts, if any."""
    for line in _stories(yours, advised, zone):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        yield from textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False) or [""]
    yield ""
    yield "In sum"
    yield from sums(yours, advised)


def _stories(yours: Account, advised: Account | None, zone: ZoneInfo) -> Iterator[str]:
    names = set(yours.cases) | set(advised.cases if advised else ())
    pairs = {name: (yours.cases.get(name), advised.cases.get(name) if advised else None) for name in names}
    pairs = dict(sorted(pairs.items(), key=lambda pair: (-abs(_gap(*pair[1])), pair[0])))
    ended_at = yours.shifts[-1].ends_at if yours.shifts else None
    story = partial(_story, zone=zone, last_ended_at=ended_at)
    if advised is None:
        yield from _group("Your cases", pairs, story, alone=True)
    else:
        for heading in (WORSE, BETTER, SAME):
            chosen = {name: pair for name, pair in pairs.items() if _heading(*pair) == heading}
            yield from _group(heading, chosen, story, alone=False)
    yield from _reviews(yours, advised)


def _heading(mine: Json | None, advised: Json | None) -> str:
    gap = _gap(mine, advised)
    return SAME if not gap else WORSE if gap > 0 else BETTER


def _gap(mine: Json | None, advised: Json | None) -> Decimal:
    """Return how much more the recommended play left in the till; 0 where one of the two has no result."""
    if not (mine and mine["outcome"] and advised and advised["outcome"]):
        return Decimal(0)
    return net(advised) - net(mine)


def _group(
    heading: str, pairs: Mapping[str, tuple[Json | None, Json | None]], story: Story, *, alone: bool
) -> Iterator[str]:
    if not pairs:
        return
    yield ""
    yield f"{heading} ({len(pairs)})"
    for name, (mine, advised) in pairs.items():
        one = mine or advised
        assert one is not None
        yield f"  {name}  {FAMILIES[one['family']]}, {one['amount']} {one['currency']}, order {one['order']}"
        yield f"    you: {story(mine)}"
        if not alone:
            yield f"    recommended play: {'the same' if story(mine) == story(advised) else story(advised)}"


def _story(case: Json | None, *, zone: ZoneInfo, last_ended_at: datetime | None) -> str:
    """Return what was done, what came of it and why, in one sentence or two."""
    if case is None:
        return "there was no such case"
    nothing = "did nothing more" if case["answered_before"] else "did nothing"
    done = deeds_words(case["deeds"], zone) or nothing
    if not case["outcome"]:
        return f"{done}; it is still open."
    return f"{done}; {OUTCOMES[case['outcome']]}, {_left(case)}. {why(case, zone, last_ended_at)}"


def _left(case: Json) -> str:
    """Return what became of the money, e.g. ``84.00 USD gone and 15.00 charged``."""
    kept = Decimal(case["kept"])
    left = f"{kept} {case['currency']} kept" if kept else f"{case['amount']} {case['currency']} gone"
    return f"{left} and {case['fees']} charged" if Decimal(case["fees"]) else left


def deeds_words(deeds: Sequence[Mapping[str, str]], zone: ZoneInfo) -> str:
    """Return deeds with their time, e.g. ``wrote to the buyer (Mon 2 Nov 17:04)``."""
    return ", ".join(f"{DEEDS[one['did']]} ({moment_words(_at(one['at']), zone)})" for one in deeds)


def why(case: Json, zone: ZoneInfo, last_ended_at: datetime | None = None) -> str:
    """
    Return why a case ended as it did: the decision, its lesson, and what such an answer is worth.

    A date later than *last_ended_at*, the end of the last shift, is called that: it was nobody's to keep.
    """
    code = case["why"]
    words = [OF_BANKS.get(code) or decision_words(code) if code else "No reason was given"]
    if case["outcome"] == "Lost":
        if case["missed"]:
            date = _at(case["missed"][-1])
            later = ", after the last shift" if last_ended_at and date > last_ended_at else ""
            words[0] += f" (the date was {moment_words(date, zone)}{later})"
        if lesson := lesson_of(code):
            words.append(f"Lesson: {lesson.removesuffix('.')}")
    if case["odds"] is not None:
        words.append(f"Such an answer wins {round(100 * case['odds'])} of 100 such cases")
    if case["outcome"] == "Withdrawn" and case["deeds"]:
        words.append("That was after your answer")
    return ". ".join(words) + "."


def _reviews(yours: Account, advised: Account | None) -> Iterator[str]:
    bad = {name: one for name, one in yours.reviews.items() if one["stars_before"] <= 2 or one["deeds"]}
    if not bad:
        return
    yield ""
    yield f"Reviews of one or two stars, or answered ({len(bad)})"
    for name, one in bad.items():
        theirs = advised.reviews.get(name) if advised else None
        beside = (
            f"; recommended play: {_review(theirs)}" if theirs and _review(theirs) != _review(one) else ""
        )
        yield f"  {name[:10]}  {_review(one)}{beside}"


def _review(review: Json) -> str:
    done = "replied" if review["deeds"] else "not answered"
    warned = ", and Trustpilot warned of the reply" if review["warned"] else ""
    if review["stars"] != review["stars_before"]:
        return f"{done}{warned}; {_stars(review['stars_before'])} became {review['stars']}"
    return f"{done}{warned}; {_stars(review['stars'])} as before"


def _stars(count: int) -> str:
    return f"{count} star{'' if count == 1 else 's'}"


def sums(yours: Account, advised: Account | None) -> Iterator[str]:
    """Yield the sums as an aligned table."""
    accounts = [yours] if advised is None else [yours, advised]
    rows = [["", *["you", "recommended play"][: len(accounts)]]]
    rows += [[what, *cells] for what, cells in _sum_rows(accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield f"  {'  '.join(map(str.ljust, row, widths))}".rstrip()


def _sum_rows(accounts: Sequence[Account]) -> Iterator[tuple[str, list[str]]]:
    yield "cases decided", [str(len(one.decided())) for one in accounts]
    yield "money in dispute", [_money(one.sums("amount")) for one in accounts]
    yield "kept after fees", [_money(one.kept_after_fees()) for one in accounts]
    yield "dates missed that a shift lay before", [str(one.missed) for one in accounts]
    yield "customers who did not complain after all", [str(one.spared) for one in accounts]
    yield "reviews answered, improved", [f"{len(one.replied())}, {one.improved}" for one in accounts]
    yield "mails written", [str(one.mails_written) for one in accounts]
    yield "minutes used, of your shifts", [f"{one.minutes}, {one.shift_minutes}" for one in accounts]


def _money(money: Money) -> str:
    return ", ".join(f"{amount:.2f} {currency}" for currency, amount in sorted(money.items())) or "0"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def as_plain(account: Account) -> Json:
    """Return an account as plain data."""
    return {
        "shifts": [[span.starts_at.isoformat(), span.ends_at.isoformat()] for span in account.shifts],
        "cases": dict(account.cases),
        "reviews": dict(account.reviews),
        "mails": dict(account.mails),
        "disputed": {currency: str(amount) for currency, amount in account.sums("amount").items()},
        "kept_after_fees": {currency: str(amount) for currency, amount in account.kept_after_fees().items()},
        "missed": account.missed,
        "spared": account.spared,
        "improved": account.improved,
        "minutes": account.minutes,
        "shift_minutes": account.shift_minutes,
    }
