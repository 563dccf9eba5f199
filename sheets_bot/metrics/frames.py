"""
The rows of `Disputes` and `Volumes` as pandas frames, typed once, here.

PayPal's cases and Shopify's have the same columns and stay apart, since their rules differ. The frames of
threads, orders, refunds and reviews are in `frames_*.py`; how cells are read is in `readings.py`. Nothing is
counted here.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from sheets_bot.domain.acts.act import HAPPENED, Kind
from sheets_bot.domain.disputes import shop_dispute_rows
from sheets_bot.domain.disputes.dispute_rows import PLATFORM as PAYPAL
from sheets_bot.metrics.readings import (
    DAY,
    INSTANT,
    TEXT,
    WHOLE,
    YES,
    Rows,
    brand_of,
    count_of,
    currency_of,
    day_of,
    instant_of,
    minor_of,
    text_of,
    typed,
    week_of,
)
from sheets_bot.metrics.weeks import Calendar, month_of
from sheets_bot.sheets.row import Value

SHOPIFY = shop_dispute_rows.PLATFORM

CASE_TYPES = {
    "brand": TEXT, "currency": TEXT, "stage": TEXT, "channel": TEXT,
    "reason_code": TEXT, "outcome": TEXT, "cause": TEXT,
    "opened_at": INSTANT, "answered_at": INSTANT, "due_at": INSTANT, "reviewed_at": INSTANT,
    "by_card": YES, "fraud": YES,
    "opened_on": DAY, "opened_week": DAY, "opened_month": DAY, "paid_week": DAY,
    "rate_on": DAY,
    "due_on": DAY, "due_week": DAY, "answered_week": DAY, "closed_on": DAY, "closed_week": DAY,
    "amount_minor": WHOLE, "at_stake_minor": WHOLE, "recovered_minor": WHOLE, "fees_minor": WHOLE,
}  # fmt: skip
"""
The case frame. ``_on`` is a local day; ``_week`` and ``_month`` are the first local day of theirs. The
rate that counts is that of *rate_on*: the day of the payment, else of the opening.
"""

_OF_EVIDENCE = frozenset({Kind.SAVE_EVIDENCE.value, Kind.SUBMIT_EVIDENCE.value})
_STANDS = frozenset(state.value for state in HAPPENED)

_CARD_CODE = re.compile(r"[0-9]{2}\.[0-9]{1,2}|[0-9]{4}|[A-Z][0-9]{1,2}")
"""Visa, Mastercard, American Express: a case without a code is one of a wallet or of Klarna."""

_FRAUD_CODES = frozenset({"FRAUDULENT", "UNRECOGNIZED"})
"""Reasons (Shopify) that a card network counts as fraud; the buyer's story, not a finding."""

VOLUME_TYPES = {
    "brand": TEXT, "currency": TEXT, "period": TEXT, "starts_on": DAY,
    "payments": WHOLE, "payments_minor": WHOLE, "orders": WHOLE, "whole": YES,
}  # fmt: skip
"""Columns of the volume frame. *orders* is what a person typed, else what the bot counted, else missing."""


def case_frame(
    rows: Rows, calendar: Calendar, *, platform: str = PAYPAL, acts: Rows | None = None
) -> pd.DataFrame:
    """
    One line per dispute at *platform*, as `CASE_TYPES` says. A cause that a person chose wins over a
    suggested one.

    Rows that the bot has not filled are left out. *acts* are the rows of the tab `Acts`:
    they tell when a person had evidence saved or sent.
    """
    ours = ((key, row) for key, row in rows.items() if row.get("platform") == platform)
    reviewed = _reviewed_at(acts or {})
    return typed((_case(row, calendar, reviewed.get(key)) for key, row in ours), CASE_TYPES)


def _reviewed_at(acts: Rows) -> dict[str, datetime]:
    """When a person first had evidence saved or sent, by the key of the dispute's row."""
    found: dict[str, datetime] = {}
    for act in acts.values():
        at = instant_of(act.get("ended_at"))
        if (
            at
            and act.get("tab") == "Disputes"
            and act.get("action") in _OF_EVIDENCE
            and act.get("state") in _STANDS
        ):
            key = text_of(act.get("row_key"))
            found[key] = min(at, found.get(key, at))
    return found


def volume_frame(rows: Rows) -> pd.DataFrame:
    """One line per brand, period and currency, with the columns of `VOLUME_TYPES`."""
    return typed((_volume(row) for row in rows.values()), VOLUME_TYPES)


def _case(row: Mapping[str, Value], calendar: Calendar, reviewed_at: datetime | None) -> dict[str, object]:
    currency = currency_of(row.get("currency"))
    opened_at, due_at, answered_at = (instant_of(row.get(name)) for name in ("opened", "due", "answered_at"))
    opened_on, due_on, answered_on = (day_of(at, calendar) for at in (opened_at, due_at, answered_at))
    paid_on, closed_on = (day_of(row.get(name), calendar) for name in ("paid_at", "closed_on"))
    return {
        "brand": brand_of(row),
        "currency": currency,
        "stage": text_of(row.get("stage")),
        "channel": text_of(row.get("channel")),
        "reason_code": text_of(row.get("reason_code")),
        "outcome": text_of(row.get("outcome")),
        "cause": text_of(row.get("root_cause")) or text_of(row.get("suggested_cause")),
        "opened_at": opened_at,
        "answered_at": answered_at,
        "due_at": due_at,
        "reviewed_at": reviewed_at,
        "by_card": bool(_CARD_CODE.fullmatch(text_of(row.get("network_code")))),
        "fraud": text_of(row.get("reason_code")) in _FRAUD_CODES,
        "opened_on": opened_on,
        "opened_week": week_of(opened_on, calendar),
        "opened_month": month_of(opened_on) if opened_on else None,
        "paid_week": week_of(paid_on, calendar),
        "rate_on": paid_on or opened_on,
        "due_on": due_on,
        "due_week": week_of(due_on, calendar),
        "answered_week": week_of(answered_on, calendar),
        "closed_on": closed_on,
        "closed_week": week_of(closed_on, calendar),
        "amount_minor": minor_of(row.get("amount"), currency),
        "at_stake_minor": minor_of(row.get("at_stake"), currency),
        "recovered_minor": minor_of(row.get("recovered"), currency),
        "fees_minor": minor_of(row.get("fees"), currency),
    }


def _volume(row: Mapping[str, Value]) -> dict[str, object]:
    currency = currency_of(row.get("currency"))
    starts_on = row.get("starts_on")
    dated = isinstance(starts_on, date) and not isinstance(starts_on, datetime)
    own = count_of(row.get("orders_typed"))
    return {
        "brand": brand_of(row),
        "currency": currency,
        "period": text_of(row.get("period")),
        "starts_on": starts_on if dated else None,
        "payments": count_of(row.get("payments")),
        "payments_minor": minor_of(row.get("payments_value"), currency),
        "orders": own if own is not None else count_of(row.get("orders")),
        "whole": row.get("complete") == "whole",
    }
