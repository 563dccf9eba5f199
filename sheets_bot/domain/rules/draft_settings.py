"""
The settings about drafts: how letters are signed, what is promised in them, and what the owner allows.

Definitions only; `rules.py` reads the tab with them. The words of the letters are in the tab `Templates`.
The defaults are ours; the thirty days of a first delay are the US rule's (16 CFR 435.2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from sheets_bot.domain.rules.rule_settings import Reader, Setting
from sheets_bot.domain.rules.typed import Unreadable, read_whole, read_yes, text_of
from sheets_bot.sheets.row import Value

_DAYS = frozenset({"d", "day", "days"})
_LANGUAGE = re.compile(r"[a-z]{2}")
_BY_COUNTRY = re.compile(r"(?P<country>[a-z]{2})\s*[:= ]\s*(?P<language>[a-z]{2})")
_BETWEEN = re.compile(r"[;\n]+")
_LONGEST_WORDS = 200
_EVERYBODY = ""


def read_by_brand(value: Value) -> dict[str, str]:
    """
    Words by brand: ``Aurora & Pine = Mia from Aurora; Velvet = The Velvet team``.

    What names no brand is for all others and has the key ``""``. Brands are in small letters.
    """
    words: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text_of(value)))):
        brand, equals, told = part.partition("=")
        key, told = (brand.strip().casefold(), told.strip()) if equals else (_EVERYBODY, part)
        if not told or len(told) > _LONGEST_WORDS:
            raise Unreadable(f"words of at most {_LONGEST_WORDS} characters can be used")
        if key in words:
            raise Unreadable(f"{brand.strip()} stands twice" if equals else "two parts name no brand")
        words[key] = told
    return words


def read_language(value: Value) -> str:
    """A language by its two letters, such as ``en``."""
    text = text_of(value).casefold()
    if not _LANGUAGE.fullmatch(text):
        raise Unreadable
    return text


def read_languages(value: Value) -> dict[str, str]:
    """Languages by country: ``DE de, AT de``."""
    languages: dict[str, str] = {}
    for part in filter(None, (part.strip().casefold() for part in re.split(r"[,;\n]+", text_of(value)))):
        found = _BY_COUNTRY.fullmatch(part)
        if found is None or found["country"].upper() in languages:
            raise Unreadable
        languages[found["country"].upper()] = found["language"]
    return languages


def _days(name: str, default: str, meaning: str) -> Setting[int]:
    return Setting(
        name,
        default,
        meaning,
        f"a whole number of days from 0 to 120, such as {default}",
        partial(read_whole, most=120, units=_DAYS),
    )


SIGNED_AS = Setting(
    "Signed as",
    "",
    "How letters are signed. Different words for a brand stand behind its name. Empty: the brand's name.",
    "words such as Mia, customer care; or Aurora = Mia from Aurora; Velvet = The Velvet team",
    read_by_brand,
)
REACHABLE = Setting(
    "Reachable at",
    "",
    "How customers reach you, also in public replies: an address of the shop, a page. By brand as above.",
    "words such as help@shop.example; or Aurora = help@aurora.example; Velvet = hello@velvet.example",
    read_by_brand,
)
LANGUAGE = Setting(
    "Language of letters",
    "en",
    "The language of drafts where nothing says another one. A template of that language must exist.",
    "two letters such as en or de",
    read_language,
)
LANGUAGES = Setting(
    "Language by country",
    "",
    "The language of mails by the country that the order goes to, where you want another than the one above.",
    "countries with languages such as DE de, AT de",
    read_languages,
)
EDIT_LINE = Setting(
    "Neutral line about editing a review",
    "no",
    "With yes, one neutral line (you can edit your review at any time) may stand in a private mail once all "
    "is settled, without any remedy in it. Trustpilot advises against it; the owner decides.",
    "yes or no",
    read_yes,
    if_bad="no",
)
NEXT_CONTACT = _days(
    "Next word to the customer (days)", "3", "After how many days a letter promises to write again."
)
PATIENCE = _days(
    "Remedy after the expected date (days)",
    "2",
    "So many days after the expected date a letter about a parcel offers to send it anew or refund it.",
)
RESHIP = _days("New parcel leaves within (days)", "2", "By when a letter promises that a new parcel leaves.")
REFUND = _days("Refund is made within (days)", "2", "By when a letter promises that a refund is made.")
RETURNS = _days("Return within (days)", "30", "How long after delivery your shop takes a return.")
FIRST_DELAY = _days(
    "Longest first delay (days)",
    "30",
    "How long after the promised day an order waits for the customer's yes, then you cancel (US rule: 30).",
)

SETTINGS: tuple[Setting[object], ...] = (
    SIGNED_AS,
    REACHABLE,
    LANGUAGE,
    LANGUAGES,
    EDIT_LINE,
    NEXT_CONTACT,
    PATIENCE,
    RESHIP,
    REFUND,
    RETURNS,
    FIRST_DELAY,
)
"""All settings about drafts, in the order of the tab."""


@dataclass(frozen=True, slots=True)
class DraftRules:
    """What the `Settings` tab says about drafts."""

    signed_as: Mapping[str, str] = field(default_factory=dict)
    """By brand in small letters; ``""`` for all others."""
    reachable: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    languages: Mapping[str, str] = field(default_factory=dict)
    """By country of two capital letters."""
    edit_line: bool = False
    next_contact_days: int = 3
    patience_days: int = 2
    reship_days: int = 2
    refund_days: int = 2
    return_days: int = 30
    first_delay_days: int = 30

    def signature(self, brand: str) -> str:
        """Return how a letter of a brand is signed."""
        return self.signed_as.get(brand.casefold()) or self.signed_as.get(_EVERYBODY) or brand

    def channel(self, brand: str) -> str:
        """Return how a brand is reached; ``""`` where nobody has said."""
        return self.reachable.get(brand.casefold()) or self.reachable.get(_EVERYBODY) or ""

    def language_of(self, country: str) -> str:
        """Return the language of a mail to a country."""
        return self.languages.get(country.upper(), self.language)


def read_draft_rules(reader: Reader) -> DraftRules:
    """Return the rules about drafts; what is wrong stays with the reader."""
    return DraftRules(
        signed_as=reader.read(SIGNED_AS),
        reachable=reader.read(REACHABLE),
        language=reader.read(LANGUAGE),
        languages=reader.read(LANGUAGES),
        edit_line=reader.read(EDIT_LINE),
        next_contact_days=reader.read(NEXT_CONTACT),
        patience_days=reader.read(PATIENCE),
        reship_days=reader.read(RESHIP),
        refund_days=reader.read(REFUND),
        return_days=reader.read(RETURNS),
        first_delay_days=reader.read(FIRST_DELAY),
    )
