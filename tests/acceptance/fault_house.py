"""
A bot with little patience, run into trouble, and what it left behind: for the tables of faults.

Knows no service and no table; `trouble.py` and `mail_trouble.py` make the trouble, `test_faults.py` and
`test_source_faults.py` write down what may come of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from typer.testing import CliRunner

from bot_log import Table, tables
from sheets_bot.cli import app
from sheets_bot.commands import opened
from sheets_bot.platforms.patience import Patience
from sheets_bot.sandbox.app import Sandbox
from sheets_bot.service.wiring import open_bots
from tracker import Person

QUICK = Patience(attempts=3, first_wait_seconds=0.0)
"""Three attempts at once instead of seven in a minute."""
SHORT = replace(QUICK, read_seconds=1.0, connect_seconds=1.0)
"""Only where there is no answer to wait for: elsewhere a busy machine may take its time."""

Contents = Mapping[str, Table]
"""Every row by brand, by tab and key."""


class Hits(Protocol):
    """Trouble that counts the calls that it met."""

    hits: int


class House:
    """A sandbox, people at its spreadsheets, and the bot."""

    def __init__(self, sandbox: Sandbox, config: Mapping[str, Any], file: Path, *people: Person) -> None:
        self.sandbox = sandbox
        self.people = people
        self.shared = people[0]
        self.patience = QUICK
        file.write_text(json.dumps(config))
        self._file = str(file)

    def bot(self, *arguments: str) -> str:
        """Run a command; return its exit status and the kinds of its problems."""
        done = CliRunner().invoke(app, [*arguments, "--json", "--config", self._file])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        assert "Traceback" not in done.stdout + done.stderr
        told = json.loads(done.stdout)
        problems = {
            problem["kind"]
            for receipt in told.get("receipts", ())
            for problem in receipt["problems"].values()
        }
        return " ".join([str(done.exit_code), *sorted(problems)])

    def meets(self, trouble: AbstractContextManager[Hits], *jobs: str, silent: bool) -> str:
        """Run some jobs into trouble; return what `bot` returns. *silent*: nobody will answer."""
        with trouble as met:
            self.patience = SHORT if silent else QUICK
            try:
                outcome = self.bot("once", *jobs)
            finally:
                self.patience = QUICK
        assert met.hits, "the call was never made"
        return outcome

    def contents(self) -> Contents:
        """What stands in all spreadsheets, by brand; of the order of the rows nothing is promised."""
        found: dict[str, Table] = {}
        for person in self.people:
            for brand, rows in by_brand(tables(person), rest=person.spreadsheet_id).items():
                found.setdefault(brand, {}).update(rows)
        return found

    def status(self) -> dict[str, str]:
        return {row["What"]: row["State"] for row in self.shared.table("Status")}

    def leave(self) -> None:
        for person in self.people:
            person.leave()


def by_brand(tabs: Mapping[str, Table], *, rest: str = "") -> Contents:
    """Return the rows of all tabs by brand; *rest* is for rows of no brand."""
    found: defaultdict[str, Table] = defaultdict(dict)
    for tab, rows in tabs.items():
        for key, row in rows.items():
            found[row.get("Brand") or rest][f"{tab}: {key}"] = row
    return found


@contextmanager
def impatient(house: House, lock_folder: Path) -> Iterator[None]:
    """Let every bot have the patience of the house."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETS_BOT_SERVICE__LOCK_FOLDER", str(lock_folder))
        patch.setattr(opened, "open_bots", lambda *parts: open_bots(*parts, patience=house.patience))
        yield


def line(kind: str, fault: str, once: str, for_good: str) -> str:
    """Return a line of a table."""
    return f"{kind:<17} {fault:<11} {once:<16} {for_good}"
