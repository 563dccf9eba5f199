"""
Acts by mail: an answer in a thread, a letter about an order, or the draft of one; and looking for it after.

Whether a mail went out is told by its Message-ID in the mailbox, which is made of the act. A mail that may
have gone out is looked for for an hour and never sent a second time. The address is looked up at the
moment of sending, in the thread or in the shop, and kept nowhere.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sheets_bot.approvals.outcomes import after_failure, cannot_look, not_ours
from sheets_bot.domain.acts.act import PLACES_DRAFT, SENDS_MAIL, Act, Outcome, State
from sheets_bot.domain.acts.news import news_in_thread
from sheets_bot.domain.mail.letter import Contact, Letter, letter_for
from sheets_bot.domain.mail.mail_readings import Ours, read_mail
from sheets_bot.domain.mail.thread import Thread, threads_of, without_copies
from sheets_bot.domain.mail.thread_keys import keyed
from sheets_bot.domain.rules.mail_settings import MailRules
from sheets_bot.errors import Refused, SheetsBotError
from sheets_bot.platforms.mailbox.client import Mailbox

LOOKED_FOR = timedelta(hours=1)
"""A copy to ourselves comes within minutes; what has not come after an hour may be lost or late (ours)."""
DRAFT_SETTLED_AFTER = timedelta(minutes=2)
"""A draft is there or not as soon as the server has let go of the line (ours)."""

INBOX_TAB = "Inbox"
_WHERE = "The mail server"
_SENT = "The mail has been sent."
_PLACED = "The draft lies in the mailbox, in the folder for drafts."


class MailActs:
    """The Doer of one brand's mailbox."""

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        rules: MailRules,
        addresses: Mapping[str, frozenset[str]],
        contact: Callable[[str], Contact | None],
        members: Callable[[str], str] = lambda _key: "",
    ) -> None:
        """
        Make the doer of a brand.

        Args:
            mailbox: The brand's.
            rules: How far back threads are read, which addresses are ours, who writes by program.
            addresses: The addresses of all accounts, by brand.
            contact: From the key of an order in the tab `Orders` to where its customer is written to; None
                where that is not known. May raise what the shop's client raises.
            members: From the key of a row of the Inbox to its hidden column `members`.
        """
        self._mailbox = mailbox
        self._outbox = mailbox.outbox
        self._rules = rules
        self._addresses = addresses
        self._ours = Ours(rules.own_addresses.union(*addresses.values(), mailbox.addresses))
        self._contact = contact
        self._members = members

    def do(self, act: Act, *, now: datetime) -> Outcome:
        """Send a mail or place a draft; see `Doer`."""
        if act.kind not in SENDS_MAIL | PLACES_DRAFT:
            return not_ours(act.kind, where="a mailbox")
        try:
            reference = self._outbox.message_id(act.act_id)
            if act.kind in SENDS_MAIL and self._outbox.was_sent(act.act_id):
                # Its line in `Acts` may be gone; the mail is not. Asked first: in the thread it is news.
                return Outcome(State.DONE, f"{_SENT} It had gone out before.", reference=reference)
            letter = self._letter(act, now)
            if act.kind in PLACES_DRAFT:
                self._outbox.place_draft(letter, at=now)
                return Outcome(State.DONE, _PLACED, reference=reference, at=now)
            mail = self._outbox.send(letter, at=now)
        except SheetsBotError as error:
            return after_failure(error, where=_WHERE)
        try:
            self._outbox.file_copy(mail, at=now)
        except SheetsBotError:
            words = f"{_SENT} No copy could be put into the folder of sent mail; one came into the inbox."
            return Outcome(State.DONE, words, reference=reference, at=now)
        return Outcome(State.DONE, _SENT, reference=reference, at=now)

    def look(self, act: Act, *, claimed_at: datetime, now: datetime) -> Outcome:
        """Look for the mail or the draft by its Message-ID; see `Doer`."""
        if act.kind not in SENDS_MAIL | PLACES_DRAFT:
            return not_ours(act.kind, where="a mailbox")
        try:
            reference = self._outbox.message_id(act.act_id)
            if act.kind in PLACES_DRAFT and self._outbox.has_draft(act.act_id):
                return Outcome(State.DONE, _PLACED, reference=reference)
            if self._outbox.was_sent(act.act_id):
                return Outcome(State.DONE, _SENT, reference=reference)
        except SheetsBotError as error:
            return cannot_look(error, where=_WHERE)
        waited = now - claimed_at
        if act.kind in PLACES_DRAFT:
            if waited < DRAFT_SETTLED_AFTER:
                return Outcome(State.IN_DOUBT, "No such draft lies in the mailbox yet. The bot looks again.")
            words = "No such draft lies in the mailbox: it was not placed, or a person took it away since."
            return Outcome(State.NOT_DONE, words)
        if waited < LOOKED_FOR:
            return Outcome(
                State.IN_DOUBT, "No copy of the mail has come yet. The bot looks again.", reference
            )
        words = "No copy of the mail has come, so it may or may not have gone out. Ask the customer, or wait."
        return Outcome(State.UNKNOWN, words, reference)

    def _letter(self, act: Act, now: datetime) -> Letter:
        if act.tab == INBOX_TAB:
            thread = self._thread(act.key, now)
            news = news_in_thread(act, thread)
            if news:
                raise Refused(news)
            return letter_for(act, ours=self._ours, thread=thread)
        contact = self._contact(act.order) if act.order else None
        return letter_for(act, ours=self._ours, contact=contact)

    def _thread(self, key: str, now: datetime) -> Thread:
        """Return the thread of a row of the Inbox, read anew. Raises Refused where its mails are gone."""
        since = now - timedelta(days=self._rules.days)
        mails = self._mailbox.fetch_messages(since=since, until=now).records
        notifiers = self._rules.notifier_domains
        readings = [
            read_mail(mail, ours=self._ours, notifiers=notifiers)
            for mail in without_copies(mails, addresses=self._addresses)
        ]
        threads = keyed(threads_of(readings, ours=self._ours), {key: self._members(key)}).threads
        if key not in threads:
            raise Refused(
                "The mails of this thread are no longer in the mailbox, so there is nobody to answer. "
                "Nothing was sent."
            )
        return threads[key]
