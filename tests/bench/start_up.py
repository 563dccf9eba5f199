"""
How long a person waits for a word, and for the demo: `python tests/bench/start_up.py`.

Best of some starts of `sheets-bot --help` beside an interpreter that does nothing; then the demo as a
process, and the same in this process job by job. Compiled modules are kept in a folder of the benchmark's
own and made before the clock runs, as they are on a machine where the bot was started once.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench_table import best_of, show

ROOT = Path(__file__).parents[2]


def environment(folder: str) -> dict[str, str]:
    """Return the environment of the processes: bytecode and locks in *folder*, nothing of the shell's own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SHEETS_BOT"))
    }
    return {**kept, "PYTHONPYCACHEPREFIX": folder, "TMPDIR": folder}


def start(arguments: Sequence[str], folder: str) -> None:
    """Run Python with some arguments until it ends well."""
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(folder), check=True, capture_output=True
    )


def demo_by_job(weeks: int, folder: str) -> Iterator[tuple[str, float, str]]:
    """Yield each part of the demo with its seconds, and what it read and wrote."""
    from sheets_bot.commands.opened import opened_settings
    from sheets_bot.sandbox.app import start as start_world
    from sheets_bot.service.rounds import carry_out
    from sheets_bot.service.settings_file import settings_from

    begun = time.perf_counter()
    with start_world(weeks=weeks) as world:
        yield "the world", time.perf_counter() - begun, ""
        config = {**world.config, "service": {"lock_folder": folder}}
        with opened_settings(settings_from(config, where="the benchmark")) as everything:
            begun = time.perf_counter()
            for bot in everything.bots:
                bot.provision()
            yield "the tabs", time.perf_counter() - begun, ""
            for job in everything.jobs.values():
                for bot in everything.bots:
                    begun = time.perf_counter()
                    receipt = carry_out(bot, job)
                    assert receipt.ok, receipt.problems
                    calls = f"{receipt.reads}R + {receipt.writes}W"
                    yield job.name, time.perf_counter() - begun, calls


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--weeks", type=int, default=12)
    given = options.parse_args()
    helping, demo = (
        ["-m", "sheets_bot", "--help"],
        ["-m", "sheets_bot", "demo", "--weeks", str(given.weeks), "--exit"],
    )
    with tempfile.TemporaryDirectory() as folder:
        start(demo, folder)
        nothing, _ = best_of(given.rounds, lambda: start(["-c", "pass"], folder))
        help_, _ = best_of(given.rounds, lambda: start(helping, folder))
        whole, _ = best_of(3, lambda: start(demo, folder))
        parts = list(demo_by_job(given.weeks, folder))
    show(
        f"Start-up, best of {given.rounds}",
        ("", "milliseconds", "ratio"),
        [
            ("python -c pass", f"{1000 * nothing:.0f}", "1.0"),
            ("sheets-bot --help", f"{1000 * help_:.0f}", f"{help_ / nothing:.1f}"),
        ],
    )
    show(
        f"sheets-bot demo --weeks {given.weeks} --exit: {whole:.1f} s, best of 3; in one process, part by part",
        ("", "seconds", "calls"),
        [(name, f"{seconds:.2f}", calls) for name, seconds, calls in parts],
    )


if __name__ == "__main__":
    main()
