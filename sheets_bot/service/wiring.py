"""
Where everything is put together: from the configuration to the bots.

The only place that knows which credential goes to which door, and which limiter
guards it. Decides nothing and asks nothing.
"""

from contextlib import ExitStack
from pathlib import Path

import sheet_schemas
from sheets_bot.platforms.google import GoogleAccount, kind_of_google_request
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.platforms.patience import Patience
from sheets_bot.service.accounts import open_brand
from sheets_bot.service.clock import Clock
from sheets_bot.service.masking import Masking
from sheets_bot.service.notices.channels import Channels
from sheets_bot.service.settings import Settings
from sheets_bot.service.spreadsheet_bot import SpreadsheetBot
from sheets_bot.service.webhooks.desk import Desk
from sheets_bot.service.workbook_lock import WorkbookLocks
from sheets_bot.sheets.door import Door
from sheets_bot.sheets.schema import load_schemas
from sheets_bot.sheets.workbook import Workbook


def open_bots(
    settings: Settings,
    clock: Clock,
    locks: WorkbookLocks,
    closing: ExitStack,
    *,
    patience: Patience | None = None,
) -> tuple[SpreadsheetBot, ...]:
    """
    Return one bot per spreadsheet of the configuration.

    All of them share one service account, and so one limiter. *closing* closes what they
    share at the end; the bots themselves are closed by the caller. *patience* is how long every
    service is waited for, by default as `Patience` says.

    Raises:
        Misconfigured: The service account's key or a schema is wrong; the message names the place.
    """
    schemas = load_schemas([Path(next(iter(sheet_schemas.__path__))), *settings.paths.schemas])
    key = settings.google.key()
    account = (
        GoogleAccount.from_file(key, patience=patience)
        if isinstance(key, Path)
        else GoogleAccount(key, patience=patience)
    )
    closing.callback(account.close)
    door = google_door(settings, account, patience)
    closing.callback(door.close)
    channels = Channels.of(settings.notices, Masking(settings.secrets()))
    names = {spreadsheet_id: name for name, spreadsheet_id in settings.workbooks.items()}
    return tuple(
        SpreadsheetBot(
            names[spreadsheet_id],
            Workbook(door, spreadsheet_id),
            [open_brand(settings, key, patience) for key in keys],
            schemas,
            clock=clock,
            locks=locks,
            most_cells=settings.sheets.max_cells_per_write,
            pace=f"at most {settings.sheets.reads_per_minute} reads and {settings.sheets.writes_per_minute} "
            "writes a minute; Google allows 60 of each",
            channels=channels,
            report=settings.report,
        )
        for spreadsheet_id, keys in settings.brands_by_workbook().items()
    )


def open_desk(settings: Settings, clock: Clock) -> Desk | None:
    """Return what looks at webhooks; None unless a port is configured for them."""
    return Desk(settings, clock=clock) if settings.webhooks.port is not None else None


def google_door(settings: Settings, account: GoogleAccount, patience: Patience | None = None) -> Door:
    """Return the way to Google: Sheets and Drive behind one limiter."""
    use = settings.sheets
    limiter = Limiter("Google Sheets", {"read": use.reads_per_minute, "write": use.writes_per_minute})
    doors = [
        Http(
            name,
            url,
            credential=account,
            limiter=limiter,
            kind_of=kind_of_google_request,
            patience=patience,
        )
        for name, url in (
            ("Google Sheets", settings.endpoints.sheets),
            ("Google Drive", settings.endpoints.drive),
        )
    ]
    return Door(*doors, email=account.email)
