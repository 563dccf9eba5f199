"""
One run of one job in one spreadsheet: what a job function gets to work with.

Fetches from each brand's platform side by side, each failing alone; reconciles
tabs together with the `Status` tab and the `Bot log`. Knows no job and decides
nothing about rows: jobs hand it functions for both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog

from sheets_bot.approvals.carry_out import Read
from sheets_bot.approvals.doer import Doer
from sheets_bot.domain.acts.act import Act
from sheets_bot.domain.privacy.withholding import ERASED_TAB, Personal, Withheld, withhold
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows
from sheets_bot.errors import FAULT_OF_OURS, Refused, SheetsBotError
from sheets_bot.platforms.base import Fetched
from sheets_bot.reconcile import Limits, Occasion, Snapshots, reconcile
from sheets_bot.service.acting import doer_of
from sheets_bot.service.status import (
    STATUS_TAB,
    Note,
    moment,
    needs_of,
    note_of,
    source_row,
    status_rows,
)
from sheets_bot.service.workbook_lock import Ending
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row, Value

if TYPE_CHECKING:
    from sheets_bot.platforms.mailbox.client import Mailbox
    from sheets_bot.platforms.mailbox.outbox import Outbox
    from sheets_bot.platforms.paypal.client import PayPal
    from sheets_bot.platforms.shopify.client import Shopify
    from sheets_bot.platforms.trustpilot.client import Trustpilot
    from sheets_bot.service.notices.channels import Delivery
    from sheets_bot.service.spreadsheet_bot import SpreadsheetBot

RecordT = TypeVar("RecordT")
log = structlog.get_logger()

SETTINGS_TAB = "Settings"
_BRANDS_AT_ONCE = 4


@dataclass(frozen=True)
class Brand:
    """One brand of the spreadsheet, with its accounts."""

    key: str
    """As in the configuration."""
    name: str
    """As in the sheets."""
    paypal: "PayPal | None" = field(default=None, repr=False)
    shopify: "Shopify | None" = field(default=None, repr=False)
    trustpilot: "Trustpilot | None" = field(default=None, repr=False)
    mailbox: "Mailbox | None" = field(default=None, repr=False)
    business_user_id: str = ""
    """At Trustpilot: in whose name replies stand."""

    def close(self) -> None:
        """Close the connections of all accounts."""
        for account in (self.paypal, self.shopify, self.trustpilot, self.mailbox):
            if account is not None:
                account.close()


@dataclass(frozen=True)
class Tabs:
    """The tabs of one read, as a job sees them."""

    snapshots: Snapshots
    rules: Rules
    setting_problems: Mapping[str, str]
    """What is wrong in the `Settings` tab, by setting."""
    withheld: Withheld
    """Which rows show nothing personal any more."""

    def has(self, tab: str) -> bool:
        """True where the tab could be read."""
        return tab in self.snapshots

    def rows(self, tab: str) -> Mapping[str, Mapping[str, Value]]:
        """Return the rows of a tab by key, each by column name; none of a tab that could not be read."""
        snapshot = self.snapshots.get(tab)
        return snapshot.rows if snapshot else {}


Shape = Callable[[Tabs], Mapping[str, Iterable[Row]]]
"""From the tabs as read to the rows that should stand in them, by tab."""


class BotRun:
    """One run. A job function takes it, and returns the receipt of its one `reconcile`."""

    def __init__(
        self,
        bot: "SpreadsheetBot",
        occasion: Occasion,
        *,
        brands: Sequence[Brand],
        allow_large: bool = False,
        is_job: bool = True,
    ) -> None:
        self.now: datetime = occasion.now
        self.brands = tuple(brands)
        self._bot = bot
        self._occasion = occasion
        self._allow_large = allow_large
        self._is_job = is_job
        self._notes: list[Note] = []
        self._problems: dict[str, SheetsBotError] = {}
        self._has_acted = False

    @property
    def rules(self) -> Rules:
        """The rules as last read. Inside a shape function take those of its `Tabs`, which are newer."""
        return self._bot.rules

    @property
    def run_id(self) -> str:
        """The id of this run, as in the `Bot log`."""
        return self._occasion.run

    def time(self) -> datetime:
        """Return what time it is now; `now` is when the run began."""
        return self._bot.now()

    @property
    def is_ending(self) -> bool:
        """True when the process is about to end."""
        return self._bot.is_ending

    def begins_to_act(self) -> None:
        """Let the run through to its end, also while the process is ending: it has claimed something."""
        self._has_acted = True

    def doer(self, act: Act, tabs: Read) -> Doer:
        """
        Return who carries out an act; see `acting.py`.

        Raises:
            Refused: The brand has no account for it.
        """
        self._has_acted = True
        return doer_of(act, self._bot.all_brands, tabs)

    @property
    def all_brand_names(self) -> tuple[str, ...]:
        """The names of every brand in the spreadsheet, also where this run is for some of them."""
        return self._bot.brand_names

    @property
    def salt(self) -> str:
        """What the marks of people in this spreadsheet are made with; see `domain/masking.py`."""
        return self._bot.salt

    def read(self, *tabs: str) -> Tabs:
        """Return some tabs as they stand, for a job that must know them before it fetches. One read call."""
        with self._bot.lock(has_acted=self._has_acted):
            return self._tabs(self._bot.read([*tabs, SETTINGS_TAB]))

    def count_cells(self) -> int:
        """Return how many cells the spreadsheet has now, in all tabs, empty ones too. One read call."""
        with self._bot.lock():
            return self._bot.book.structure(fresh=True).cells

    def seen_through(self, source: str, brand: Brand) -> datetime | None:
        """Return up to when everything of a source stands in the tabs; None before its first good run."""
        return moment(self._bot.status.get(source_row(source, brand.name), {}), "seen_through")

    def list_from(self, source: str, brand: Brand) -> datetime | None:
        """
        Return from when on a source's list must be read, provided that `ask_again` is asked for too.

        That is `seen_through`, or later while cases that cannot be read hold it back. A process that has
        just started knows of none, and reads the list from `seen_through` on once.
        """
        known = self._bot.status.get(source_row(source, brand.name), {})
        instants = [at for name in ("seen_through", "listed_through") if (at := moment(known, name))]
        return max(instants, default=None)

    def ask_again(self, source: str, brand: Brand) -> tuple[str, ...]:
        """Return the ids of a source's cases that could not be read the last time."""
        return self._bot.ask_again.get(source_row(source, brand.name), ())

    @property
    def personal(self) -> Personal:
        """The personal columns of every tab that has any."""
        return {tab: names for tab, schema in self._bot.schemas.items() if (names := schema.personal_names)}

    @property
    def personal_headers(self) -> Mapping[str, frozenset[str]]:
        """Their headers, by tab."""
        schemas = self._bot.schemas
        return {
            tab: frozenset(schemas[tab].by_name[name].header for name in names)
            for tab, names in self.personal.items()
        }

    def fetch(
        self, source: str, ask: Callable[[Brand], Fetched[RecordT] | None]
    ) -> dict[Brand, Fetched[RecordT]]:
        """
        Ask a platform for every brand, side by side; a brand that fails stops no other.

        Args:
            source: Name of the platform, for the `Status` tab.
            ask: Fetches for one brand; None where the brand has no account there.

        Returns:
            What came, by brand; a brand that failed is missing, and named in the receipt.

        Raises:
            Ending: The process is about to end; nothing was asked.
        """
        if self._bot.is_ending:
            raise Ending(f"The service is ending, so {source} was not asked. The next start asks.")
        found: dict[Brand, Fetched[RecordT]] = {}
        with ThreadPoolExecutor(max_workers=_BRANDS_AT_ONCE) as pool:
            asked = [(brand, pool.submit(ask, brand)) for brand in self.brands]
        for brand, answer in asked:
            what = source_row(source, brand.name)
            # A second fetch in one run says how the source fares now.
            self._notes = [note for note in self._notes if note.what != what]
            self._problems.pop(what, None)
            try:
                fetched = answer.result()
            except SheetsBotError as error:
                self.add_problem(what, error)
                continue
            except Exception:  # a fault of ours with one brand's data must not take the others' along
                log.exception("fetch.crashed", source=source, brand=brand.name)
                self.add_problem(what, FAULT_OF_OURS)
                continue
            if fetched is not None:
                found[brand] = fetched
                self._notes.append(note_of(what, fetched, now=self.now))
                if fetched.skipped:
                    self._problems[what] = fetched.skipped[0]
        return found

    def add_note(self, note: Note) -> None:
        """Tell something in the `Status` tab that no fetch tells."""
        self._notes.append(note)

    def add_problem(self, what: str, error: SheetsBotError) -> None:
        """Tell a problem that no fetch and no tab has; it ends up in the receipt too."""
        self._problems[what] = error
        self._notes = [note for note in self._notes if note.what != what]
        self._notes.append(Note(what, ok=False, happened=str(error), needs=needs_of(error)))

    def add_good_news(self, what: str) -> None:
        """Tell that something beside fetches and tabs went well."""
        self._problems.pop(what, None)
        self._notes = [note for note in self._notes if note.what != what]
        self._notes.append(Note(what, ok=True))

    @property
    def workbook(self) -> str:
        """What the spreadsheet is called in the configuration."""
        return self._bot.name

    @property
    def audiences(self) -> tuple[str, ...]:
        """Those who can be told something outside the sheet."""
        return self._bot.channels.audiences

    def tell(self, audience: str, subject: str, text: str) -> "Sequence[Delivery]":
        """
        Tell somebody something outside the sheet, on every channel they have.

        Raises Misconfigured for an address that is none; then nothing was sent.
        """
        self._has_acted = True
        return self._bot.channels.send(audience, subject, text)

    def knows(self, tab: str) -> bool:
        """True where a schema describes the tab."""
        return tab in self._bot.schemas

    @property
    def report_to(self) -> tuple[str, ...]:
        """The addresses of those who get the weekly report."""
        return self._bot.report.to

    def reporter(self) -> "tuple[str, Outbox]":
        """
        Return the brand in whose name the weekly report goes out, and its outbox.

        Raises Refused where no brand of this spreadsheet has a mailbox.
        """
        wanted = self._bot.report.brand
        able = [brand for brand in self._bot.all_brands if brand.mailbox is not None]
        chosen = next((brand for brand in able if brand.key == wanted), able[0] if able else None)
        if chosen is None or chosen.mailbox is None:
            raise Refused(
                "No brand of this spreadsheet has a mailbox, so the weekly report cannot be sent. Give one a "
                "mailbox with an smtp address, or empty [report] to. It stands in the tab Weekly report."
            )
        self._has_acted = True
        return chosen.name, chosen.mailbox.outbox

    def nothing_to_do(self) -> Receipt:
        """Return the receipt of a run that had nothing to read."""
        return Receipt(run=self._occasion.run, job=self._occasion.job, dry_run=self._occasion.dry_run)

    def reconcile(self, tabs: Sequence[str], shape: Shape) -> Receipt:
        """
        Bring tabs in line with the rows that *shape* returns, and write down how the run fared.

        Personal data that has expired or was erased is withheld, whatever *shape* says of it.

        Args:
            tabs: Titles of every tab that *shape* reads or returns rows for.
            shape: Pure; it may be called several times, each time as if this call had written nothing yet.

        Raises:
            Misconfigured: The spreadsheet as a whole cannot be used.
            TryLater: Google does not answer.
        """
        personal = {tab: names for tab, names in self.personal.items() if tab in tabs}
        erased = [ERASED_TAB] if personal and ERASED_TAB in self._bot.schemas else []
        titles = dict.fromkeys([*tabs, *erased, SETTINGS_TAB, STATUS_TAB])

        def without_what_was_removed(snapshots: Snapshots) -> Mapping[str, Iterable[Row]]:
            found = self._tabs(snapshots)
            return withhold(shape(found), personal=personal, withheld=found.withheld)

        with self._bot.lock(has_acted=self._has_acted):
            receipt = reconcile(
                self._bot.book,
                [self._bot.schema(title) for title in titles],
                without_what_was_removed,
                occasion=self._occasion,
                limits=self._limits(),
                log=self._bot.schemas.get(LOG_TAB),
                report=self._report,
            )
        if not self._occasion.dry_run:
            # Only now: what was not written must not count as seen.
            self._bot.take_notes(self._notes, self.now)
        return replace(receipt, problems={**self._problems, **receipt.problems})

    def _limits(self) -> Limits:
        rules = self._bot.rules
        return Limits(
            big_change_share=rules.big_change_share,
            allow_large=self._allow_large or rules.allow_big_change,
            most_cells=self._bot.most_cells,
        )

    def _tabs(self, snapshots: Snapshots) -> Tabs:
        rules, problems = self._bot.take_rules(snapshots)
        rows = {tab: snapshot.rows for tab, snapshot in snapshots.items()}
        # Without such a tab in the schemas nobody was ever erased; one that cannot be read is another matter.
        unread: TabRows | None = None if ERASED_TAB in self._bot.schemas else {}
        withheld = Withheld(rows.get(ERASED_TAB, unread), rules.privacy.expire_days, rows, self.now)
        return Tabs(snapshots, rules, problems, withheld)

    def _report(
        self, snapshots: Snapshots, problems: Mapping[str, SheetsBotError], busy: bool
    ) -> Mapping[str, Iterable[Row]]:
        status = snapshots.get(STATUS_TAB)
        if status is None:
            return {}
        self._bot.take_status(status.rows)
        wrong = {**self._problems, **problems}
        happened = " ".join(f"{where}: {error}" for where, error in wrong.items())
        notes = [note for note in self._notes if note.what != self._occasion.job]
        if problems:
            # A tab was left as it was, so what was fetched for it has not been seen through.
            notes = [
                replace(note, seen_through=None, answered_at=None, listed_through=None) for note in notes
            ]
        if self._is_job:
            needs = needs_of(*wrong.values())
            notes.insert(0, Note(self._occasion.job, ok=not wrong, happened=happened, needs=needs))
        self._notes = notes
        heartbeat = timedelta(minutes=self._bot.rules.heartbeat_minutes)
        rows = status_rows(status.rows, self._notes, now=self.now, heartbeat=heartbeat, busy=busy)
        return {STATUS_TAB: rows}
