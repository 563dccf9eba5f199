"""
A program that talks to the sandbox's Shopify as one store, without a network between.

For the tests beside this file: it logs in, sends GraphQL, follows cursors, and finds rows of the world that have a
certain trait.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from sheets_bot.sandbox.shopify import ShopifyRoom, client_id, client_secret
from sheets_bot.sandbox.shopify.numbers import gid, order_number
from sheets_bot.sandbox.wire import Call

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
VERSION = "2026-10"


@dataclass
class Store:
    """One app in one store."""

    room: ShopifyRoom
    shop: str = "aurora"
    token: str = ""
    version: str = VERSION
    at: float = NOW.timestamp()

    def send(self, method, path, *, body=b"", headers=None):
        sent = {"host": "127.0.0.1:8765", "x-shopify-access-token": self.token, **(headers or {})}
        return self.room.answer(Call(method, f"/shopify/{self.shop}{path}", {}, sent, body, self.at))

    def ask_token(self, **changed):
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id(self.shop),
            "client_secret": client_secret(self.shop),
            **changed,
        }
        return self.send("POST", "/admin/oauth/access_token", body=urlencode(form).encode())

    def log_in(self):
        reply = self.ask_token()
        assert reply.status == 200, reply.body
        self.token = reply.body["access_token"]
        return self

    def post(self, query, **variables):
        """Return the reply to a GraphQL call."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        return self.send("POST", f"/admin/api/{self.version}/graphql.json", body=body)

    def answer(self, query, **variables):
        """Return the body of the answer to a GraphQL call, as a client would read it."""
        reply = self.post(query, **variables)
        assert reply.status == 200, reply.body
        return json.loads(reply.encoded()[0])

    def data(self, query, **variables):
        """Return the data of an answer without errors."""
        body = self.answer(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def codes(self, query, **variables):
        """Return the codes of an answer's errors."""
        return [error["extensions"]["code"] for error in self.answer(query, **variables)["errors"]]

    def everything(self, query, *way, **variables):
        """Return the nodes of a connection, page after page; *way* leads to it."""
        nodes, after = [], None
        while True:
            found = self.data(query, after=after, **variables)
            for step in way:
                found = found[step]
            nodes += found["nodes"]
            if not found["pageInfo"]["hasNextPage"]:
                return nodes
            after = found["pageInfo"]["endCursor"]

    def order(self, order, fields):
        """Return some fields of an order of the world."""
        return self.data(f"query($id: ID!) {{ order(id: $id) {{ {fields} }} }}", id=gid_of(order))["order"]


def gid_of(order):
    return gid("Order", order_number(order))
