"""
Developer metadata: how it looks on the wire and how it is looked up.

Kept in `Spreadsheet.metadata`; follows its row in `structure.py`; made, changed and
deleted by the requests of `batch.py`.
"""

from sheets_bot.sandbox.google.a1 import Area
from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.model import COLUMNS, ROWS, Json, Metadata, Spreadsheet


def metadata_json(entry: Metadata) -> Json:
    """Return the API's `DeveloperMetadata`."""
    shown: Json = {"metadataId": entry.id, "metadataKey": entry.key}
    if entry.value is not None:
        shown["metadataValue"] = entry.value
    return {**shown, "location": location_json(entry), "visibility": entry.visibility}


def location_json(entry: Metadata) -> Json:
    """Return the `DeveloperMetadataLocation`; a `sheetId` of 0 stays off inside a range (cassette)."""
    location: Json = {"locationType": entry.location_type}
    if entry.sheet_id is None:
        location["spreadsheet"] = True
    elif entry.dimension is None:
        location["sheetId"] = entry.sheet_id
    else:
        dimension_range: Json = {"sheetId": entry.sheet_id} if entry.sheet_id else {}
        dimension_range |= {
            "dimension": entry.dimension,
            "startIndex": entry.index,
            "endIndex": entry.index + 1,
        }
        location["dimensionRange"] = dimension_range
    return location


def located(location: Json) -> tuple[int | None, str | None, int]:
    """
    Return sheet id, dimension and index of a `DeveloperMetadataLocation` in a request.

    Raises:
        ApiError: 400 when it names no place or more than one row or column (documented).
    """
    if location.get("spreadsheet"):
        return None, None, 0
    if "sheetId" in location:
        return int(location["sheetId"]), None, 0
    dimension_range = location.get("dimensionRange")
    if not dimension_range:
        raise invalid("Developer metadata location must be specified.")
    start, end = dimension_range.get("startIndex"), dimension_range.get("endIndex")
    dimension = dimension_range.get("dimension")
    if dimension not in {ROWS, COLUMNS} or start is None or end != start + 1:
        raise invalid("DimensionRange must represent a single row or column")
    return int(dimension_range.get("sheetId", 0)), dimension, int(start)


def metadata_area(entry: Metadata) -> Area | None:
    """Return the cells that an entry is attached to; None for the spreadsheet's own."""
    if entry.sheet_id is None:
        return None
    if entry.dimension == ROWS:
        return Area(entry.sheet_id, top=entry.index, bottom=entry.index + 1)
    if entry.dimension == COLUMNS:
        return Area(entry.sheet_id, left=entry.index, right=entry.index + 1)
    return Area(entry.sheet_id)


def matching(spreadsheet: Spreadsheet, lookup: Json) -> list[Metadata]:
    """Return the entries that fit a `DeveloperMetadataLookup`; an empty one fits all (measured)."""
    return [entry for entry in spreadsheet.metadata.values() if _fits(entry, lookup)]


def _fits(entry: Metadata, lookup: Json) -> bool:
    wanted = {
        "metadataId": entry.id,
        "metadataKey": entry.key,
        "metadataValue": entry.value,
        "visibility": entry.visibility,
        "locationType": entry.location_type,
    }
    if any(name in lookup and lookup[name] != value for name, value in wanted.items()):
        return False
    location = lookup.get("metadataLocation")
    if not location:
        return True
    # One that is not said means INTERSECTING (documented).
    exact = lookup.get("locationMatchingStrategy") == "EXACT_LOCATION"
    return _lies_at(entry, location) if exact else _meets(entry, location)


def _lies_at(entry: Metadata, location: Json) -> bool:
    return (entry.sheet_id, entry.dimension, entry.index if entry.dimension else 0) == located(location)


def _meets(entry: Metadata, location: Json) -> bool:
    """Spreadsheet meets all, a sheet its rows and columns, a row every column (documented)."""
    sheet_id, dimension, index = located(location)
    if sheet_id is None or entry.sheet_id is None:
        return True
    if sheet_id != entry.sheet_id:
        return False
    return dimension is None or entry.dimension != dimension or entry.index == index
