"""
Erase one person in one spreadsheet: what stands there about them, and that it does not come back.

Asks and writes through the bot. Whose rows they are is decided in `domain/privacy/person.py`; that no
sync fills them in again, in `domain/privacy/withholding.py`. Never empties what people typed: it lists it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sheets_bot.domain.privacy.expiring import emptied, emptied_log_row, is_filled
from sheets_bot.domain.privacy.person import Found, Place, find_person, kind_of, tells_of
from sheets_bot.domain.privacy.withholding import ERASED_TAB, erased_row
from sheets_bot.domain.tab_rows import TabRow, text_in
from sheets_bot.reconcile import Snapshots
from sheets_bot.service.bot_run import Tabs
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.sheets.log_rows import LOG_TAB
from sheets_bot.sheets.ranges import column_letter, whole_sheet
from sheets_bot.sheets.receipt import Receipt
from sheets_bot.sheets.row import Row
from sheets_bot.sheets.snapshot import Snapshot

WHY = "erased on request"
TODAY_TAB = "Today"
_LOG_TELLS = ("old", "new")


@dataclass(frozen=True)
class Trace:
    """A cell that the bot does not empty and that tells of the person, or may."""

    where: str
    """Tab and cell or row, in words."""
    why: str


@dataclass(frozen=True)
class Erasure:
    """What would be emptied for one person, what not, and where people have to look."""

    found: Found
    filled: Mapping[Place, tuple[str, ...]]
    """Headers of the personal columns that hold something, by row."""
    log_lines: tuple[str, ...]
    """Ids of the lines of the Bot log that repeat any of it."""
    today: tuple[str, ...]
    """Rows of Today that name any of it; they are made anew without it."""
    traces: tuple[Trace, ...]


def look_for(bot: SpreadsheetBot, person: str, also: Collection[Place]) -> Erasure:
    """
    Return what an erasure would do in one spreadsheet. Reads every tab; writes nothing.

    Raises:
        Misconfigured: A tab cannot be used, so that nothing could be promised of it; or as `find_person`.
    """
    with bot.lock():
        found = bot.book.read(bot.schemas.values())
        for problem in found.values():
            if not isinstance(problem, Snapshot):
                raise problem
        tabs = {title: tab for title, tab in found.items() if isinstance(tab, Snapshot)}
        theirs = list(_traces_elsewhere(bot, person, tabs))
    rows = {tab: snapshot.rows for tab, snapshot in tabs.items() if tab in _personal(bot)}
    whose = find_person(person, rows, salt=bot.salt, also=also)
    filled = {place: headers for place in whose.rows if (headers := _filled(tabs[place[0]], place[1]))}
    word = "" if kind_of(person, rows["Orders"]) == "order" else person
    return Erasure(
        found=whose,
        filled=filled,
        log_lines=tuple(_log_lines(bot, tabs[LOG_TAB], whose.rows, word)),
        today=tuple(
            key
            for key, row in tabs[TODAY_TAB].rows.items()
            if (text_in(row, "tab"), text_in(row, "item")) in whose.rows
        ),
        traces=(*_typed_in(tabs, whose.rows), *_traces_in(tabs, whose.rows, word), *(theirs if word else ())),
    )


def erase(bot: SpreadsheetBot, erasure: Erasure) -> Receipt:
    """
    Empty what was found, and remember its rows so that nothing fills them in again. One write.

    The memory comes first: if the run dies half-way, the daily job ends it.
    """

    def shape(tabs: Tabs) -> Mapping[str, Iterable[Row]]:
        if not tabs.has(ERASED_TAB):
            return {}  # What is not remembered would be filled in again.
        rows: dict[str, list[Row]] = {
            ERASED_TAB: [erased_row(*place, why=WHY, now=bot.now()) for place in erasure.found.rows]
        }
        for tab, key in erasure.found.rows:
            rows.setdefault(tab, []).append(emptied(key, bot.schema(tab).personal_names, why=WHY))
        log = tabs.rows(LOG_TAB)
        rows[LOG_TAB] = [
            row for key in erasure.log_lines if key in log for row in emptied_log_row(key, log[key])
        ]
        rows[TODAY_TAB] = [Row(key, {"what": None}, when_absent="leave") for key in erasure.today]
        return rows

    tabs = dict.fromkeys([ERASED_TAB, *(tab for tab, _ in erasure.found.rows), LOG_TAB, TODAY_TAB])
    return bot.carry_out("erase", list(tabs), shape)


def _personal(bot: SpreadsheetBot) -> frozenset[str]:
    return frozenset(tab for tab, schema in bot.schemas.items() if schema.personal_names)


def _filled(tab: Snapshot, key: str) -> tuple[str, ...]:
    names, row = tab.schema.personal_names, tab.rows[key]
    return tuple(c.header for c in tab.schema.column if c.name in names and is_filled(row, [c.name]))


def _log_lines(bot: SpreadsheetBot, log: Snapshot, rows: Collection[Place], word: str) -> Iterator[str]:
    """Yield the lines that repeat a personal cell or one of people's in these rows, or name the person."""
    for key, line in log.rows.items():
        schema = bot.schemas.get(text_in(line, "tab"))
        columns = schema.column if schema else ()
        header = text_in(line, "column")
        tells = any(c.header == header and (c.personal or c.owner == "human") for c in columns)
        is_theirs = (text_in(line, "tab"), text_in(line, "row_key")) in rows and tells
        if (is_theirs and is_filled(line, _LOG_TELLS)) or _names(line, word):
            yield key


