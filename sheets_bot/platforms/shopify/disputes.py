"""
The disputes of one store: new ones from the list, known ones by number.

The list is filtered by when a dispute was opened and knows no time of change
(Admin GraphQL, `disputes`), so what may still change is asked for by number, one
null of which harms no other. The list never asks for evidence: it must not be null,
and where the right is missing it would take the whole answer with it. Reads only.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sheets_bot.domain.disputes.shop_dispute import ShopDispute
from sheets_bot.errors import RowSkipped, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.shopify.fields import Json
from sheets_bot.platforms.shopify.graphql import Answer, Graph
from sheets_bot.platforms.shopify.paging import pages, stamp
from sheets_bot.platforms.shopify.queries import (
    ALL_ORDERS,
    DISPUTES_AT_ONCE,
    EVIDENCE,
    ORDERS,
    disputes_by_id,
    disputes_page,
)
from sheets_bot.platforms.shopify.records import dispute_from_json

OVERLAP = timedelta(days=3)
"""A bank's date may lie before the day on which Shopify shows the case (ours; a sweep goes further)."""


class DisputeList:
    """The disputes of one store, as far as the app's rights (*granted*) show them."""

    def __init__(self, graph: Graph, *, granted: Collection[str], brand: str, shop: str) -> None:
        self._graph = graph
        self._granted = frozenset(granted)
        self._brand = brand
        self._shop = shop
        self._found: dict[str, ShopDispute] = {}
        """By number; of several sightings the last."""
        self._skipped: list[RowSkipped] = []
        self._unknown: list[str] = []
        self._notes: list[str] = []
        self._complete = True

    def fetch(self, *, since: datetime, also: Collection[str]) -> Fetched[ShopDispute]:
        """
        Fetch what was opened since *since* (UTC) and three days before, and the numbers in *also*.

        Raises NotServed, and TryLater if nothing could be fetched.
        """
        self._read_list(since - OVERLAP)
        self._look_up(self._to_look_up(also))
        without = sum(not dispute.order_id for dispute in self._found.values())
        if without and ORDERS in self._granted and ALL_ORDERS not in self._granted:
            self._notes.append(
                f"Shopify shows no order for {without} dispute(s): without the right {ALL_ORDERS}, those "
                "older than 60 days are withheld."
            )
        return Fetched(
            records=tuple(self._found.values()),
            skipped=tuple(self._skipped),
            unknown_ids=tuple(self._unknown),
            complete=self._complete,
            notes=tuple(self._notes),
        )

    def _read_list(self, since: datetime) -> None:
        try:
            for page in pages(
                self._graph, disputes_page(self._granted), "disputes", f"initiated_at:>='{stamp(since)}'"
            ):
                for payload in page.nodes:
                    self._take(payload)
        except TryLater as later:
            if not self._found:
                raise
            self._complete = False
            self._notes.append(f"Not all new disputes were seen: {later}")

    def _take(self, payload: Json) -> None:
        try:
            dispute = dispute_from_json(payload, brand=self._brand, shop=self._shop)
        except RowSkipped as skipped:
            self._skipped.append(skipped)
        else:
            self._found[dispute.dispute_id] = dispute

    def _to_look_up(self, also: Collection[str]) -> list[str]:
        """Return the numbers to ask for; all of them for the evidence, of which the list cannot speak."""
        numbers = []
        for number in dict.fromkeys(also):
            if not (number.isascii() and number.isdigit()):
                self._unknown.append(number)
            elif number not in self._found:
                numbers.append(number)
        return [*self._found, *numbers] if EVIDENCE in self._granted else numbers

    def _look_up(self, numbers: Sequence[str]) -> None:
        for begin in range(0, len(numbers), DISPUTES_AT_ONCE):
            some = numbers[begin : begin + DISPUTES_AT_ONCE]
            try:
                self._take_answer(some, self._ask(some))
            except TryLater as later:
                # Not asked on: whoever gave no answer to one question keeps the next ones waiting as long.
                self._complete = False
                self._notes.append(f"{len(numbers) - begin} dispute(s) were not looked up: {later}")
                return

    def _take_answer(self, numbers: Sequence[str], answer: Answer) -> None:
        """Take in disputes that were looked up; what the list said stands where nothing better comes."""
        for n, number in enumerate(numbers):
            payload = answer.data.get(f"d{n}")
            is_withheld = any(path[0] == f"d{n}" for path in answer.withheld)
            if isinstance(payload, dict):
                self._take(payload)
            elif is_withheld and number not in self._found:
                self._skipped.append(
                    RowSkipped(f"Shopify withholds dispute {number}; nothing is known of it.")
                )
            elif number not in self._found:
                self._unknown.append(number)

    def _ask(self, numbers: Sequence[str]) -> Answer:
        """Ask with the evidence where it is granted; where it is denied all the same, again without it."""
        variables = {
            f"i{n}": f"gid://shopify/ShopifyPaymentsDispute/{number}" for n, number in enumerate(numbers)
        }
        answer = self._graph.ask(disputes_by_id(self._granted, len(numbers)), variables)
        if EVIDENCE in self._granted and any("disputeEvidence" in path for path in answer.withheld):
            self._granted -= {EVIDENCE}
            self._notes.append(f"Shopify withholds the evidence of disputes, although {EVIDENCE} is granted.")
            answer = self._graph.ask(disputes_by_id(self._granted, len(numbers)), variables)
        return answer
