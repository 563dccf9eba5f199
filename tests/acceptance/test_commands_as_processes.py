"""The commands as a person types them: real processes, the imitated world, signals."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS_BOT = [sys.executable, "-m", "sheets_bot"]


def sheets_bot(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SHEETS_BOT, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*SHEETS_BOT, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def configuration(tmp_path) -> Iterator[Path]:
    """What `sheets-bot sandbox` prints when it is ready, saved to a file."""
    with started("sandbox", "--weeks", "1", "--brands", "1") as world:
        line = world.stdout.readline()
        file = tmp_path / "sandbox.json"
        file.write_text(line)

        yield file

        world.send_signal(signal.SIGTERM)
        assert world.wait(30) == 0


def read_line_with(stream, words: str) -> str:
    for line in stream:
        if words in line:
            return line
    raise AssertionError(f"the process ended without saying {words!r}")


def test_the_printed_configuration_takes_a_newcomer_from_init_to_a_second_run_without_changes(configuration):
    config = ("--config", str(configuration))

    early = sheets_bot("once", "--all", *config)
    made = sheets_bot("init", *config)
    again = json.loads(sheets_bot("init", *config, "--json").stdout)
    first = sheets_bot("once", "--all", *config)
    second = json.loads(sheets_bot("once", "sync_paypal_disputes", *config, "--json").stdout)

    assert early.returncode == 2
    assert early.stderr.count("Run `sheets-bot init`") == 1
    assert made.returncode == 0, made.stderr
    assert again["made"] == {"shared": []}
    assert first.returncode == 0, first.stderr
    assert second["ok"]
    disputes = next(tab for tab in second["receipts"][0]["tabs"] if tab["tab"] == "Disputes")
    assert disputes["new_rows"] == 0


def test_a_sandbox_keeps_its_spreadsheets_in_a_file_and_its_time_where_it_was_told(tmp_path):
    options = ("sandbox", "--empty", "--still", "--now", "2026-12-01T09:00+01:00")
    clocks, titles = [], []

    for _ in range(2):
        with started(*options, "--file", str(tmp_path / "kept.sqlite")) as world:
            told = json.loads(world.stdout.readline())
            clocks.append(json.load(urllib.request.urlopen(told["endpoints"]["clock"]))["now"])
            sheet = f"{told['endpoints']['sheets']}/v4/spreadsheets/{told['workbooks']['shared']}"
            titles.append(json.load(urllib.request.urlopen(sheet))["sheets"][-1]["properties"]["title"])
            request = {"requests": [{"addSheet": {"properties": {"title": "Mine"}}}]}
            if titles[-1] != "Mine":
                urllib.request.urlopen(f"{sheet}:batchUpdate", data=json.dumps(request).encode()).close()
            world.send_signal(signal.SIGTERM)
            assert world.wait(30) == 0

    assert clocks == ["2026-12-01T08:00:00+00:00"] * 2
    assert titles == ["Sheet1", "Mine"]


def test_the_service_starts_answers_for_its_health_and_ends_in_order(configuration):
    sheets_bot("init", "--config", str(configuration))
    environment = {
        "SHEETS_BOT_CONFIG": str(configuration),
        "SHEETS_BOT_SERVICE__HEALTH_PORT": "0",
        "SHEETS_BOT_SERVICE__TICK_SECONDS": "1",
        "SHEETS_BOT_SERVICE__LOG_FORMAT": "json",
        "SHEETS_BOT_SERVICE__STOP_WITHIN_SECONDS": "55",  # on a machine that is busy with other tests
    }

    with started("run", **environment) as service:
        port = json.loads(read_line_with(service.stderr, "service.started"))["health_port"]
        health = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"))
        read_line_with(service.stderr, "keep_settings")  # done; a job with nothing to do is done at once
        service.send_signal(signal.SIGTERM)

        said = service.stderr.read()
        assert service.wait(60) == 0

    assert health["live"] is True
    assert json.loads(said.splitlines()[-1])["event"] == "service.stopped"


def test_the_demo_shows_the_sheet_and_ends_with_ctrl_c():
    with started("demo", "--weeks", "1", "--brands", "1") as demo:
        address = read_line_with(demo.stdout, "Look at the spreadsheet: ").split()[-1]
        page = urllib.request.urlopen(address).read()
        demo.send_signal(signal.SIGINT)

        assert demo.wait(60) == 0
    assert b"<html" in page


@pytest.mark.long
def test_the_demo_can_report_in_json_and_leave():
    told = json.loads(sheets_bot("demo", "--weeks", "1", "--brands", "1", "--exit", "--json").stdout)

    assert told["ok"] is True
    assert {tab["tab"] for receipt in told["receipts"] for tab in receipt["tabs"]} >= {
        "Disputes",
        "Weekly metrics",
    }


def test_a_port_that_is_taken_is_a_sentence(configuration):
    port = json.loads(configuration.read_text())["endpoints"]["sheets"].rsplit(":", 1)[1]

    done = sheets_bot("sandbox", "--port", port)

    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
