"""
What `sheets-bot check` finds out about a brand's accounts: one line for each right, with the way out.

A source that is not configured is no failure: the others work without it. Asks and changes nothing.
Google and the spreadsheet are looked at in `checks.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Literal

from sheets_bot.errors import SheetsBotError
from sheets_bot.platforms.paypal.access import DISPUTES_SCOPE, PAYMENTS_SCOPE
from sheets_bot.platforms.trustpilot.allowance import (
    SMALLEST_ALLOWANCE,
    allowance_words,
    projected_calls_a_year,
)
from sheets_bot.service.bot import Check
from sheets_bot.service.bot_run import Brand
from sheets_bot.service.job import Job
from sheets_bot.service.timetable import Daily, Every
from sheets_bot.service.ways_out import way_out_of

_IN_PAYPALS_DASHBOARD = (
    "Tick the feature of the REST app in PayPal's developer dashboard; then wait some hours."
)
_IN_SHOPIFYS_DASHBOARD = (
    "Add the scope to the app in Shopify's Dev Dashboard, release the version, and install it again. "
    "Without it the bot works with less."
)

_ON_TRUSTPILOTS_PROFILE = (
    "Copy the id from the profile page of the person who replies, in Trustpilot's business app, into "
    "[brands.*.trustpilot]; or go on replying there by hand."
)


def account_checks(brand: Brand) -> Iterator[Check]:
    """Yield what was found about each account of a brand."""
    looks: tuple[tuple[str, object, Callable[[Brand], Iterator[Check]]], ...] = (
        ("PayPal", brand.paypal, _paypal),
        ("Shopify", brand.shopify, _shopify),
        ("Trustpilot", brand.trustpilot, _trustpilot),
        ("Mailbox", brand.mailbox, _mailbox),
    )
    for title, account, look in looks:
        what = f"{title}, {brand.name}"
        if account is None:
            found = f"no account is configured; {_WITHOUT[title]}"
            yield Check(what, "warning", found, f"Add [brands.{brand.key}.{title.lower()}], if it has one.")
        else:
            yield from _failing(what, look(brand))


_WITHOUT = {
    "PayPal": "its disputes are not in the sheet",
    "Shopify": "cases, reviews and mails find no orders",
    "Trustpilot": "reviews can be pasted into the tab `Pasted reviews`",
    "Mailbox": "nobody sees in the sheet which customers wait",
}


def _failing(what: str, lines: Iterator[Check]) -> Iterator[Check]:
    """Yield the lines of one account, and its error as the last one."""
    try:
        yield from lines
    except SheetsBotError as error:
        yield Check(what, "failed", str(error), way_out_of(error))


def _paypal(brand: Brand) -> Iterator[Check]:
    assert brand.paypal is not None
    what = f"PayPal, {brand.name}"
    scopes = brand.paypal.scopes()
    for scope, use in ((DISPUTES_SCOPE, "read disputes"), (PAYMENTS_SCOPE, "count payments")):
        if scope in scopes:
            yield Check(what, "ok", f"may {use}")
        else:
            yield Check(
                what, "warning", f"may not {use}: the scope {scope} is missing", _IN_PAYPALS_DASHBOARD
            )


def _shopify(brand: Brand) -> Iterator[Check]:
    assert brand.shopify is not None
    what = f"Shopify, {brand.name}"
    missing = brand.shopify.missing_scopes()
    yield Check(what, "ok", f"store {brand.shopify.shop!r} answers")
    for scope, lacking in missing.items():
        found = f"the scope {scope} is missing, so there are {lacking}"
        yield Check(what, "warning", found, _IN_SHOPIFYS_DASHBOARD)
    if note := brand.shopify.version_note():
        yield Check(what, "warning", note, "Update sheets-bot.")


def _trustpilot(brand: Brand) -> Iterator[Check]:
    assert brand.trustpilot is not None
    what = f"Trustpilot, {brand.name}"
    brand.trustpilot.check()
    yield Check(what, "ok", "the private list of reviews can be read")
    if not brand.trustpilot.business_user_id:
        found = "no business_user_id is set, so replies cannot be posted"
        yield Check(what, "warning", found, _ON_TRUSTPILOTS_PROFILE)


def allowance_check(watched: Mapping[str, int], jobs: Mapping[str, Job]) -> Iterator[Check]:
    """
    Yield what the calls to Trustpilot add up to in a year, where there are any.

    Args:
        watched: How many reviews a sweep reads, by brand.
        jobs: The timetable; without its two jobs for reviews nothing is said.
    """
    sync, sweep = jobs.get("sync_reviews"), jobs.get("sweep_reviews")
    if watched and sync and sweep:
        calls = projected_calls_a_year(
            watched.values(), sync_every=_interval(sync.every), sweep_every=_interval(sweep.every)
        )
        state: Literal["ok", "warning"] = "ok" if calls <= SMALLEST_ALLOWANCE else "warning"
        way_out = "" if state == "ok" else "Watch fewer reviews (Settings), or ask less often."
        yield Check("Trustpilot, all brands", state, allowance_words(calls), way_out)


def _interval(every: Every) -> timedelta:
    if isinstance(every, timedelta):
        return every
    return timedelta(days=1 if isinstance(every, Daily) else 7)


def _mailbox(brand: Brand) -> Iterator[Check]:
    assert brand.mailbox is not None
    what = f"Mailbox, {brand.name}"
    for found in brand.mailbox.check():
        yield Check(what, "ok", found)
