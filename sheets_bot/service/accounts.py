"""
From the accounts of a brand in the configuration to the clients that ask its platforms.

Opens doors and sends nothing. What the clients do is in `platforms/`; where the bots are put together is
`wiring.py`.
"""

from sheets_bot.platforms.mailbox import Mailbox
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.paypal import PayPal
from sheets_bot.platforms.shopify import Shopify
from sheets_bot.platforms.trustpilot import Trustpilot
from sheets_bot.service.bot_run import Brand
from sheets_bot.service.settings import Settings


def open_brand(settings: Settings, key: str, patience: Patience | None) -> Brand:
    """
    Return a brand with a client for each account that it has.

    Raises:
        Misconfigured: An account cannot be what it says; the message names the place.
    """
    return Brand(
        key,
        settings.brand_name(key),
        paypal=_paypal(settings, key, patience),
        shopify=_shopify(settings, key, patience),
        trustpilot=_trustpilot(settings, key, patience),
        mailbox=_mailbox(settings, key, patience),
    )


def _paypal(settings: Settings, key: str, patience: Patience | None) -> PayPal | None:
    account = settings.brands[key].paypal
    return account and PayPal.connect(
        settings.endpoints.paypal,
        client_id=account.client_id,
        client_secret=account.client_secret.get_secret_value(),
        brand=settings.brand_name(key),
        patience=patience,
        side_by_side=settings.paypal.details_at_once,
    )


def _shopify(settings: Settings, key: str, patience: Patience | None) -> Shopify | None:
    account = settings.brands[key].shopify
    return account and Shopify.connect(
        settings.endpoints.shopify,
        shop=account.shop,
        client_id=account.client_id,
        client_secret=account.client_secret.get_secret_value() if account.client_secret else "",
        access_token=account.access_token.get_secret_value() if account.access_token else "",
        brand=settings.brand_name(key),
        patience=patience,
    )


def _trustpilot(settings: Settings, key: str, patience: Patience | None) -> Trustpilot | None:
    account = settings.brands[key].trustpilot
    return account and Trustpilot.connect(
        settings.endpoints.trustpilot,
        key=account.api_key,
        secret=account.api_secret.get_secret_value(),
        business_unit_id=account.business_unit_id,
        brand=settings.brand_name(key),
        patience=patience,
    )
