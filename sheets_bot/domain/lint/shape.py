"""
The shape of a text: whether it is there, whole, short enough, and shows all that it says.

Placeholders that were left, errors of formulas, letters in disguise. Content is judged elsewhere.
"""

import re
from collections.abc import Iterator

from sheets_bot.domain.lint.finding import Audience, Finding
from sheets_bot.domain.lint.plain import disguises
from sheets_bot.domain.lint.rule_book import shortened

MOST_CHARACTERS = {Audience.PAYPAL_BUYER: 2000, Audience.PLATFORM: 2000}
"""Notes and messages at PayPal: Customer Disputes API v1. For banks the same, so that somebody reads it
(ours). How long a reply on Trustpilot may be is not documented."""

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\[[^\]\n]{1,40}\]|<[a-zA-Z_ ]{2,30}>|\bX{3,}\b|_{4,}|\bTODO\b|\bTBD\b|\blorem ipsum\b"
    r"|\$\{\w+\}|%\(\w+\)s|\{\w{2,30}\}",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(r"\b(?:NaN|undefined|NoneType|null)\b|(?<=\s)None(?=[\s,.;!]*(?:$|\n|[a-z]))(?! of\b)")
_FORMULA_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|ERROR!)")
_FORMULA = re.compile(r"\A\s*(?:=|[+@-]\s*[A-Za-z]+\()")


def shape(text: str, audience: Audience) -> Iterator[Finding]:
    """Yield what is wrong with the shape of a text; an empty one is wrong in one way only."""
    if not text.strip():
        yield Finding("empty", "There is no text", "", "Write it under Your text.")
        return
    most = MOST_CHARACTERS.get(audience)
    if most and len(text) > most:
        change = f"Shorten it by {len(text) - most} characters: {most} are the most."
        yield Finding("too_long", "Too long", f"{len(text)} characters", change)
    placeholder = _PLACEHOLDER.search(text) or _NO_VALUE.search(text)
    if placeholder:
        change = "Fill it in, or leave the sentence out."
        yield Finding("placeholder", "A place was left to fill in", shortened(placeholder[0]), change)
    formula = _FORMULA_ERROR.search(text) or _FORMULA.search(text)
    if formula:
        change = "Type the text itself, beginning with a word."
        yield Finding("formula", "Looks like a formula", shortened(text, 40), change)
    disguise = next(disguises(text), "")
    if disguise:
        change = "Type the word again with plain letters."
        yield Finding("disguise", "Letters hide what is said", shortened(disguise), change)
