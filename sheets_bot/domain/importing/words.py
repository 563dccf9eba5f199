"""
The words that people use in trackers of their own, read from `words.toml`: headers, choices, months.

Data and one look-up; nothing of it is code, so a specialist can add a word.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Words:
    """What `words.toml` says, with every word in plain letters."""

    headers: Mapping[str, tuple[str, ...]]
    """By the name of our column."""
    choices: Mapping[str, Mapping[str, str]]
    """By the name of our column, then by word: our choice."""
    months: Mapping[str, int]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text in small letters, without accents and punctuation: ``Fall-Nr.`` is ``fall nr``."""
    letters = unicodedata.normalize("NFKD", text.replace("#", " number ").replace("ß", "ss")).casefold()
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


@cache
def words() -> Words:
    """Return the words of `words.toml`."""
    data = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
    return Words(
        headers={name: tuple(map(plain, found)) for name, found in data["headers"].items()},
        choices={
            name: {plain(word): choice for choice, found in choices.items() for word in found}
            for name, choices in data["choices"].items()
        },
        months={plain(word): int(number) for number, found in data["months"].items() for word in found},
    )
