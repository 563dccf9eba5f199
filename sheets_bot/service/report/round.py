"""
One round of the weekly report: write it once, claim each sending, send, write down what came of it.

The order is the promise: what is sent stands in the tab already, and so does the claim, as a write that was
proven. A sending whose run was lost is looked for in the mailbox by its Message-ID, and never repeated.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sheets_bot.domain.mail.letter import Letter
from sheets_bot.domain.notices.notice_rows import NOT_TOLD, NOTICES_TAB, TOLD, unclaimed
from sheets_bot.domain.report.compose import compose, has_numbers
from sheets_bot.domain.report.due import (
    PATIENCE,
    Sending,
    after_looking,
    claims,
    due_at,
    outcome,
    reported_week,
    sendings,
    to_look_for,
    to_send,
)
from sheets_bot.domain.report.report import Report
from sheets_bot.domain.report.report_rows import REPORT_TAB, report_in, report_rows
from sheets_bot.domain.report.series import DATA_TAB
from sheets_bot.domain.report.source import READ, Source
from sheets_bot.domain.tab_rows import TabRow
from sheets_bot.errors import SheetsBotError, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.mailbox.outbox import Outbox
from sheets_bot.service.bot_run import BotRun, Tabs
from sheets_bot.service.report.mailing import letter_of
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row

WHERE = "Weekly report"
"""The row in `Status`."""


@dataclass
class _Round:
    """What the first reconciliation found; made anew each time its shape is asked."""

    report: Report | None = None
    new: list[Sending] = field(default_factory=list)
    lost: list[tuple[Sending, TabRow]] = field(default_factory=list)
    waits_for_numbers: bool = False


def report_week(bot: BotRun) -> Receipt:
    """Write the report of the last week that is due, and send it to those who have not had it."""
    found = _Round()

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        nonlocal found
        found, rows = _shaped(bot, tabs)
        # Said here, before the run is written down; the same however often this is asked.
        if found.waits_for_numbers:
            bot.add_problem(
                WHERE, TryLater("The numbers of the week are not measured yet; the report waits.")
            )
        elif found.report and not (found.new or found.lost):
            bot.add_good_news(WHERE)
        return rows

    written = bot.reconcile([*_titles(bot), REPORT_TAB, NOTICES_TAB], shape)
    if (
        written.dry_run
        or {REPORT_TAB, NOTICES_TAB} & written.problems.keys()
        or not (found.new or found.lost)
    ):
        return written
    rows = list(_carried_out(bot, found, written.in_doubt.get(NOTICES_TAB, frozenset())))
    told = bot.reconcile([NOTICES_TAB], lambda _tabs: {NOTICES_TAB: rows})
    return replace(
        told,
        tabs=written.tabs,
        problems={**written.problems, **told.problems},
        reads=written.reads + told.reads,
        writes=written.writes + told.writes,
        repaired_cells=written.repaired_cells + told.repaired_cells,
    )


def standing_or_composed(bot: BotRun, *, fresh: bool) -> Report:
    """Return the report of the last week that is due, from the tab unless *fresh*, else composed."""
    tabs = bot.read(*_titles(bot), REPORT_TAB)
    week = reported_week(due_at(bot.now, tabs.rules), tabs.rules)
    standing = None if fresh else report_in(tabs.rows(REPORT_TAB), week, workbook=bot.workbook)
    return standing or compose(source_of(bot, tabs, week))


def source_of(bot: BotRun, tabs: Tabs, week: date) -> Source:
    """Return what the report of a week is made of."""
    rows = {tab: tabs.rows(tab) for tab in READ if tabs.has(tab)}
    return Source(rows, week, tabs.rules, bot.now, bot.workbook)


def _titles(bot: BotRun) -> list[str]:
    """Return the tabs that there are: those of a later version may be missing from the schemas."""
    return [tab for tab in READ if bot.knows(tab)]


def _shaped(bot: BotRun, tabs: Tabs) -> tuple[_Round, Mapping[str, Iterable[Row]]]:
    due = due_at(bot.now, tabs.rules)
    week = reported_week(due, tabs.rules)
    found = _Round(report=report_in(tabs.rows(REPORT_TAB), week, workbook=bot.workbook))
    if not (tabs.has(REPORT_TAB) and tabs.has(NOTICES_TAB)):
        return found, {}
    rows: list[Row] = []
    if found.report is None:
        source = source_of(bot, tabs, week)
        if not has_numbers(source) and bot.now - due < PATIENCE:
            # A fresh spreadsheet has no numbers at all, and nobody waits for its report.
            return _Round(waits_for_numbers=bool(source.rows(DATA_TAB))), {}
        rows = report_rows(compose(source))
        # As it will be read back, so that the mail says what the tab says from the first time on.
        found.report = report_in({row.key: row.values for row in rows}, week, workbook=bot.workbook)
    memory = tabs.rows(NOTICES_TAB)
    meant = sendings(week, bot.workbook, bot.report_to)
    found.lost = [(one, memory.get(one.key, {})) for one in to_look_for(meant, memory, bot.now)]
    if found.report and not tabs.rules.paused:
        found.new = to_send(meant, memory)
    title = found.report.title if found.report else ""
    claimed = list(claims(found.new, memory, title=title, now=bot.now))
    return found, {REPORT_TAB: rows, NOTICES_TAB: claimed}


def _carried_out(bot: BotRun, found: _Round, in_doubt: Collection[str]) -> Iterable[Row]:
    """Send what is new and was claimed, and look for what was lost; yield what became of each."""
    claimed = [one for one in found.new if one.key not in in_doubt]
    try:
        brand, outbox = bot.reporter()
    except SheetsBotError as error:
        bot.add_problem(WHERE, error)
        yield from (outcome(one, NOT_TOLD, str(error)) for one in claimed)
        return
    problems: list[SheetsBotError] = []
    if left := len(found.new) - len(claimed):
        problems.append(unclaimed(left))
    for one, row in found.lost:
        try:
            told = after_looking(one, row, was_sent=outbox.was_sent(one.name), now=bot.now)
        except SheetsBotError as error:
            problems.append(error)
            continue
        if told is not None:
            yield told
    for one in claimed:
        assert found.report is not None
        try:
            yield outcome(one, TOLD, _send(outbox, letter_of(found.report, one, brand), bot.time()))
        except NoAnswer as error:
            # The claim stands without an outcome, so the next run looks for the mail.
            problems.append(error)
        except SheetsBotError as error:
            problems.append(error)
            yield outcome(one, NOT_TOLD, str(error))
    if problems:
        bot.add_problem(WHERE, problems[0])
    else:
        bot.add_good_news(WHERE)


def _send(outbox: Outbox, letter: Letter, at: datetime) -> str:
    """Send one report and return what came of it in words; raises as `Outbox.send`."""
    if outbox.was_sent(letter.name):
        # Its line in the tab Notices may be gone; the mail is not.
        return "It had gone out before: it lies in the mailbox."
    mail = outbox.send(letter, at=at)
    try:
        outbox.file_copy(mail, at=at)
    except SheetsBotError:
        return "Sent. No copy could be put into the folder of sent mail; one came into the inbox."
    return "Sent by mail, with the PDF."
