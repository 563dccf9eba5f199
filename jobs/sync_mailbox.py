"""
Every five minutes: bring the threads of the support mailboxes into the Inbox tab.

Marks nothing read and keeps no mail's text. Which mails make a thread, and who waits, is in `domain/mail/`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sheets_bot.domain.mail.mail import Mail
from sheets_bot.domain.mail.thread_clock import Target
from sheets_bot.domain.mail.thread_rows import Post, shape_threads
from sheets_bot.domain.mail.thread_values import Desk
from sheets_bot.platforms.base import Fetched
from sheets_bot.service.bot_run import BotRun, Brand, Tabs
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

TAB = "Inbox"
SOURCE = "Mailbox"


def run(bot: BotRun) -> Receipt:
    """
    Read each brand's mailbox as far back as the rules say, and bring the tab in line.

    All of it each time: who waits follows from the whole thread. What was read before is still known to
    the mailbox, so only new mail is fetched.
    """
    since = bot.now - timedelta(days=bot.rules.mail.days)
    seen = {brand: bot.seen_through(SOURCE, brand) for brand in bot.brands}

    def ask(brand: Brand) -> Fetched[Mail] | None:
        return brand.mailbox.fetch_messages(since=since, until=bot.now) if brand.mailbox else None

    fetched = bot.fetch(SOURCE, ask)

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        standing = tabs.rows(TAB)
        posts = [
            Post(
                brand.name,
                found.records,
                since=since,
                # A tab without any row was just made: what was seen before stands nowhere.
                seen_through=seen[brand] if standing else None,
                complete=found.complete and not found.skipped,
            )
            for brand, found in fetched.items()
        ]
        return {TAB: shape_threads(posts, rows=standing, desk=_desk(bot, tabs), now=bot.now)}

    return bot.reconcile([TAB], shape)


def _desk(bot: BotRun, tabs: Tabs) -> Desk:
    rules = tabs.rules
    return Desk(
        rules=rules.mail,
        target=Target(rules.mail_answer_hours, rules.mail.quiet_days, rules.clock),
        salt=bot.salt,
        addresses={brand.name: brand.mailbox.addresses for brand in bot.brands if brand.mailbox},
    )


JOB = Job(name="sync_mailbox", every=minutes(5), run=run, source=SOURCE)
