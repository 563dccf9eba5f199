"""
Which of our phrases for causes stand in what a customer wrote.

The texts themselves stay where they are: in the mailbox, and in the case at PayPal. What goes into a tab is
one of the phrases of `causes.toml`, which are ours, so nothing personal can come with it. What a phrase means
beside the other facts is decided in `suggest.py`.
"""

from collections.abc import Iterable, Iterator

from sheets_bot.domain.causes.cause import causes
from sheets_bot.domain.causes.phrases import phrase_in

BETWEEN = "; "
"""Between the phrases in a cell."""

_LEAST_LETTERS = 6
"""A shorter word by itself ("late", "zoll") may stand for anything in a long text (ours)."""
_MOST = 8


def causes_said(text: str) -> Iterator[tuple[str, str]]:
    """Yield each cause of which a text speaks, with our phrase for it, the most telling one first."""
    found = [(code, said) for code, cause in causes().items() if (said := phrase_in(text, cause.said))]
    # A longer phrase tells more than a word; the order of the table settles a draw.
    found.sort(key=lambda each: -len(each[1].split()))
    # "Still no refund" says nothing of a parcel that is "still no" there.
    yield from (
        (code, said)
        for place, (code, said) in enumerate(found)
        if not any(f" {said} " in f" {longer} " for _, longer in found[:place])
    )


def phrases_in_letters(texts: Iterable[str], *, before: str = "") -> str:
    """
    Return our phrases that stand in letters, as a cell holds them: ``too small; no refund``, at most eight.

    *before* is what the cell holds already; it stays, since letters fall out of what is read.
    """
    found = dict.fromkeys(filter(None, before.split(BETWEEN)))
    for text in texts:
        found.update(dict.fromkeys(said for _, said in causes_said(text) if _is_telling(said)))
    return BETWEEN.join([*found][:_MOST])


def _is_telling(phrase: str) -> bool:
    return " " in phrase or len(phrase) >= _LEAST_LETTERS
