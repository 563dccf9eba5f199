"""
Where everything is put together: from the configuration to the bots.

The only place that knows which credential goes to which door, and which limiter
guards it. Decides nothing and asks nothing.
"""

from collections.abc import Callable
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
    masking: Masking | None = None,
    *,
    patience: Patience | None = None,
    limiter_of: Callable[[str], Limiter] | None = None,
) -> tuple[SpreadsheetBot, ...]:
    """
    Return one bot per spreadsheet of the configuration.

    Those of one service account share a door, and so a limiter. *closing* closes what they
    share at the end; the bots themselves are closed by the caller. *patience* is how long every
    service is waited for, by default as `Patience` says. *limiter_of* returns the limiter of a
    service account, by its address, where other processes take turns with this one. *masking* is told of the
    secrets that stand in files of their own, which are read here and later.

    Raises:
        Misconfigured: The service account's key or a schema is wrong; the message names the place.
    """
    schemas = load_schemas([Path(next(iter(sheet_schemas.__path__))), *settings.paths.schemas])
    masking = masking or Masking(settings.secrets())
    doors = _doors(settings, closing, patience, limiter_of, masking)
    channels = Channels.of(settings.notices, masking)
    names = {spreadsheet_id: name for name, spreadsheet_id in settings.workbooks.items()}
    return tuple(
        SpreadsheetBot(
            names[spreadsheet_id],
            Workbook(doors[spreadsheet_id], spreadsheet_id),
            [open_brand(settings, key, patience, masking) for key in keys],
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


def _doors(
    settings: Settings,
    closing: ExitStack,
    patience: Patience | None,
    limiter_of: Callable[[str], Limiter] | None,
    masking: Masking,
) -> dict[str, Door]:
    """Return the way to Google for each spreadsheet, by its id: one for each service account."""
    files = settings.google.service_account_files
    keys: dict[str, Path | None] = dict.fromkeys(settings.workbooks.values())
    keys.update({settings.workbooks[name]: file for name, file in files.items()})
    doors: dict[Path | None, Door] = {}
    for file in dict.fromkeys(keys.values()):
        key = file or settings.google.key()
        account = (
            GoogleAccount.from_file(key, patience=patience, tell_secrets=masking.register)
            if isinstance(key, Path)
            else GoogleAccount(key, patience=patience)
        )
        closing.callback(account.close)
        limiter = limiter_of(account.email) if limiter_of else None
        doors[file] = google_door(settings, account, patience, limiter)
        closing.callback(doors[file].close)
    return {spreadsheet_id: doors[file] for spreadsheet_id, file in keys.items()}


def allowance(settings: Settings) -> dict[str, int]:
    """Return how many requests of each kind a service account may make in a minute."""
    return {"read": settings.sheets.reads_per_minute, "write": settings.sheets.writes_per_minute}


def google_door(
    settings: Settings,
    account: GoogleAccount,
    patience: Patience | None = None,
    limiter: Limiter | None = None,
) -> Door:
    """Return the way to Google: Sheets and Drive behind one limiter."""
    limiter = limiter or Limiter("Google Sheets", allowance(settings))
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
