"""
The sandbox's Shopify over a real socket, as a program on this machine meets it: configuration, journal, faults.
"""

import http.client
import json
from urllib.parse import urlencode, urlsplit

import pytest

from sheets_bot.sandbox.app import start
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.world import BRANDS


@pytest.fixture(scope="module")
def sandbox():
    with start(weeks=1, brands=BRANDS[:1], running=False) as sandbox:
        yield sandbox


def ask(sandbox, method, path, body=None, **headers):
    """Send one request to the store that the configuration names; return status, headers and the body read."""
    base = urlsplit(sandbox.config["endpoints"]["shopify"].format(shop="aurora"))
    connection = http.client.HTTPConnection(base.hostname, base.port, timeout=10)
    try:
        connection.request(method, base.path + path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def query(sandbox, text):
    keys = {
        name: sandbox.config["brands"]["aurora"]["shopify"][name] for name in ("client_id", "client_secret")
    }
    form = urlencode({"grant_type": "client_credentials", **keys})
    _, _, token = ask(sandbox, "POST", "/admin/oauth/access_token", form)
    headers = {"X-Shopify-Access-Token": token["access_token"], "Content-Type": "application/json"}
    return ask(sandbox, "POST", "/admin/api/2026-10/graphql.json", json.dumps({"query": text}), **headers)


def test_the_configuration_leads_to_a_store_that_answers(sandbox):
    status, headers, body = query(sandbox, "{ shop { myshopifyDomain } ordersCount { count } }")

    assert status == 200
    assert headers["x-shopify-api-version"] == "2026-10"
    assert body["data"]["shop"]["myshopifyDomain"] == "aurora.myshopify.com"
    assert body["data"]["ordersCount"]["count"] == len(sandbox.world.orders["aurora"])


def test_every_call_is_written_down(sandbox):
    sandbox.journal.clear()

    query(sandbox, "{ shop { name } }")

    lines = sandbox.journal.lines(service="shopify")
    assert [(line.path.rpartition("/")[2], line.status) for line in lines] == [
        ("access_token", 200),
        ("graphql.json", 200),
    ]


def test_a_fault_stands_in_for_an_answer(sandbox):
    sandbox.faults.add(
        Fault(service="shopify", path="graphql", status=502, body="<html>Bad Gateway</html>", times=1)
    )

    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(sandbox.base_url).port, timeout=10)
    connection.request("POST", "/shopify/aurora/admin/api/2026-10/graphql.json")
    answer = connection.getresponse()
    said = answer.read()
    connection.close()

    assert (answer.status, said) == (502, b"<html>Bad Gateway</html>")


def test_starting_over_leaves_the_store_open(sandbox):
    before = query(sandbox, "{ ordersCount { count } }")[2]["data"]

    sandbox.reset()

    assert query(sandbox, "{ ordersCount { count } }")[2]["data"] == before
