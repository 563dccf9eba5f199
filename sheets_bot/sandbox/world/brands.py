"""
The brands of the sandbox and their accounts: invented names, identifiers and secrets.

Every credential is a made-up string that opens nothing outside this sandbox and
says so in itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """One shop with a PayPal account of its own."""

    slug: str
    """The name in the configuration, e.g. ``aurora``."""
    name: str
    currency: str
    merchant_id: str
    """PayPal's 13 characters."""
    email: str
    site: str
    orders_per_week: int
    dispute_share: float
    """Of the orders paid by PayPal, how many end in a dispute (0..1)."""
    orders_from: int = 1001
    """Number of the first order, as Shopify starts."""
    accelerated: bool = False
    """PayPal's accelerated response applies to the account; it is being rolled out in phases."""
    promise_days: int = 8
    """What checkout promises for deliveries at home, in days after the order; abroad it is a little more."""

    @property
    def host(self) -> str:
        """The site without its scheme."""
        return self.site.removeprefix("https://")

    @property
    def support_email(self) -> str:
        """Where customers write to."""
        return f"support@{self.host}"

    @property
    def home(self) -> str:
        """The country it sells in first, two letters."""
        return {"USD": "US", "GBP": "GB"}.get(self.currency, "DE")

    @property
    def client_id(self) -> str:
        """The app's public half."""
        return f"sandbox-client-{self.slug}-not-a-real-one"

    @property
    def client_secret(self) -> str:
        """The app's secret half; worthless outside this sandbox."""
        return f"sandbox-secret-{self.slug}-opens-nothing"


BRANDS = (
    Brand(
        slug="aurora",
        name="Aurora & Pine",
        currency="USD",
        merchant_id="SBXAURORA1PNE",
        email="payments@aurora-pine.example",
        site="https://aurora-pine.example",
        orders_per_week=140,
        dispute_share=0.024,
        accelerated=True,
        promise_days=7,
    ),
    Brand(
        slug="velvet",
        name="Velvet Harbor",
        currency="EUR",
        merchant_id="SBXVELVET2HRB",
        email="payments@velvet-harbor.example",
        site="https://velvet-harbor.example",
        orders_per_week=120,
        dispute_share=0.019,
        orders_from=20001,
    ),
    Brand(
        slug="marlow",
        name="Marlow & Finch",
        currency="GBP",
        merchant_id="SBXMARLOW3FNC",
        email="payments@marlow-finch.example",
        site="https://marlow-finch.example",
        orders_per_week=95,
        dispute_share=0.018,
        orders_from=5001,
    ),
    Brand(
        slug="solstice",
        name="Solstice Studio",
        currency="USD",
        merchant_id="SBXSLSTCE4STD",
        email="payments@solstice-studio.example",
        site="https://solstice-studio.example",
        orders_per_week=150,
        dispute_share=0.029,
        orders_from=310001,
        accelerated=True,
    ),
)
