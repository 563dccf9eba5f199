"""
The imitation of Trustpilot's Service Reviews and Business Units APIs.

What was written, edited and deleted is in `world/`; who may ask in
`trustpilot/accounts.py`, the JSON, the lists and the acts in the other
`trustpilot_*.py`. Invitations live on another host and are not imitated.
"""

import re
import time
from collections import deque
from collections.abc import Callable

from sheets_bot.sandbox.trustpilot.accounts import OAUTH, Account, Tokens
from sheets_bot.sandbox.trustpilot.acts import Acts
from sheets_bot.sandbox.trustpilot.errors import Refusal, api_error, not_found, not_imitated
from sheets_bot.sandbox.trustpilot.listing import page_of, private_filter, public_filter
from sheets_bot.sandbox.trustpilot.review_json import Unit, business_unit, private_review, public_review
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.reviews import Review

UNITS = re.compile(r"/v1/business-units/(?P<id>[^/]+)(?:/(?P<what>[a-z-]+))?")
REVIEWS = re.compile(r"/v1/reviews/(?P<id>[^/]+)(?:/(?P<what>[a-z-]+))?")
PRIVATE_LIST = re.compile(r"/v1/private/business-units/(?P<id>[^/]+)/reviews")
PRIVATE_ONE = re.compile(r"/v1/private/reviews/(?P<id>[^/]+)(?:/(?P<what>[a-z-]+))?")
LIMIT_SECONDS = 300.0


