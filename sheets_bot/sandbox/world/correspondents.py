"""
Customers who write mails: they ask, remind, thank, ask again.

What they write about is the order's life; when and how is decided by dice named
after the order or the conversation. They hear the answers of support, of a person
and of a bot alike. Shares are this project's judgement.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sheets_bot.sandbox.world import letter_words
from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.letters import INBOX, SENT, Letter
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.oddities import odd_name, odd_references, odd_subject
from sheets_bot.sandbox.world.post_office import (
    Conversation,
    PostOffice,
    answer_subject,
    message_id,
    threading_of,
)
from sheets_bot.sandbox.world.writers import Writer, writer_of, writes_at

HOUR_SECONDS = 3600.0

REMINDS_SHARE = 0.6
"""Of letters without an answer, those after which the customer writes once more."""
MOST_LETTERS = 4
"""Of one customer in one conversation."""
THANKS_SHARE = 0.12
ASKS_AGAIN_SHARE = 0.2
"""Of answers."""
DROPS_REFERENCES_SHARE = 0.12
"""Of customers' answers, those whose program keeps In-Reply-To only."""
STARTS_ANEW_SHARE = 0.05
"""Of customers' answers, those that are new mails without any reference."""
NO_MESSAGE_ID_SHARE = 0.01
BOTH_BRANDS_SHARE = 0.01
"""Of first letters, those that go to another brand's address as well."""


