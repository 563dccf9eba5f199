"""The command line: help that teaches, exit statuses that tell, JSON that parses."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from sheets_bot import __version__
from sheets_bot.cli import app
from sheets_bot.commands import opened
from sheets_bot.commands.asking import table
from sheets_bot.errors import Misconfigured, Refused, TryLater
from sheets_bot.service.bot import Check
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.plan import CellChange, NewRow, Plan
from sheets_bot.sheets.receipt import Receipt, TabReceipt
from sheets_bot.sheets.schema import load_schemas

ROOT = Path(__file__).parents[2]
HEAVY = {"pandas", "gspread", "httpx", "pydantic", "rich", "structlog", "asyncio"}
COMMANDS = (
    *("demo", "practice", "sandbox", "init", "check", "run", "once", "plan", "packet", "report", "health"),
    *("worker", "log", "undo", "import", "export", "restore", "erase", "completion"),
)


class StandInBot:
    """A bot that does what the test says, and remembers how it was asked."""

    def __init__(self, name: str, brands: tuple[str, ...]) -> None:
        self.name = name
        self.brands = brands
        self.made: tuple[str, ...] = ()
        self.checks: tuple[Check, ...] = ()
        self.outcomes: dict[str, Receipt | Exception] = {}
        self.asked: list[tuple[str, dict]] = []
        self.closed = False

    def provision(self) -> tuple[str, ...]:
        return self.made

    def check(self, *, probe: bool, jobs: Any) -> Iterator[Check]:
        self.asked.append(("check", {"probe": probe}))
        return iter(self.checks)

    def run_job(self, job: Job, **options) -> Receipt:
        self.asked.append((job.name, options))
        outcome = self.outcomes.get(job.name, Receipt(run="r1", job=job.name))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def zone(self) -> ZoneInfo:
        return ZoneInfo("UTC")

    def last_good_at(self, job: Job) -> None:
        return None

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def bots(monkeypatch, tmp_path) -> dict[str, StandInBot]:
    """Two spreadsheets, two jobs, no world behind them."""
    stand_ins = {"shared": StandInBot("shared", ("aurora",)), "boreal": StandInBot("boreal", ("boreal",))}
    jobs = {
        name: Job(name, minutes(15), run=lambda bot: None, about=f"About {name}.") for name in ("one", "two")
    }
    monkeypatch.setattr(opened, "open_bots", lambda *_: tuple(stand_ins.values()))
    monkeypatch.setattr(opened, "jobs_of", lambda _settings: jobs)
    monkeypatch.setenv("SHEETS_BOT_CONFIG", str(tmp_path / "sheets_bot.toml"))
    (tmp_path / "sheets_bot.toml").write_text(
        '[google]\nservice_account_file = "g.json"\n[workbooks]\nshared = "1"\nboreal = "2"\n'
        "[brands.aurora]\n[brands.boreal]\n"
    )
    return stand_ins


def sheets_bot(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def a_receipt(**problems: Exception) -> Receipt:
    return Receipt(run="r1", job="one", problems=problems)


def test_help_is_quick_because_it_imports_nothing_heavy():
    """Measured 2026-11: 60 to 80 ms beside 11 for `python -c pass`; these imports cost 850."""
    script = (
        "import sys; sys.argv = ['sheets-bot', '--help']\n"
        "from sheets_bot.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_help_teaches_the_commands_and_the_exit_statuses():
    said = sheets_bot("--help").output

    assert "sheets-bot check                          what is missing" in said
    assert "75  nothing could be done now; try later" in said
    assert all(f"\n  {command} " in said for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    result = sheets_bot(command, "--help")

    assert result.exit_code == 0
    assert f" sheets-bot {command}" in result.output.partition("Usage:")[2].partition("\n")[2]


def test_a_narrow_terminal_shows_ids_whole_and_cuts_no_word(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    row = [
        "2026-11-23 09:01:12",
        "261123-080112-c183",
        "Orders at risk",
        "Aurora & Pine #1894 / 1",
        "",
        "word " * 9,
    ]

    table(["Time", "Run", "Tab", "Row", "Old", "New"], [row])

    shown = capsys.readouterr().out
    assert "261123-080112-c183" in shown
    assert max(map(len, shown.splitlines())) <= 60
    assert "…" not in shown
    assert "\x1b" not in shown


def test_the_version_is_the_package_s():
    assert sheets_bot("--version").output.strip() == __version__


def test_once_runs_every_job_in_every_spreadsheet(bots):
    result = sheets_bot("once", "--all")

    assert result.exit_code == 0
    assert [name for name, _ in bots["shared"].asked] == ["one", "two"]
    assert [name for name, _ in bots["boreal"].asked] == ["one", "two"]
    assert all(bot.closed for bot in bots.values())


def test_once_without_a_name_lists_the_jobs_and_runs_none(bots):
    result = sheets_bot("once")

    assert "one  0:15:00  About one." in result.output
    assert not bots["shared"].asked


def test_once_for_one_brand_leaves_the_other_spreadsheets_alone(bots):
    sheets_bot("once", "one", "--brand", "boreal", "--dry-run", "--allow-large")

    assert not bots["shared"].asked
    assert bots["boreal"].asked == [("one", {"dry_run": True, "allow_large": True, "brands": ["boreal"]})]


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        pytest.param([a_receipt(), a_receipt()], 0, id="all done"),
        pytest.param([a_receipt(x=TryLater("later")), a_receipt()], 1, id="one failed, the rest was done"),
        pytest.param(
            [a_receipt(x=TryLater("a")), a_receipt(y=Misconfigured("b"))], 1, id="all failed in two ways"
        ),
        pytest.param([TryLater("later"), TryLater("later")], 75, id="nothing could be done now"),
        pytest.param([Misconfigured("x"), Misconfigured("y")], 2, id="nothing was configured"),
        pytest.param([a_receipt(x=Refused("too big")), a_receipt()], 3, id="a refusal always shows"),
    ],
)
def test_the_exit_status_tells_how_it_went(bots, outcomes, status):
    for bot, outcome in zip(bots.values(), outcomes, strict=True):
        bot.outcomes["one"] = outcome

    assert sheets_bot("once", "one").exit_code == status


def test_what_stops_several_jobs_is_told_once(bots):
    for job in ("one", "two"):
        bots["shared"].outcomes[job] = Misconfigured("The spreadsheet is not shared with the bot.")

    said = sheets_bot("once", "--all").stderr

    assert said.count("not shared with the bot") == 1
    assert "one, two  shared: Misconfigured: The spreadsheet is not shared with the bot." in said


def test_a_job_that_fails_in_one_spreadsheet_still_runs_in_the_next(bots):
    bots["shared"].outcomes["one"] = TryLater("PayPal did not answer.")

    result = sheets_bot("once", "one")

    assert [name for name, _ in bots["boreal"].asked] == ["one"]
    assert "one  shared: TryLater: PayPal did not answer." in result.stderr


def test_json_is_the_only_thing_on_standard_output(bots):
    bots["shared"].outcomes["one"] = Receipt(
        run="r1",
        job="one",
        tabs=(TabReceipt("Disputes", new_rows=2, because="2 new rows"),),
        reads=1,
        writes=1,
    )

    result = sheets_bot("once", "one", "--json")

    told = json.loads(result.stdout)
    assert told["ok"] is True
    assert told["receipts"][0]["workbook"] == "shared"
    assert told["receipts"][0]["tabs"][0]["new_rows"] == 2


def test_plan_prints_what_would_be_written_and_writes_nothing(bots):
    schema = load_schemas([ROOT / "sheet_schemas"])["Disputes"]
    plan = Plan(
        schema,
        changes=(
            CellChange("D-1", 0, "status", old="open", new="x" * 100),
            CellChange("D-1", 0, "due", old=None, new=46349.375),
        ),
        new_rows=(NewRow("D-2", {"dispute_id": "D-2", "status": "new", "brand": None}),),
        in_doubt={"D-3": "the key stands twice"},
    )
    bots["shared"].outcomes["one"] = Receipt(run="r1", job="one", dry_run=True, plans=(plan,))

    result = sheets_bot("plan", "one", "--brand", "aurora")

    assert bots["shared"].asked[0][1]["dry_run"] is True
    assert f"  ~ D-1  Status: open -> {'x' * 59}…" in result.output
    assert "  ~ D-1  Due: (empty) -> 2026-11-23 09:00" in result.output
    assert "  + D-2  Status: new\n" in result.output
    assert "  ! D-3  the key stands twice" in result.output
    assert json.loads(sheets_bot("plan", "one", "--json").stdout)["plans"]["shared"][0]["tab"] == schema.tab


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["once", "three"], "There is no job 'three'. There are: one, two."),
        (["once", "one", "--brand", "austral"], "There is no brand 'austral'. There are: aurora, boreal."),
        (["once", "one", "--now", "yesterday"], "--now 'yesterday' is no moment"),
        (["once", "one", "--now", "2026-11-23T09:00"], "is no moment; write date, time and offset"),
        (["sandbox", "--now", "yesterday"], "--now 'yesterday' is no moment"),
        (["sandbox", "--file", __file__], "file is not a database. Name a file that the sandbox made"),
        (["once", "one", "--config", "nowhere.toml"], "nowhere.toml cannot be read"),
        (["once", "--frequently"], "No such option"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_way_out(bots, arguments, said):
    result = sheets_bot(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert not bots["shared"].asked


def test_an_error_is_told_as_json_as_well(bots):
    result = sheets_bot("once", "three", "--json")

    assert json.loads(result.stdout)["error"]["kind"] == "Misconfigured"


def test_init_says_what_was_made_and_what_stood_already(bots):
    bots["shared"].made = ("tab 'Disputes': made",)

    result = sheets_bot("init")

    assert "shared: tab 'Disputes': made" in result.output
    assert "boreal: everything stands already; nothing was changed" in result.output


def test_check_prints_the_way_out_and_fails_when_something_is_in_the_way(bots):
    bots["shared"].checks = (
        Check("Google", "ok", "reads and writes"),
        Check("PayPal, brand aurora", "failed", "401", way_out="Copy the secret again."),
    )

    result = sheets_bot("check", "--probe")

    assert result.exit_code == 2
    assert bots["shared"].asked == [("check", {"probe": True})]
    assert "failed  shared  PayPal, brand aurora  401\n    -> Copy the secret again." in result.output
    assert json.loads(sheets_bot("check", "--json").stdout)["ok"] is False


def test_a_warning_does_not_fail_the_check(bots):
    bots["shared"].checks = (Check("clock", "warning", "3 s ahead", way_out="Set the clock."),)

    assert sheets_bot("check").exit_code == 0


def test_health_says_when_no_service_answers(bots, monkeypatch):
    monkeypatch.setenv("SHEETS_BOT_SERVICE__HEALTH_PORT", "1")

    result = sheets_bot("health")

    assert result.exit_code == 1
    assert "No service answers on 127.0.0.1:1" in result.stderr


def test_health_says_when_another_program_answers(bots, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("SHEETS_BOT_SERVICE__HEALTH_PORT", str(listener.getsockname()[1]))

        def greets() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(4096)
                line.sendall(b"220 mail.example ready\r\n")

        thread = threading.Thread(target=greets)
        thread.start()
        result = sheets_bot("health")
        thread.join(10)

    assert result.exit_code == 1
    assert "is no health page of sheets-bot" in result.stderr
