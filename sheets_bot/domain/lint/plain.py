"""
A text as it can be compared: sentences and plain words, with nothing hidden between the letters.

Letters from other alphabets that look like Latin ones, letters that cannot be seen, marks stacked on
letters and l e t t e r s set apart must not carry a forbidden word past the rules. Says also where
such a disguise stands, because nobody types one by accident. Decides nothing about what is said.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Look-alikes of Latin letters, Cyrillic, Greek and rarer Latin ones: the common of Unicode's confusables.
_LOOK_ALIKE = str.maketrans(
    "авекмнорстухіїјѕԁԛԝѵһӏ" + "αβεικνορτυχγηω" + "ıɑɡłøđɩʀ",
    "abekmhopctyxiijsdqwvhl" + "abeikvoptuxynw" + "iaglodir",
)
_WORD = re.compile(r"\w+|%")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)]*\s+|\n\s*\n+|\n(?=\s*[-•*])")
_NOT_CONTRACTED = re.compile(r"n['’´`‘]t\b", re.IGNORECASE)
_MARKUP = re.compile(r"(?<=[^\W_])[*_~`|]+(?=[^\W_])")
_SET_APART = re.compile(
    r"(?<![^\W_])(?:[^\W\d_][ \-_*/]){4,}[^\W\d_](?![^\W_])|(?<![^\W_])(?:[^\W\d_]\.){5,}[^\W\d_](?![^\W_])"
)
_ODD = re.compile(r"[^\n\t -~\u00a0-\u00ac\u00ae-\u024f‘’‚“”„–—…€•]")
"""Anything but plain Latin letters and marks; most texts have none of it, and need no closer look."""
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, as it stands and in plain words."""

    text: str
    plain: str
    """Its words, folded, each with a blank in front, and one at the end: `` we will refund you ``."""
    words: frozenset[str]
    _ends: tuple[int, ...]
    """Where in `plain` each word ends."""
    _places: tuple[tuple[int, int], ...]
    """Where in `text` each word stands."""

    @property
    def is_question(self) -> bool:
        """True for a sentence that asks and so states nothing."""
        return self.text.rstrip('"”») ').endswith("?")

    def quote(self, start: int, end: int) -> str:
        """Return the words as they stand, for a stretch of `plain`."""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end - 1)
        last = min(last, len(self._places) - 1)
        return " ".join(self.text[self._places[first][0] : self._places[last][1]].split())


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Return a word in small letters without accents, look-alike letters made Latin."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in split if not unicodedata.combining(c)).translate(_LOOK_ALIKE)


def readable(text: str) -> str:
    """Return a text as an eye reads it: nothing invisible, no letters set apart, no marks between them."""
    seen = unicodedata.normalize("NFKC", text)
    if _ODD.search(seen):
        seen = "".join(c for c in seen if c in "\n\t" or not _is_hidden(c))
    seen = _NOT_CONTRACTED.sub(" not", _MARKUP.sub("", seen))
    return _SET_APART.sub(lambda run: re.sub(r"[^\w]|_", "", run[0]), seen)


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, empty ones left out."""
    return [_sentence(part) for part in _SENTENCE_END.split(readable(text)) if part and _WORD.search(part)]


def disguises(text: str) -> Iterator[str]:
    """Yield where letters hide what is said: invisible ones, other alphabets, letters set apart."""
    whole = unicodedata.normalize("NFC", text)
    if _ODD.search(whole):
        yield from _odd_letters(whole)
    yield from _SET_APART.findall(whole)


def _odd_letters(whole: str) -> Iterator[str]:
    for at, character in enumerate(whole):
        between = whole[at - 1 : at].isalnum() and whole[at + 1 : at + 2].isalnum()
        if between and (_is_hidden(character) or unicodedata.combining(character)):
            yield whole[max(0, at - 10) : at + 11]
    for word in re.findall(r"[^\W\d_]+", whole):
        if len({_alphabet(letter) for letter in word} & _ALPHABETS) > 1:
            yield word


def _is_hidden(character: str) -> bool:
    # Cf holds zero-width characters, the soft hyphen and changes of direction; Mn what NFKC left stacked.
    return unicodedata.category(character) in {"Cf", "Cc", "Mn", "Me", "Co", "Cn"}


@lru_cache(maxsize=1024)
def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _sentence(text: str) -> Sentence:
    found = list(_WORD.finditer(text))
    words = [fold(word[0]) for word in found]
    ends, length = [], 0
    for word in words:
        length += len(word) + 1
        ends.append(length)
    places = tuple(word.span() for word in found)
    return Sentence(text, f" {' '.join(words)} ", frozenset(words), tuple(ends), places)
