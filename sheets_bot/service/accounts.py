"""
From the accounts of a brand in the configuration to the clients that ask its platforms.

Opens doors and sends nothing. What the clients do is in `platforms/`; where the bots are put together is
`wiring.py`.
"""

from pathlib import Path

from sheets_bot.errors import Misconfigured
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.server import SignIn
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.paypal.client import PayPal
from sheets_bot.platforms.shopify.client import Shopify
from sheets_bot.platforms.trustpilot.client import Trustpilot
from sheets_bot.service.bot_run import Brand
from sheets_bot.service.masking import Masking
from sheets_bot.service.settings import Settings


def open_brand(settings: Settings, key: str, patience: Patience | None, masking: Masking) -> Brand:
    """
    Return a brand with a client for each account that it has; *masking* is told of tokens as they are read.

    Raises:
        Misconfigured: An account cannot be what it says; the message names the place.
    """
    return Brand(
        key,
        settings.brand_name(key),
        paypal=_paypal(settings, key, patience),
        shopify=_shopify(settings, key, patience),
        trustpilot=_trustpilot(settings, key, patience),
        mailbox=_mailbox(settings, key, patience, masking),
        business_user_id=account.business_user_id if (account := settings.brands[key].trustpilot) else "",
    )


def _paypal(settings: Settings, key: str, patience: Patience | None) -> PayPal | None:
    account = settings.brands[key].paypal
    if account is None:
        return None
    return PayPal.connect(
        settings.endpoints.paypal,
        client_id=account.client_id,
        client_secret=account.client_secret.get_secret_value(),
        brand=settings.brand_name(key),
        patience=patience,
        side_by_side=settings.paypal.details_at_once,
    )


def _shopify(settings: Settings, key: str, patience: Patience | None) -> Shopify | None:
    account = settings.brands[key].shopify
    if account is None:
        return None
    return Shopify.connect(
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
    if account is None:
        return None
    return Trustpilot.connect(
        settings.endpoints.trustpilot,
        key=account.api_key,
        secret=account.api_secret.get_secret_value(),
        business_unit_id=account.business_unit_id,
        business_user_id=account.business_user_id,
        brand=settings.brand_name(key),
        patience=patience,
    )


def _mailbox(settings: Settings, key: str, patience: Patience | None, masking: Masking) -> Mailbox | None:
    account = settings.brands[key].mailbox
    if account is None:
        return None
    file = account.access_token_file
    return Mailbox.connect(
        account.imap,
        account.smtp,
        sign_in=SignIn(
            account.user,
            password=account.password.get_secret_value() if account.password else "",
            token=(lambda: _token_in(file, masking)) if file else None,
        ),
        brand=settings.brand_name(key),
        address=account.address,
        sent_folder=account.sent_folder,
        patience=patience,
    )


def _token_in(file: Path, masking: Masking) -> str:
    """Return the access token as it stands in its file now; whoever writes the file keeps it fresh."""
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no readable text"
        raise Misconfigured(
            f"The access token file {file} cannot be read: {reason}. Correct access_token_file. "
            "No mail was read."
        ) from None
    if not token:
        raise Misconfigured(f"The access token file {file} is empty. Fill it. No mail was read.")
    masking.register_passing(token)
    return token
