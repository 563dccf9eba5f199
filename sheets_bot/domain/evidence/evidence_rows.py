"""
Pieces of evidence become rows of the tab `Evidence`, one per case and piece.

Two writers, whose rows are disjoint by the piece's origin (`pieces.toml`, `from`): the job that works on
the tabs writes what tabs and people know, the job that asks Shopify writes what the shop knows. Each
passes the origins that it owns. Rows of closed cases are not passed any more: they stay as they stood.
"""

from collections.abc import Collection, Iterable, Mapping

from sheets_bot.domain.evidence.applying import Wanted
from sheets_bot.domain.evidence.found import Found, Standing, missing
from sheets_bot.domain.evidence.pieces import Origin, catalogue
from sheets_bot.domain.evidence.your_sentence import problem_of
from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in
from sheets_bot.sheets.row import Row, Value

TAB = "Evidence"


def row_key(dispute: str, code: str) -> str:
    """Return the key of a piece's row, e.g. ``PP-D-1:delivery_scan``."""
    return f"{dispute}:{code}"


def rows_of_case(dispute: str, standing: TabRows) -> dict[str, TabRow]:
    """Return the rows of one case as they stand, by code."""
    keys = {code: row_key(dispute, code) for code in catalogue().pieces}
    return {code: standing[key] for code, key in keys.items() if key in standing}


def evidence_rows(
    dispute: str,
    wanted: Mapping[str, Wanted],
    found: Mapping[str, Found],
    *,
    standing: TabRows,
    origins: Collection[Origin],
) -> list[Row]:
    """
    Return the rows of one open case that one writer owns.

    Args:
        dispute: Key of the case in `Disputes`.
        wanted: What fits the case, of `applying.wanted_pieces`; what does not fit gets no row, and a row
            that stands becomes "not needed".
        found: What is known, by code.
        standing: The tab as read.
        origins: The origins that this writer owns.
    """
    rows = []
    for code, piece in catalogue().pieces.items():
        if piece.origin not in origins:
            continue
        key, fits = row_key(dispute, code), wanted.get(code)
        if fits:
            values = _values(dispute, fits, found.get(code) or missing(code), standing.get(key, {}))
            rows.append(Row(key, values, why=f"{piece.title}: {values['state']}"))
        elif key in standing:
            emptied = _emptied(Standing.NOT_NEEDED, standing[key])
            rows.append(Row(key, emptied, when_absent="leave", why="does not fit"))
    return rows


def rows_without_order(dispute: str, *, standing: TabRows, origins: Collection[Origin]) -> list[Row]:
    """
    Return the rows of an open case whose order is not known any more.

    What stood there was about an order that it is not about, so it must not go out.
    """
    problem = "The order of this case is not known: see Match in Disputes."
    return [
        Row(row_key(dispute, code), _emptied(Standing.MISSING, row, problem), when_absent="leave")
        for code, row in rows_of_case(dispute, standing).items()
        if catalogue().pieces[code].origin in origins
    ]


def standing_after(standing: TabRows, rows: Iterable[Row]) -> dict[str, TabRow]:
    """Return the tab as it will stand once *rows* are written."""
    after = dict(standing)
    for row in rows:
        if row.key in after or row.when_absent == "add":
            after[row.key] = {**after.get(row.key, {}), **row.values}
    return after


def is_in(row: TabRow) -> bool:
    """True where a piece would go out: present, or told by the person; not where they leave it out."""
    told = text_in(row, "state") == Standing.PRESENT or bool(text_in(row, "your_sentence"))
    return told and row.get("leave_out") is not True


def _values(dispute: str, wanted: Wanted, found: Found, row: TabRow) -> dict[str, Value]:
    piece = wanted.piece
    return {
        "piece": row_key(dispute, piece.code),
        "dispute": dispute,
        "title": piece.title,
        "state": found.standing.value,
        "strength": wanted.strength.value,
        "proves": piece.proves,
        "sentence": found.sentence or None,
        "source": found.source or None,
        "fact_at": found.at,
        "rank": wanted.rank,
        "problem": problem_of(row, found.problem) or None,
    }


def _emptied(state: Standing, row: TabRow, problem: str = "") -> dict[str, Value]:
    # A person's sentence goes out all the same, so it is checked all the same.
    told: dict[str, Value] = {"state": state.value, "problem": problem_of(row, problem) or None}
    return {**told, **dict.fromkeys(("sentence", "source", "fact_at"))}
