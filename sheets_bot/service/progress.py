"""
Progress of long work: a bar in a terminal, plain lines elsewhere.

Written to standard error, so that results can be piped. Says nothing about what the work does.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Advance = Callable[[str], None]
"""Called once for each finished part, with a word about what comes next (or "")."""


@contextmanager
def progress(
    label: str, *, parts: int, quiet: bool = False, stream: TextIO | None = None
) -> Iterator[Advance]:
    """Show how far a piece of work of so many parts has come; *quiet* shows nothing."""
    stream = stream or sys.stderr
    if quiet:
        yield lambda _word: None
        return
    if stream.isatty():
        with _bar(label, parts, stream) as advance:
            yield advance
        return
    started = time.monotonic()
    print(f"{label} ...", file=stream, flush=True)
    yield lambda _word: None
    seconds = time.monotonic() - started
    print(f"{label}: done in {seconds:.1f} s", file=stream, flush=True)


@contextmanager
def _bar(label: str, parts: int, stream: TextIO) -> Iterator[Advance]:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only terminals need it
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[word]}"),
    )
    with Progress(*columns, console=Console(file=stream)) as bars:
        task = bars.add_task(label, total=parts, word="")
        yield lambda word: bars.update(task, advance=1, word=word)
        bars.update(task, completed=parts, word="")
