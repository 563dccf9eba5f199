"""
The facts of a row under the names that templates use, in the words of one language.

Unknown is empty, so that its sentence falls away. What the names mean is in `variables.py`, where the
values come from in `known.py`.
"""

import re

from sheets_bot.domain.drafts.known import Known, Situation
from sheets_bot.domain.drafts.letter_dates import dated, letter_day
from sheets_bot.domain.drafts.templates import Facts
from sheets_bot.domain.drafts.variables import name_of_piece, names_for
from sheets_bot.domain.evidence.pieces import catalogue
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.shipment import is_on_its_way
from sheets_bot.domain.tab_rows import TabRow, money_in, text_in

_DAYS = (
    "next_contact", "placed_on", "made_on", "shipped_on", "last_scan_on", "delivered_on", "promised_by",
    "expected_on", "ship_by", "wait_until", "delay_until", "refunded_on", "opened_on",
)  # fmt: skip
_LATE = frozenset({"late_delivery", "not_shipped", "label_only", "lost"})
_SILENCE = frozenset({"no_support_reply", "slow_reply"})
"""Codes of `causes/causes.toml`, by what a review complains of."""
_PAGE = re.compile(r"https://[!-~]{1,500}")


def facts_for(
    audience: Audience, row: TabRow, known: Known, *, at: Situation, language: str, key: str = ""
) -> Facts:
    """
    Return every name that a template for such readers may use, with its value.

    Args:
        audience: Who will read it; what they must not see has no name for them.
        row: The row that the letter is about, for what only a dispute has.
        known: What is known of its order.
        at: The house and the moment.
        language: Of the letter.
        key: Of a dispute, its number.
    """
    # A bank reads a document months later: there a day has its year.
    day = dated if audience is Audience.PLATFORM else lambda on: letter_day(on, language)
    facts: dict[str, str | bool] = {
        name: day(known.days[name]) if name in known.days else "" for name in _DAYS
    }
    promised, opened = known.days.get("promised_by"), known.days.get("opened_on")
    facts |= {
        "brand": known.brand,
        "first_name": first_name(known.customer),
        "signature": at.rules.signature(known.brand),
        "reachable": at.rules.channel(known.brand),
        "is_at_address": known.is_at_address,
        "is_part": known.is_part,
        "is_in_parts": known.is_in_parts,
        "is_on_its_way": is_on_its_way(known.state),
        "is_late": known.is_late,
        "is_ship_late": known.is_ship_late,
        "nobody_answered": known.nobody_answered,
        "is_there": "delivered_on" in known.days,
        "complains_of_late": not known.said.isdisjoint(_LATE),
        "complains_of_silence": not known.said.isdisjoint(_SILENCE),
        "they_wrote": known.they_wrote,
        "case_at_paypal": known.case_at_paypal,
        "case_is_over": known.case_is_over,
        "has_order": bool(known.order_number),
        "order_number": known.order_number,
        "amount": _sum(known.amount, language),
        "carrier": text_in(known.parcel, "carrier"),
        "tracking": text_in(known.parcel, "tracking"),
        "tracking_page": _page_of(known),
        "refund_amount": _sum(known.refunded, language),
        "reship_days": _number(at.rules.reship_days),
        "refund_days": _number(at.rules.refund_days),
        "return_days": _number(at.rules.return_days),
        "case_number": key.removeprefix("SH-"),
        "case_reason": text_in(row, "reason"),
        "case_amount": _sum(money_in(row, "amount"), language),
        "transaction": text_in(row, "transaction_id"),
        "opened_before_promise": bool(promised and opened and opened < promised),
        "opened_before_delivery": known.opened_before_delivery,
        "parcels": str(known.parcels) if known.parcels > 1 else "",
    }
    facts |= {name_of_piece(code): code in known.pieces for code in catalogue().pieces}
    return {name: facts[name] for name in names_for(audience)}


def first_name(masked: str) -> str:
    """Return ``Jane`` for ``Jane D.``; ``""`` where only letters of a name are known."""
    first, _, initial = masked.rpartition(" ")
    return first if initial and not first.endswith(".") else ""


def _page_of(known: Known) -> str:
    """Return the carrier's page: the address of a parcel that has a number, unless it leads into the shop."""
    page = text_in(known.parcel, "address")
    is_carriers = bool(_PAGE.fullmatch(page)) and "admin.shopify.com" not in page and "/admin/" not in page
    return page if is_carriers and text_in(known.parcel, "tracking") else ""


def _sum(money: Money | None, language: str) -> str:
    """Return ``59.00 USD``, as Germans write it ``59,00 USD``; ``""`` for an unknown one."""
    told = str(money or "")
    return told.replace(".", ",") if language.startswith("de") else told


def _number(days: int) -> str:
    return str(days) if days else ""
