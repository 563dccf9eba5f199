"""
Phrases as `rules.toml` writes them, and how they are found in a sentence.

A phrase is words in their order. ``(close|end)`` is one of several, ``[open]`` may be missing,
``refund*`` is a beginning of a word, ``..`` stands for up to four words between. Capitals and
accents do not count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sheets_bot.domain.lint.plain import Sentence, fold

_GAP = r"(?: \S+){0,4}?"
_PART = re.compile(r"\([^)]*\)|\[[^\]]*\]|\.\.|\S+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase, ready to be looked for."""

    pattern: re.Pattern[str]
    anchor: frozenset[str]
    """One of these words stands in every sentence that can match; empty where that cannot be said."""

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """Return where it stands in the sentence's plain words; None where it does not."""
        if self.anchor and self.anchor.isdisjoint(sentence.words):
            return None
        found = self.pattern.search(sentence.plain)
        return (found.start() + 1, found.end()) if found else None


def phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    """
    Return phrases as they were written, ready to be looked for.

    Raises:
        ValueError: One has no word that must be there, or an unclosed bracket; the message names it.
    """
    return tuple(_phrase(text) for text in written)


def anchors_of(wanted: Iterable[Phrase]) -> frozenset[str]:
    """Return words of which one stands in every sentence that can match; empty where that cannot be said."""
    anchors = [phrase.anchor for phrase in wanted]
    return frozenset[str]().union(*anchors) if all(anchors) else frozenset()


def find_first(wanted: Iterable[Phrase], sentence: Sentence) -> str:
    """Return the words of the first phrase that stands in a sentence, as they stand; ``""`` for none."""
    for phrase in wanted:
        place = phrase.find(sentence)
        if place:
            return sentence.quote(*place)
    return ""


def _phrase(text: str) -> Phrase:
    pattern, anchors = "", []
    for part in _PART.findall(text):
        if part == "..":
            pattern += _GAP
            continue
        choices = _choices(part)
        either = "|".join(map(_regex, choices))
        pattern += f"(?: (?:{either}))?" if part.startswith("[") else f" (?:{either})"
        if not part.startswith("["):
            anchors.append(choices)
    if not anchors or re.search(r"[()\[\]]", re.sub(r"\([^()\[\]]*\)|\[[^()\[\]]*\]", "", text)):
        raise ValueError(f"the phrase {text!r} cannot be read")
    exact = [{choice.split()[0] for choice in each} for each in anchors if not any("*" in c for c in each)]
    # Long words are rare, so most sentences are done with at a glance.
    rarest: set[str] = max(exact, key=lambda words: min(map(len, words))) if exact else set()
    return Phrase(re.compile(f"{pattern}(?= )"), frozenset(rarest))


def _choices(part: str) -> list[str]:
    inside = part[1:-1] if part[0] in "([" else part
    return [" ".join(map(fold, choice.split())) for choice in inside.split("|") if choice.strip()]


def _regex(choice: str) -> str:
    return re.escape(choice).replace(r"\ ", " ").replace(r"\*", r"\S*")
