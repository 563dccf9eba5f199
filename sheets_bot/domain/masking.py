"""
Names of people, cut down to what a specialist needs to recognise a case.

Never returns a surname, an e-mail address or a number, whatever stands in the
name. Which columns show a name at all is decided in `dispute_rows.py`.
"""

import re
import unicodedata

_LONGEST_FIRST_NAME = 20
_FIRST_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def masked_name(name: str) -> str:
    """
    Return ``Jane D.`` for ``Jane Doe``, ``J.`` for a single word, ``""`` for nothing usable.

    ``Doe, Jane`` is read surname first. A first word that does not look like a
    name (an address, a formula, digits) is cut down to its first letter too.
    """
    surname, comma, first = name.partition(",")
    words = [word for word in f"{first} {surname}".split() if _initial(word)] if comma else _words(name)
    if not words:
        return ""
    if len(words) == 1:
        return f"{_initial(words[0])}."
    return f"{_shown(words[0])} {_initial(words[-1])}."


def _words(name: str) -> list[str]:
    return [word for word in name.split() if _initial(word)]


def _shown(word: str) -> str:
    plain = unicodedata.normalize("NFC", word)
    if len(plain) <= _LONGEST_FIRST_NAME and _FIRST_NAME.fullmatch(plain):
        return plain
    return f"{_initial(word)}."


def _initial(word: str) -> str:
    return next((letter.upper()[:1] for letter in unicodedata.normalize("NFC", word) if letter.isalpha()), "")
