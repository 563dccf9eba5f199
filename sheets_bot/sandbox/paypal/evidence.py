"""
Evidence as it is handed in: a form with a JSON part ``input`` and files beside it.

Checks what PayPal's pages state (media type, types per reason, files) and returns
what the world keeps. Names of issues are those of PayPal's page of test values.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sheets_bot.sandbox.paypal.errors import Refusal
from sheets_bot.sandbox.paypal.multipart import Part, parts_of
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.case import Case, Evidence
from sheets_bot.sandbox.world.troubles import NOT_AS_DESCRIBED

FILE_BYTES = 10 * 2**20
REQUEST_BYTES = 50 * 2**20
FILE_NAME = re.compile(r"[A-Za-z0-9\-_,\s]+\.(jpg|jpeg|gif|png|pdf)", re.IGNORECASE)
LONGEST_NOTES = 2000


def form_of(call: Call) -> tuple[Mapping[str, Any], list[Part]]:
    """
    Return the JSON of the part ``input`` and the files of a form.

    Raises:
        Refusal: Not a form (415), no valid ``input``, or a file that PayPal does not take.
    """
    content_type = call.headers.get("content-type", "")
    if not content_type.startswith("multipart/"):
        raise Refusal("UNSUPPORTED_MEDIA_TYPE")
    try:
        parts = parts_of(content_type, call.body)
        given = json.loads(next((part.content for part in parts if _is_input(part)), b"null"))
    except ValueError:
        raise Refusal("INVALID_REQUEST", "MALFORMED_REQUEST") from None
    if not isinstance(given, dict):
        raise Refusal("INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER", "/input")
    files = [part for part in parts if part.filename]
    for file in files:
        if not FILE_NAME.fullmatch(file.filename) or len(file.content) >= FILE_BYTES:
            raise Refusal("INVALID_REQUEST", "INVALID_EVIDENCE_FILE", "/files", file.filename)
    if len(call.body) > REQUEST_BYTES:
        raise Refusal("INVALID_REQUEST", "INVALID_EVIDENCE_FILE", "/files")
    return given, files


def _is_input(part: Part) -> bool:
    """Say whether a part is the JSON: its own media type must say so (PayPal's samples)."""
    return part.name == "input" and part.media_type == "application/json"


def evidences_of(call: Call, case: Case, at: float) -> Sequence[Evidence]:
    """
    Return the evidence in a request, handed in at *at*.

    Raises:
        Refusal: As `form_of`, or the evidence lacks what its type needs.
    """
    given, files = form_of(call)
    rows = given.get("evidences")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Refusal("INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER", "/evidences")
    names = tuple(file.filename for file in files)
    return [_evidence(row, names, case, at) for row in rows]


def _evidence(row: Mapping[str, Any], files: tuple[str, ...], case: Case, at: float) -> Evidence:
    kind = row.get("evidence_type")
    if not isinstance(kind, str) or not kind:
        raise Refusal("INVALID_REQUEST", "MISSING_EVIDENCE_TYPE", "/evidences/0/evidence_type")
    notes = row.get("notes", "")
    if not isinstance(notes, str) or len(notes) > LONGEST_NOTES:
        raise Refusal("INVALID_REQUEST", "INVALID_STRING_LENGTH", "/evidences/0/notes")
    if kind == "PROOF_OF_FULFILLMENT" and case.reason == NOT_AS_DESCRIBED:
        raise Refusal("INVALID_REQUEST", "INVALID_EVIDENCE_TYPE_PROOF_OF_FULFILLMENT")
    info = row.get("evidence_info") or {}
    tracking = _tracking(info.get("tracking_info") or [])
    refund_ids = tuple(str(refund_id) for refund_id in info.get("refund_ids") or [])
    if kind == "PROOF_OF_FULFILLMENT" and not (tracking or notes or files):
        raise Refusal("INVALID_REQUEST", "MISSING_TRACKING_INFO", "/evidences/0/evidence_info")
    if kind == "PROOF_OF_REFUND" and not refund_ids:
        raise Refusal("INVALID_REQUEST", "MISSING_REFUND_ID", "/evidences/0/evidence_info")
    if not (tracking or refund_ids or notes or files):
        raise Refusal("INVALID_REQUEST", "MISSING_EVIDENCE_INFO", "/evidences/0")
    return Evidence(kind, "SUBMITTED_BY_SELLER", at, case.stage, notes, files, tracking, refund_ids)


def _tracking(rows: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for row in rows if isinstance(rows, list) else []:
        carrier, number = row.get("carrier_name"), row.get("tracking_number")
        if not carrier or not number or (carrier == "OTHER" and not row.get("carrier_name_other")):
            raise Refusal(
                "INVALID_REQUEST", "MISSING_TRACKING_INFO", "/evidences/0/evidence_info/tracking_info"
            )
        found.append((str(carrier), str(number)))
    return tuple(found)
