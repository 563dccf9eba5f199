"""Webhooks: what is proven to be the platform's, new and about something wakes a job; all else wakes nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener import a_listener
from sheets_bot.service.settings_file import settings_from
from sheets_bot.service.webhooks.certificates import Certificates
from sheets_bot.service.webhooks.desk import Desk
from sheets_bot.service.webhooks.hints import GATHER_SECONDS, Hints, Seen
from sheets_bot.service.webhooks.signatures import is_shopifys
from webhook_senders import (
    APP_SECRET,
    CERTIFICATE_PATH,
    NOW,
    TOKEN,
    WEBHOOK_ID,
    PayPalSender,
    a_dispute_event,
    a_review_event,
    shopify,
)

ORDER = b'{"id": 1, "note": "\\u00e9 {} "}'
PAYPAL = PayPalSender()


def a_desk(paypal_base: str = "https://api-m.paypal.com", now=NOW) -> Desk:
    config = {
        "google": {"service_account_file": "x.json"},
        "workbooks": {"shared": "abc"},
        "endpoints": dict.fromkeys(("sheets", "drive", "paypal", "trustpilot"), paypal_base)
        | {"shopify": f"{paypal_base}/{{shop}}"},
        "brands": {
            "aurora": {
                "paypal": {"client_id": "c", "client_secret": "s", "webhook_id": WEBHOOK_ID},
                "shopify": {"shop": "aurora", "client_id": "c", "client_secret": APP_SECRET},
                "trustpilot": {
                    "api_key": "k", "api_secret": "s", "business_unit_id": "0" * 24, "webhook_token": TOKEN
                },
            },
            "bare": {"paypal": {"client_id": "c", "client_secret": "s"}},
        },
        "webhooks": {"port": 0},
    }  # fmt: skip
    return Desk(settings_from(config, where="the test"), clock=lambda: now)


@pytest.fixture
def paypal():
    """A stand-in of PayPal's that serves the certificate, and the desk of a bot beside it."""
    with a_listener() as listener:
        listener.answer = PAYPAL.certificate
        listener.desk = a_desk(listener.base)
        yield listener
        listener.desk.close()


def low(headers: dict) -> dict:
    return {name.casefold(): value for name, value in headers.items()}


def receive(desk, path, headers, body):
    answer = desk.receive(path, low(headers), body)
    return answer.status, answer.outcome, list(answer.jobs)


# -- Shopify -----------------------------------------------------------------------------


@pytest.fixture
def desk():
    desk = a_desk("http://127.0.0.1:9")
    yield desk
    desk.close()


@pytest.mark.parametrize(
    ("topic", "jobs"),
    [
        ("disputes/create", ["sync_shopify_disputes"]),
        ("disputes/update", ["sync_shopify_disputes"]),
        ("orders/updated", ["sync_orders"]),
        ("refunds/create", ["sync_orders"]),
        ("fulfillment_events/create", ["sync_orders"]),
        ("themes/publish", []),
        ("", []),
    ],
)
def test_shopify_wakes_the_job_of_its_topic(desk, topic, jobs):
    answer = receive(desk, "/shopify/aurora", shopify(ORDER, topic=topic), ORDER)

    assert answer == (200, "woken" if jobs else "ignored", jobs)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (shopify(ORDER, secret="another secret"), ORDER),
        (shopify(ORDER), ORDER.replace(b" ", b"")),  # parsed and written anew
        (shopify(ORDER) | {"X-Shopify-Hmac-Sha256": ""}, ORDER),
        ({}, ORDER),
        ({"X-Shopify-Hmac-Sha256": "é not base64"}, ORDER),
    ],
)
def test_what_shopify_has_not_signed_is_unverified(desk, headers, body):
    assert receive(desk, "/shopify/aurora", headers, body) == (401, "unverified", [])


def test_a_delivery_that_comes_again_is_taken_and_wakes_nobody(desk):
    receive(desk, "/shopify/aurora", shopify(ORDER), ORDER)
    again = shopify(ORDER) | {"X-Shopify-Webhook-Id": "another"}  # unsigned, so it proves nothing

    assert receive(desk, "/shopify/aurora", again, ORDER) == (200, "seen", [])


