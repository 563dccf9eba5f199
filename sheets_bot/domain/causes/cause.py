"""
The root causes that there are: code, words, group, and who can do something about it.

The table is `causes.toml`, whose codes are those of the columns `Root cause`. Which cause a complaint has
is suggested in `suggest.py` and decided by people; what causes cost is in `sheets_bot/metrics/causes.py`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

UNKNOWN = "unknown"
"""A fair answer: it is counted, never replaced by a likely one."""

GROUPS = ("delivery", "product", "money", "service", "buyer", "fraud", "other")


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause."""

    code: str
    words: str
    group: str
    """One of `GROUPS`."""
    controllable: str
    """``yes``, ``mostly``, ``partly``, ``no``; ``""`` where nobody can say."""
    lever: str
    """Who can do something about it, and where; ``""`` for nobody."""
    decisions: tuple[str, ...]
    """PayPal's adjudication codes that name it."""
    said: tuple[str, ...]
    """What customers write who mean it."""


@cache
def causes() -> Mapping[str, Cause]:
    """Return all causes by code, in the order of the table."""
    text = files("sheets_bot.domain.causes").joinpath("causes.toml").read_text("utf-8")
    return {code: _cause(code, told) for code, told in tomllib.loads(text).items()}


def group_of(code: str) -> str:
    """Return what a cause is about; ``other`` for a word that is no code, such as one a person typed."""
    found = causes().get(code)
    return found.group if found else "other"


def _cause(code: str, told: Mapping[str, Any]) -> Cause:
    lists = {name: tuple(told[name]) for name in ("decisions", "said")}
    return Cause(code, **{**told, **lists})