def _names(line: TabRow, word: str) -> bool:
    return bool(word) and any(tells_of(word, text_in(line, name)) for name in _LOG_TELLS)


def _typed_in(tabs: Snapshots, rows: Collection[Place]) -> Iterator[Trace]:
    """Yield the texts that people typed in rows of this person."""
    for tab, key in rows:
        snapshot = tabs[tab]
        for column in snapshot.schema.owned_by("human"):
            free = column.type in {"text", "longtext"} and column.name != snapshot.schema.key
            if free and text_in(snapshot.rows[key], column.name):
                yield Trace(f"{tab}, row {key}, {column.header}", "typed by people in a row of this person")


def _traces_in(tabs: Snapshots, rows: Collection[Place], word: str) -> Iterator[Trace]:
    """Yield the cells of our tabs that name the person and are not emptied."""
    if not word:
        return
    for tab, snapshot in tabs.items():
        # Of the log these two are emptied wherever they name the person.
        gone = _LOG_TELLS if tab == LOG_TAB else ()
        names = {at: name for name, at in snapshot.columns.items()}
        for index, row in enumerate(snapshot.grid):
            for at, content in enumerate(row):
                name = names.get(at, "")
                personal = name in snapshot.schema.personal_names
                goes = name in gone or (personal and (tab, snapshot.keys[index]) in rows)
                if not goes and isinstance(content, str) and tells_of(word, content):
                    bots = name in snapshot.schema.bot_names
                    yield Trace(
                        f"{snapshot.title}, cell {column_letter(at)}{index + 2}",
                        "names the person; the bot's" if bots else "names the person; typed by people",
                    )


def _traces_elsewhere(bot: SpreadsheetBot, word: str, tabs: Snapshots) -> Iterator[Trace]:
    """Yield the cells of people's own tabs that name the person. One read call."""
    ours = {snapshot.sheet_id for snapshot in tabs.values()}
    sheets = [sheet for sheet in bot.book.structure().sheets if sheet.sheet_id not in ours]
    filters = [whole_sheet(sheet.sheet_id) for sheet in sheets]
    for sheet, entry in zip(sheets, bot.book.values(filters, render="FORMULA"), strict=True):
        for index, row in enumerate(entry.get("values", ())):
            for at, content in enumerate(row):
                if isinstance(content, str) and tells_of(word, content):
                    yield Trace(
                        f"{sheet.title}, cell {column_letter(at)}{index + 1}",
                        "names the person; a tab of your own",
                    )
