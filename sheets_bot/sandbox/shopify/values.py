"""
How Shopify writes plain values: money, instants, addresses.

Amounts are decimal texts without needless zeros but one (``59.0``), instants have no fractions of a
second. No behaviour of the store is here.
"""

from datetime import UTC, datetime
from typing import Any

from sheets_bot.sandbox.shopify.numbers import customer_number, gid
from sheets_bot.sandbox.world.orders import Order

COUNTRIES = {
    "US": "United States",
    "GB": "United Kingdom",
    "DE": "Germany",
    "FR": "France",
    "ES": "Spain",
    "IT": "Italy",
}


def stamp(at: float | None) -> str | None:
    """Write an instant as a `DateTime`."""
    return None if at is None else f"{datetime.fromtimestamp(int(at), UTC).isoformat()[:19]}Z"


def amount(minor: int) -> str:
    """Write an amount of a currency with two decimals as a `Decimal`."""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{minor // 100}.{f'{minor % 100:02d}'.rstrip('0') or '0'}"


def money(minor: int, currency: str) -> dict[str, Any]:
    """Return a `MoneyV2`."""
    return {"amount": amount(minor), "currencyCode": currency}


def bag(minor: int, currency: str) -> dict[str, Any]:
    """Return a `MoneyBag`; the stores of the sandbox sell in their own currency."""
    return {"shopMoney": money(minor, currency), "presentmentMoney": money(minor, currency)}


def address(order: Order, place: str) -> dict[str, Any]:
    """Return the `MailingAddress` of an order; *place* tells its billing and shipping address apart."""
    buyer = order.buyer
    lines = (buyer.street, f"{buyer.postal_code} {buyer.city}", COUNTRIES.get(buyer.country, buyer.country))

    def formatted(_info: object, **arguments: bool) -> list[str]:
        return [buyer.name, *lines] if arguments.get("withName") else list(lines)

    return {
        "__typename": "MailingAddress",
        "id": f"{gid('MailingAddress', customer_number(order))}?model_name={place}",
        "address1": buyer.street,
        "address2": None,
        "city": buyer.city,
        "company": None,
        "coordinatesValidated": True,
        "country": COUNTRIES.get(buyer.country, buyer.country),
        "countryCodeV2": buyer.country,
        "firstName": buyer.given_name,
        "lastName": buyer.surname,
        "name": buyer.name,
        "formatted": formatted,
        "formattedArea": f"{buyer.city}, {buyer.country}",
        "phone": None,
        "province": buyer.state or None,
        "provinceCode": buyer.state or None,
        "zip": buyer.postal_code,
    }
