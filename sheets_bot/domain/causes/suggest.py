"""
The cause that the facts suggest for a complaint, and why. A person's `Root cause` wins over it everywhere.

Claimed reason and root cause are two things: the claim says what the complaint is about, facts say what was
behind it. Of the clues that can explain the complaint the most trusted source counts (carrier, order, our
mails, the customer's words, and a guess last); where none can, nothing is suggested but ``unknown``. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sheets_bot.domain.causes.by_carrier import clues_of_carrier, delivered_to_address
from sheets_bot.domain.causes.by_mail import clues_of_mail
from sheets_bot.domain.causes.by_order import clues_of_order
from sheets_bot.domain.causes.by_text import clues_of_text
from sheets_bot.domain.causes.cause import UNKNOWN, causes
from sheets_bot.domain.causes.clue import Clue, Complaint, Source
from sheets_bot.domain.tab_rows import instant_in, text_in


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for one row."""

    code: str
    """A code of `causes.toml`; ``unknown`` where no fact tells."""
    second: str = ""
    """Another cause that facts point to; ``""`` for none."""
    why: str = ""
    """One or two lines for people: the fact of each, and whose word it is."""


def suggest(complaint: Complaint) -> Suggestion:
    """Return the cause that the facts suggest, and at most one beside it."""
    clues = sorted(_clues(complaint), key=lambda clue: clue.source)
    first = next((clue for clue in clues if clue.fits(complaint.topic)), None)
    rest = [
        clue for clue in clues if clue.source is not Source.GUESS and (not first or clue.code != first.code)
    ]
    # Beside a cause, what fits the complaint too says more than what does not.
    second = next((clue for clue in rest if clue.fits(complaint.topic)), next(iter(rest), None))
    if first is None:
        told = f"No fact explains it. Perhaps {_line(second)}" if second else _nothing(complaint)
        return Suggestion(UNKNOWN, second.code if second else "", told)
    lines = [f"{_capital(first.source.words)}: {first.fact}."]
    if second:
        lines.append(f"Perhaps too: {_line(second)}")
    return Suggestion(first.code, second.code if second else "", "\n".join(lines))


def _clues(complaint: Complaint) -> Iterator[Clue]:
    yield from clues_of_carrier(complaint)
    yield from clues_of_order(complaint)
    yield from clues_of_mail(complaint)
    yield from clues_of_text(complaint)
    yield from _against_the_claim(complaint)


def _against_the_claim(complaint: Complaint) -> Iterator[Clue]:
    """Yield a suspicion where the facts contradict a case; never of a mail or a review."""
    if complaint.tab != "Disputes":
        return
    if complaint.topic == "delivery" and (told := delivered_to_address(complaint)):
        yield Clue("friendly_fraud_suspected", Source.GUESS, told, frozenset({"delivery"}))
    if complaint.topic == "fraud" and (told := _wrote_about_it(complaint)):
        yield Clue("friendly_fraud_suspected", Source.GUESS, told, frozenset({"fraud"}))


def _wrote_about_it(complaint: Complaint) -> str:
    """Return the words for it where somebody wrote about the order from its own address."""
    contact = text_in(complaint.order, "contact")
    for key, row in sorted(complaint.case.threads.items()) if complaint.case else ():
        if contact and text_in(row, "contact") == contact:
            when = complaint.on(instant_in(row, "first_in"))
            return f"mail {key}{when} came from the order's own address (Inbox)"
    return ""


def _nothing(complaint: Complaint) -> str:
    if complaint.case is None:
        return "The order is not known, and nothing in this row tells."
    return "Nothing on record tells: no scan, no payment, no mail, no words of the customer."


def _line(clue: Clue) -> str:
    return f"{causes()[clue.code].words.lower()} ({clue.code}); {clue.source.words}: {clue.fact}."


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
