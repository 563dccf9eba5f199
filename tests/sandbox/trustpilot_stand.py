"""A program that talks to the sandbox's Trustpilot as one brand, and reviews put in by hand."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from sheets_bot.sandbox.trustpilot.room import TrustpilotRoom
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.reviews import Review

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0
OAUTH = "/v1/oauth/oauth-business-users-for-applications"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Business:
    """A program that talks to the room as one brand, without a network between."""

    room: TrustpilotRoom
    slug: str = "aurora"
    token: str = ""
    at: float = NOW

    @property
    def keys(self):
        return self.room.credentials()[self.slug]

    def send(self, method, target, *, headers=None, body=b""):
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        sent = {"host": "127.0.0.1:8765", **(headers or {})}
        reply = self.room.answer(Call(method, parts.path, query, sent, body, self.at))
        text = reply.encoded()[0]
        return reply.status, json.loads(text) if text else None

    def private(self, method, target, given=None):
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        body = b"" if given is None else json.dumps(given).encode()
        return self.send(method, f"/v1/private{target}", headers=headers, body=body)

    def public(self, target):
        return self.send("GET", f"/v1{target}", headers={"apikey": self.keys["key"]})

    def reviews(self, **query):
        """Return the ids of one page of the private list."""
        status, answer = self.listed(**query)
        assert status == 200, answer
        return [review["id"][-2:] for review in answer["reviews"]]

    def listed(self, **query):
        unit = self.keys["business_unit_id"]
        return self.private("GET", f"/business-units/{unit}/reviews?{urlencode(query, doseq=True)}")

    def mint(self, grant="grant_type=client_credentials", *, pair="", content_type=FORM, where="accesstoken"):
        pair = pair or f"{self.keys['key']}:{self.keys['secret']}"
        basic = base64.b64encode(pair.encode()).decode()
        headers = {"authorization": f"Basic {basic}", "content-type": content_type}
        return self.send("POST", f"{OAUTH}/{where}", headers=headers, body=grant.encode())

    def log_in(self):
        status, answer = self.mint()
        assert status == 200, answer
        self.token = answer["access_token"]
        return answer


def review(number=1, **given):
    """Return a review whose id ends in its number."""
    plain = {
        "review_id": f"{number:024x}",
        "brand_slug": "aurora",
        "order_name": "AURORA-1042",
        "consumer_id": f"{number + 4096:024x}",
        "display_name": "Anna A",
        "stars": 1,
        "title": "Late",
        "text": "It never came.",
        "language": "en",
        "created_at": NOW - number * DAY,
        "updated_at": None,
        "experienced_at": NOW - 20 * DAY,
        "referral_email": "anna@mail.example",
        "reference": "#1042",
        "reply": None,
        "hidden": False,
        "deleted_at": None,
        "source": "AFSv2",
    }
    return Review(**{**plain, **given})
