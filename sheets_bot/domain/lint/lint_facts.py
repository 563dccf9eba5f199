"""
Statements held against facts: dates and amounts that nothing of ours names.

What was done (shipped, delivered, refunded) is told by words and stands in `rules.toml` under `needs`;
here are the numbers beside those words. A date that we set ourselves, such as the next contact, is among
the known ones.
"""

import re
from collections.abc import Iterator, Sequence

from sheets_bot.domain.lint.finding import Finding, LintFacts
from sheets_bot.domain.lint.phrases import find_first, phrases
from sheets_bot.domain.lint.plain import Sentence, fold
from sheets_bot.domain.lint.rule_book import rule_named, shortened

_MONTHS = (
    "jan january januar janvier janv enero ene gennaio gen",
    "feb february februar fevrier fevr febrero febbraio",
    "mar march marz mars marzo",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag",
    "jun june juni juin junio giugno giu",
    "jul july juli juillet juil julio luglio lug",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre settembre set",
    "oct october oktober okt octobre octubre ottobre ott",
    "nov november novembre noviembre",
    "dec december dezember dez decembre diciembre dic dicembre",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAMED = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s(?:of\s|de\s)?(?P<month>[^\W\d_]{3,10})\b"
    r"|\b(?P<month2>[^\W\d_]{3,10})\.?\s(?P<day2>\d{1,2})(?:st|nd|rd|th)?\b(?!\s?[:%€$£])"
)
_NUMBERED = re.compile(
    r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b|\b(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?:\d{4}|\d{2})?(?!\d)"
)
_ARRIVAL = phrases(
    [
        "(arrive|arrives|arrived|arriving|arrival|deliver|delivered|delivery|delivers|reach|shipped|dispatched|posted|refunded|credited)",
        "(leave|leaves|left) .. (warehouse|supplier|us|you)",
        "(ankommen|ankommt|eintreffen|eintrifft|zugestellt|geliefert|lieferung|zustellung|versandt|verschickt|versendet|erstattet)",
        "(arrivera|arrive|livre|livree|livraison|expedie|expediee|rembourse|remboursee)",
        "(llegara|llega|entregado|entrega|enviado|reembolsado|consegnato|consegna|spedito|rimborsato)",
    ]
)
_CONDITION = phrases(
    [
        "(if|unless|should|in case|whether|otherwise|until|once)",
        "(falls|wenn|sollte|sofern|sonst|andernfalls|sobald|bis)",
        "(si|sinon|des que|cuando|hasta|se|altrimenti|quando|appena)",
    ]
)
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,6}(?:[.,]\d{3})*[.,]\d{2}(?!\d)")


def unknown_dates(sentences: Sequence[Sentence], facts: LintFacts) -> Iterator[Finding]:
    """Yield the first date at which something is said to arrive, leave or be paid, and no fact says so."""
    known = {(day.month, day.day) for day in facts.dates}
    for sentence in sentences:
        if sentence.is_question or not find_first(_ARRIVAL, sentence) or find_first(_CONDITION, sentence):
            continue
        for words, days in _dates_in(sentence.text):
            if not known & days:
                change = "Take the date from our facts, or leave it out: nothing here says so."
                yield Finding("unknown_date", "Names a date that no fact has", shortened(words), change)
                return


def unknown_amounts(sentences: Sequence[Sentence], facts: LintFacts) -> Iterator[Finding]:
    """Yield the first amount that is said to be refunded and is none of the refunds."""
    if not facts.refunded:
        return
    rule = rule_named("says_refunded")
    for sentence in sentences:
        if not rule.says(sentence):
            continue
        for amount in _AMOUNT.findall(sentence.text):
            if _plain_amount(amount) not in facts.refunded:
                change = f"Refunded is {' or '.join(sorted(facts.refunded))}; correct the amount."
                yield Finding("unknown_amount", "Names an amount that was not refunded", amount, change)
                return


def _dates_in(text: str) -> Iterator[tuple[str, set[tuple[int, int]]]]:
    """Yield each date as it stands with what it may mean: month and day."""
    for found in _NAMED.finditer(text):
        month = _MONTH.get(fold(found["month"] or found["month2"] or ""))
        day = int(found["day"] or found["day2"])
        if month and 1 <= day <= 31:
            yield found[0], {(month, day)}
    for found in _NUMBERED.finditer(text):
        if found["y"]:
            yield found[0], {(int(found["m"]), int(found["d"]))}
        else:
            one, other = int(found["a"]), int(found["b"])
            # 12.11. and 11/12 are read either way: which one is meant, only the reader knows.
            meant = {(month, day) for day, month in ((one, other), (other, one)) if month <= 12 and day <= 31}
            if meant:
                yield found[0], meant


def _plain_amount(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return f"{int(digits[:-2])}.{digits[-2:]}"
