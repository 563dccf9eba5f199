"""
What `sheets-bot check` finds out about a brand's accounts: one line for each right, with the way out.

A source that is not configured is no mistake, so it is told once per brand and no more. Asks and changes
nothing. Google and the spreadsheet are looked at in `checks.py`.
"""

from collections.abc import Callable, Iterator

from sheets_bot.errors import SheetsBotError, TryLater
from sheets_bot.platforms.paypal_access import DISPUTES_SCOPE, PAYMENTS_SCOPE
from sheets_bot.service.bot import Check
from sheets_bot.service.bot_run import Brand

_IN_PAYPALS_DASHBOARD = (
    "Tick the feature of the REST app in PayPal's developer dashboard; then wait some hours."
)
_IN_SHOPIFYS_DASHBOARD = (
    "Add the scope to the app in Shopify's Dev Dashboard, release the version, and install it again. "
    "Without it the bot works with less."
)


def account_checks(brand: Brand) -> Iterator[Check]:
    """Yield what was found about each account of a brand."""
    accounts: tuple[tuple[str, object, Callable[[Brand], Iterator[Check]]], ...] = (
        ("paypal", brand.paypal, _paypal),
        ("shopify", brand.shopify, _shopify),
        ("trustpilot", brand.trustpilot, _trustpilot),
        ("mailbox", brand.mailbox, _mailbox),
    )
    absent = [name for name, account, _ in accounts if account is None]
    for name, account, look in accounts:
        if account is not None:
            yield from _failing(f"{_TITLES[name]}, {brand.name}", look(brand))
    if absent:
        tables = ", ".join(f"[brands.{brand.key}.{name}]" for name in absent)
        found = f"no account at {', '.join(_TITLES[name] for name in absent)} is configured"
        yield Check(f"Sources, {brand.name}", "warning", found, f"Add {tables}, where the brand has one.")


_TITLES = {"paypal": "PayPal", "shopify": "Shopify", "trustpilot": "Trustpilot", "mailbox": "Mailbox"}


def _failing(what: str, lines: Iterator[Check]) -> Iterator[Check]:
    """Yield the lines of one account, and its error as the last one."""
    try:
        yield from lines
    except SheetsBotError as error:
        to_do = "Wait a little" if isinstance(error, TryLater) else "Do what the line says"
        yield Check(what, "failed", str(error), f"{to_do}, then check again.")


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
    brand.trustpilot.check()
    yield Check(f"Trustpilot, {brand.name}", "ok", "the private list of reviews can be read")


def _mailbox(brand: Brand) -> Iterator[Check]:
    assert brand.mailbox is not None
    what = f"Mailbox, {brand.name}"
    for found in brand.mailbox.check():
        yield Check(what, "ok", found)
