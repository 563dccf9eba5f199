"""
The bot of one spreadsheet: what it remembers between runs, and how a run begins.

The real `Bot` of `service/bot.py`. Remembers the rules and the last good runs as
they stood in the tabs when last read; loses nothing that matters when it ends.
What a job may do in a run is in `bot_run.py`, `check` is in `checks.py`.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.rules.rule_settings import PAUSED
from sheets_bot.domain.rules.rules import Rules, parse_rules, settings_rows
from sheets_bot.errors import FAULT_OF_OURS, Misconfigured, SheetsBotError
from sheets_bot.reconcile import Draw, Limits, Occasion, Snapshots, reconcile
from sheets_bot.service.bot import Check
from sheets_bot.service.bot_run import SETTINGS_TAB, BotRun, Brand, Shape
from sheets_bot.service.clock import Clock
from sheets_bot.service.job import Job
from sheets_bot.service.notices.channels import Channels
from sheets_bot.service.settings_notices import WeeklyReport
from sheets_bot.service.status import A_PERSON, EPOCH_ROW, FAILED, STATUS_TAB, Note, StatusRows, moment
from sheets_bot.service.workbook_lock import WorkbookLocks
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.setup import set_up
from sheets_bot.sheets.snapshot import Snapshot
from sheets_bot.sheets.workbook import Workbook

_NO_VALUES = (
    "The column Value cannot be read, so all acts are paused and the rules known before count. Undo it in "
    "the sheet, or run `sheets-bot init` for a new column."
)


class SpreadsheetBot:
    """One spreadsheet, the brands in it, and everything that is kept in it."""

    def __init__(  # noqa: PLR0913 - put together in one place, `wiring.py`
        self,
        name: str,
        book: Workbook,
        brands: Sequence[Brand],
        schemas: Mapping[str, TabSchema],
        *,
        clock: Clock,
        locks: WorkbookLocks,
        most_cells: int,
        pace: str = "",
        channels: Channels | None = None,
        report: WeeklyReport | None = None,
    ) -> None:
        """
        Put a bot together; nothing is asked yet.

        Args:
            name: The key under `[workbooks]`.
            book: The spreadsheet.
            brands: Its brands, with their accounts.
            schemas: Every tab, by title.
            clock: What time it is.
            locks: Keeps a second run of this spreadsheet waiting.
            most_cells: Cells in one write.
            pace: How hard Google is used, in words.
            channels: Where people are told something outside the sheet.
            report: Who gets the weekly report.
        """
        self.name = name
        self.book = book
        self.schemas = schemas
        self.most_cells = most_cells
        self.pace = pace
        self.channels = channels or Channels()
        self.report = report or WeeklyReport()
        # Until they are read nobody knows whether somebody has pulled the brake.
        self.rules: Rules = replace(parse_rules({})[0], paused=True)
        self._rules_from = ""
        self._rule_problems: Mapping[str, str] = {}
        self.status: dict[str, dict[str, Value]] = {}
        self.ask_again: dict[str, tuple[str, ...]] = {}
        """By source, the ids of cases that could not be read; like `listed_through` kept by this process."""
        self._brands = tuple(brands)
        self._clock = clock
        self._locks = locks
        self._acquainted = False

    @property
    def spreadsheet_id(self) -> str:
        """The id in the spreadsheet's address."""
        return self.book.spreadsheet_id

    @property
    def salt(self) -> str:
        """What the marks of people in this spreadsheet are made with; see `domain/masking.py`."""
        # A restored spreadsheet has a new id, and people are to be found by their old marks.
        return self.book.structure().salt or self.book.spreadsheet_id

    @property
    def brands(self) -> tuple[str, ...]:
        """The keys of the brands in this spreadsheet."""
        return tuple(brand.key for brand in self._brands)

    @property
    def all_brands(self) -> tuple[Brand, ...]:
        """The brands with their accounts."""
        return self._brands

    @property
    def brand_names(self) -> tuple[str, ...]:
        """The names of the brands, as in the sheets."""
        return tuple(brand.name for brand in self._brands)

    def lock(self, *, has_acted: bool = False) -> AbstractContextManager[None]:
        """Hold the spreadsheet for one read or one reconciliation; fetching needs no lock."""
        return self._locks.held(self.spreadsheet_id, has_acted=has_acted)

    def end(self) -> None:
        """Begin nothing new, since the process is about to end; what is being written is written."""
        self._locks.end()

    @property
    def is_ending(self) -> bool:
        """True once nothing new is begun."""
        return self._locks.is_ending

    def schema(self, title: str) -> TabSchema:
        """
        Return the schema of a tab.

        Raises:
            Misconfigured: No schema describes it.
        """
        if title not in self.schemas:
            raise Misconfigured(
                f"No schema describes the tab {title!r}; there are {', '.join(sorted(self.schemas))}. "
                "Add its TOML file, or correct the job. Nothing was read or written."
            )
        return self.schemas[title]

    def provision(self) -> tuple[str, ...]:
        """Make what is missing, fill the `Settings` tab, and return a line for each thing made."""
        with self.lock():
            made = set_up(self.book, list(self.schemas.values()))
            zone = str(self.book.structure().zone)
        receipt = self._begin("init", is_job=False).reconcile(
            [SETTINGS_TAB], lambda tabs: {SETTINGS_TAB: settings_rows(tabs.setting_problems, zone=zone)}
        )
        for problem in receipt.problems.values():
            raise problem
        filled = sum(tab.new_rows for tab in receipt.tabs if tab.tab == SETTINGS_TAB)
        return (*made, f"tab {SETTINGS_TAB!r}: {filled} settings with their defaults") if filled else made

    def check(self, *, probe: bool, jobs: Mapping[str, Job]) -> Iterator[Check]:
        """Look at everything that the bot needs; see `checks.py`."""
        from sheets_bot.service.checks import checks  # noqa: PLC0415 - needed by one command only

        return checks(self, self._brands, probe=probe, jobs=jobs)

    def now(self) -> datetime:
        """Return what time it is for this bot."""
        return self._clock()

    def write_note(self, note: Note) -> None:
        """
        Write one line into the `Status` tab that belongs to no job.

        Raises:
            Misconfigured: The tab cannot be used.
        """
        run = self._begin("check", is_job=False)
        run.add_note(note)
        receipt = run.reconcile([], lambda _tabs: {})
        for problem in receipt.problems.values():
            raise problem

    def run_job(
        self, job: Job, *, dry_run: bool = False, allow_large: bool = False, brands: Collection[str] = ()
    ) -> Receipt:
        """Run one job now; see `service/bot.py`."""
        self._get_acquainted()
        run = self._begin(job.name, dry_run=dry_run, allow_large=allow_large, brands=brands)
        try:
            return job.run(run)
        except SheetsBotError:
            raise
        except Exception:
            if not dry_run:
                self._tell_of_a_crash(job)
            raise

    def _tell_of_a_crash(self, job: Job) -> None:
        """Say in `Status` that a job fails by a fault of ours: else its last good run goes on standing."""
        with suppress(SheetsBotError):
            self.write_note(Note(job.name, ok=False, happened=str(FAULT_OF_OURS), needs=A_PERSON))

    def _begin(
        self,
        job: str,
        *,
        dry_run: bool = False,
        allow_large: bool = False,
        brands: Collection[str] = (),
        is_job: bool = True,
    ) -> BotRun:
        occasion = self._occasion(job, dry_run=dry_run)
        chosen = [brand for brand in self._brands if not brands or brand.key in brands]
        return BotRun(self, occasion, brands=chosen, allow_large=allow_large, is_job=is_job)

    def _occasion(self, job: str, *, dry_run: bool) -> Occasion:
        now = self._clock()
        return Occasion(f"{now:%y%m%d-%H%M%S}-{secrets.token_hex(2)}", job, now, dry_run)

    def correct(self, command: str, tabs: Collection[str], draw: Draw, *, dry_run: bool) -> Receipt:
        """
        Carry out what a person has ordered on the command line, through the protocol of every write.

        Jobs never come here: they return rows, and of those `diff` refuses every column of people's.
        """
        with self.lock():
            self._require_set_up()
            return reconcile(
                self.book,
                [self.schema(title) for title in tabs],
                lambda _tabs: {},
                occasion=self._occasion(command, dry_run=dry_run),
                limits=Limits(allow_large=True, most_cells=self.most_cells),
                log=self.schemas.get(LOG_TAB),
                draw=draw,
            )

    def carry_out(self, command: str, tabs: Sequence[str], shape: Shape, *, dry_run: bool = False) -> Receipt:
        """Bring tabs in line with rows as a job would, for a command; see `BotRun.reconcile`."""
        run = self._begin(command, dry_run=dry_run, allow_large=True, is_job=False)
        return run.reconcile(tabs, shape)

    def _get_acquainted(self) -> None:
        """Read rules and last good runs once after the start, since jobs fetch before they read."""
        if not self._acquainted:
            with self.lock():
                self._require_set_up()
                snapshots = self.read([SETTINGS_TAB, STATUS_TAB])
            self.take_rules(snapshots)
            if STATUS_TAB in snapshots:
                self.take_status(snapshots[STATUS_TAB].rows)
            self._acquainted = True

    def _require_set_up(self) -> None:
        """Say once that `init` was never run, rather than once for every tab that is missing."""
        structure = self.book.structure()
        if not any(sheet.tab_mark or sheet.title in self.schemas for sheet in structure.sheets):
            self.book.forget()  # so that the next run sees what `init` has made meanwhile
            raise Misconfigured(
                f"Spreadsheet {structure.title!r} has none of the bot's tabs yet. Run `sheets-bot init` to "
                "make them. Nothing was fetched or written."
            )

    def read(self, titles: Sequence[str]) -> dict[str, Snapshot]:
        """Return the tabs of these titles that can be used. One read call."""
        found = self.book.read([self.schema(title) for title in titles])
        return {title: snapshot for title, snapshot in found.items() if isinstance(snapshot, Snapshot)}

    def take_rules(self, snapshots: Snapshots) -> tuple[Rules, Mapping[str, str]]:
        """Remember the rules that a read shows; where it does not show them, those known before stay."""
        rows = snapshots[SETTINGS_TAB].rows if SETTINGS_TAB in snapshots else {}
        cells = {name: row["value"] for name, row in rows.items() if "value" in row}
        if SETTINGS_TAB not in snapshots:
            return replace(self.rules, paused=True), {}
        if rows and not cells:
            return replace(self.rules, paused=True), {PAUSED.name: _NO_VALUES}
        written = repr(cells)  # every run reads them, and nearly all read what stood there before
        if written != self._rules_from:
            self.rules, self._rule_problems = parse_rules(cells)
            self._rules_from = written
        return self.rules, self._rule_problems

    def take_status(self, standing: StatusRows) -> None:
        """Remember the last good runs that the `Status` tab shows, where they are newer than those known."""
        for what, row in standing.items():
            known = self.status.setdefault(what, {})
            for name in ("last_good_at", "seen_through"):
                instants = [at for at in (moment(row, name), moment(known, name)) if at]
                known[name] = max(instants, default=None)
        self.book.fenced = standing.get(EPOCH_ROW, {}).get("state") != FAILED

    def take_notes(self, notes: Sequence[Note], now: datetime) -> None:
        """Remember how a finished run fared; the tab may learn it later, with the heartbeat."""
        for note in notes:
            known = self.status.setdefault(note.what, {})
            if note.ok:
                known["last_good_at"] = now
            if note.seen_through:
                known["seen_through"] = note.seen_through
            if note.listed_through:
                known["listed_through"] = note.listed_through
                self.ask_again[note.what] = note.ask_again

    def zone(self) -> ZoneInfo:
        """Return the time zone of the `Settings` tab, as last read."""
        return self.rules.zone

    def last_good_at(self, job: Job) -> datetime | None:
        """Return the start of the job's last good run, as the `Status` tab or this process knows it."""
        try:
            self._get_acquainted()
        except SheetsBotError:
            # Then the job counts as due, and its run says in full what is wrong.
            return None
        return moment(self.status.get(job.name, {}), "last_good_at")

    def last_good_runs(self) -> dict[str, datetime]:
        """Return the last good run of each job and source, as last known; see `service/bot.py`."""
        known = dict(self.status)  # a copy at once: another job's thread may add to it
        return {what: at for what, row in known.items() if (at := moment(row, "last_good_at"))}

    def forget(self) -> None:
        """Read structure, rules and last good runs anew before the next run, for two more reads."""
        self.book.forget()
        self._acquainted = False

    def close(self) -> None:
        """Close the connections of the brands' accounts; Google's are shared and closed by `wiring`."""
        for brand in self._brands:
            brand.close()
