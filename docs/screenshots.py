"""
Pictures of all tabs and of the panel, for the site: `PYTHONPATH=. .venv/bin/python docs/screenshots.py`.

Makes a world of two brands, fills its tabs, does what a specialist does in one (ticks, letters, a pasted
review, a rate), and photographs the viewer in Debian's Chromium; some three minutes. The same seed gives the
same cells; pictures differ where the viewer does. Nothing is asked of the network.
"""

import json
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from from_code.markdown import page_name
from sheets_bot.commands.demo import fill, prepare
from sheets_bot.commands.opened import Opened, opened_settings
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.world.brands import BRANDS
from sheets_bot.service.rounds import carry_out
from sheets_bot.service.settings_file import settings_from

FOLDER = Path(__file__).parent / "images" / "tabs"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SIZE = {"width": 1280, "height": 560}
SETTLED_AFTER_MS = 600
"""Charts are drawn by then."""
COLOURS = 64
"""Enough for a spreadsheet, and a third of the bytes."""

ASKED = {"Inbox": "Send mail", "Disputes": "Send message", "Reviews": "Post reply"}
"""What is ticked where."""
AFTER_TYPING = ("keep_settings", "read_pasted_reviews", "write_drafts", "weekly_metrics")
AFTER_TICKS = ("carry_out", "advise_disputes", "weekly_causes", "weekly_metrics")


class Person:
    """Somebody at the spreadsheet, who sees values and types them."""

    def __init__(self, world: Sandbox) -> None:
        """Sit down at the only spreadsheet of a world."""
        self.address = f"{world.base_url}/v4/spreadsheets/{world.config['workbooks']['shared']}"

    def sheets(self) -> dict[str, int]:
        """Return the id of each tab, by its title, from left to right."""
        told = self._ask("?fields=sheets.properties(sheetId,title)")
        return {sheet["properties"]["title"]: sheet["properties"]["sheetId"] for sheet in told["sheets"]}

    def rows(self, tab: str) -> list[dict[str, str]]:
        """Return the rows of a tab, each by header."""
        headers, *rows = self._ask(f"/values/{_place(tab)}")["values"]
        return [dict(zip(headers, [*row, *[""] * len(headers)], strict=False)) for row in rows]

    def types(self, tab: str, row: int, **cells: object) -> None:
        """Type into some columns of a row; row 0 is the one below the header, `_` in a name is a blank."""
        headers = list(self.headers(tab))
        for name, value in cells.items():
            column = headers.index(name.replace("_", " "))
            place = _place(tab, f"!{_letters(column)}{row + 2}")
            self._ask(f"/values/{place}?valueInputOption=USER_ENTERED", {"values": [[value]]})

    def headers(self, tab: str) -> list[str]:
        """Return the headers of a tab."""
        found: list[str] = self._ask(f"/values/{_place(tab, '!1:1')}")["values"][0]
        return found

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the sandbox on this machine
            self.address + path, data=data, method="GET" if body is None else "PUT"
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)


def _place(tab: str, cells: str = "") -> str:
    """Return a range as it stands in an address."""
    return urllib.parse.quote(f"'{tab}'{cells}", safe="")


def _letters(column: int) -> str:
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


@contextmanager
def a_telephone() -> Iterator[str]:
    """Open something on this machine that takes notices; its address as Apprise reads it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main() -> None:
    """Make the pictures of all tabs anew."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - belongs to development alone

    with start(seed=7, weeks=8, brands=BRANDS[:2], running=False) as world, a_telephone() as address:
        config = {**world.config, "notices": {"specialist": address, "owner": address}}
        settings = settings_from(config, where="the pictures")
        with opened_settings(settings) as everything:
            prepare(everything, quiet=False)
            fill(everything, stop=None, quiet=False)
            spend_an_evening(everything, world, Person(world))
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for name, picture in pictures(browser, world):
                    save(picture, FOLDER / f"{page_name(name)}.png")
                save(a_day_in_the_panel(browser, everything, world), FOLDER.parent / "viewer_panel.png")
                browser.close()
    total = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {total / 1e6:.1f} MB, in {FOLDER}")