@pytest.mark.parametrize("hours", [-6, 1])
def test_a_delivery_that_is_too_old_or_of_the_future_is_refused(desk, hours):
    headers = shopify(ORDER, at=NOW + timedelta(hours=hours))

    assert receive(desk, "/shopify/aurora", headers, ORDER) == (401, "old", [])


@given(body=st.binary(max_size=200), flip=st.integers(0, 8 * 200))
def test_no_changed_bit_of_a_body_passes(body, flip):
    headers = low(shopify(body))
    at = flip % max(1, 8 * len(body))
    changed = bytearray(body or b"\0")
    changed[at // 8] ^= 1 << at % 8

    assert is_shopifys(body, headers, APP_SECRET)
    assert not is_shopifys(bytes(changed), headers, APP_SECRET)


# -- PayPal ------------------------------------------------------------------------------


def test_paypal_wakes_its_job_and_its_certificate_is_fetched_once(paypal):
    body = a_dispute_event()

    for number in range(3):
        headers = PAYPAL.headers(body, base=paypal.base, transmission_id=f"t{number}")
        assert receive(paypal.desk, "/paypal/aurora", headers, body) == (
            200,
            "woken",
            ["sync_paypal_disputes"],
        )

    assert paypal.paths == [CERTIFICATE_PATH]


def test_an_event_of_paypal_s_that_is_about_something_else_wakes_nothing(paypal):
    body = a_dispute_event("PAYMENT.CAPTURE.COMPLETED")

    assert receive(paypal.desk, "/paypal/aurora", PAYPAL.headers(body, base=paypal.base), body) == (
        200,
        "ignored",
        [],
    )


def test_a_delivery_of_paypal_s_that_comes_again_wakes_nobody(paypal):
    body = a_dispute_event()
    headers = PAYPAL.headers(body, base=paypal.base)
    receive(paypal.desk, "/paypal/aurora", headers, body)

    assert receive(paypal.desk, "/paypal/aurora", headers, body) == (200, "seen", [])


def wrong(name):
    body = a_dispute_event()
    another = PayPalSender()
    return {
        "signed by another key": lambda base: (another.headers(body, base=base), body),
        "for another webhook": lambda base: (PAYPAL.headers(body, base=base, webhook_id="OTHER"), body),
        "another body": lambda base: (PAYPAL.headers(body, base=base), body.replace(b"\n", b"")),
        "another time": lambda base: (
            PAYPAL.headers(body, base=base) | {"PAYPAL-TRANSMISSION-TIME": "2026-11-23T17:59:00Z"},
            body,
        ),
        "another algorithm": lambda base: (
            PAYPAL.headers(body, base=base) | {"PAYPAL-AUTH-ALGO": "none"},
            body,
        ),
        "no signature": lambda base: (
            PAYPAL.headers(body, base=base) | {"PAYPAL-TRANSMISSION-SIG": ""},
            body,
        ),
        "no headers": lambda base: ({}, body),
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "signed by another key",
        "for another webhook",
        "another body",
        "another time",
        "another algorithm",
        "no signature",
        "no headers",
    ],
)
def test_what_paypal_has_not_signed_is_unverified(paypal, name):
    headers, body = wrong(name)(paypal.base)

    assert receive(paypal.desk, "/paypal/aurora", headers, body) == (401, "unverified", [])


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/notifications/certs/CERT-1",
        "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/other/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../oauth2/token",
        "https://api.paypal.com/v1/notifications/certs/CERT-1?next=x",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
        "https://[api.paypal.com/v1/notifications/certs/CERT-1",
        "",
    ],
)
def test_a_certificate_is_fetched_from_paypal_alone(url):
    """The network guard of the tests would raise if anything were asked."""
    certificates = Certificates("https://api-m.paypal.com")

    assert certificates.fetch(url) is None
    certificates.close()