class Correspondents:
    """All customers, as writers of mails."""

    def __init__(
        self, seed: int, brands: Sequence[Brand], post: PostOffice, agenda: Agenda, *, hostility: str
    ) -> None:
        self._seed = seed
        self._brands = brands
        self._post = post
        self._agenda = agenda
        self._hostility = hostility

    def take(self, life: Life) -> None:
        """Plan the first mail about an order, if there is to be one."""
        if life.confirmed:
            self._agenda.plan(life.order.placed_at + 60, partial(self._confirm, life))
        at = writes_at(self._seed, life)
        if at is not None:
            self._agenda.plan(at, partial(self._ask, life))

    def hear(self, happening: Happening) -> None:
        """React to a letter: to one's own by waiting, to an answer by thanking or asking again."""
        letter: Letter = happening.detail["letter"]
        conversation = self._post.conversations[letter.conversation]
        if letter.automatic or conversation.written_by_customer() >= MOST_LETTERS:
            return
        count = len(conversation.letters)
        throw = dice(self._seed, conversation.name, "reacts", count)
        if letter.inbound:
            if letter.wants_answer and throw.random() < REMINDS_SHARE:
                at = letter.at + throw.uniform(40, 110) * HOUR_SECONDS
                self._agenda.plan(at, partial(self._remind, conversation, count))
            return
        luck = throw.random()
        if conversation.written_by_customer() and luck < THANKS_SHARE + ASKS_AGAIN_SHARE:
            at = letter.at + throw.uniform(1, 40) * HOUR_SECONDS
            thanks = luck < THANKS_SHARE
            self._agenda.plan(at, partial(self._answer, conversation, letter, count, thanks=thanks))

    def write_later(self, life: Life, subject: str, text: str, at: float) -> None:
        """Let the buyer write at *at* in a thread of their own, which the built-in support ignores."""

        def write(when: float) -> None:
            order, name = life.order, f"{life.order.name}/planted"
            known = self._post.conversations.get(name)
            if known is not None:
                self._answer_with(known, known.letters[-1], text, when)
                return
            writer = Writer(order.buyer.given_name, order.buyer.name, order.buyer.email)
            conversation = Conversation(name, order.brand, order, life.cause, writer.name, writer.email)
            conversation.ignored = True
            self._begin(conversation, writer, subject, text, when)

        self._agenda.plan(at, write)

    def open_presale(self, brand: Brand, name: str, at: float) -> None:
        """Let somebody who has never ordered ask something."""
        throw = dice(self._seed, name, "presale")
        given_name = throw.choice(("Robin", "Sam", "Jo", "Alex", "Kim"))
        writer = Writer(given_name, given_name, f"{given_name.lower()}{throw.randrange(10**6)}@mail.example")
        words = {"order": "", "item": "linen shirt", "name": given_name}
        subject, text = letter_words.first_letter("presale", "", words, throw)
        conversation = Conversation(name, brand, None, "presale", writer.name, writer.email)
        conversation.ignored = throw.random() < 0.1
        self._begin(conversation, writer, subject, text, at)

    def _confirm(self, life: Life, at: float) -> None:
        order, brand = life.order, life.order.brand
        name = f"{order.name}/confirmation"
        buyer = order.buyer
        self._post.open(Conversation(name, brand, order, "", buyer.name, buyer.email))
        self._post.post(
            Letter(
                message_id=message_id(brand.host, name),
                brand_slug=brand.slug,
                at=at,
                folder=SENT,
                sender_name=brand.name,
                sender_email=brand.support_email,
                reply_to="",
                to_email=buyer.email,
                subject=f"Order #{order.number} confirmed",
                text=f"Thank you for your order #{order.number}. We tell you when it is on its way.",
                in_reply_to="",
                references=(),
                automatic=True,
                extra_headers=(("Auto-Submitted", "auto-generated"),),
                conversation=name,
                order_name=order.name,
                cause="",
                wants_answer=False,
            )
        )

    def _ask(self, life: Life, at: float) -> None:
        order = life.order
        writer = writer_of(self._seed, order)
        throw = dice(self._seed, order.name, "first letter")
        item = throw.choice(order.lines).name.lower()
        words = {"order": writer.quotes, "item": item, "name": writer.given_name}
        subject, text = letter_words.first_letter(life.cause, order.buyer.country, words, throw)
        confirmation = self._post.conversations.get(f"{order.name}/confirmation")
        if confirmation is not None and throw.random() < 0.6 and not writer.by_form:
            confirmation.cause = life.cause
            confirmation.customer_name, confirmation.customer_email = writer.name, writer.email
            confirmation.ignored = life.cause == "no_support_reply"
            self._answer_with(confirmation, confirmation.letters[-1], text, at, first=True)
            return
        name = f"{order.name}/mail"
        conversation = Conversation(name, order.brand, order, life.cause, writer.name, writer.email)
        conversation.ignored = life.cause == "no_support_reply"
        self._begin(conversation, writer, subject, f"{text}\n\n{writer.signature}".rstrip(), at)

    def _begin(self, conversation: Conversation, writer: Writer, subject: str, text: str, at: float) -> None:
        brand, name = conversation.brand, conversation.name
        self._post.open(conversation)
        support, throw = brand.support_email, dice(self._seed, name, "begins")
        anonymous = throw.random() < NO_MESSAGE_ID_SHARE
        if writer.by_form:
            subject = "New customer message"
            text = f"Name: {writer.name}\nEmail: {writer.email}\n\nMessage:\n{text}"
        letter = Letter(
            message_id="" if anonymous else message_id("mail.example", name, 1),
            brand_slug=brand.slug,
            at=at,
            folder=INBOX,
            sender_name=brand.name if writer.by_form else odd_name(writer.name, name, self._hostility),
            sender_email=support if writer.by_form else writer.email,
            reply_to=writer.email if writer.by_form else "",
            to_email=support,
            subject=odd_subject(subject, name, self._hostility),
            text=text,
            in_reply_to="",
            references=(),
            automatic=False,
            extra_headers=(),
            conversation=name,
            order_name=conversation.order.name if conversation.order else "",
            cause=conversation.cause,
        )
        self._post.post(letter)
        if throw.random() < BOTH_BRANDS_SHARE and not anonymous and len(self._brands) > 1:
            another = throw.choice([other for other in self._brands if other.slug != brand.slug])
            self._post.post(replace(letter, brand_slug=another.slug))  # one letter, two addresses

    def _remind(self, conversation: Conversation, count: int, at: float) -> None:
        if len(conversation.letters) != count:
            return  # something has come in or gone out meanwhile
        text = dice(self._seed, conversation.name, "reminds", count).choice(letter_words.REMINDERS)
        self._answer_with(conversation, conversation.letters[-1], text, at)

    def _answer(
        self, conversation: Conversation, letter: Letter, count: int, at: float, *, thanks: bool
    ) -> None:
        if len(conversation.letters) != count:
            return
        throw = dice(self._seed, conversation.name, "answers", count)
        text = throw.choice(letter_words.THANKS if thanks else letter_words.AGAIN)
        self._answer_with(conversation, letter, text, at, wants_answer=not thanks)

    def _answer_with(
        self,
        conversation: Conversation,
        letter: Letter,
        text: str,
        at: float,
        *,
        wants_answer: bool = True,
        first: bool = False,
    ) -> None:
        """Write again, mostly as an answer to *letter*."""
        number = len(conversation.letters) + 1
        throw = dice(self._seed, conversation.name, "headers", number)
        in_reply_to, references = threading_of(letter)
        subject = answer_subject(letter.subject)
        luck = throw.random()
        if luck < STARTS_ANEW_SHARE and not first:
            in_reply_to, references, subject = "", (), conversation.letters[0].subject
        elif luck < STARTS_ANEW_SHARE + DROPS_REFERENCES_SHARE:
            references = ()
        references = odd_references(references, f"{conversation.name}/{number}", self._hostility)
        self._post.post(
            Letter(
                message_id=message_id("mail.example", conversation.name, number),
                brand_slug=conversation.brand.slug,
                at=at,
                folder=INBOX,
                sender_name=conversation.customer_name,
                sender_email=conversation.customer_email,
                reply_to="",
                to_email=conversation.brand.support_email,
                subject=subject,
                text=text,
                in_reply_to=in_reply_to,
                references=references,
                automatic=False,
                extra_headers=(),
                conversation=conversation.name,
                order_name=conversation.order.name if conversation.order else "",
                cause=conversation.cause,
                wants_answer=wants_answer,
            )
        )
