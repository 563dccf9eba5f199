"""
The brands as the bot's configuration names them: every account that the sandbox has for them.

Puts together what the services say of themselves; makes up nothing and opens nothing.
"""

from typing import Any

from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.paypal.room import PayPalRoom
from sheets_bot.sandbox.shopify import ShopifyRoom
from sheets_bot.sandbox.trustpilot.room import TrustpilotRoom


def brand_tables(
    paypal: PayPalRoom, shopify: ShopifyRoom, trustpilot: TrustpilotRoom, mail: MailServer
) -> dict[str, dict[str, Any]]:
    """Return the table of each brand, by slug; its credentials open nothing but this sandbox."""
    return {
        brand.slug: {
            "name": brand.name,
            "paypal": paypal.credentials()[brand.slug],
            "shopify": {"shop": brand.slug, **shopify.credentials()[brand.slug]},
            "trustpilot": _trustpilot_table(trustpilot.credentials()[brand.slug]),
            "mailbox": _mail_table(mail, brand.slug),
        }
        for brand in paypal.world.brands
    }


def _trustpilot_table(account: dict[str, str]) -> dict[str, str]:
    return {
        "api_key": account["key"],
        "api_secret": account["secret"],
        "business_unit_id": account["business_unit_id"],
        "business_user_id": account["author_id"],
    }


def _mail_table(mail: MailServer, slug: str) -> dict[str, str]:
    user, password = mail.accounts[slug]
    return {"imap": mail.imap_url, "smtp": mail.smtp_url, "user": user, "password": password}