def test_a_certificate_that_is_not_valid_yet_proves_nothing():
    early, body = PayPalSender(valid_from=NOW + timedelta(days=1)), a_dispute_event()
    with a_listener() as listener:
        listener.answer = early.certificate
        desk = a_desk(listener.base)
        answer = receive(desk, "/paypal/aurora", early.headers(body, base=listener.base), body)
        desk.close()

    assert answer == (401, "unverified", [])


def test_strangers_cannot_make_the_bot_ask_paypal_again_and_again(paypal):
    body = a_dispute_event()

    statuses = [
        receive(
            paypal.desk,
            "/paypal/aurora",
            PAYPAL.headers(body, base=paypal.base, path=f"{CERTIFICATE_PATH}{n}"),
            body,
        )[0]
        for n in range(20)
    ]

    assert len(paypal.paths) <= 6
    assert statuses[-1] == 503  # so that PayPal itself would deliver again


@pytest.mark.parametrize("hours", [-90, 1])
def test_a_delivery_of_paypal_s_that_is_too_old_or_of_the_future_is_refused(paypal, hours):
    body = a_dispute_event()
    headers = PAYPAL.headers(body, base=paypal.base, at=NOW + timedelta(hours=hours))

    assert receive(paypal.desk, "/paypal/aurora", headers, body) == (401, "old", [])
    assert paypal.paths == []


# -- Trustpilot, and strange addresses ---------------------------------------------------


def test_trustpilot_wakes_by_the_secret_end_of_its_address(desk):
    body = a_review_event("service-review-created", "service-review-updated", "service-review-created")

    assert receive(desk, f"/trustpilot/aurora/{TOKEN}", {}, body) == (
        200,
        "woken",
        ["sync_reviews", "sweep_reviews"],
    )


@pytest.mark.parametrize("end", ["", "/", "/wrong-end", f"/{TOKEN}x", f"/{TOKEN[:-1]}"])
def test_another_end_of_trustpilot_s_address_is_unverified(desk, end):
    body = a_review_event("service-review-created")

    assert receive(desk, f"/trustpilot/aurora{end}", {}, body) == (401, "unverified", [])


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"events": 3}', b'{"events": [3, {"eventName": 7}]}', b"\xff"]
)
def test_nonsense_from_a_verified_sender_wakes_nothing(desk, body):
    assert receive(desk, f"/trustpilot/aurora/{TOKEN}", {}, body) == (200, "ignored", [])


@pytest.mark.parametrize(
    "path", ["/", "/shopify", "/shopify/nobody", "/etsy/aurora", "/paypal/bare", "/shopify/bare", "//x"]
)
def test_an_address_at_which_nothing_can_be_verified_is_nowhere(desk, path):
    assert receive(desk, path, shopify(ORDER), ORDER) == (404, "nowhere", [])


def test_the_addresses_are_told_without_the_secret_end(desk):
    assert desk.paths() == ["/shopify/aurora", "/paypal/aurora", "/trustpilot/aurora/..."]


# -- gathering ---------------------------------------------------------------------------


def test_a_burst_of_hints_is_one_run_and_a_hint_during_its_rest_waits():
    now = [1000.0]
    hints = Hints(clock=lambda: now[0])

    waits = {hints.add("shared", "sync_orders") for _ in range(500)}
    taken = [hints.take("shared", "sync_orders") for _ in range(3)]
    now[0] += 10
    wait = hints.add("shared", "sync_orders")

    assert waits == {GATHER_SECONDS}
    assert taken == [True, False, False]
    assert wait == 20
    assert not hints.take("shared", "sync_orders")
    now[0] += 20
    assert hints.take("shared", "sync_orders")


def test_hints_of_one_spreadsheet_wake_no_other():
    hints = Hints()
    hints.add("aurora", "sync_orders")

    assert not hints.take("boreal", "sync_orders")
    assert not hints.take("aurora", "sync_reviews")
    assert hints.take("aurora", "sync_orders")


def test_only_so_many_deliveries_are_remembered():
    seen = Seen(most=3)

    assert [seen.is_new(name) for name in "abcab"] == [True, True, True, False, False]
    assert [seen.is_new(name) for name in "dc"] == [True, True]
