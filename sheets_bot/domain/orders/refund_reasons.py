"""
Why money went back: the reason of a refund, and what decided it.

Shopify keeps no reason with a refund. In order of trust: the reason of the return that it
pays for, the reason of an adjusted amount, the reason of the cancelled order, then a rule
table over the note and the order's tags, which people keep in `Settings`. What none of
them explains is ``unclassified``, and shown so. The codes are those of `Root cause`, which
stays the people's own: what a refund was noted as is not yet what went wrong.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sheets_bot.domain.orders.order import Order, Refund, Return

UNCLASSIFIED = "unclassified"

# Handles of Shopify's return reasons (product taxonomy, data/return_reasons.yml) and the enumeration
# ReturnReason that they replace. Other handles are read by their words.
_RETURN_REASONS = {
    "too-small": "size_fit",
    "too-big": "size_fit",
    "size-too-small": "size_fit",
    "size-too-large": "size_fit",
    "comfort": "size_fit",
    "style": "colour_style",
    "color": "colour_style",
    "item-not-as-described": "not_as_described",
    "not-as-described": "not_as_described",
    "received-the-wrong-item": "wrong_item",
    "wrong-item": "wrong_item",
    "damaged-or-defective": "quality_defect",
    "defective": "quality_defect",
    "changed-my-mind": "changed_mind",
    "unwanted": "changed_mind",
    "arrived-late": "late_delivery",
}
_HANDLE_WORDS = (
    (
        re.compile(
            r"\b(too (small|big|large|tight|loose|long|short|wide|narrow|high|low)|size|sizing|fit)\b"
        ),
        "size_fit",
    ),
    (re.compile(r"\b(colou?r|shade|pattern|style)\b"), "colour_style"),
    (re.compile(r"\b(damaged|broken|torn)\b"), "damaged"),
    (re.compile(r"\b(missing|incomplete)\b"), "missing_item"),
    (re.compile(r"\b(quality|material|fabric|durability|stitching|defect|defective)\b"), "quality_defect"),
    (re.compile(r"\b(late|delay|delayed)\b"), "late_delivery"),
)
_SAYS_NOTHING = frozenset({"", "other", "other-reason", "unknown"})
_ADJUSTMENTS = {"DAMAGE": "damaged"}
"""OrderAdjustmentDiscrepancyReason; the others name a procedure, not a reason."""
_CANCEL_REASONS = {"CUSTOMER": "changed_mind", "INVENTORY": "not_shipped", "FRAUD": "true_fraud"}
"""OrderCancelReason; OTHER, STAFF and DECLINED do not say why."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason of one refund."""

    code: str
    """As in the drop-down `Root cause`, or ``unclassified``."""
    decided_by: str
    """What decided, in words; never the note itself, which may hold personal data."""


def reason_of(refund: Refund, order: Order, *, words: Mapping[str, tuple[str, ...]]) -> Reason:
    """
    Return the reason of *refund*.

    *words* is the rule table: words or phrases by reason, the first reason that fits
    counts. Whole words are compared, whatever their capitals and accents; a "not" before
    a word is not understood.
    """
    returned = next(
        (each for each in order.returns if refund.return_id and each.return_id == refund.return_id), None
    )
    deciders = (
        _by_return(returned, words),
        _by_code("adjusted amount", refund.adjustments, _ADJUSTMENTS),
        _by_code("cancelled order", (order.cancel_reason,), _CANCEL_REASONS) if order.cancelled_at else None,
        _by_words("note", refund.note, words),
        _by_words("tag of the order", " | ".join(order.tags), words),
    )
    return next((found for found in deciders if found), Reason(UNCLASSIFIED, _unexplained(refund, returned)))


def _by_return(returned: Return | None, words: Mapping[str, tuple[str, ...]]) -> Reason | None:
    """The reasons of the lines of a return; the first line that says something decides."""
    if returned is None:
        return None
    for line in returned.lines:
        handle = _handle(line.reason)
        if handle in _SAYS_NOTHING:
            continue
        code = _RETURN_REASONS.get(handle) or _by_handle_words(handle)
        if code:
            return Reason(code, f"return reason {line.reason[:60]!r}")
    notes = " | ".join(line.note for line in returned.lines)
    return _by_words("note of the return", notes, words)


def _by_handle_words(handle: str) -> str:
    text = handle.replace("-", " ")
    return next((code for pattern, code in _HANDLE_WORDS if pattern.search(text)), "")


def _by_code(what: str, codes: Iterable[str], known: Mapping[str, str]) -> Reason | None:
    return next((Reason(known[code], f"{what}: {code}") for code in codes if code in known), None)


def _by_words(what: str, text: str, words: Mapping[str, tuple[str, ...]]) -> Reason | None:
    plain = _plain(text)
    for code, phrases in words.items() if plain else ():
        found = _pattern(phrases).search(plain) if phrases else None
        if found:
            return Reason(code, f'"{found.group()}" in the {what}')
    return None


def _unexplained(refund: Refund, returned: Return | None) -> str:
    said = (
        [line.reason for line in returned.lines if _handle(line.reason) not in _SAYS_NOTHING]
        if returned
        else []
    )
    if said:
        return f"return reason {said[0][:60]!r} is new to the bot"
    return (
        "no word of the note stands in Settings"
        if refund.note.strip()
        else "no note, no return, no tag says why"
    )


def _handle(reason: str) -> str:
    return reason.strip().casefold().replace("_", "-").replace(" ", "-")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first, so that the phrase is quoted rather than a word of it.
    ordered = sorted((_plain(phrase) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")
