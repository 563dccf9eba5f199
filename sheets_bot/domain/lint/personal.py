"""
What says too much about a person, or leads out of a document: for readers who must not see it.

Order numbers, addresses, telephone and tracking numbers, streets and surnames in texts that everybody
reads; links in evidence, which banks print. Nothing here knows words of courtesy or of cases.
"""

import re
from collections.abc import Iterator

from sheets_bot.domain.lint.finding import Audience, Finding, LintFacts
from sheets_bot.domain.lint.plain import readable
from sheets_bot.domain.lint.rule_book import shortened

_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{2,63})+", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]{2,63}\.(?:com|net|org|info|shop|co|io|de|uk|eu)/\S+", re.IGNORECASE
)
_ORDER = re.compile(
    r"#\s?[a-z]{0,12}-?\d{3,}"
    r"|\b(?:order|bestellung|bestellnummer|auftrag|commande|pedido|ordine|case|transaction|invoice)"
    r"(?:\s(?:no|nr|number|num|nummer|id|numéro|número|numero))?[.:]?\s?(?:is\s|ist\s)?#?\s?[a-z]{0,4}-?\d{3,}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w#])(?:\+|00)?\(?\d(?:[\s()/.-]?\d){6,14}(?![\w])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_TRACKING = re.compile(r"\b(?=(?:[A-Z]*\d){8})[A-Z0-9]{10,35}\b")
_STREET_FIRST = re.compile(
    r"\b\d{1,5}[a-z]?,?\s(?:[A-ZÀ-Ý][\w'’-]+\s){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Close|Way|Place|Square|Terrace)\b"
)
_STREET_LAST = re.compile(
    r"\b[A-ZÀ-Ý][\w'’-]*(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm|ufer)\s\d{1,4}[a-z]?\b"
    r"|\b(?:Rue|Avenue|Boulevard|Calle|Via|Viale|Piazza|Plaza|rue|calle|via)\s(?:[\w'’-]+\s){1,4}\d{1,4}\b"
    r"|\b\d{1,4},?\s(?:rue|avenue|boulevard)\s[\w'’ -]{3,40}"
)

_PERSONAL = "Leave it out: everybody reads this. Say instead how you can be reached."
_TRACKING_CHANGE = "Take the number from the tab Parcels, or leave it out."


def personal_data(text: str, audience: Audience, facts: LintFacts) -> Iterator[Finding]:
    """Yield what a text that everybody reads says about a person; nothing for other readers."""
    if audience is not Audience.PUBLIC:
        return
    seen = readable(text)
    for channel in facts.own_channels:
        seen = seen.replace(channel, " ")
    bare = _DAY.sub(" ", seen)
    street = _first(_STREET_FIRST, bare) or _first(_STREET_LAST, bare)
    looked = [
        ("order_number_in_public", "Names an order number in public", _order_in(bare, facts)),
        ("address_in_public", "Names a mail address in public", _first(_EMAIL, bare)),
        ("tracking_in_public", "Names a tracking number in public", _tracking_in(bare, facts)),
        ("phone_in_public", "Names a telephone number in public", _first(_PHONE, bare)),
        ("street_in_public", "Names a street in public", street),
        ("surname_in_public", "Names a surname in public", _surname_in(bare, facts)),
    ]
    for rule, title, found in looked:
        if found:
            yield Finding(rule, title, shortened(found), _PERSONAL)


def links(text: str, audience: Audience) -> Iterator[Finding]:
    """Yield the first link in evidence: banks print it or send it by fax, and nobody can follow one."""
    found = _first(_LINK, readable(text)) if audience is Audience.PLATFORM else ""
    if found:
        change = "Write out what the page shows, or put a picture of it into the packet."
        yield Finding("link_in_evidence", "Has a link in evidence", shortened(found), change)


def unknown_trackings(text: str, audience: Audience, facts: LintFacts) -> Iterator[Finding]:
    """Yield the first tracking number that belongs to no parcel of the order."""
    if audience is Audience.PUBLIC:
        return
    known = {_squeezed(number) for number in facts.trackings | facts.references}
    without_links = _EMAIL.sub(" ", _LINK.sub(" ", readable(text)))
    for found in _TRACKING.findall(without_links):
        if found not in known and not any(found in number or number in found for number in known if number):
            title = "Names a tracking number that no parcel of this order has"
            yield Finding("unknown_tracking", title, found, _TRACKING_CHANGE)
            return


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0].strip() if found else ""


def _order_in(text: str, facts: LintFacts) -> str:
    digits = re.sub(r"\D", "", facts.order_number)
    if len(digits) >= 3 and re.search(rf"(?<!\d){digits}(?!\d)", text):
        return facts.order_number
    return _first(_ORDER, text)


def _tracking_in(text: str, facts: LintFacts) -> str:
    squeezed = _squeezed(text)
    known = next((n for n in facts.trackings if len(n) >= 6 and _squeezed(n) in squeezed), "")
    return known or _first(_TRACKING, text)


def _surname_in(text: str, facts: LintFacts) -> str:
    first, _, initial = facts.customer.rstrip(".").rpartition(" ")
    if not first or len(initial) != 1:
        return ""
    before = rf"{re.escape(first)},?|(?:Mr|Mrs|Ms|Herr|Frau|Mme|Sra|Sr)\.?"
    return _first(re.compile(rf"\b(?:{before})\s{re.escape(initial)}[\w'’-]+"), text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()
