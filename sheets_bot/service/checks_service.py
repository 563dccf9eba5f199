"""
What `sheets-bot check` finds out about the service around the spreadsheets: one line each, with the way out.

The queue's database, the dead-man's switch, webhooks, and the weekly report's way out; what is not configured
has no line. Asks and changes nothing: the switch hears nothing, since its silence is what raises the alarm.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from sheets_bot.errors import SheetsBotError, TryLater
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.service.bot import Check
from sheets_bot.service.clock import machine_clock
from sheets_bot.service.settings import Settings
from sheets_bot.service.ways_out import way_out_of
from sheets_bot.service.webhooks.desk import Desk

QUEUE, SWITCH, WEBHOOKS, REPORT = "Queue", "Dead-man's switch", "Webhooks", "Weekly report"
_PATIENCE = Patience(read_seconds=10.0, connect_seconds=5.0, attempts=1)
_BESIDE = "/robots.txt"
"""A page of the switch's server that tells it nothing; any answer will do."""


def service_checks(settings: Settings) -> Iterator[Check]:
    """Yield what was found; nothing for a bot of one process that is told nothing and tells nobody."""
    looks: tuple[tuple[str, bool, Callable[[Settings], Check]], ...] = (
        (QUEUE, settings.queue.url is not None, _queue),
        (SWITCH, bool(settings.notices.ping_url or settings.notices.ping_fail_url), _switch),
        (WEBHOOKS, settings.webhooks.port is not None, _webhooks),
        (REPORT, bool(settings.report.to), _report),
    )
    for what, is_configured, look in looks:
        if is_configured:
            try:
                yield look(settings)
            except SheetsBotError as error:
                yield Check(what, "failed", str(error), way_out_of(error))


def _queue(settings: Settings) -> Check:
    from sheets_bot.service.queue.database import Database, answering  # noqa: PLC0415 - one process does without

    assert settings.queue.url is not None
    database = Database(settings.queue.url.get_secret_value(), name="sheets-bot check")
    try:
        with database.session() as session, answering():
            session.execute("SELECT 1 FROM sheets_bot_runs LIMIT 1")
            session.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")
    except TryLater as error:
        way_out = "Start it, or correct host, user, password and name in [queue] url; then check again."
        return Check(QUEUE, "failed", str(error), way_out)
    return Check(QUEUE, "ok", "the database answers and has its tables")


def _switch(settings: Settings) -> Check:
    """Ask the server of each address for a page beside it."""
    notices = settings.notices
    for secret in filter(None, (notices.ping_url, notices.ping_fail_url)):
        parts = urlsplit(secret.get_secret_value())
        http = Http("dead-man's switch", f"{parts.scheme}://{parts.netloc}", patience=_PATIENCE)
        try:
            http.send("GET", _BESIDE, repeatable=True)
        finally:
            http.close()
    if notices.ping_url is None:
        found = "only ping_fail_url is set, so that a bot that has died raises no alarm"
        return Check(SWITCH, "warning", found, "Set SHEETS_BOT_NOTICES__PING_URL too.")
    return Check(SWITCH, "ok", "its server answers; the switch itself was told nothing")


def _webhooks(settings: Settings) -> Check:
    """Say at which addresses something can be verified; the port is not opened."""
    desk = Desk(settings, clock=machine_clock)
    paths = desk.paths()
    desk.close()
    place = f"port {settings.webhooks.port} of {settings.webhooks.host}"
    if not paths:
        return Check(
            WEBHOOKS,
            "warning",
            f"{place} is to be opened, but of no platform could a webhook be verified",
            "Give a brand client_secret or webhook_secret under shopify, webhook_id under paypal, or "
            "webhook_token under trustpilot; or take the port out.",
        )
    return Check(WEBHOOKS, "ok", f"{place}, for {', '.join(paths)}")


def _report(settings: Settings) -> Check:
    """Look for the mailbox that sends the report of each spreadsheet; see `BotRun.reporter`."""
    names = {spreadsheet_id: name for name, spreadsheet_id in settings.workbooks.items()}
    mute = [
        names[spreadsheet_id]
        for spreadsheet_id, keys in settings.brands_by_workbook().items()
        if not _can_send(settings, keys)
    ]
    if mute:
        found = f"no mailbox can send it from the spreadsheet {', '.join(mute)}; it stands in its tab alone"
        way_out = "Give a brand there a mailbox with an smtp address, or empty [report] to."
        return Check(REPORT, "warning", found, way_out)
    return Check(REPORT, "ok", f"goes to {len(settings.report.to)} by mail; nothing was sent")


def _can_send(settings: Settings, keys: tuple[str, ...]) -> bool:
    able = [key for key in keys if settings.brands[key].mailbox]
    sender = settings.report.brand if settings.report.brand in able else next(iter(able), "")
    mailbox = settings.brands[sender].mailbox if sender else None
    return mailbox is not None and bool(mailbox.smtp)
