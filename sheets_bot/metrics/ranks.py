"""
Lists in order of size, as tabs whose rows are places: the first line always stands in the first row.

The bot sorts no rows of people's, so what moves up or down moves through places with fixed keys, as in
the tab `Today`; places that are not needed are empty. Rows only; what stands in them comes from elsewhere.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sheets_bot.sheets.row import Row, Value

Values = Mapping[str, Value]


def ranked(
    lines: Sequence[Values], *, places: int, head: Values, names: Sequence[str], before: str = "", why: str
) -> Iterator[Row]:
    """
    Yield a row for the *head*, place 00, and one for each place after it.

    Args:
        lines: The values of each line, the greatest first; at most *places* of them.
        places: How many rows there always are.
        head: The values of the row above them, about all of them together.
        names: Every column but the key `rank`; what a line does not name is empty.
        before: What stands before the number in the key, with its blank: ``EUR ``.
        why: For the `Bot log`.
    """
    empty: dict[str, Value] = dict.fromkeys(names)
    for place in range(places + 1):
        values = head if place == 0 else lines[place - 1] if place <= len(lines) else {}
        key = f"{before}{place:02}"
        yield Row(key, {**empty, **values, "rank": key}, why=why)


def emptied(
    standing: Iterable[str], made: Collection[str], names: Iterable[str], *, why: str
) -> Iterator[Row]:
    """Yield, with nothing in *names*, the rows that stand in the tab and that nothing was made for."""
    empty: dict[str, Value] = dict.fromkeys(names)
    for key in standing:
        if key not in made:
            yield Row(key, empty, when_absent="leave", why=why)


def listed(counts: Mapping[str, int], *, most: int = 4) -> str:
    """Return counts in words, the greatest first: ``Aurora & Pine 12, Velvet 3``."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    told = [f"{name} {count}" for name, count in ordered[:most]]
    left = len(ordered) - len(told)
    return ", ".join([*told, f"{left} more"] if left else told)
