"""A week of tabs for the tests of the report, as they would be read, and a report of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sheets_bot.domain.report.compose import compose
from sheets_bot.domain.report.report import Report
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.rules.rules import parse_rules

WEEK = date(2026, 11, 9)
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
RULES = parse_rules({})[0]
DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


def starts(count: int = 14) -> list[date]:
    """The last weeks, the oldest first."""
    return [WEEK - back * A_WEEK for back in reversed(range(count))]


def numbers(
    name: str, scope: str, parts: list[int], *, of: int | None = None, unit: str = "cases"
) -> dict[str, Any]:
    """The lines of one number in `Metrics data`, the last of *parts* for WEEK."""
    return {
        f"{name}|{week}|{scope}": {
            "brand": scope,
            "week_starts_on": week,
            "unit": unit,
            "numerator": part,
            "denominator": of,
            "shown": f"{part} of {of}" if of else str(part),
            "usual_range": "0 to 9",
            "complete": "whole",
        }
        for week, part in zip(starts(len(parts)), parts, strict=True)
    }


def parcels(supplier: str, late: list[int], *, of: int = 30) -> dict[str, Any]:
    """So many parcels promised in each of the last weeks, some of them late."""
    found = {}
    for week, count in zip(starts(len(late)), late, strict=True):
        promised = datetime(week.year, week.month, week.day, 12, tzinfo=UTC) + DAY
        for place in range(of):
            found[f"{supplier} {week} {place}"] = {
                "supplier": supplier,
                "promised_by": promised,
                "state": "S4",
                "delivered": promised + (DAY if place < count else -DAY),
            }
    return found


def trend() -> dict[str, Any]:
    return {
        str(week): {"opened": 5 + n % 3, "won": n % 2, "lost": 1, "on_time": Decimal("0.9")}
        for n, week in enumerate(starts())
    }


def a_dispute(**columns: Any) -> dict[str, Any]:
    return {
        "brand": "Aurora",
        "flag": "OK",
        "amount": Decimal(60),
        "at_stake": Decimal(60),
        "currency": "USD",
        "opened": NOW - 3 * DAY,
        "due": NOW + 2 * DAY,
        "reason": "Item not received",
        "advice": "Provide evidence",
    } | columns


def an_act(**columns: Any) -> dict[str, Any]:
    return {"state": "done", "action": "Send mail", "tab": "Inbox", "ended_at": NOW - 2 * DAY} | columns


def quiet_tabs() -> dict[str, dict[str, Any]]:
    """A season in which nothing changes."""
    data = numbers(
        "opened_per_100_payments",
        "All brands",
        [5, 6, 5, 4, 5, 6, 5, 5, 4, 6, 5, 5, 6, 5],
        of=300,
        unit="per 100",
    )
    data |= numbers("opened", "All brands", [5] * 14)
    data |= numbers("on_time", "All brands", [9, 10] * 7, of=10, unit="share")
    titles = {
        f"All brands|{name}": {"metric": title}
        for name, title in (
            ("opened", "Opened"),
            ("opened_per_100_payments", "Opened per 100 payments"),
            ("on_time", "Answered on time"),
        )
    }
    return {
        "Metrics data": data,
        "Weekly metrics": titles,
        "Weekly trend": trend(),
        "Parcels": {
            **parcels("Supplier East", [2, 1, 3] * 4 + [2, 2]),
            **parcels("Supplier North", [1] * 14),
        },
        "Disputes": {"PP-D-1": a_dispute()},
        "Refunds": {},
        "Acts": {"a1": an_act()},
        "Status": {},
    }


def late_tabs() -> dict[str, dict[str, Any]]:
    """The same, but one supplier turned late in the last week, and more cases were opened."""
    tabs = quiet_tabs()
    tabs["Parcels"] |= parcels("Supplier East", [2, 1, 3] * 4 + [2, 18])
    rate = [5, 6, 5, 4, 5, 6, 5, 5, 4, 6, 5, 5, 6, 24]
    tabs["Metrics data"] |= numbers("opened_per_100_payments", "All brands", rate, of=300, unit="per 100")
    tabs["Disputes"] |= {
        "PP-D-2": a_dispute(advice="Ask the owner", amount=Decimal(340), at_stake=Decimal(340)),
        "PP-D-3": a_dispute(advice="A person decides", due=None),
    }
    tabs["Status"] = {"Trustpilot: Aurora": {"state": "failed", "last_good_at": NOW - 3 * DAY}}
    return tabs


def a_source(tabs: dict[str, dict[str, Any]] | None = None, **fields: Any) -> Source:
    return replace(Source(quiet_tabs() if tabs is None else tabs, WEEK, RULES, NOW), **fields)


def a_report(tabs: dict[str, dict[str, Any]] | None = None) -> Report:
    return compose(a_source(late_tabs() if tabs is None else tabs))


def lines_of(report: Report, section: str) -> list[str]:
    return [one.text for each in report.sections if each.title == section for one in each.sentences]
