"""
The rules of words, as `rules.toml` holds them: read once, and asked for one text at a time.

A rule names phrases that may not stand in a sentence, for some readers. What cannot be told by words
alone, such as a tracking number that is not ours, is in `lint_facts.py`, `personal.py` and `shape.py`.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sheets_bot.domain.lint.finding import Audience, Finding, LintFacts
from sheets_bot.domain.lint.phrases import Phrase, anchors_of, find_first, phrases
from sheets_bot.domain.lint.plain import Sentence

NEEDS = ("shipped", "delivered", "signed", "refunded", "cancelled", "replaced")
"""Facts without which a statement is a finding; names of fields of `LintFacts`."""

_FILE = Path(__file__).with_name("rules.toml")
_KEYS = {"name", "title", "change", "audiences", "phrases", "with", "unless", "scope", "needs", "when"}


@dataclass(frozen=True, slots=True)
class WordRule:
    """One rule, ready to be asked."""

    name: str
    title: str
    change: str
    audiences: frozenset[Audience]
    phrases: tuple[Phrase, ...]
    with_: tuple[Phrase, ...] = ()
    """Further phrases, one of which must stand there too; none: the first ones alone decide."""
    unless: tuple[Phrase, ...] = ()
    whole_text: bool = False
    """Whether `with_` may stand in another sentence."""
    needs: str = ""
    only_delay: bool = False
    anchors: frozenset[str] = frozenset()
    """Of `phrases`; see `anchors_of`."""

    def applies(self, audience: Audience, facts: LintFacts) -> bool:
        """True where this rule has a say: for such readers, and while its fact is not known."""
        return (
            audience in self.audiences
            and not (self.needs and getattr(facts, self.needs))
            and (facts.is_delay_notice or not self.only_delay)
        )

    def finding(self, sentences: Sequence[Sentence]) -> Finding | None:
        """Return what this rule finds in a text, the first place only; None for nothing."""
        found = next(self._found(sentences), "")
        if not found:
            return None
        return Finding(self.name, self.title, shortened(found), self.change)

    def says(self, sentence: Sentence) -> str:
        """Return the words by which a sentence breaks this rule; ``""`` where it does not."""
        if (self.needs and sentence.is_question) or self._is_far(sentence):
            return ""
        found = find_first(self.phrases, sentence)
        return "" if not found or find_first(self.unless, sentence) else found

    def _is_far(self, sentence: Sentence) -> bool:
        return bool(self.anchors) and self.anchors.isdisjoint(sentence.words)

    def _found(self, sentences: Sequence[Sentence]) -> Iterator[str]:
        for sentence in sentences:
            found = self.says(sentence)
            beside = sentences if self.whole_text else (sentence,)
            if found and (not self.with_ or any(find_first(self.with_, each) for each in beside)):
                yield found


def shortened(text: str, most: int = 80) -> str:
    """Return a quotation of at most *most* characters on one line."""
    line = " ".join(text.split())
    return f"{line[: most - 1]}…" if len(line) > most else line


@cache
def word_rules() -> tuple[WordRule, ...]:
    """Return the rules of `rules.toml`, in its order."""
    return read_rules(tomllib.loads(_FILE.read_text("utf-8")))


def rule_named(name: str) -> WordRule:
    """Return one of them."""
    return next(rule for rule in word_rules() if rule.name == name)


def read_rules(written: Mapping[str, Any]) -> tuple[WordRule, ...]:
    """
    Return rules from a file as read.

    Raises:
        ValueError: A rule has a key, an audience, a need or a phrase that is none; the message names it.
    """
    return tuple(_rule(rule) for rule in written["rule"])


def _rule(told: Mapping[str, Any]) -> WordRule:
    name = told.get("name", "?")
    strange = told.keys() - _KEYS
    needs = told.get("needs", "")
    if strange or (needs and needs not in NEEDS):
        raise ValueError(f"rules.toml, rule {name!r}: {sorted(strange) or needs!r} is not known.")
    try:
        wanted = _all(told["phrases"])
        return WordRule(
            name=told["name"],
            title=told["title"],
            change=told["change"],
            audiences=frozenset(map(Audience, told["audiences"])),
            phrases=wanted,
            with_=_all(told.get("with", {})),
            unless=_all(told.get("unless", {})),
            whole_text=told.get("scope", "sentence") == "text",
            needs=needs,
            only_delay=told.get("when", "") == "delay",
            anchors=anchors_of(wanted),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"rules.toml, rule {name!r}: {error}") from error


def _all(by_language: Mapping[str, Iterable[str]]) -> tuple[Phrase, ...]:
    return tuple(phrase for written in by_language.values() for phrase in phrases(written))
