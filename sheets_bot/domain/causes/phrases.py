"""
Whole words and phrases in a text of any language, capitals and accents apart.

Reading of untrusted text, and nothing more: what is found is one of our own phrases, so nothing of
the text leaves.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LONGEST_TEXT = 20_000
"""Characters that are read; a complaint is at its beginning."""


def phrase_in(text: str, phrases: Sequence[str]) -> str:
    """Return the longest phrase that stands in a text as whole words; ``""`` for none."""
    if not phrases:
        return ""
    pattern, as_written = _pattern(tuple(phrases))
    found = pattern.search(_plain(text[:_LONGEST_TEXT]))
    return as_written[found.group()] if found else ""


@lru_cache(maxsize=512)
def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the phrases, and each as it was written by how it is found."""
    as_written = {_plain(phrase): phrase for phrase in phrases}
    ordered = sorted(as_written, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)"), as_written
