"""
Personal data cut down to what the work needs: names to recognise a case by, marks to join on.

A masked name never holds a surname, an e-mail address or a number, whatever stands
in the name. A mark is the same for the same person and cannot be read back without
the spreadsheet's id; it is a pseudonym, not anonymity. Which columns show either is
decided where rows are shaped.
"""

import hmac
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
    # "²" is no decimal digit to a regular expression, but a number to people.
    is_name = _FIRST_NAME.fullmatch(plain) and not any(letter.isnumeric() for letter in plain)
    if is_name and len(plain) <= _LONGEST_FIRST_NAME:
        return plain
    return f"{_initial(word)}."


def _initial(word: str) -> str:
    return next((letter.upper()[:1] for letter in unicodedata.normalize("NFC", word) if letter.isalpha()), "")


def mark_of(text: str, *, salt: str) -> str:
    """
    Return 12 hexadecimal digits that stand for an e-mail address, a name or a postal code; ``""`` for none.

    Case, accents, punctuation and the order of words do not count, so ``DOE, Zoë`` and ``Zoe Doe`` have
    one mark. *salt* is the spreadsheet's id: marks of two spreadsheets cannot be compared.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    words = [plain.strip()] if "@" in plain else sorted(re.findall(r"\w+", plain))
    if not any(words):
        return ""
    return hmac.new(salt.encode(), " ".join(words).encode(), "sha256").hexdigest()[:12]
