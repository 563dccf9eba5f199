"""
Data filters: which ranges and which developer metadata they mean.

A filter is an A1 range, a grid range or a look-up of developer metadata (documented). A
row's metadata means that whole row, a sheet's the whole sheet.
"""

from sheets_bot.sandbox.google.a1 import Area, find_area, sheet_of
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.metadata import matching, metadata_area
from sheets_bot.sandbox.google.model import Json, Metadata, Spreadsheet


def areas_of(spreadsheet: Spreadsheet, data_filter: Json) -> list[Area]:
    """
    Return the areas that a filter means; none when its look-up matches nothing.

    Raises:
        ApiError: 400 for a range that cannot be read or a filter that says nothing.
    """
    if "a1Range" in data_filter:
        return [find_area(spreadsheet, data_filter["a1Range"])]
    if "gridRange" in data_filter:
        area = Area.from_json(data_filter["gridRange"])
        sheet_of(spreadsheet, area)
        for start, end in ((area.top, area.bottom), (area.left, area.right)):
            if (start or 0) < 0 or (end is not None and end <= (start or 0)):
                raise invalid("GridRange start must be at least 0 and before its end.")  # unverified words
        return [area]
    if "developerMetadataLookup" in data_filter:
        found = matching(spreadsheet, data_filter["developerMetadataLookup"])
        return [own for entry in found if (own := metadata_area(entry)) is not None]
    raise invalid("Must specify at least one filter in the request.")


def metadata_of(spreadsheet: Spreadsheet, data_filter: Json) -> list[Metadata]:
    """
    Return the metadata that a filter means: of a look-up, or attached inside a range (documented).

    Raises:
        ApiError: As `areas_of`.
    """
    if "developerMetadataLookup" in data_filter:
        return matching(spreadsheet, data_filter["developerMetadataLookup"])
    areas = areas_of(spreadsheet, data_filter)
    return [entry for entry in spreadsheet.metadata.values() if any(_lies_in(entry, area) for area in areas)]


def _lies_in(entry: Metadata, area: Area) -> bool:
    """True when what the entry is attached to meets the area's rows, columns or sheet."""
    own = metadata_area(entry)
    if own is None or own.sheet_id != area.sheet_id:
        return False
    return _spans_meet(own.top, own.bottom, area.top, area.bottom) and _spans_meet(
        own.left, own.right, area.left, area.right
    )


def _spans_meet(start: int | None, end: int | None, other_start: int | None, other_end: int | None) -> bool:
    return (end is None or (other_start or 0) < end) and (other_end is None or (start or 0) < other_end)
