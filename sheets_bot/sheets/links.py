"""
The link behind a row's key, made of the row's own values.

A schema gives the address with ``{column}`` places. A new row gets its link with its values
(`diff.py`); when a value in one of the places changes, the link is made anew (`requests.py`).
Pure; whether an address leads anywhere is not known here.
"""

from collections.abc import Iterator, Mapping
from string import Formatter

from sheets_bot.sheets.cells import Content, read_value
from sheets_bot.sheets.row import Value
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.snapshot import Snapshot


def link_of(schema: TabSchema, key: str, values: Mapping[str, Value]) -> str:
    """Return the address behind a row's key, e.g. ``https://shop.test/A1``; empty in a tab without links."""
    template = schema.by_name[schema.key].link
    return template.format_map(_Places(key, schema.key, values)) if template else ""


def links_after(snapshot: Snapshot, cells: Mapping[int, Mapping[int, Content]]) -> Iterator[tuple[int, str]]:
    """
    Yield (grid row, address) for the keyed rows in which a place of the link changes, from the top.

    Args:
        snapshot: The tab as read.
        cells: What the write puts into it, by grid row and column position.
    """
    schema = snapshot.schema
    names = {name for _, name, _, _ in Formatter().parse(schema.by_name[schema.key].link) if name}
    # The key itself never changes, but for being put back where it was.
    places = {name: at for name, at in snapshot.columns.items() if name in names - {schema.key}}
    for index, row in sorted(cells.items()):
        if snapshot.keys[index] and not row.keys().isdisjoint(places.values()):
            after = {
                name: read_value(
                    schema.by_name[name].type, row.get(at, snapshot.content(index, at)), snapshot.zone
                )
                for name, at in places.items()
            }
            yield index, link_of(schema, snapshot.keys[index], after)


class _Places(dict[str, str]):
    """The row's values as text, for the places of a link; what is unknown stays empty."""

    def __init__(self, key: str, key_name: str, values: Mapping[str, Value]) -> None:
        super().__init__({key_name: key})
        self._values = values

    def __missing__(self, name: str) -> str:
        value = self._values.get(name)
        return "" if value is None else str(value)
