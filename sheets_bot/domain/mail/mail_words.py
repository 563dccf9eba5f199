"""
What the words of a mail tell: the order it names, what it is about, whether it only says thanks.

Reading of text, and nothing more: a number that a customer types may be wrong, so which order a thread
belongs to is decided elsewhere, with more than the number. The text is untrusted; it only ever leaves as
short tokens, marks, and names of categories.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sheets_bot.domain.masking import mark_of
from sheets_bot.domain.rules.mail_settings import OTHER

_MOST_NUMBERS = 8
_MOST_POSTAL_CODES = 20
_LONGEST_SUBJECT = 120
_LONGEST_THANKS_WORDS = 25

_NUMBER = re.compile(r"(?<![\d.,+])\d{3,9}\b(?![.,/-]\d|\s?[%€$£])")
_BARE = re.compile(r"(?!20[0-3]\d$)\d{4,9}")
_LONGEST_BEFORE = 60
"""Characters in front of a number in which its word is looked for."""
_DASH = r"[-‐–/]"
_AFTER_HASH = re.compile(r"#\s?(?P<typed>(?:[a-z]{1,12}-?)?)$", re.IGNORECASE)
_QUOTE_STARTS = re.compile(
    r"^[ \t]*(?:>"
    r"|-{2,}[ \t]?(?:original message|ursprüngliche nachricht|message d'origine|forwarded message)"
    r"|_{10,}[ \t]*$"
    r"|(?:on|am|le|el|il)\b[^\n]{6,200}\n?[^\n]{0,80}\b"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto)\b[^\n]{0,80}:[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_POSTAL_CODES = re.compile(
    r"\b(?=\w{0,4}\d)(?:"
    r"(?P<us>\d{5}-\d{4})"
    r"|(?P<gb>[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})"
    r"|(?P<ca>[a-z]\d[a-z][ -]?\d[a-z]\d)"
    r"|(?P<nl>\d{4}\s?[a-z]{2})"
    r"|(?P<pl>\d{2}-\d{3})"
    r"|(?P<spaced>\d{3}\s\d{2})"
    r"|(?P<plain>\d{4,6})"
    r")\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@<>()\"]{1,64}@[^\s@<>()\"]{1,255}")
_FORM_NAME = re.compile(
    r"^(?:(?:your|full) )?name[ \t]*:[ \t]*\n?[ \t]*(?P<name>[^\n:]{1,80})$", re.IGNORECASE | re.MULTILINE
)
_THANKS = frozenset(
    re.findall(r"\w+", "thanks thank thx ty cheers merci danke dank gracias grazie bedankt obrigado")
)
_POLITE = _THANKS | frozenset(
    re.findall(
        r"\w+",
        "you so much very many a lot lots again for your the quick fast prompt kind help reply response "
        "answer support great perfect ok okay alright fine good super awesome wonderful brilliant lovely got "
        "it noted all and have nice day evening weekend best warm regards wishes sincerely yours hi hello "
        "hey dear team there that is s this works to sent from my iphone mobile vielen schöne grüße viele "
        "liebe beste mit freundlichen grüßen sehr nett alles klar bonne journée cordialement beaucoup bien "
        "muchas saludos mille arrived today yesterday order package parcel fits well just now helps "
        "helped".casefold(),
    )
)
"""A mail made of nothing but these and the sender's name asks for nothing (ours; deliberately short)."""


def order_numbers(
    text: str, *, subject: str = "", words: Sequence[str], brands: Iterable[str]
) -> tuple[str, ...]:
    """
    Return the order numbers in subject and text as they were typed, each once, at most eight.

    A number of 3 to 9 digits counts behind ``#``, behind one of *words*, or with a prefix made of a
    word or the initials of one of *brands*: ``#1042``, ``order no. 1042``, ``AURORA-1042``, ``AP1042``.
    In the subject one of 4 digits or more stands for itself, unless it may be a year.
    """
    after = _after(tuple(words), tuple(brands))
    numbers: dict[str, str] = {}
    text = f"{subject}\n{text}"
    for number in _NUMBER.finditer(text):
        before = text[max(0, number.start() - _LONGEST_BEFORE) : number.start()]
        if hashed := _AFTER_HASH.search(before):
            numbers.setdefault(number[0], f"#{hashed['typed']}{number[0]}")
        elif found := after.search(before):
            typed = found["typed"] or found["prefix"] or ""
            numbers.setdefault(number[0], " ".join(f"{typed}{number[0]}".split()))
        elif number.end() <= len(subject) and _BARE.fullmatch(number[0]):
            numbers.setdefault(number[0], number[0])
    return tuple(numbers.values())[:_MOST_NUMBERS]


