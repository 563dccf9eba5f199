"""
Shopify's door: one address per store, ``/shopify/{shop}``, where a real one has ``{shop}.myshopify.com``.

Tokens, versions and the bucket are kept here; what is answered comes from `engine.py` and `roots.py`.
Errors of GraphQL travel in a 200, as at Shopify. What the sandbox does not imitate is a 501 that names
itself.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import OperationType

from sheets_bot.sandbox.shopify import engine
from sheets_bot.sandbox.shopify.accounts import (
    NOT_RECOGNISED,
    Accounts,
    Grant,
    client_id,
    client_secret,
)
from sheets_bot.sandbox.shopify.bucket import ROOMY, Bucket, Plan
from sheets_bot.sandbox.shopify.cost import LARGEST, MUTATION, used
from sheets_bot.sandbox.shopify.errors import formatted, throttled, too_costly
from sheets_bot.sandbox.shopify.evidence import EvidenceDesk
from sheets_bot.sandbox.shopify.roots import Store
from sheets_bot.sandbox.shopify.shelf import Index, Shelf
from sheets_bot.sandbox.shopify.uploads import Uploads
from sheets_bot.sandbox.shopify.versions import served
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import World

PREFIX = "/shopify/"
STORE = re.compile(r"/shopify/(?P<shop>[a-z0-9-]+)(?P<rest>/.*)")
VERSIONED = re.compile(r"/admin/api/(?:(?P<version>[^/]+)/)?(?P<rest>graphql\.json|shopify_payments/.+)")
UPLOAD = re.compile(r"shopify_payments/disputes/(?P<dispute>\d+)/dispute_file_uploads\.json")
TOKEN = "/admin/oauth/access_token"  # noqa: S105 - a path
SCOPES = "/admin/oauth/access_scopes.json"
UPLOAD_SCOPE = "write_shopify_payments_dispute_file_uploads"


@dataclass
class _Shop:
    """What the door remembers of one store."""

    index: Index
    desk: EvidenceDesk
    bucket: Bucket


class ShopifyRoom:
    """The imitation of Shopify's Admin API."""

    service = "shopify"

    def __init__(
        self, world: World, *, hostility: str = "little", monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Open the stores of *world*; values that no version knows are sent where *hostility* is ``full``."""
        self.accounts = Accounts(brand.slug for brand in world.brands)
        self.hostile = hostility == "full"
        self._monotonic = monotonic
        self._plan = ROOMY
        self._shops: dict[str, _Shop] = {}
        self._world = world
        self._open()

    @property
    def world(self) -> World:
        """The world whose stores these are; another one brings other books."""
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        self._world = world
        self._open()

    @property
    def plan(self) -> Plan:
        """The subscription of every store: how many points a second. Setting it fills the buckets."""
        return self._plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._plan = plan
        for shop in self._shops.values():
            shop.bucket = Bucket(plan, monotonic=self._monotonic)

    def set_submitting(self, how: str) -> None:
        """Let ``submitEvidence: true`` do what one of `evidence.SUBMITTING` says, in every store."""
        for shop in self._shops.values():
            shop.desk.submitting = how

    def credentials(self) -> dict[str, dict[str, str]]:
        """Return client id and secret by store, for a ready configuration."""
        return {
            slug: {"client_id": client_id(slug), "client_secret": client_secret(slug)} for slug in self._shops
        }

    def handles(self, path: str) -> bool:
        """Say whether a path is Shopify's."""
        return path.startswith(PREFIX)

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        with self.world.lock:
            self.world.advance_to(call.at)
            found = STORE.fullmatch(call.path)
            if found is None or found["shop"] not in self._shops:
                return Reply(404, {"errors": "Not Found"})
            slug = found["shop"]
            shop = self._shops[slug]
            shop.index.renew()
            shop.desk.catch_up(self.world, slug, call.at)
            return self._in_store(call, slug, found["rest"])

    def _in_store(self, call: Call, slug: str, path: str) -> Reply:
        if path == TOKEN and call.method == "POST":
            return self.accounts.issue(call, slug)
        grant = self.accounts.grant(call, slug)
        if grant is None:
            return Reply(401, {"errors": NOT_RECOGNISED})
        if path == SCOPES and call.method == "GET":
            return Reply(200, {"access_scopes": [{"handle": scope} for scope in sorted(grant.scopes)]})
        found = VERSIONED.fullmatch(path)
        version = served(found["version"] or "", call.at) if found else None
        if found is None:
            return _not_imitated(call)
        if version is None:
            return Reply(404, {"errors": "Not Found"})
        reply = self._versioned(call, grant, found["rest"])
        return Reply(reply.status, reply.body, {**reply.headers, "x-shopify-api-version": version})

    def _versioned(self, call: Call, grant: Grant, rest: str) -> Reply:
        if rest == "graphql.json" and call.method == "POST":
            return self._graphql(call, grant)
        upload = UPLOAD.fullmatch(rest)
        if upload is None or call.method != "POST":
            return _not_imitated(call)
        shop = self._shops[grant.shop]
        number = int(upload["dispute"])
        known = any(case.number == number for case in self.world.chargebacks[grant.shop])
        if UPLOAD_SCOPE not in grant.scopes or not known:
            return Reply(404, {"errors": "Not Found"})
        return shop.desk.uploads.take(call, number)

    def _graphql(self, call: Call, grant: Grant) -> Reply:
        question = _question(call)
        if question is None:
            return Reply(400, {"errors": {"query": "Required parameter missing or invalid"}})
        asked = engine.asked(*question)
        if isinstance(asked, list):
            return Reply(200, {"errors": formatted(asked)})
        if asked.cost > LARGEST:
            return Reply(200, {"errors": [too_costly(asked.cost, LARGEST)]})
        bucket = self._shops[grant.shop].bucket
        if not bucket.take(asked.cost):
            return Reply(200, {"errors": [throttled()], "extensions": _cost(asked.cost, None, bucket)})
        return Reply(200, self._run(call, grant, asked, bucket))

    def _run(self, call: Call, grant: Grant, asked: engine.Asked, bucket: Bucket) -> Mapping[str, Any]:
        shop = self._shops[grant.shop]
        shelf = Shelf(
            world=self.world,
            brand=self.world.brand(grant.shop),
            index=shop.index,
            at=call.at,
            all_orders="read_all_orders" in grant.scopes,
            personal=grant.shop not in self.accounts.no_personal_data,
            hostile=self.hostile,
        )
        store = Store(shelf, shop.desk, grant.scopes)
        visit = engine.visit_of(grant.scopes)
        changes = asked.operation.operation is OperationType.MUTATION
        answered = engine.run(asked, store.mutation() if changes else store.query(), visit)
        cost = min(asked.cost, used(answered.data) + (MUTATION if changes else 0))
        bucket.give_back(asked.cost - cost)
        body: dict[str, Any] = {"data": answered.data}
        if answered.errors:
            body["errors"] = formatted(answered.errors)
        body["extensions"] = _cost(asked.cost, cost, bucket)
        if visit.search:
            body["extensions"]["search"] = visit.search
        return body

    def _open(self) -> None:
        """Open the stores of the world; tokens stay good."""
        self._shops = {
            brand.slug: _Shop(
                index=Index(self.world, brand.slug),
                desk=EvidenceDesk(self.world.bank, Uploads()),
                bucket=Bucket(self._plan, monotonic=self._monotonic),
            )
            for brand in self.world.brands
        }


def _question(call: Call) -> tuple[str, str | None, dict[str, Any]] | None:
    """Return query, name of the operation and variables; None where the body holds no such thing."""
    try:
        body = call.json()
    except ValueError:
        return None
    given = body if isinstance(body, dict) else {}
    query, name, variables = (given.get(key) for key in ("query", "operationName", "variables"))
    if not isinstance(query, str) or not isinstance(variables or {}, dict):
        return None
    return query, name, variables or {}


def _cost(requested: int, actual: int | None, bucket: Bucket) -> dict[str, Any]:
    return {
        "cost": {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": bucket.status(),
        }
    }


def _not_imitated(call: Call) -> Reply:
    said = f"The sandbox does not imitate {call.method} {call.path} of Shopify."
    return Reply(501, {"errors": said})
