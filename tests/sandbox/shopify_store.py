"""
A program that talks to the sandbox's Shopify as one store, without a network between.

For the tests beside this file: it logs in, sends GraphQL, follows cursors, and handles the evidence of a dispute.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from sheets_bot.sandbox.shopify import ShopifyRoom, client_id, client_secret, legacy_token
from sheets_bot.sandbox.shopify.numbers import gid, order_number
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.brands import BRANDS

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
VERSION = "2026-10"
TWO_STORES = (BRANDS[0], BRANDS[-1])
"""Those that the tests enter; a world of four brands takes seconds."""


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


# Disputes

DAY = 86_400.0
DISPUTE = """query($id: ID!) { dispute(id: $id) { id legacyResourceId type status initiatedAt evidenceDueBy evidenceSentOn
  finalizedOn amount { amount currencyCode } reasonDetails { reason networkReasonCode }
  order { name disputes { id initiatedAs status } } } }"""
EVIDENCE = """query($id: ID!) { disputeEvidence(id: $id) { id submitted uncategorizedText cancellationRebuttal customerEmailAddress
  shippingAddress { city zip countryCodeV2 } uncategorizedFile { id originalFileName fileType fileSize disputeEvidenceType }
  disputeFileUploads { id } fulfillments { shippingTrackingNumber } dispute { id status evidenceSentOn } } }"""
UPDATE = """mutation($id: ID!, $input: ShopifyPaymentsDisputeEvidenceUpdateInput!) { disputeEvidenceUpdate(id: $id, input: $input) {
  disputeEvidence { id submitted uncategorizedText dispute { status evidenceSentOn } } userErrors { code field message } } }"""
PDF = b"%PDF-1.4 proof of delivery"


def entered(world):
    """Return a store that is entered with the token that never expires."""
    return Store(ShopifyRoom(world), "solstice", legacy_token("solstice"))


def waiting(world):
    """Return a dispute that wants an answer, has days left and no word of evidence yet."""
    case = world.chargebacks["solstice"][-1]
    case.status, case.due_at, case.sent_at, case.finalized_at = (
        "NEEDS_RESPONSE",
        NOW.timestamp() + 5 * DAY,
        None,
        None,
    )
    case.saved, case.files = {}, {}
    return case


def dispute(store, case):
    return store.data(DISPUTE, id=gid("ShopifyPaymentsDispute", case.number))["dispute"]


def evidence(store, case):
    return store.data(EVIDENCE, id=gid("ShopifyPaymentsDisputeEvidence", case.evidence_number))[
        "disputeEvidence"
    ]


def update(store, case, **fields):
    number = gid("ShopifyPaymentsDisputeEvidence", case.evidence_number)
    return store.data(UPDATE, id=number, input=fields)["disputeEvidenceUpdate"]


def upload(store, case, **changed):
    file = {
        "document_type": "uncategorized_file",
        "filename": "proof.pdf",
        "mimetype": "application/pdf",
        "data": base64.b64encode(PDF).decode(),
        **changed,
    }
    path = f"/admin/api/2026-10/shopify_payments/disputes/{case.number}/dispute_file_uploads.json"
    return store.send("POST", path, body=json.dumps({"dispute_file_upload": file}).encode())