def spend_an_evening(everything: Opened, world: Sandbox, person: Person) -> None:
    """Do some of what a specialist does, and let the bot answer."""
    order = person.rows("Orders")[0]["Order"]
    person.types("Letters", 0, **{"Order (yours)": order, "Action": "Draft confirmation"})
    person.types(
        "Pasted reviews",
        0,
        Link="https://www.trustpilot.com/reviews/64b7f1c2a9e8d70012ab34cd",
        Brand=BRANDS[1].name,
        Stars=2,
        Title="Came late",
        Text="The dress is lovely, but it came nine days after the promised day.",
        Written_on="2026-11-20",
        Reviewer="Ines",
    )
    currency = next(
        at for at, row in enumerate(person.rows("Settings")) if row["Setting"] == "Currency of the metrics"
    )
    person.types("Settings", currency, Value="EUR")
    run(everything, AFTER_TYPING)
    for at, row in enumerate(person.rows("Rates")):
        person.types(
            "Rates", at, Rate={"USD": 0.92, "GBP": 1.17}.get(row["Currency"], 1), Valid_from="2026-01-01"
        )
    for tab, action in ASKED.items():
        for at in offered(person, tab, action):
            person.types(tab, at, Action=action)
    run(everything, ["advise_disputes", "write_drafts"])
    world.advance(600)  # a draft that has only just changed cannot be ticked
    for tab, action in ASKED.items():
        for at in offered(person, tab, action):
            person.types(tab, at, Approved=True)
    run(everything, ["carry_out"])
    world.advance(1200)  # the grace time passes
    run(everything, AFTER_TICKS)
    world.advance(8 * 3600)  # into the shift, in which people may be told something
    run(everything, ["send_notices"])
    world.advance(6.5 * 3600)
    run(everything, ["snapshot_backlog", "refresh_deadlines", "plan_today"])


def offered(person: Person, tab: str, action: str, most: int = 2) -> Sequence[int]:
    """Return the first rows of a tab in which something can be asked for and nothing is wrong."""
    rows = enumerate(person.rows(tab))
    found = [
        at for at, row in rows if action in row["You can ask for"] and row["Draft"] and not row["Text check"]
    ]
    return found[:most]


def run(everything: Opened, names: Sequence[str]) -> None:
    """Run some jobs in the one spreadsheet."""
    for job in everything.jobs_named(names):
        carry_out(everything.bots[0], job)


def pictures(browser: Any, world: Sandbox) -> Iterator[tuple[str, bytes]]:
    """Yield a picture of each tab."""
    for tab, sheet_id in Person(world).sheets().items():
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{world.base_url}/?panel=closed#gid={sheet_id}")
        page.locator("#cell-0-0 .words").wait_for()
        page.get_by_role("tab", name=tab, exact=True, selected=True).wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED_AFTER_MS)
        yield tab, page.screenshot()
        page.close()


def a_day_in_the_panel(browser: Any, everything: Opened, world: Sandbox) -> bytes:
    """Return a picture of the tab of disputes while the bot works, with what it did at the side."""
    page = browser.new_page(viewport={**SIZE, "height": 800})
    page.goto(f"{world.base_url}/?panel=open#gid={Person(world).sheets()['Disputes']}")
    page.locator("#cell-0-0 .words").wait_for()
    world.advance(20 * 3600)
    run(everything, ["sync_paypal_disputes", "refresh_deadlines"])
    page.locator("#did .run").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_AFTER_MS)
    picture: bytes = page.screenshot()
    page.close()
    return picture


def save(picture: bytes, file: Path) -> None:
    """Save a picture with few colours."""
    file.parent.mkdir(parents=True, exist_ok=True)
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    main()
