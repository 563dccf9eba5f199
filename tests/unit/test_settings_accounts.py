"""The accounts of a brand: each may be missing, each has one way in, and no secret travels unguarded."""

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.settings_file import settings_from

BASE = {"google": {"service_account_file": "google.json"}, "workbooks": {"shared": "1AbC"}}
UNIT = "5f0c1e2d3a4b5c6d7e8f9a0b"
SHOP = {"shop": "aurora-pine", "client_id": "id"}
MAIL = {"imap": "imaps://imap.mail.example", "smtp": "smtp://smtp.mail.example:587", "user": "support"}


def with_accounts(**accounts):
    return settings_from({**BASE, "brands": {"aurora": accounts}}, where="the test")


def refused(**accounts) -> str:
    with pytest.raises(Misconfigured) as caught:
        with_accounts(**accounts)
    return str(caught.value)


@pytest.fixture(autouse=True)
def secrets_in_the_environment(monkeypatch):
    for place in ("SHOPIFY__CLIENT_SECRET", "TRUSTPILOT__API_SECRET", "MAILBOX__PASSWORD"):
        monkeypatch.setenv(f"SHEETS_BOT_BRANDS__AURORA__{place}", f"s3cr3t of {place}")


def test_a_brand_has_four_accounts_and_every_secret_is_known_to_the_masking():
    settings = with_accounts(
        shopify=SHOP, trustpilot={"api_key": "key", "business_unit_id": UNIT}, mailbox=MAIL
    )

    assert len(settings.brands["aurora"].accounts()) == 3
    assert sorted(settings.secrets()) == [
        "s3cr3t of MAILBOX__PASSWORD",
        "s3cr3t of SHOPIFY__CLIENT_SECRET",
        "s3cr3t of TRUSTPILOT__API_SECRET",
    ]
    assert "s3cr3t" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"shop": "aurora.myshopify.com"}, "handle"),
        ({"access_token": "shpat_x"}, "either client_id with client_secret, or access_token"),
        ({"client_id": ""}, "either client_id with client_secret, or access_token"),
    ],
)
def test_a_store_is_named_by_its_handle_and_has_one_way_in(change, said):
    told = refused(
        shopify=SHOP | change, trustpilot={"api_key": "key", "business_unit_id": UNIT}, mailbox=MAIL
    )

    assert said in told
    assert "shpat_x" not in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"imap": "https://imap.mail.example"}, "such as imaps://"),
        ({"smtp": "smtps://me@smtp.mail.example"}, "without user name"),
        ({"access_token_file": "token"}, "either password"),
    ],
)
def test_a_mailbox_is_reached_encrypted_and_in_one_way(change, said):
    assert said in refused(
        shopify=SHOP, trustpilot={"api_key": "key", "business_unit_id": UNIT}, mailbox=MAIL | change
    )


def test_a_business_unit_is_an_id_and_not_a_domain():
    assert "business_unit_id" in refused(
        shopify=SHOP, trustpilot={"api_key": "key", "business_unit_id": "aurora-pine.example"}, mailbox=MAIL
    )
