"""What the benchmarks do with pandas: comparing two tables, and changing one as people would."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd


def frames_of(
    have: Sequence[Sequence[Any]], want: Sequence[Mapping[str, Any]], *, names: Sequence[str], key: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a grid as read, and the cells that should stand there, as frames by key."""
    standing = pd.DataFrame(have, columns=list(names), dtype=object).set_index(key)
    desired = pd.DataFrame(want, columns=list(names), dtype=object).set_index(key)
    return standing.replace("", None), desired


def compared(have: pd.DataFrame, want: pd.DataFrame) -> tuple[int, int]:
    """Compare with pandas alone: the number of cells that differ, and of keys that are new."""
    both = want.reindex(have.index)
    differ = have.ne(both) & ~(have.isna() & both.isna())
    return int(differ.to_numpy().sum()), len(want.index.difference(have.index))


def frame_in_line(
    frame: pd.DataFrame,
    *,
    key: str,
    cells: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, Sequence[Any]],
    number: str,
) -> pd.DataFrame | None:
    """
    Return a tab's frame with what should stand in it, None where it does.

    Args:
        frame: The tab, its headers as columns.
        key: Header of the key column.
        cells: What should stand in some columns, by key and header.
        new: Whole rows, by key, of which those that the tab lacks are added.
        number: Header of a column that holds numbers, which a frame of texts has as text.
    """
    known = frame[key].astype(str)
    changed = frame.copy()
    for header in next(iter(cells.values())):
        changed[header] = [cells[one][header] for one in known]
    read = frame.assign(**{number: pd.to_numeric(frame[number].astype(str).str.replace(",", ""))})
    standing = set(known)
    rows = [row for one, row in new.items() if one not in standing]
    if not rows and all((read[header] == changed[header]).all() for header in next(iter(cells.values()))):
        return None
    return pd.concat([changed, pd.DataFrame(rows, columns=list(frame.columns))]) if rows else changed