@lru_cache(maxsize=64)
def _after(words: tuple[str, ...], brands: tuple[str, ...]) -> re.Pattern[str]:
    """Return what fits the end of the text in front of an order number."""
    word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "order"
    prefix = "|".join(map(re.escape, sorted(_prefixes(brands), key=len, reverse=True))) or r"(?!)"
    return re.compile(
        rf"\b(?:{word})\b\.?\s?(?:(?:no|nr|num|number|id)\b|n[°º])?[.:]?\s{{0,2}}(?:is|ist|was)?\s?[:#]?\s?"
        rf"(?P<typed>(?:[a-z]{{1,12}}{_DASH})?)$"
        rf"|\b(?P<prefix>(?:{prefix}){_DASH}?\s?)$",
        re.IGNORECASE,
    )


def _prefixes(brands: Iterable[str]) -> set[str]:
    """Return what shops put before their numbers: a word of the brand's name, or its initials."""
    prefixes: set[str] = set()
    for brand in brands:
        names = re.findall(r"[^\W\d_]+", brand)
        prefixes |= {name for name in names if len(name) >= 3}
        if len(names) > 1:
            prefixes.add("".join(name[0] for name in names))
    return prefixes


def postal_marks(text: str, *, salt: str, but: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Return marks of what may be postal codes, at most twenty; *but* are numbers known to be order numbers.

    A code with a blank gives the mark without the blank too, since people write both.
    """
    digits_of_orders = {re.sub(r"\D", "", number) for number in but}
    codes: dict[str, None] = {}
    for match in _POSTAL_CODES.finditer(text):
        code = match[0]
        if code in digits_of_orders:
            continue
        joined = re.sub(r"[\s-]", "", code)
        spelled = [code, joined]
        if match["us"]:
            spelled.append(code[:5])
        if match["gb"] or match["ca"]:
            spelled.append(f"{joined[:-3]} {joined[-3:]}")
        codes.update(dict.fromkeys(spelled))
    return tuple(dict.fromkeys(mark_of(code, salt=salt) for code in codes))[:_MOST_POSTAL_CODES]


def category_of(subject: str, text: str, categories: Sequence[tuple[str, Sequence[str]]]) -> str:
    """
    Return the category with most phrases in subject and text, the first one in a draw, else ``Other``.

    A phrase in the subject counts twice: there people say what they want (ours).
    """
    said, headed = _words_only(f"{subject} {unquoted(text)}"), _words_only(subject)
    best, most = OTHER, 0
    for name, phrases in categories:
        # Beginnings of words count, so that "return" finds "returned"; hence no blank behind.
        wanted = [f" {phrase}" for phrase in map(_phrase, phrases) if phrase]
        count = sum((phrase in said) + (phrase in headed) for phrase in wanted)
        if count > most:
            best, most = name, count
    return best


@lru_cache(maxsize=2048)
def _phrase(phrase: str) -> str:
    return _words_only(phrase).strip()


def says_only_thanks(text: str, *, name: str) -> bool:
    """True where a text, quotes apart, holds a word of thanks and nothing that asks or tells."""
    words = re.findall(r"\w+", _plain(unquoted(text)))
    names = set(re.findall(r"\w+", _plain(name)))
    return (
        0 < len(words) <= _LONGEST_THANKS_WORDS
        and "?" not in unquoted(text)
        and not _THANKS.isdisjoint(words)
        and all(word in _POLITE or word in names for word in words)
    )


def unquoted(text: str) -> str:
    """Return what the sender wrote, without the mail that is quoted below it."""
    match = _QUOTE_STARTS.search(text)
    return text[: match.start()] if match else text


def shown_subject(subject: str) -> str:
    """Return a subject in one line of at most 120 characters, without control characters and addresses."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    clean = _ADDRESS.sub("[address]", clean)
    return f"{clean[: _LONGEST_SUBJECT - 1]}…" if len(clean) > _LONGEST_SUBJECT else clean


def name_in_form(text: str) -> str:
    """Return what a contact form was given as the name, behind ``Name:`` or on the line below."""
    found = _FORM_NAME.search(text)
    return found["name"].strip() if found else ""


def surname_of(name: str) -> str:
    """Return the last word of a name, or the first part of ``Doe, Jane``."""
    surname, comma, _ = name.partition(",")
    words = (surname if comma else name).split()
    return words[-1] if words else ""


def _words_only(text: str) -> str:
    """Return the words of a text in small letters, each with a blank in front."""
    return "".join(f" {word}" for word in re.findall(r"\w+", _plain(text)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").casefold().split())
