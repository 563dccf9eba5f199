"""
What of gspread is public, which test calls it, and a check that it really does.

A test says `@covers("Worksheet.sort")`; while it runs, every call of a public member is noted, and
a claim that was not kept fails the test. `test_gspread_surface_complete.py` asks that nothing is left.
"""

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

from gspread import Cell, Client, Spreadsheet, Worksheet
from gspread.http_client import HTTPClient
from gspread.worksheet import ValueRange

CLASSES = (Client, Spreadsheet, Worksheet, Cell, ValueRange, HTTPClient)
CLAIMS: dict[str, list[str]] = {}
"""By public member, the tests that call it."""


def _code_of(member: Any) -> CodeType | None:
    """The code a member runs; plain attributes have none."""
    if isinstance(member, property):
        member = member.fget
    elif isinstance(member, classmethod | staticmethod):
        member = member.__func__
    return inspect.unwrap(member).__code__ if callable(member) else None


PUBLIC: dict[str, CodeType] = {
    f"{cls.__name__}.{name}": code
    for cls in CLASSES
    for name, member in vars(cls).items()
    if not name.startswith("_") and (code := _code_of(member)) is not None
}
"""Every public method and property, by name."""


def covers(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Claim that a test calls these members; a claim not kept fails it."""

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        for name in names:
            assert name in PUBLIC, f"gspread has no {name}"
            CLAIMS.setdefault(name, []).append(test.__name__)

        @functools.wraps(test)
        def watched(*args: Any, **kwargs: Any) -> None:
            with _calls() as called:
                test(*args, **kwargs)
            missing = sorted(name for name in names if PUBLIC[name] not in called)
            assert not missing, f"never called: {missing}"

        return watched

    return decorated


@contextmanager
def _calls() -> Iterator[set[CodeType]]:
    called: set[CodeType] = set()

    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
