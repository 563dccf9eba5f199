"""A time that no sheet can hold is none: some systems write the first or the last moment of all for "never"."""

import pytest

from sheets_bot.platforms.paypal.records import instant as paypal_instant
from sheets_bot.platforms.shopify.fields import instant_in
from sheets_bot.platforms.trustpilot.records import instant as trustpilot_instant

READERS = {
    "PayPal": paypal_instant,
    "Shopify": lambda text: instant_in({"at": text}, "at"),
    "Trustpilot": trustpilot_instant,
}


@pytest.mark.parametrize("platform", READERS)
@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("0001-01-01T00:00:00Z", False),
        ("1899-12-31T23:59:59Z", False),
        ("1900-01-01T00:00:00Z", True),
        ("2026-11-28T14:00:00Z", True),
        ("9998-12-31T00:00:00Z", True),
        ("9999-12-31T23:59:59Z", False),
    ],
)
def test_a_time_outside_of_what_every_zone_can_show_is_not_read(platform, text, is_read):
    assert (READERS[platform](text) is not None) is is_read
