"""
What the Tab key offers beside commands and options: names of jobs, tabs, brands.

Read from files alone and in milliseconds; no job is loaded and nothing is asked. What cannot be read is not
offered: a shell that completes has nowhere to show an error.
"""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME_OF_JOB = re.compile(r'\bJob\(\s*name="(\w+)"')


def job_names(incomplete: str) -> list[str]:
    """Return the names of the jobs that come with the bot and begin so."""
    import jobs

    folder = Path(next(iter(jobs.__path__)))
    found = (NAME_OF_JOB.search(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("[!_]*.py")))
    return [name[1] for name in found if name and name[1].startswith(incomplete)]


def tab_names(incomplete: str) -> list[str]:
    """Return the one-word titles of our tabs that begin so; the others would need quotes."""
    import sheet_schemas

    folder = Path(next(iter(sheet_schemas.__path__)))
    tabs = (tomllib.loads(file.read_text(encoding="utf-8"))["tab"] for file in sorted(folder.glob("*.toml")))
    return [tab for tab in tabs if tab.startswith(incomplete) and " " not in tab]


def brand_names(incomplete: str) -> list[str]:
    """Return the brands of the configuration that the bot would use here, those that begin so."""
    return [brand for brand in _brands() if brand.startswith(incomplete)]


def _brands() -> Iterator[str]:
    file = Path(os.environ.get("SHEETS_BOT_CONFIG") or "sheets_bot.toml")
    try:
        text = file.read_text(encoding="utf-8-sig")
        settings: Any = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
        yield from map(str, settings["brands"])
    except (OSError, ValueError, KeyError, TypeError):
        return
