"""
Order numbers as people and checkouts write them: ``#1042``, ``1042``, ``AURORA-1042``, ``Order no. 1042``.

Reads numbers out of text and says whether one may mean a certain order. Whether it does is
decided in `matching.py`, with more than the number: people mistype.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Letters may stand before the digits, with a hyphen or not; digits after a decimal point are no number.
_NUMBER = re.compile(
    r"(?<![^\W_])(?<!\d\.)(?:(?P<prefix>[^\W\d_]{1,20})[-_]?)?#?(?P<digits>[0-9]{1,10})(?![^\W_])"
)
_WORDS_FOR_ORDER = frozenset(
    {"order", "ordre", "orden", "ordine", "bestellung", "commande", "pedido", "invoice", "inv"}
    | {"no", "nr", "num", "number", "nummer", "numero"}
)
"""A word that only says "order number" is no prefix (ours)."""


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """The number of an order, apart from how it is written."""

    digits: str
    """Without leading zeros."""
    prefix: str = ""
    """The letters before it, casefolded, such as ``aurora``; empty for none."""


def order_numbers(text: str) -> tuple[OrderNumber, ...]:
    """Return the order numbers that stand in a text, each once, in their order."""
    return tuple(dict.fromkeys(_found(text)))


def number_of(name: str) -> OrderNumber | None:
    """Return the number of an order by its name in the shop; None for a name without digits."""
    return next(_found(name), None)


def may_mean(quoted: OrderNumber, number: OrderNumber, *, brand: str) -> bool:
    """
    True where a quoted number can be that of an order with *number* in *brand*.

    Digits are equal, and prefixes too where both have one. A prefix that the shop does not use must be a
    word of the brand's name or its initials: ``AURORA-1042`` and ``AP1042`` are ``#1042`` of Aurora & Pine.
    """
    if quoted.digits != number.digits:
        return False
    if not quoted.prefix or quoted.prefix == number.prefix:
        return True
    words = re.findall(r"[^\W\d_]+", brand.casefold())
    return not number.prefix and quoted.prefix in {*words, "".join(word[0] for word in words)}


def _found(text: str) -> Iterator[OrderNumber]:
    for found in _NUMBER.finditer(text):
        prefix = (found["prefix"] or "").casefold()
        digits = found["digits"].lstrip("0")
        if digits:
            yield OrderNumber(digits, "" if prefix in _WORDS_FOR_ORDER else prefix)
