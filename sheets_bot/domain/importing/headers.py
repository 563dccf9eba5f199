"""
Which of our columns a header of somebody's tracker means: by words, and by likeness to them.

A proposal with a confidence, for a person to accept or correct. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sheets_bot.domain.importing.words import Words, plain
from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.ranges import column_letter
from sheets_bot.sheets.schema import Column, TabSchema

SURE_SHARE = 1.0
ALIKE_SHARE = 0.84
"""Least likeness to a known word, 0 to 1: lets typing slips through, not other words (ours)."""
ORDER = "order"


@dataclass(frozen=True, slots=True)
class Meant:
    """What one header of theirs is taken for."""

    at: int
    """Position of their column."""
    header: str
    column: str
    """Name of our column; empty where none fits: then it is kept in the notes."""
    confidence_share: float
    """0 to 1; 1 for a word that we know, and for what a person said."""


def propose(headers: Sequence[str], schema: TabSchema, words: Words, said: Mapping[str, str]) -> list[Meant]:
    """
    Return what each header means; every column of ours is meant once at most, by what fits best.

    Only of a long text a person may say that several headers mean it; they are joined there.

    Args:
        headers: Theirs; those without text, which have nothing below them, are left out.
        schema: Our tab.
        words: What people call our columns.
        said: Our header by theirs, as a person has said it; an empty one keeps theirs in the notes.

    Raises:
        Misconfigured: A header that was said is not there, or several were said to mean one column.
    """
    fixed = _said(headers, schema, said)
    open_columns = [c for c in schema.column if c.owner != "request" and c.name not in fixed.values()]
    scores = [
        (likeness(header, column, schema, words), -at, -place, column.name)
        for at, header in enumerate(headers)
        if header and at not in fixed
        for place, column in enumerate(open_columns)
    ]
    chosen: dict[int, tuple[str, float]] = {at: (name, SURE_SHARE) for at, name in fixed.items()}
    taken = set(fixed.values())
    for share, minus_at, _, name in sorted(scores, reverse=True):
        if share >= ALIKE_SHARE and -minus_at not in chosen and name not in taken:
            chosen[-minus_at] = (name, share)
            taken.add(name)
    return [Meant(at, header, *chosen.get(at, ("", 0.0))) for at, header in enumerate(headers) if header]


def is_known(header: str, schema: TabSchema, words: Words) -> bool:
    """True for a text that may stand above one of our columns."""
    columns = (column for column in schema.column if column.owner != "request")
    return bool(header) and any(likeness(header, c, schema, words) >= ALIKE_SHARE for c in columns)


def likeness(header: str, column: Column, schema: TabSchema, words: Words) -> float:
    """Return how like a header is to what people call one of our columns, 0 to 1."""
    text = plain(header)
    known = [plain(column.header), plain(column.name), *words.headers.get(column.name, ())]
    if column.name == "order_typed" or (column.name == ORDER and "order_typed" not in schema.by_name):
        known += words.headers[ORDER]
    elif column.name == ORDER:
        return 0.0  # what people type about the order goes where people type it
    if text in known:
        return SURE_SHARE
    return max((_alike(text, word) for word in known), default=0.0) if len(text) > 3 else 0.0


def _alike(text: str, word: str) -> float:
    """Return how alike two words are, below 1; 0 where they are not alike enough to matter."""
    matcher = SequenceMatcher(None, word, text)
    # The quick ratios are upper limits: most words are told apart by their lengths alone.
    if matcher.real_quick_ratio() < ALIKE_SHARE or matcher.quick_ratio() < ALIKE_SHARE:
        return 0.0
    return min(matcher.ratio(), 0.99)


def _said(headers: Sequence[str], schema: TabSchema, said: Mapping[str, str]) -> dict[int, str]:
    """Return our column's name by the position of theirs, as said; of equal headers all are meant."""
    ours = {plain(text): c.name for c in schema.column if c.owner != "request" for text in (c.name, c.header)}
    found: dict[int, str] = {}
    for their, our in said.items():
        places = [at for at, header in enumerate(headers) if header and plain(header) == plain(their)]
        if not places:
            known = ", ".join(repr(header) for header in headers if header)
            raise Misconfigured(
                f"--map: there is no header {their!r}; there are {known}. Nothing was written."
            )
        if our and plain(our) not in ours:
            known = ", ".join(repr(c.header) for c in schema.column if c.owner == "human")
            raise Misconfigured(
                f"--map: tab {schema.tab!r} has no column {our!r} to import into; people's are {known}. "
                "Nothing was written."
            )
        found |= dict.fromkeys(places, ours[plain(our)] if our else "")
    for name in filter(None, dict.fromkeys(found.values())):
        _require_room(schema.by_name[name], [at for at in found if found[at] == name], headers)
    return found


def _require_room(column: Column, places: Sequence[int], headers: Sequence[str]) -> None:
    """Refuse that several headers mean a column in which only one of their cells has room."""
    if len(places) > 1 and column.type != "longtext":
        which = " and ".join(f"{headers[at]!r} (column {column_letter(at)})" for at in places)
        count = "two" if len(places) == 2 else len(places)
        raise Misconfigured(
            f"--map: {count} headers mean {column.header!r}: {which}. Say it of one; --map 'THEIRS=' keeps "
            "another in the notes. Give equal headers different names first. Nothing was written."
        )
