"""
The simulated support: somebody who answers most mails within hours, some late, some never.

With the habits of the seller (profiles of `sellers.py`); stops where somebody else
has answered.
"""

from functools import partial

from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.dice import dice
from sheets_bot.sandbox.world.letter_words import answer_to
from sheets_bot.sandbox.world.letters import SENT, Letter
from sheets_bot.sandbox.world.post_office import (
    Conversation,
    PostOffice,
    answer_subject,
    message_id,
    threading_of,
)
from sheets_bot.sandbox.world.sellers import Profile

HOUR_SECONDS = 3600.0

SHORT_HEADERS_SHARE = 0.1
"""Of the answers, those whose program writes In-Reply-To and no References."""


class Support:
    """One person for all mailboxes."""

    def __init__(
        self, seed: int, profile: Profile, post: PostOffice, agenda: Agenda, *, works_until: float
    ) -> None:
        self._seed = seed
        self._profile = profile
        self._post = post
        self._agenda = agenda
        self._works_until = works_until

    def hear(self, happening: Happening) -> None:
        """Plan the answer to a letter that wants one."""
        letter: Letter = happening.detail["letter"]
        conversation = self._post.conversations[letter.conversation]
        if not letter.inbound or letter.automatic or not letter.wants_answer or conversation.ignored:
            return
        throw = dice(self._seed, conversation.name, "support", len(conversation.letters))
        luck = throw.random()
        if luck < self._profile.mails_share:
            at = letter.at + throw.uniform(0.5, 16) * HOUR_SECONDS
        elif luck < self._profile.mails_share + self._profile.late_mails_share:
            at = letter.at + throw.uniform(26, 100) * HOUR_SECONDS
        else:
            return
        if at <= self._works_until:
            self._agenda.plan(at, partial(self._answer, conversation, letter))

    def _answer(self, conversation: Conversation, letter: Letter, at: float) -> None:
        if conversation.waiting_since is None:
            return  # somebody else has answered
        last = next(known for known in reversed(conversation.letters) if known.inbound)
        number = len(conversation.letters) + 1
        throw = dice(self._seed, conversation.name, "answer", number)
        in_reply_to, references = threading_of(last)
        if throw.random() < SHORT_HEADERS_SHARE:
            references = ()
        brand = conversation.brand
        self._post.post(
            Letter(
                message_id=message_id(brand.host, conversation.name, number),
                brand_slug=brand.slug,
                at=at,
                folder=SENT,
                sender_name=f"{brand.name} Support",
                sender_email=brand.support_email,
                reply_to="",
                to_email=conversation.customer_email,
                subject=answer_subject(last.subject),
                text=answer_to(conversation.cause, throw),
                in_reply_to=in_reply_to,
                references=references,
                automatic=False,
                extra_headers=(),
                conversation=conversation.name,
                order_name=letter.order_name,
                cause=letter.cause,
                wants_answer=False,
            )
        )
