"""
What is shown of a fault of ours: where it happened and its kind, without what it quotes.

Python's own errors quote the value that they stumbled over, and that may be a customer's name or a secret. So
of an error that is none of ours, what stands between quotation marks is left out; values of variables are
never shown. Used for the log (`logs.py`) and for what ends the process.
"""

import re
import sys
import threading
import traceback
from types import TracebackType

from sheets_bot.errors import SheetsBotError
from sheets_bot.service.masking import Masking

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_LEFT_OUT = "'…'"
_BETWEEN = "\nand with that in hand:\n"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def crash_words(error: BaseException) -> str:
    """Return the words of an error; of one that is none of ours, without what it quotes."""
    return str(error) if isinstance(error, SheetsBotError) else _QUOTED.sub(_LEFT_OUT, str(error))


def crash_text(error: BaseException) -> str:
    """Return where an error happened and what it says, after those that led to it; see `crash_words`."""
    chain: list[BaseException] = []
    found: BaseException | None = error
    while found is not None and found not in chain:
        chain.append(found)
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return _BETWEEN.join(map(_one, reversed(chain)))


def _one(error: BaseException) -> str:
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"{places}{type(error).__qualname__}: {crash_words(error)}"


def mask_crashes(masking: Masking) -> None:
    """Let what ends the process, or a thread, be shown masked."""

    def show(error: BaseException | None) -> None:
        if error is not None:
            print(masking.text(crash_text(error)), file=sys.stderr)  # noqa: T201 - the last words of a process

    sys.excepthook = lambda _kind, error, _trace: show(error)
    threading.excepthook = lambda what: show(what.exc_value)
