"""
A job: one line of the timetable, and the function that does the work.

The jobs themselves are small files in `jobs/` (and in folders of the user's own). This module
says what such a file must offer and loads it; it decides nothing about time (`timetable.py`) and
starts nothing (`scheduler.py`).
"""

import importlib.util
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sheets_bot.errors import Misconfigured
from sheets_bot.service.timetable import Daily, Every, Weekly

if TYPE_CHECKING:
    from sheets_bot.sheets.receipt import Receipt

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHORTEST = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Job:
    """One scheduled piece of work, run for one spreadsheet at a time."""

    name: str
    """What the command line, the logs and the `Status` tab call it; unique, e.g. ``sync_paypal_disputes``."""

    every: Every
    """How often: `minutes(15)`, `hours(1)`, `daily("06:30")`, `weekly("Mon", "06:30")`."""

    run: "Callable[[Any], Receipt]"
    """Does the work with a `Bot` and returns what was done."""

    source: str = ""
    """Whose last good run this is in the `Status` tab, e.g. ``PayPal``; empty: the job's own name."""

    after: tuple[str, ...] = ()
    """Jobs whose rows this one works on: where all run at once, it comes after them."""

    about: str = ""
    """One sentence for people; empty: the first sentence of the file's docstring."""

    def __post_init__(self) -> None:
        """Refuse what could never run, with the way out."""
        if not self.name.isidentifier():
            raise Misconfigured(f"A job is named {self.name!r}; use letters, digits and _ only.")
        if isinstance(self.every, timedelta) and self.every < SHORTEST:
            raise Misconfigured(
                f"Job {self.name!r} asks to run every {self.every}; ten seconds are the least."
            )


def minutes(count: int) -> timedelta:
    """Return an interval in minutes."""
    return timedelta(minutes=count)


def hours(count: int) -> timedelta:
    """Return an interval in hours."""
    return timedelta(hours=count)


def daily(at: str) -> Daily:
    """Return "once a day, from this local time on", e.g. ``daily("06:30")``."""
    return Daily(_wall_time(at))


def weekly(day: str, at: str) -> Weekly:
    """Return "once a week, from this local time on", e.g. ``weekly("Mon", "06:30")``."""
    if day not in WEEKDAYS:
        raise Misconfigured(
            f"A timetable says weekly({day!r}, ...); the day is one of {', '.join(WEEKDAYS)}."
        )
    return Weekly(WEEKDAYS.index(day), _wall_time(at))


def load_jobs(folders: Iterable[Path]) -> dict[str, Job]:
    """
    Return the jobs of all files ``*.py`` in some folders, by name, each after those it names in `after`.

    Otherwise the order is that of folders and files. A file that starts with ``_`` is left out. The
    other files are Python and are executed: point the bot only at folders that you trust.

    Raises:
        Misconfigured: A folder is missing, a file does not load or offers no job, two jobs have
            one name, or jobs wait for one another in a circle. Each message names the place.
    """
    jobs: dict[str, Job] = {}
    files: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise Misconfigured(
                f"The folder of jobs {folder} does not exist. Correct [paths] jobs. No job was started."
            )
        for file in sorted(folder.glob("[!_]*.py")):
            job = _job_of(file)
            if job.name in jobs:
                raise Misconfigured(
                    f"{file} names its job {job.name!r}, and so does {files[job.name]}. "
                    "Rename one of them. No job was started."
                )
            jobs[job.name], files[job.name] = job, file
    return _in_order(jobs)


def _in_order(jobs: dict[str, Job]) -> dict[str, Job]:
    """Return jobs so that each comes after those it works on; a name that is no job waits for nothing."""
    sorter = TopologicalSorter({job.name: [n for n in job.after if n in jobs] for job in jobs.values()})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " after ".join(error.args[1])
        raise Misconfigured(
            f"Jobs wait for one another: {circle}. Correct their `after`. No job was started."
        ) from None
    ordered: dict[str, Job] = {}
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=list(jobs).index)
        ordered.update((name, jobs[name]) for name in ready)
        sorter.done(*ready)
    return ordered


def _job_of(file: Path) -> Job:
    """Return the job that one file offers as ``JOB``."""
    module = _module_of(file)
    job = getattr(module, "JOB", None)
    if not isinstance(job, Job):
        raise Misconfigured(
            f"{file} offers no job; it needs a line such as "
            f'JOB = Job(name="{file.stem}", every=minutes(15), run=run). No job was started.'
        )
    if job.about:
        return job
    first_lines = (module.__doc__ or "").strip().split("\n\n")[0]
    return replace(job, about=" ".join(first_lines.split()))


def _module_of(file: Path) -> ModuleType:
    """Execute one job file as a module; its name is its path, so two folders may hold equal file names."""
    name = f"job:{file.resolve()}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up
    try:
        spec.loader.exec_module(module)
    except Misconfigured as error:
        raise Misconfigured(f"{file}: {error}") from error
    except Exception as error:  # a user's file may fail in any way; all of them need the file's name
        del sys.modules[name]
        raise Misconfigured(
            f"{file} does not load: {type(error).__name__}: {error}. Correct the file. No job was started."
        ) from error
    return module


def _wall_time(text: str) -> time:
    """Return a time of day written as HH:MM."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Misconfigured(f'A timetable says {text!r}; write a time of day as "06:30".')
    return time.fromisoformat(text)
