"""
Under which ids the payment provider may know a transaction.

Shopify has no typed field for PayPal's id: it may be the `authorizationCode`, or stand
in the receipt, whose form Shopify calls unstable. Two styles of keys were seen in
stored receipts of PayPal's old gateway, snake case and capitals, flat and nested
(singer-io/tap-shopify, schema of transactions). So these are candidates: what they are
compared with decides. Pure and total; a receipt may hold anything.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from sheets_bot.platforms.shopify.fields import Json, text_in

# Compared without case and underscores: transaction_id, TransactionID, PaymentInfo.TransactionID, ...
_KEYS = frozenset({"transactionid", "refundtransactionid", "parenttransactionid"})
_REFERENCE = re.compile(r"[!-~]{3,64}", re.ASCII)
_MOST_PARTS = 2_000
"""A receipt has some dozen fields; beyond this it is no receipt, and is not searched further (ours)."""


def references_in(transactions: Iterable[Json]) -> tuple[str, ...]:
    """Return the ids of some transactions, `authorizationCode` before the receipt, each once."""
    found: dict[str, None] = {}
    for transaction in transactions:
        for text in (text_in(transaction, "authorizationCode"), *_in_receipt(transaction.get("receiptJson"))):
            if _REFERENCE.fullmatch(text):
                found[text] = None
    return tuple(found)


def _in_receipt(receipt: Any) -> list[str]:
    """Return the values of the known keys at any depth; the receipt comes as an object or as its text."""
    if isinstance(receipt, str):
        try:
            receipt = json.loads(receipt)
        except (ValueError, RecursionError):
            return []
    found: list[str] = []
    # Not recursive: how deep a receipt goes is up to whoever wrote it.
    waiting: list[Any] = [receipt]
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop(0)
        if isinstance(part, dict):
            found += [text_in(part, key) for key in part if str(key).replace("_", "").lower() in _KEYS]
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return list(filter(None, found))