class TrustpilotRoom:
    """Answers for api.trustpilot.com."""

    service = "trustpilot"

    def __init__(self, world: World, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.world = world
        self.tokens = Tokens(world.brands)
        self.acts = Acts()
        self.without_api: set[str] = set()
        """Brands whose plan has no API module: everything private answers 403."""
        self.limit_per_five_minutes: int | None = None
        """Calls per brand in 5 minutes of real time; None: no limit. Trustpilot advises to stay below 833."""
        self._monotonic = monotonic
        self._calls: dict[str, deque[float]] = {}

    def change_world(self, world: World) -> None:
        """Begin anew with another world; keys and tokens stay good, tags and requests are forgotten."""
        self.world = world
        self.acts = Acts()

    def credentials(self) -> dict[str, dict[str, str]]:
        """Return key, secret, business unit id and author id by brand, for a ready configuration."""
        return {
            account.slug: {
                "key": account.key,
                "secret": account.secret,
                "business_unit_id": account.business_unit_id,
                "author_id": account.author_id,
            }
            for account in self.tokens.accounts.values()
        }

    def handles(self, path: str) -> bool:
        """Say whether a path is Trustpilot's."""
        return path.startswith(("/v1/oauth/", "/v1/business-units", "/v1/reviews/", "/v1/private/"))

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        with self.world.lock:
            self.world.advance_to(call.at)
            try:
                return self._answer(call)
            except Refusal as refusal:
                return refusal.reply

    def _answer(self, call: Call) -> Reply:
        if call.path.startswith(OAUTH):
            return self.tokens.answer(call)
        if call.path.startswith("/v1/private/"):
            return self._private(call)
        account = self.tokens.account_for_key(call)
        self._count(account)
        if call.method != "GET":
            return not_imitated(call)
        if call.path == "/v1/business-units/find":
            return Reply(200, self._unit_json(call, self._unit_called(call.arg("name"))))
        if call.path == "/v1/business-units/search":
            return self._search(call)
        unit, review = UNITS.fullmatch(call.path), REVIEWS.fullmatch(call.path)
        if unit:
            return self._about_unit(call, unit["id"], unit["what"] or "")
        if review:
            return self._about_review(call, review["id"], review["what"] or "")
        return not_imitated(call)

    def _private(self, call: Call) -> Reply:
        account = self.tokens.holder(call)
        self._count(account)
        if account.slug in self.without_api:
            raise api_error(403, "The plan of this account does not include the API.")
        listed = PRIVATE_LIST.fullmatch(call.path)
        if listed and call.method == "GET":
            if listed["id"] != account.business_unit_id:
                raise api_error(403, "The account has no access to this business unit.")
            return self._list(call, self._unit(account), private=True)
        one = PRIVATE_ONE.fullmatch(call.path)
        if one is None:
            return not_imitated(call)
        review = self._review(one["id"])
        if review.brand_slug != account.slug:
            raise api_error(403, "The account has no access to this review.")
        if one["what"] is None and call.method == "GET":
            return Reply(200, self._json(call, review))
        return self.acts.answer(call, one["what"] or "", self.world, review, account)

    def _about_unit(self, call: Call, unit_id: str, what: str) -> Reply:
        account = next(
            (one for one in self.tokens.accounts.values() if one.business_unit_id == unit_id), None
        )
        if account is None:
            raise not_found("The business unit")
        unit = self._unit(account)
        if what in {"", "profileinfo"}:
            return Reply(200, self._unit_json(call, unit))
        if what == "web-links":
            host = unit.brand.host
            return Reply(
                200,
                {
                    "locale": _locale(call),
                    "profileUrl": f"https://www.trustpilot.com/review/{host}",
                    "evaluateUrl": f"https://www.trustpilot.com/evaluate/{host}",
                },
            )
        return self._list(call, unit, private=False) if what == "reviews" else not_imitated(call)

    def _about_review(self, call: Call, review_id: str, what: str) -> Reply:
        review = self._review(review_id)
        if review.hidden:  # what the public sees of a hidden review is not documented
            raise not_found("The review")
        if not what:
            return Reply(200, public_review(self._json(call, review)))
        if what == "web-links":
            link = f"https://www.trustpilot.com/reviews/{review_id}"
            return Reply(200, {"locale": _locale(call), "reviewUrl": link})
        return Reply(200, {"consumers": []}) if what == "likes" else not_imitated(call)

    def _list(self, call: Call, unit: Unit, *, private: bool) -> Reply:
        """Return a page; a hidden or deleted review is not in it, whatever is asked."""
        wants = (private_filter if private else public_filter)(call, self.acts.added)
        found = page_of(call).of(review for review in self._shown(unit.brand.slug) if wants(review))
        reviews = [self._json(call, review) for review in found]
        return Reply(
            200, {"links": [], "reviews": reviews if private else [public_review(one) for one in reviews]}
        )

    def _search(self, call: Call) -> Reply:
        query = call.arg("query").casefold()
        units = [self._unit(account) for account in self.tokens.accounts.values()]
        found = [
            self._unit_json(call, unit)
            for unit in units
            if query and (query in unit.brand.name.casefold() or query in unit.brand.host)
        ]
        return Reply(200, {"links": [], "businessUnits": found})

    def _shown(self, slug: str) -> list[Review]:
        return [
            review for review in self.world.reviews[slug] if review.deleted_at is None and not review.hidden
        ]

    def _review(self, review_id: str) -> Review:
        for reviews in self.world.reviews.values():
            for review in reviews:
                if review.review_id == review_id and review.deleted_at is None:
                    return review
        raise not_found("The review")

    def _unit(self, account: Account) -> Unit:
        return Unit(self.world.brand(account.slug), account)

    def _unit_called(self, name: str) -> Unit:
        for account in self.tokens.accounts.values():
            if self.world.brand(account.slug).host == name.lower().removeprefix("www."):
                return self._unit(account)
        raise not_found("The business unit")

    def _unit_json(self, call: Call, unit: Unit) -> dict[str, object]:
        return business_unit(unit, self._shown(unit.brand.slug), base=_base(call))

    def _json(self, call: Call, review: Review) -> dict[str, object]:
        unit = self._unit(self.tokens.accounts[review.brand_slug])
        return private_review(review, unit, self.acts.added(review), base=_base(call))

    def _count(self, account: Account) -> None:
        """Raise the refusal of a brand that has used up its five minutes."""
        if self.limit_per_five_minutes is None:
            return
        now = self._monotonic()
        calls = self._calls.setdefault(account.slug, deque())
        while calls and calls[0] <= now - LIMIT_SECONDS:
            calls.popleft()
        if len(calls) >= self.limit_per_five_minutes:
            raise api_error(429, "Too many calls.")
        calls.append(now)


def _base(call: Call) -> str:
    return f"http://{call.headers.get('host', 'api.trustpilot.com')}"


def _locale(call: Call) -> str:
    locale = call.arg("locale")
    if not locale:
        raise api_error(400, "locale is required.")
    return locale
