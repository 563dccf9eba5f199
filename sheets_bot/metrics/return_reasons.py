"""
Metrics of why goods come back: one share for each reason.

Return reasons are the customer's choice in the shop's return form, never mixed with the reasons of disputes.
One function makes them all; its docstring is the definition that people read in the sheet.
"""

import pandas as pd

from sheets_bot.domain.orders.refund_reasons import UNCLASSIFIED
from sheets_bot.metrics.figure import Figure, Metric, metric, share
from sheets_bot.metrics.slices import Slice

AREA = "Return reasons"

REASONS = {
    "size_fit": "Size or fit",
    "colour_style": "Colour or style",
    "not_as_described": "Not as described",
    "quality_defect": "Quality",
    "damaged": "Damaged",
    "wrong_item": "Wrong item",
    "missing_item": "Something missing",
    "late_delivery": "Too late",
    "changed_mind": "Changed mind",
    UNCLASSIFIED: "No reason told",
}
"""Codes of the column `Reason` of Refunds, in words."""


def _reason_metric(code: str, words: str) -> Metric:
    def measure(week: Slice) -> Figure:
        returned = week.only(_of_returns).cases_in("refunded_week", week.week)
        return share(list(returned["reason"]).count(code), len(returned), gap="No return was refunded.")

    measure.__name__ = f"return_reason_{code}"
    measure.__doc__ = f"""
        Refunds of a return with the reason "{words}" / refunds of a return, made in the week.

        By the day of the refund. The reason is the customer's in the return form; one return, one reason,
        that of its first line that says something. Left out: refunds without a return.
        """
    return metric(AREA, words, "share", source="refunds")(measure)


METRICS: tuple[Metric, ...] = tuple(_reason_metric(code, words) for code, words in REASONS.items())


def _of_returns(found: pd.DataFrame) -> "pd.Series[bool]":
    return found["of_return"]
