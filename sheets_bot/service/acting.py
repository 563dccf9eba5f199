"""
Who carries out an act for a brand: the doer of the account that the act belongs to.

Puts doers together from accounts and from the tabs of the same read; decides nothing about ticks and
does nothing itself. The doers are in `sheets_bot/approvals/`, the accounts in `accounts.py`.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sheets_bot.approvals.carry_out import Read
from sheets_bot.approvals.doer import Doer
from sheets_bot.domain.acts.act import PLACES_DRAFT, SENDS_MAIL, Act, Kind
from sheets_bot.domain.acts.sent_file import Pdf
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.domain.evidence.paypal_form import paypal_form
from sheets_bot.domain.evidence.shopify_fields import shopify_fields
from sheets_bot.domain.mail.letter import Contact
from sheets_bot.domain.tab_rows import text_in
from sheets_bot.errors import Refused

if TYPE_CHECKING:
    from sheets_bot.service.bot_run import Brand

_BY_SHOPIFY = frozenset({Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE})
_BY_TRUSTPILOT = frozenset({Kind.POST_REPLY, Kind.FIND_REVIEWER})


def doer_of(act: Act, brands: Iterable["Brand"], tabs: Read) -> Doer:
    """
    Return who carries out an act.

    Args:
        act: What is to be done, and for which brand.
        brands: All brands of the spreadsheet: a thread may be in another one's mailbox too.
        tabs: The read in which the act was found.

    Raises:
        Refused: The brand has no account for it; the words say what to add.
    """
    every = list(brands)
    brand = next((one for one in every if one.name == act.brand), None)
    if brand is None:
        raise Refused(f"No brand is called {act.brand!r} in the configuration. Nothing was sent.")
    if act.kind in SENDS_MAIL | PLACES_DRAFT:
        return _by_mail(brand, every, tabs)
    if act.kind in _BY_TRUSTPILOT:
        return _by_trustpilot(brand)
    return _by_shopify(brand) if act.kind in _BY_SHOPIFY else _by_paypal(brand)


def _by_paypal(brand: "Brand") -> Doer:
    from sheets_bot.approvals.paypal_acts import PayPalActs  # noqa: PLC0415 - most runs carry out nothing

    if brand.paypal is None:
        raise _lacks(brand, "PayPal")
    return PayPalActs(brand.paypal, paypal_form, _pdf)


def _by_shopify(brand: "Brand") -> Doer:
    from sheets_bot.approvals.shopify_acts import ShopifyActs  # noqa: PLC0415 - as above

    if brand.shopify is None:
        raise _lacks(brand, "Shopify")
    return ShopifyActs(brand.shopify, shopify_fields, _pdf)


def _by_trustpilot(brand: "Brand") -> Doer:
    from sheets_bot.approvals.trustpilot_acts import TrustpilotActs  # noqa: PLC0415 - as above

    if brand.trustpilot is None:
        raise _lacks(brand, "Trustpilot")
    return TrustpilotActs(brand.trustpilot, business_user_id=brand.business_user_id)


def _by_mail(brand: "Brand", every: Iterable["Brand"], tabs: Read) -> Doer:
    from sheets_bot.approvals.mail_acts import MailActs  # noqa: PLC0415 - as above

    if brand.mailbox is None:
        raise _lacks(brand, "mailbox")
    return MailActs(
        brand.mailbox,
        rules=tabs.rules.mail,
        addresses={one.name: one.mailbox.addresses for one in every if one.mailbox},
        contact=_contact_of(brand, tabs),
        members=lambda key: text_in(tabs.rows("Inbox").get(key, {}), "members"),
    )


def _contact_of(brand: "Brand", tabs: Read) -> Callable[[str], Contact | None]:
    def contact(order: str) -> Contact | None:
        order_id = text_in(tabs.rows("Orders").get(order, {}), "order_id")
        return brand.shopify.fetch_contact(order_id) if brand.shopify and order_id else None

    return contact


def _pdf(packet: Packet) -> Pdf:
    from sheets_bot.documents.packet_pdf import render  # noqa: PLC0415 - drawing takes long to load

    return render(packet)


def _lacks(brand: "Brand", account: str) -> Refused:
    return Refused(f"{brand.name} has no account for {account} in the configuration. Nothing was sent.")
