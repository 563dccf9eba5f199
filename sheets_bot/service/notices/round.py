"""
One round of notices: claim in the sheet, send, write down what became of it.

The order is the promise: nothing is sent that does not stand in the tab `Notices` already, as a write that
was proven. What to tell is decided in `domain/notices/`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sheets_bot.domain.notices.choosing import MOST_TRIES_AFTER_A_CRASH, SENDING_ENDS_WITHIN, choose
from sheets_bot.domain.notices.digest import TODAY, WORK, digests
from sheets_bot.domain.notices.letter_words import subject, text
from sheets_bot.domain.notices.matter import Audience, Letter
from sheets_bot.domain.notices.matters import ACTS, STATUS, matters
from sheets_bot.domain.notices.notice_rows import (
    NOTICES_TAB,
    claims,
    given_up,
    outcomes,
    unclaimed,
    without,
)
from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.notices.channels import Delivery
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

ADDRESS_IS_WRONG = frozenset({400, 401, 403, 404, 410})
"""Statuses (HTTP) that only a person ends: malformed, not allowed, not there, gone (the choice is ours)."""
READ = (*WORK, TODAY, ACTS, STATUS)
"""Every tab in which something worth telling may stand."""


def tell_all(bot: BotRun) -> Receipt:
    """Tell everybody who has a channel what is new for them; without any channel, nothing is even read."""
    audiences = [audience for audience in Audience if audience in bot.audiences]
    if not audiences:
        return bot.nothing_to_do()
    letters: list[Letter] = []

    def claim(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        letters[:] = _letters(tabs, bot, audiences)
        memory = tabs.rows(NOTICES_TAB)
        old = given_up(memory, most_tries=MOST_TRIES_AFTER_A_CRASH, before=bot.now - SENDING_ENDS_WITHIN)
        return {NOTICES_TAB: [*claims(letters, memory, now=bot.now), *old]}

    claimed = bot.reconcile([*READ, NOTICES_TAB], claim)
    if claimed.dry_run or not letters or NOTICES_TAB in claimed.problems:
        return claimed
    in_doubt = claimed.in_doubt.get(NOTICES_TAB, frozenset())
    rows = [row for letter in letters for row in _told(bot, letter, in_doubt)]
    written = bot.reconcile([NOTICES_TAB], lambda _tabs: {NOTICES_TAB: rows})
    return replace(
        written,
        tabs=claimed.tabs,
        problems={**claimed.problems, **written.problems},
        reads=claimed.reads + written.reads,
        writes=claimed.writes + written.writes,
        repaired_cells=claimed.repaired_cells + written.repaired_cells,
    )


def _letters(tabs: Tabs, bot: BotRun, audiences: Sequence[Audience]) -> list[Letter]:
    if not tabs.has(NOTICES_TAB):
        return []
    rows = {tab: tabs.rows(tab) for tab in READ}
    found = [
        *matters(
            rows, zone=tabs.rules.zone, heartbeat=timedelta(minutes=tabs.rules.heartbeat_minutes), now=bot.now
        ),
        *digests(rows, rules=tabs.rules, now=bot.now),
    ]
    return choose(found, tabs.rows(NOTICES_TAB), rules=tabs.rules, audiences=audiences, now=bot.now)


def _told(bot: BotRun, letter: Letter, in_doubt: Collection[str]) -> Iterable[Row]:
    """Send what was claimed of a letter, tell what went wrong in `Status`, return the rows that say so."""
    where = f"Notices: {letter.audience}"
    claimed = without(letter, in_doubt)
    rows = list(_sent(bot, claimed, where)) if claimed.matters else []
    if left := len(letter.matters) - len(claimed.matters):
        bot.add_problem(where, unclaimed(left))
    return rows


def _sent(bot: BotRun, letter: Letter, where: str) -> Iterable[Row]:
    try:
        deliveries = bot.tell(letter.audience, subject(letter, bot.workbook), text(letter))
    except Misconfigured as error:
        bot.add_problem(where, error)
        return outcomes(letter, told=False, words="An address cannot be used; see the tab Status.")
    problem = _problem(deliveries)
    if problem:
        bot.add_problem(where, problem)
    else:
        bot.add_good_news(where)
    words = ", ".join(f"{one.channel}: {'took it' if one.ok else one.words}" for one in deliveries)
    return outcomes(letter, told=any(one.ok for one in deliveries), words=words)


def _problem(deliveries: Sequence[Delivery]) -> SheetsBotError | None:
    failed = [one for one in deliveries if not one.ok]
    if not failed:
        return None
    told = "; ".join(f"{one.channel}: {one.words}" for one in failed)
    if len(failed) < len(deliveries):
        wrong = ", ".join(one.channel for one in failed if one.status in ADDRESS_IS_WRONG)
        if wrong:
            return Misconfigured(
                f"{told}. Correct the address of {wrong} in the configuration. The others took the letter."
            )
        return TryLater(f"{told}. The other channels took the letter; the next goes to all of them again.")
    return TryLater(f"{told}. Nobody was told; the bot tries again, the address may be wrong.")
