"""
Save a spreadsheet to a file, and put it up again in an empty one.

Asks and writes through the bot. The file is `backup_file.py`, the requests are made in
`sheets/restore.py`. A restore writes without an epoch: nobody else can know the spreadsheet yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheets_bot.domain.leaving_behind import GROWING, left_behind
from sheets_bot.errors import Refused, SheetsBotError
from sheets_bot.service.backup_file import read_backup, require_place, save_backup
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.sheets.backup import SHEET_FIELDS, Backup
from sheets_bot.sheets.in_parts import each_row_once, parts_of
from sheets_bot.sheets.ranges import whole_sheet
from sheets_bot.sheets.restore import content_requests, layout_requests, place_requests, salt_request
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.setup import set_up


@dataclass(frozen=True)
class Restored:
    """What was put up."""

    tabs: tuple[str, ...]
    rows: int
    left_behind: Mapping[str, int] = field(default_factory=dict)
    """How many rows stay in the old spreadsheet alone, by tab."""
    whole: tuple[str, ...] = ()
    """Tabs of which none was left behind, since formulas of people's count on their rows."""


def export_spreadsheet(bot: SpreadsheetBot, file: Path) -> tuple[str, ...]:
    """
    Save everything that stands in a spreadsheet; return the titles of its tabs. Read in parts.

    Raises:
        Misconfigured: The spreadsheet cannot be read, or the file cannot be written.
        TryLater: Google does not answer, or people moved rows meanwhile.
    """
    require_place(file)
    with bot.lock():
        salt = bot.salt
        parts = parts_of(bot.book.structure(fresh=True))
        answers = ((filters, bot.book.parts(filters, fields=SHEET_FIELDS)) for filters in parts)
        return save_backup(each_row_once(answers), salt=salt, file=file)


def restore_spreadsheet(bot: SpreadsheetBot, file: Path, *, leave_behind_days: int | None = None) -> Restored:
    """
    Put a backup up in an empty spreadsheet.

    Args:
        bot: The bot of the empty spreadsheet.
        file: The backup.
        leave_behind_days: Leave out the rows that `leaving_behind.py` says are done with for so long.

    Raises:
        Misconfigured: The file is no backup, or the spreadsheet cannot be used.
        Refused: The spreadsheet is not empty, or Google stopped answering half-way.
        TryLater: Google does not answer; nothing was written.
    """
    backup = read_backup(file)
    behind: Mapping[str, int] = {}
    whole: tuple[str, ...] = ()
    if leave_behind_days is not None:
        backup, behind, whole = _without_old_rows(backup, bot.schemas, days=leave_behind_days, now=bot.now())
    with bot.lock():
        _require_empty(bot)
        bot.book.send(place_requests(backup))
        try:
            _put_up(bot, backup)
        except SheetsBotError as error:
            raise Refused(
                f"Only a part of {file} was restored: {error} Begin again with a new, empty spreadsheet."
            ) from error
    return Restored(
        tuple(sheet.title for sheet in backup.sheets),
        sum(max(len(sheet.rows) - 1, 0) for sheet in backup.sheets),
        behind,
        whole,
    )


def _without_old_rows(
    backup: Backup, schemas: Mapping[str, TabSchema], *, days: int, now: datetime
) -> tuple[Backup, dict[str, int], tuple[str, ...]]:
    """Return a backup without its old rows, how many each tab lost, and the tabs that keep all of theirs."""
    zone = ZoneInfo(backup.zone)
    ours = {sheet.tab_mark: sheet for sheet in backup.sheets if sheet.tab_mark in schemas}
    tabs = {tab: sheet.rows_by_key(schemas[tab], zone) for tab, sheet in ours.items()}
    whole = tuple(tab for tab in GROWING if tab in ours and backup.is_counted_on(ours[tab]))
    behind = left_behind(tabs, days=days, now=now, whole=whole)
    kept = {tab: ours[tab].without(schemas[tab], keys) for tab, keys in behind.items()}
    lost = {tab: len(ours[tab].rows) - len(sheet.rows) for tab, sheet in kept.items()}
    sheets = tuple(kept.get(sheet.tab_mark, sheet) for sheet in backup.sheets)
    return replace(backup, sheets=sheets), lost, whole


def _require_empty(bot: SpreadsheetBot) -> None:
    structure = bot.book.structure(fresh=True)
    (sheet, *others) = structure.sheets
    values = bot.book.values([whole_sheet(sheet.sheet_id)], render="FORMULA")[0].get("values")
    if others or values or sheet.tab_mark or structure.epochs:
        raise Refused(
            f"Spreadsheet {structure.title!r} is not empty. A restore never writes over anything: make a new "
            "spreadsheet, share it with the bot, and put its id under [workbooks]. Nothing was written."
        )


def _put_up(bot: SpreadsheetBot, backup: Backup) -> None:
    book = bot.book
    set_up(book, list(bot.schemas.values()))
    layout = layout_requests(backup, book.structure(fresh=True))
    if layout:
        book.send(layout)
    structure = book.structure(fresh=True)
    for requests in content_requests(backup, structure, most_cells=bot.most_cells):
        book.send(requests)
    # Last: a spreadsheet that has it was restored whole.
    book.send([salt_request(backup)])
