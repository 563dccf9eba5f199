"""
Letters: every mail that reached or left a brand's support mailbox.

State only; `correspondents.py` writes for the customers, `support.py` for the
brands. How a letter looks on the wire is the mail room's business. Instants are
seconds since 1970.
"""

from dataclasses import dataclass

INBOX = "INBOX"
SENT = "Sent"
NOWHERE = ""
"""It was sent, but no copy was filed: plain SMTP does not put anything into Sent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail."""

    message_id: str
    """With its angle brackets; empty where the sender's program set none."""
    brand_slug: str
    at: float
    folder: str
    """INBOX (came in), Sent (went out) or empty (went out, no copy kept)."""
    sender_name: str
    sender_email: str
    reply_to: str
    """Empty where the header is missing."""
    to_email: str
    subject: str
    text: str
    in_reply_to: str
    """A Message-ID, or empty."""
    references: tuple[str, ...]
    automatic: bool
    """No person wrote it, and nobody waits for an answer; what says so stands in `extra_headers`."""
    extra_headers: tuple[tuple[str, str], ...]
    conversation: str
    """The true thread, whatever the headers say; empty: `World.post` finds it by the references."""
    order_name: str
    """The true order, e.g. ``AURORA-1042``; empty where it is about none."""
    cause: str
    """What it is about in truth: a code of `troubles.py`, ``question`` and the like; empty if automatic."""
    wants_answer: bool = True
    """False for a mere thank-you; only the truth knows."""

    @property
    def inbound(self) -> bool:
        """Say whether it came from outside."""
        return self.folder == INBOX
