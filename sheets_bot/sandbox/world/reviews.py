"""
Reviews as Trustpilot keeps them, with what Trustpilot never learns: the order and the true cause.

State only; `reviewers.py` writes, edits and deletes them. Instants are seconds
since 1970.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """The company's answer under a review."""

    text: str
    author: str
    """Id of the business user, 24 hexadecimal digits."""
    at: float
    updated_at: float | None = None


@dataclass(slots=True)
class Review:
    """One review of one brand."""

    review_id: str
    """24 hexadecimal digits."""
    brand_slug: str
    order_name: str
    """The true order, e.g. ``AURORA-1042``; empty where the author never ordered."""
    consumer_id: str
    """24 hexadecimal digits."""
    display_name: str
    stars: int
    title: str
    text: str
    language: str
    """Two letters."""
    created_at: float
    updated_at: float | None
    """None until an edit that Trustpilot dates; some edits it does not."""
    experienced_at: float
    referral_email: str
    """Address that the invitation went to; empty for an organic review."""
    reference: str
    """What the invitation or the author gave as order number; nobody checks it; may be wrong or empty."""
    reply: Reply | None
    hidden: bool
    """Reported, and not shown in lists meanwhile."""
    deleted_at: float | None
    source: str
    """Organic, AFSv2, InvitationApi, ... (no published list)."""
    star_history: list[tuple[float, int]] = field(default_factory=list)
    """Every rating that it had, and since when; begins with the first."""
    cause: str = ""
    """What went wrong in truth; empty where nothing did."""
    hidden_at: float | None = None
    """When it was last hidden."""

    @property
    def invited(self) -> bool:
        """Say whether the shop had asked for it."""
        return bool(self.referral_email)
