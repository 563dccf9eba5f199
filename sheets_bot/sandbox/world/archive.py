"""
What the shops, carriers, mailboxes and review pages keep: all that the rooms may look at.

Lists only grow, in order of time; the values in them are changed by what happens in
the world and by nobody else. Decides nothing.
"""

from collections.abc import Sequence

from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.letters import Letter
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.parcels import Parcel
from sheets_bot.sandbox.world.refunds import Cancellation, Refund, Return
from sheets_bot.sandbox.world.reviews import Review


class Archive:
    """By the brand's slug, or by the order's name, as each line says."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._brands = {brand.slug: brand for brand in brands}
        slugs = list(self._brands)
        self.orders: dict[str, list[Order]] = {slug: [] for slug in slugs}
        self.order_by_name: dict[str, Order] = {}
        self.parcels: dict[str, list[Parcel]] = {}
        """By order name; an order without a parcel has no entry."""
        self.refunds: dict[str, list[Refund]] = {slug: [] for slug in slugs}
        self.returns: dict[str, list[Return]] = {slug: [] for slug in slugs}
        self.cancellations: dict[str, Cancellation] = {}
        """By order name."""
        self.letters: dict[str, list[Letter]] = {slug: [] for slug in slugs}
        self.reviews: dict[str, list[Review]] = {slug: [] for slug in slugs}
        self.warnings: dict[str, list[tuple[float, str]]] = {slug: [] for slug in slugs}
        """Of Trustpilot, for answers that break its rules: when, and the review's id."""
        self.chargebacks: dict[str, list[Chargeback]] = {slug: [] for slug in slugs}
        self._touched_at: dict[str, float] = {}

    def brand(self, slug: str) -> Brand:
        """Return a brand by its slug."""
        return self._brands[slug]

    def take(self, order: Order) -> None:
        """Write down a new order."""
        self.orders[order.brand.slug].append(order)
        self.order_by_name[order.name] = order

    def touch(self, order: Order, at: float) -> None:
        """Note that something about *order* has changed: a parcel, a refund, a return."""
        self._touched_at[order.name] = max(at, self.touched_at(order))

    def touched_at(self, order: Order) -> float:
        """Return when *order* last changed, as a shop's `updatedAt` shows it."""
        return self._touched_at.get(order.name, order.placed_at)
