"""
What a text names, and what it should not say: how people and desks read the words of a seller.

Pure, and simple on purpose: names, numbers, dates and a few stems of words in the languages of the
buyers, so that any honest text counts, whoever wrote it. Knows no wording of anybody's letters. What a
well said thing is worth is decided by those who read it.
"""

import re
from collections.abc import Iterable, Sequence

from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.parcels import Parcel

_MONTHS = (
    "jan|feb|mar|mär|apr|may|mai|mag|jun|jui|giu|jul|lug|aug|aoû|ago|sep|set|oct|okt|ott|nov|dec|dez|déc|dic"
)
_DATE = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\b\d{{1,2}}[./]\d{{1,2}}\b|\b\d{{1,2}}(st|nd|rd|th)?\.? (de )?({_MONTHS})"
    rf"|\b({_MONTHS})[a-zé]*\.? \d{{1,2}}\b",
    re.IGNORECASE,
)
_REMEDIES = re.compile(
    r"refund|money back|replace|resend|reship|another one|new one|send .{0,20}again|exchange|return"
    r"|erstatt|zurückzahl|ersatz|umtausch|rembours|remplac|échang|reembols|devol|cambi|rimbors|sostitu",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"(clos|cancel|withdraw|drop|end)\w* (the|your|this) (case|dispute|claim)"
    r"|(fall|konflikt|antrag) (zu )?schließ|(fermer|clôturer|annuler) (le|votre) litige"
    r"|(cerrar|cancelar) (el|la|su) (caso|disputa)|(chiudere|annullare) (il|la|la sua) (caso|controversia)",
    re.IGNORECASE,
)
_REWARDS = re.compile(
    r"coupon|voucher|discount|gift|reward|promo.?code|% off|gutschein|rabatt|geschenk|bon d.achat"
    r"|réduction|cadeau|descuento|regalo|buono|sconto",
    re.IGNORECASE,
)
_ASKS_FOR_STARS = re.compile(
    r"(chang|updat|edit|remov|delet|amend|reconsider)\w* (the|your|this) (review|rating|stars)"
    r"|bewertung (zu )?(ändern|löschen)|(modifier|supprimer) (l.|votre )avis"
    r"|(cambiar|borrar) (la|su) reseña|(modificare|cancellare) (la|la sua) recensione",
    re.IGNORECASE,
)


def names_date(text: str) -> bool:
    """Say whether *text* names a day."""
    return bool(_DATE.search(text))


def names_remedy(text: str) -> bool:
    """Say whether *text* names something that would put it right."""
    return bool(_REMEDIES.search(text))


def names_number_of(parcels: Iterable[Parcel], text: str) -> bool:
    """Say whether *text* names the tracking number of one of *parcels*, spaced as one likes."""
    squeezed = re.sub(r"[\s-]", "", text).casefold()
    return any(parcel.number.casefold() in squeezed for parcel in parcels)


def names_goods(order: Order, text: str) -> bool:
    """Say whether *text* names something that was ordered."""
    folded = text.casefold()
    return any(line.name.casefold() in folded or line.sku.casefold() in folded for line in order.lines)


def names_variant(order: Order, text: str) -> bool:
    """Say whether *text* names the very article, size included, by its number."""
    return any(line.sku.casefold() in text.casefold() for line in order.lines)


def names_order(order: Order, text: str) -> bool:
    """Say whether *text* names the order or its payment."""
    return bool(re.search(rf"(?<!\d){order.number}(?!\d)", text)) or order.transaction_id in text


def names_facts(order: Order, parcels: Sequence[Parcel], text: str) -> bool:
    """Say whether *text* is about this order and no other: its number, goods, parcel or carrier."""
    carriers = {parcel.carrier.casefold() for parcel in parcels}
    return (
        names_order(order, text)
        or names_goods(order, text)
        or names_number_of(parcels, text)
        or any(carrier in text.casefold() for carrier in carriers)
    )


def points_of(order: Order, parcels: Sequence[Parcel], text: str) -> int:
    """Return how many of three things a buyer is told: facts of the order, a day, a remedy."""
    return sum((names_facts(order, parcels, text), names_date(text), names_remedy(text)))


def asks_to_close(text: str) -> bool:
    """Say whether *text* asks the buyer to close the case (which PayPal warns buyers of)."""
    return bool(_CLOSES.search(text))


def breaks_review_rules(text: str, order: Order | None, parcels: Sequence[Parcel]) -> bool:
    """
    Say whether a public reply would be reported: Trustpilot's guidelines for businesses.

    Rewards, asking for a change of the review, and personal data: an address, the numbers of
    order, payment and parcel, the surname.
    """
    if _REWARDS.search(text) or _ASKS_FOR_STARS.search(text) or "@" in text:
        return True
    if order is None:
        return False
    return (
        names_order(order, text)
        or names_number_of(parcels, text)
        or bool(re.search(rf"\b{re.escape(order.buyer.surname)}\b", text))
    )
