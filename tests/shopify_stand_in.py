"""A Shopify of a few lines for the client's tests: a store that answers the client's questions by their names."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.platforms.shopify.access import TOKEN_HEADER, TOKEN_PATH, ShopifyToken, StaticToken
from sheets_bot.platforms.shopify.budget import Budget
from sheets_bot.platforms.shopify.client import Shopify
from sheets_bot.platforms.shopify.graphql import PATH
from sheets_bot.platforms.shopify.queries import LACKING, VERSION

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BASE = "https://aurora.shop.example"
CLIENT_ID = "client-of-aurora"
CLIENT_SECRET = "secret-of-aurora"

Answer = httpx.Response | Exception | Callable[[dict[str, Any]], httpx.Response]


def at(**ago: float) -> str:
    """An instant as Shopify writes it."""
    return (NOW - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def shop_money(amount: str, currency: str = "USD") -> dict[str, Any]:
    money = {"amount": amount, "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}


def a_list(*nodes: Any, more: bool = False) -> dict[str, Any]:
    """A connection with all its nodes."""
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": more, "endCursor": "c"}}


def a_dispute(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ShopifyPaymentsDispute/{number}",
        "legacyResourceId": str(number),
        "type": "CHARGEBACK",
        "status": "NEEDS_RESPONSE",
        "initiatedAt": at(days=1),
        "evidenceDueBy": at(days=-9),
        "evidenceSentOn": None,
        "finalizedOn": None,
        "amount": {"amount": "59.0", "currencyCode": "USD"},
        "reasonDetails": {"reason": "PRODUCT_NOT_RECEIVED", "networkReasonCode": "13.1"},
        "order": {
            "legacyResourceId": "700",
            "name": "#1042",
            "createdAt": at(days=30),
            "processedAt": at(days=30),
            "customer": {"displayName": "Jane Doe"},
        },
        "disputeEvidence": {"id": f"gid://shopify/ShopifyPaymentsDisputeEvidence/{number + 9000}"},
        **fields,
    }


def an_order(number: int = 1, **fields: Any) -> dict[str, Any]:
    """An order that was paid and not yet shipped."""
    return {
        "id": f"gid://shopify/Order/{number}",
        "legacyResourceId": str(number),
        "name": f"#{1000 + number}",
        "createdAt": at(days=2),
        "updatedAt": at(days=1, minutes=-number),
        "test": False,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "returnStatus": "NO_RETURN",
        "email": "jane@mail.example",
        "tags": [],
        "totalPriceSet": shop_money("59.0"),
        "totalRefundedSet": shop_money("0.0"),
        "transactionsCount": {"count": 0},
        "fulfillmentsCount": {"count": 0},
        "transactions": [],
        "fulfillmentOrders": a_list(),
        **fields,
    }


def an_error(code: str, *path: str | int, data: Any = None, **extensions: Any) -> httpx.Response:
    """An answer with status 200 that holds an error in Shopify's form."""
    error = {"message": "words of Shopify's", "path": list(path), "extensions": {"code": code, **extensions}}
    return httpx.Response(200, json={"data": data, "errors": [error]})


class StandIn:
    """Answers as a transport of httpx; *said* holds answers that come first, by operation, the last for ever."""

    def __init__(self, *, orders: Any = (), disputes: Any = (), scopes: Any = tuple(LACKING)) -> None:
        self.orders = {order["id"]: order for order in orders}
        self.disputes = {dispute["id"]: dispute for dispute in disputes}
        self.scopes = list(scopes)
        self.policies: list[dict[str, Any]] = []
        self.said: dict[str, list[Answer]] = {}
        self.requests: list[httpx.Request] = []
        self.version = VERSION
        self.cost: dict[str, Any] | None = None
        self.tokens = 0
        self.page_size = 2
        self._lock = threading.Lock()

    def say(self, operation: str, *answers: Answer) -> None:
        self.said[operation] = list(answers)

    def asked(self, operation: str = "") -> list[dict[str, Any]]:
        """The bodies of the questions, or of those of one name."""
        bodies = [json.loads(request.read()) for request in self.requests if request.url.path == PATH]
        return [body for body in bodies if operation in {"", body["operationName"]}]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self.requests.append(request)
        if request.url.path == TOKEN_PATH:
            return self._answer_said("token", {}) or self._token()
        body = json.loads(request.read())
        return self._answer_said(body["operationName"], body) or self._answered(body)

    def _answer_said(self, name: str, body: dict[str, Any]) -> httpx.Response | None:
        with self._lock:
            answers = self.said.get(name, [])
            answer = answers.pop(0) if len(answers) > 1 else answers[0] if answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(body) if answer else None

    def _token(self) -> httpx.Response:
        self.tokens += 1
        answer = {"access_token": f"token-{self.tokens}", "scope": ",".join(self.scopes), "expires_in": 86399}
        return httpx.Response(200, json=answer)

    def _answered(self, body: dict[str, Any]) -> httpx.Response:
        name, variables = body["operationName"], body["variables"]
        data: dict[str, Any]
        if name == "Who":
            handles = [{"handle": scope} for scope in self.scopes]
            data = {"currentAppInstallation": {"accessScopes": handles}}
        elif name == "CountOrders":
            data = {"ordersCount": {"count": len(self.orders), "precision": "EXACT"}}
        elif name == "ShopPolicies":
            data = {"shop": {"shopPolicies": self.policies}}
        elif name in {"OrdersPage", "DisputesPage"}:
            things = self.orders if name == "OrdersPage" else self.disputes
            field = "orders" if name == "OrdersPage" else "disputes"
            begin = int(variables["after"] or 0)
            nodes = list(things.values())[begin : begin + self.page_size]
            end = begin + len(nodes)
            page = {"hasNextPage": end < len(things), "endCursor": str(end)}
            data = {field: {"nodes": nodes, "pageInfo": page}}
        else:
            things, letter = (self.disputes, "d") if name == "DisputesById" else (self.orders, "o")
            parts = [things.get(variables[f"i{n}"]) for n in range(len(variables))]
            data = {f"{letter}{n}": self._part(name, part) for n, part in enumerate(parts)}
        extensions = {"cost": self.cost} if self.cost else {}
        headers = {"x-shopify-api-version": self.version}
        return httpx.Response(200, json={"data": data, "extensions": extensions}, headers=headers)

    def _part(self, name: str, thing: dict[str, Any] | None) -> dict[str, Any] | None:
        """What a question about one part of an order finds: under its name in the order, by the test's making."""
        if thing is None or name == "DisputesById":
            return thing
        return {"id": thing["id"], **thing.get(name, {})}


def a_client(
    stand_in: StandIn,
    *,
    attempts: int = 3,
    token: str = "",
    budget: Budget | None = None,
    clock: Callable[[], float] | None = None,
) -> Shopify:
    """A client whose every request the stand-in answers; nothing waits."""
    transport = httpx.MockTransport(stand_in)
    patience = Patience(attempts=attempts, first_wait_seconds=0.0)
    sign_in = Http("Shopify sign-in", BASE, transport=transport, patience=patience)
    credential = (
        StaticToken(token) if token else ShopifyToken(sign_in, CLIENT_ID, CLIENT_SECRET, brand="aurora")
    )
    http = Http(
        "Shopify",
        BASE,
        credential=credential,
        credential_header=TOKEN_HEADER,
        transport=transport,
        patience=patience,
    )
    extra = {"clock": clock} if clock else {}
    return Shopify(http, credential, shop="aurora", brand="aurora", patience=patience, budget=budget, **extra)
