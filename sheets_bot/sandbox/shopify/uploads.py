"""
Files for the evidence of a dispute: the REST upload, and what can be read of them afterwards.

A file comes in as base64 in JSON and gets a number; the mutation then takes its global id, once. What
was uploaded cannot be fetched again. Limits and refusals are those that one practitioner has measured
(2026-05, API 2026-01); without the scope the address answers 404.
"""

import base64
import binascii
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.wire import Call, Reply

FIRST_NUMBER = 3_300_000_001
LARGEST_BYTES = 3_997_806

SLOTS = {
    "cancellation_policy_file": "cancellationPolicyFile",
    "customer_communication_file": "customerCommunicationFile",
    "refund_policy_file": "refundPolicyFile",
    "service_documentation_file": "serviceDocumentationFile",
    "shipping_documentation_file": "shippingDocumentationFile",
    "uncategorized_file": "uncategorizedFile",
}
"""Field of the evidence by `document_type`."""

MAGIC = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
"""What a file must begin with: the content is looked at, not only the name."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file."""

    number: int
    dispute: int
    slot: str
    """The field of the evidence it is for."""
    name: str
    kind: str
    size: int

    @property
    def id(self) -> str:
        """Its global id, as the mutation wants it."""
        return gid("ShopifyPaymentsDisputeFileUpload", self.number)

    def node(self) -> dict[str, Any]:
        """Return it as GraphQL shows it; its type in the enum is the slot in capitals."""
        snake = next(name for name, slot in SLOTS.items() if slot == self.slot)
        return {
            "__typename": "ShopifyPaymentsDisputeFileUpload",
            "id": self.id,
            "originalFileName": self.name,
            "fileType": self.kind,
            "fileSize": self.size,
            "disputeEvidenceType": snake.upper(),
            "url": f"https://files.example/dispute_file_uploads/{self.number}",
        }


@dataclass
class Uploads:
    """The files of one store."""

    files: dict[str, Upload] = field(default_factory=dict)
    """By global id."""
    _numbers: Any = field(default_factory=lambda: count(FIRST_NUMBER))

    def of(self, dispute: int) -> list[Upload]:
        """Return the files of one dispute, oldest first."""
        return [upload for upload in self.files.values() if upload.dispute == dispute]

    def take(self, call: Call, dispute: int) -> Reply:
        """Answer ``POST .../dispute_file_uploads.json`` for an existing dispute."""
        given = _given(call)
        if given is None:
            return _refused("dispute_file_upload", "Required parameter missing or invalid", status=400)
        slot = SLOTS.get(str(given.get("document_type")))
        if slot is None:
            return _refused("document_type", "is not included in the list")
        kind = str(given.get("mimetype"))
        try:
            body = base64.b64decode(str(given.get("data", "")), validate=True)
        except binascii.Error:
            return _refused("data", "is invalid")
        if kind not in MAGIC or not body.startswith(MAGIC[kind]):
            return _refused("mimetype", "is invalid")
        if len(body) > LARGEST_BYTES:
            return _refused("file_size", "is too large")
        upload = Upload(next(self._numbers), dispute, slot, str(given.get("filename", "")), kind, len(body))
        self.files[upload.id] = upload
        shown = {
            "id": upload.number,
            "dispute_evidence_type": given["document_type"],
            "file_size": upload.size,
            "file_type": upload.kind,
            "original_file_name": upload.name,
        }
        return Reply(200, {"dispute_file_upload": shown})


def _given(call: Call) -> dict[str, Any] | None:
    try:
        body = call.json()
    except ValueError:
        return None
    found = body.get("dispute_file_upload") if isinstance(body, dict) else None
    return found if isinstance(found, dict) else None


def _refused(name: str, said: str, *, status: int = 422) -> Reply:
    return Reply(status, {"errors": {name: [said]}})
