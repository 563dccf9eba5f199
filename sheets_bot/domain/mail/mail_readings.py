"""
What one mail is to us: from a customer or from us, by a person or by a program.

Pure, and one mail at a time; what several of them make together is `thread.py`. The list of
signs of a program follows RFC 3834 (Auto-Submitted), RFC 2919 and 2369 (List-*), RFC 3464 (bounces)
and the habits of help desks. A sign that is missing never makes a customer's mail automatic.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sheets_bot.domain.mail.mail import Mail, Party, Place

HINT_HEADERS = (
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-failed-recipients",
    "list-id",
    "list-post",
    "list-unsubscribe",
    "return-path",
    "content-type",
)
"""The headers that `Mail.hints` holds."""

_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_NOT_BY_ITSELF = frozenset({"no", "false", "0"})
_ROBOTS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply")
BOUNCE = "a bounce"


class Way(StrEnum):
    """Which way a mail went."""

    IN = "in"
    OUT = "out"
    ASIDE = "aside"
    """Between our own addresses: no customer has a part in it."""


@dataclass(frozen=True, slots=True)
class Ours:
    """The addresses of the house, in small letters; ``@shop.example`` stands for a whole domain."""

    addresses: frozenset[str]

    def includes(self, email: str) -> bool:
        """True for an address of ours, with or without a ``+tag``."""
        name, _, domain = email.partition("@")
        plain = f"{name.partition('+')[0]}@{domain}"
        return bool(email) and not self.addresses.isdisjoint({email, plain, f"@{domain}"})

    def runs_list(self, list_header: str) -> bool:
        """True where a mailing list's header names a domain of ours: a support address that is a group."""
        domains = {address.partition("@")[2] for address in self.addresses}
        return any(domain and list_header.rstrip("> ").endswith(domain) for domain in domains)


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail and what it is to us."""

    mail: Mail
    way: Way
    party: Party
    """Of a mail that came in: who is to be answered. Empty for the others."""
    automatic: str
    """Why a program and no person wrote it, in words; empty where nothing says so."""
    reached_at: frozenset[str] = frozenset()
    """Of a mail that came in: the addresses at which the party can be answered."""

    @property
    def asks(self) -> bool:
        """True for a mail that a person sent us."""
        return self.way is Way.IN and not self.automatic

    @property
    def answers(self) -> bool:
        """True for a mail by which one of us answered; a program's "we got your mail" does not."""
        return self.way is Way.OUT and not self.automatic


def read_mail(mail: Mail, *, ours: Ours, notifiers: frozenset[str]) -> Reading:
    """
    Return what a mail is to us. *notifiers* are domains from which only programs write.

    A contact form's mail comes from the shop itself, or from its platform, and names the
    customer in Reply-To: that is the party then, and the form's own signs do not count.
    """
    from_form = _is_form(mail, ours, notifiers)
    if mail.place is Place.SENT or (ours.includes(mail.sender.email) and not from_form):
        outside = [email for email in mail.recipients if not ours.includes(email)]
        way = Way.OUT if outside or mail.place is Place.SENT else Way.ASIDE
        return Reading(mail, way, Party(), _automatic(mail, ours))
    if from_form:
        return Reading(mail, Way.IN, mail.reply_to, "", frozenset({mail.reply_to.email}))
    automatic = _automatic(mail, ours)
    if not automatic and _belongs(mail.sender.email, notifiers):
        automatic = "a notification of a platform"
    party = _party(mail, ours)
    return Reading(mail, Way.IN, party, automatic, frozenset({party.email, mail.sender.email} - {""}))


def may_ask(mail: Mail, *, ours: Ours) -> bool:
    """True where a mail may be a customer's, so that its text is worth reading."""
    return read_mail(mail, ours=ours, notifiers=frozenset()).asks


def _is_form(mail: Mail, ours: Ours, notifiers: frozenset[str]) -> bool:
    to = mail.reply_to.email
    if not to or mail.place is Place.SENT or ours.includes(to) or _belongs(to, notifiers) or _is_robot(to):
        return False
    # A mail of ours to the very person that it names in Reply-To went out; a form's mail comes to us.
    from_us = ours.includes(mail.sender.email) and to not in mail.recipients
    return from_us or _belongs(mail.sender.email, notifiers)


def _party(mail: Mail, ours: Ours) -> Party:
    reply_to = mail.reply_to
    if not reply_to.email or ours.includes(reply_to.email):
        return mail.sender
    return reply_to if reply_to.name else Party(reply_to.email, mail.sender.name)


def _automatic(mail: Mail, ours: Ours) -> str:
    hints = dict(mail.hints)
    if _is_bounce(mail, hints):
        return BOUNCE
    submitted = _keyword(hints, "auto-submitted")
    if submitted not in _NOT_BY_ITSELF:
        return f"sent by a program (Auto-Submitted: {submitted})"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder"):
        if _keyword(hints, name) not in _NOT_BY_ITSELF:
            return f"an automatic reply ({name})"
    if not _is_own_list(hints, ours):
        if (precedence := _keyword(hints, "precedence")) in _BULK:
            return f"sent in bulk (Precedence: {precedence})"
        if any(name.startswith("list-") for name in hints):
            return "sent to a mailing list"
    if hints.get("return-path", "").strip() == "<>":
        return "sent without a return address, as programs do"
    return "from an address that takes no answer" if _is_robot(mail.sender.email) else ""


def _is_bounce(mail: Mail, hints: dict[str, str]) -> bool:
    kind = hints.get("content-type", "")
    return (
        "x-failed-recipients" in hints
        or (kind.startswith("multipart/report") and "delivery-status" in kind)
        or mail.sender.email.startswith(("mailer-daemon@", "postmaster@"))
    )


def _keyword(hints: dict[str, str], name: str) -> str:
    """Return the first word of a header, e.g. ``auto-replied``; ``no`` where it is missing or empty."""
    words = hints.get(name, "").replace(";", " ").split()
    return words[0][:40] if words else "no"


def _is_own_list(hints: dict[str, str], ours: Ours) -> bool:
    lists: Iterable[str] = (hints.get("list-id", ""), hints.get("list-post", ""))
    return any(ours.runs_list(header) for header in lists)


def _is_robot(email: str) -> bool:
    name = email.partition("@")[0]
    return any(name == robot or name.startswith((f"{robot}-", f"{robot}+")) for robot in _ROBOTS)


def _belongs(email: str, domains: frozenset[str]) -> bool:
    """True for an address in one of the domains or in a part of one."""
    domain = email.partition("@")[2]
    parts = domain.split(".")
    return any(".".join(parts[at:]) in domains for at in range(len(parts) - 1))
