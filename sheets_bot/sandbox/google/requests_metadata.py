"""
Requests on developer metadata: create, update, delete.

A taken id refuses the whole batch (documented), which is what makes it a fence for writers.
How entries look and are looked up is in `metadata.py`.
"""

from dataclasses import replace

from sheets_bot.sandbox.google.errors import invalid
from sheets_bot.sandbox.google.filters_data import metadata_of
from sheets_bot.sandbox.google.metadata import located, metadata_json
from sheets_bot.sandbox.google.model import Json, Metadata
from sheets_bot.sandbox.google.payload import update_mask
from sheets_bot.sandbox.google.work import Work, size

BUDGET = 30_000
"""Characters of key and value, per sheet, and apart from them for the spreadsheet itself (documented)."""
_VISIBILITIES = {"DOCUMENT", "PROJECT"}


def create_developer_metadata(work: Work, body: Json) -> Json:
    """Attach an entry to the spreadsheet, a sheet, one row or one column."""
    given: Json = body.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise invalid("Developer metadata key must be specified.")  # unverified words
    if given.get("visibility") not in _VISIBILITIES:
        raise invalid("Developer metadata visibility must be specified.")  # unverified words
    wanted = given.get("metadataId")
    if wanted is not None and wanted <= 0:
        raise invalid(f"Developer metadata ID [{wanted}] must be positive.")  # unverified words
    entry = Metadata(
        work.chosen_id(wanted, work.draft.metadata, _taken),
        given["metadataKey"],
        given.get("metadataValue"),
        given["visibility"],
        *_checked_place(work, given.get("location", {})),
    )
    _require_budget(work, entry)
    work.draft.set_metadata(entry)
    return {"developerMetadata": metadata_json(entry)}


def update_developer_metadata(work: Work, body: Json) -> Json:
    """Change every entry that the filters match; none is no error (unverified)."""
    tree = update_mask(body.get("fields"), known="DeveloperMetadata")
    given: Json = body.get("developerMetadata", {})
    if not body.get("dataFilters"):
        raise invalid("Must specify at least one data filter.")  # unverified words
    matched = {entry.id: entry for each in body["dataFilters"] for entry in metadata_of(work.draft, each)}
    changed = []
    for entry in matched.values():
        new = _changed(work, entry, given, set(tree))
        work.draft.drop_metadata(entry.id)
        if new.id in work.draft.metadata:
            raise invalid(_taken(new.id))
        _require_budget(work, new)
        work.draft.set_metadata(new)
        changed.append(metadata_json(new))
    return {"developerMetadata": changed}


def delete_developer_metadata(work: Work, body: Json) -> Json:
    """Delete every entry that the filter matches; none is no error (unverified)."""
    matched = metadata_of(work.draft, body.get("dataFilter", {}))
    for entry in matched:
        work.draft.drop_metadata(entry.id)
    return {"deletedDeveloperMetadata": [metadata_json(entry) for entry in matched]}


def _taken(metadata_id: int) -> str:
    return (
        f"Cannot add developer metadata with ID [{metadata_id}] because developer metadata with that ID "
        "already exists"
    )


def _changed(work: Work, entry: Metadata, given: Json, named: set[str]) -> Metadata:
    new = entry
    if "metadataId" in named and "metadataId" in given:
        new = replace(new, id=given["metadataId"])
    if "metadataKey" in named:
        if not given.get("metadataKey"):
            raise invalid("Developer metadata key must be specified.")  # unverified words
        new = replace(new, key=given["metadataKey"])
    if "metadataValue" in named:
        new = replace(new, value=given.get("metadataValue"))
    if "visibility" in named and given.get("visibility") in _VISIBILITIES:
        new = replace(new, visibility=given["visibility"])
    if "location" in named and "location" in given:
        sheet_id, dimension, index = _checked_place(work, given["location"])
        new = replace(new, sheet_id=sheet_id, dimension=dimension, index=index)
    return new


def _checked_place(work: Work, location: Json) -> tuple[int | None, str | None, int]:
    """Return the place of a location that is there; reading it, so the sheet is not copied."""
    sheet_id, dimension, index = located(location)
    if sheet_id is None:
        return sheet_id, dimension, index
    sheet = work.draft.find(sheet_id)
    if sheet is None:
        raise invalid(f"No grid with id: {sheet_id}")
    if dimension is not None and not 0 <= index < size(sheet, dimension):
        raise invalid(
            f"Cannot add developer metadata beyond the grid: {dimension} {index}."
        )  # unverified words
    return sheet_id, dimension, index


def _require_budget(work: Work, entry: Metadata) -> None:
    used = sum(
        len(other.key) + len(other.value or "")
        for other in work.draft.metadata.values()
        if other.sheet_id == entry.sheet_id
    )
    if used + len(entry.key) + len(entry.value or "") > BUDGET:
        place = "spreadsheet" if entry.sheet_id is None else "sheet"
        raise invalid(  # unverified words
            f"Cannot add developer metadata: the {place} would hold more than {BUDGET} characters of it."
        )
