"""
Mail that no person writes: absence notes, bounces, newsletters, notices of platforms.

Nobody waits for an answer to any of it, and each kind says so in other headers, one
kind in none at all. Also opens, day by day, the questions of people who have not
ordered yet, which look much like it.
"""

from collections.abc import Callable
from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.letters import INBOX, Letter
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.post_office import Conversation, PostOffice, message_id, threading_of

ABSENCE_SHARE = 0.03
BOUNCE_SHARE = 0.008
"""Of the letters that a brand sends, those that a machine answers."""

STRANGERS_A_DAY = 0.25
BULK_A_DAY = 0.35
"""Per brand; this project's judgement."""

Headers = tuple[tuple[str, str], ...]

BULK: tuple[tuple[tuple[str, str], str, str, Headers], ...] = (
    (
        ("Fabric Weekly", "news@fabric-weekly.example"),
        "Autumn colours are here",
        "Read more on our site.",
        (("List-Unsubscribe", "<https://fabric-weekly.example/off>"), ("Precedence", "bulk")),
    ),
    (
        ("Shop notices", "noreply@shop-notices.example"),
        "Your weekly sales summary",
        "Sign in to see your numbers.",
        (("Auto-Submitted", "auto-generated"),),
    ),
    (
        ("Parcel Partner", "no-reply@parcel-partner.example"),
        "Invoice for last week",
        "Your invoice is ready.",
        (("X-Autoreply", "yes"),),
    ),
    (
        ("Growth Agency", "hello@growth-agency.example"),
        "Order #1 on Google?",
        "We bring you to the first page.",
        (("List-Id", "<outreach.growth-agency.example>"),),
    ),
    (("Bank", "noreply@bank.example"), "Your statement", "Your statement is ready.", ()),
)
"""Sender, subject, text, headers."""


class Machines:
    """All machines that write to the brands."""

    def __init__(
        self,
        seed: int,
        post: PostOffice,
        agenda: Agenda,
        ask_as_stranger: Callable[[Brand, str, float], None],
    ) -> None:
        self._seed = seed
        self._post = post
        self._agenda = agenda
        self._ask_as_stranger = ask_as_stranger

    def start(self, brand: Brand, day: int) -> None:
        """Write to *brand* every day from *day* on (days since 1970)."""
        self._agenda.plan(day * DAY_SECONDS, partial(self._plan_day, brand, day))

    def hear(self, happening: Happening) -> None:
        """Answer some letters by machine; give notice of reviews."""
        if happening.kind == "letter":
            letter: Letter = happening.detail["letter"]
            if not letter.inbound and not letter.automatic:
                self._consider(letter)
        elif happening.kind == "reviewed":
            brand = happening.detail["brand"]
            letter_at = happening.at + 120
            self._agenda.plan(letter_at, partial(self._notice, brand, happening.subject))

    def _plan_day(self, brand: Brand, day: int, _at: float) -> None:
        throw = dice(self._seed, brand.slug, "mail of day", day)
        if throw.random() < STRANGERS_A_DAY:
            at = (day + throw.random()) * DAY_SECONDS
            name = f"{brand.slug}/{day}/stranger"
            self._agenda.plan(at, partial(self._ask_as_stranger, brand, name))
        if throw.random() < BULK_A_DAY:
            at = (day + throw.random()) * DAY_SECONDS
            self._agenda.plan(at, partial(self._bulk, brand, f"{brand.slug}/{day}/bulk"))
        self.start(brand, day + 1)

    def _bulk(self, brand: Brand, name: str, at: float) -> None:
        sender, subject, text, headers = dice(self._seed, name).choice(BULK)
        self._write(brand, name, at, sender, subject, text, headers)

    def _notice(self, brand: Brand, review: str, at: float) -> None:
        sender = ("Review notices", "noreply@review-notices.example")
        headers = (("Auto-Submitted", "auto-generated"), ("Precedence", "bulk"))
        text = f"{brand.name} has a new review."
        self._write(brand, f"{review}/notice", at, sender, "You have a new review", text, headers)

    def _consider(self, letter: Letter) -> None:
        luck = dice(self._seed, letter.conversation, "machine", letter.at).random()
        if luck < ABSENCE_SHARE:
            self._agenda.plan(letter.at + 20, partial(self._be_absent, letter))
        elif luck < ABSENCE_SHARE + BOUNCE_SHARE:
            self._agenda.plan(letter.at + 90, partial(self._bounce, letter))

    def _be_absent(self, letter: Letter, at: float) -> None:
        sender = ("", letter.to_email)
        headers = (("Auto-Submitted", "auto-replied"), ("Precedence", "auto_reply"))
        subject = f"Automatic reply: {letter.subject}"
        self._answer(letter, at, sender, subject, "I am away until Monday.", headers)

    def _bounce(self, letter: Letter, at: float) -> None:
        sender = ("Mail Delivery System", "mailer-daemon@mail.example")
        headers = (("Auto-Submitted", "auto-replied"), ("Return-Path", "<>"))
        text = f"<{letter.to_email}>: mailbox unavailable\n\nMessage-ID: {letter.message_id}"
        self._answer(letter, at, sender, "Undelivered Mail Returned to Sender", text, headers)

    def _answer(
        self, letter: Letter, at: float, sender: tuple[str, str], subject: str, text: str, headers: Headers
    ) -> None:
        conversation = self._post.conversations[letter.conversation]
        self._post.post(_letter(conversation, at, sender, subject, text, headers, threading_of(letter)))

    def _write(
        self,
        brand: Brand,
        name: str,
        at: float,
        sender: tuple[str, str],
        subject: str,
        text: str,
        headers: Headers,
    ) -> None:
        conversation = Conversation(name, brand, None, "", *sender)
        self._post.open(conversation)
        self._post.post(_letter(conversation, at, sender, subject, text, headers, ("", ())))


def _letter(
    conversation: Conversation,
    at: float,
    sender: tuple[str, str],
    subject: str,
    text: str,
    headers: Headers,
    threading: tuple[str, tuple[str, ...]],
) -> Letter:
    in_reply_to, references = threading
    return Letter(
        message_id=message_id("machine.example", conversation.name, subject, at),
        brand_slug=conversation.brand.slug,
        at=at,
        folder=INBOX,
        sender_name=sender[0],
        sender_email=sender[1],
        reply_to="",
        to_email=conversation.brand.support_email,
        subject=subject,
        text=text,
        in_reply_to=in_reply_to,
        references=references,
        automatic=True,
        extra_headers=headers,
        conversation=conversation.name,
        order_name="",
        cause="",
        wants_answer=False,
    )
