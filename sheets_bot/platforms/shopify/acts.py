"""
What a merchant does to the evidence of a dispute in Shopify: upload a file, save, submit; and read it back.

A success of the mutation proves little: `submitEvidence: true` is reported to answer without an error and do
nothing (community threads since 2025), so what counts is only what reads back. Files go in by REST; the
GraphQL way is refused in practice (reported). What is saved goes out by itself on the due date.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sheets_bot.errors import Refused, SheetsBotError
from sheets_bot.platforms.attempts import nothing_done_yet
from sheets_bot.platforms.http import Http, Response
from sheets_bot.platforms.shopify.access import explain_shopify
from sheets_bot.platforms.shopify.act_queries import (
    DOCUMENT_TYPES,
    EVIDENCE_OF_DISPUTE,
    SAVE_EVIDENCE,
    TEXTS,
    WRITE_EVIDENCE,
    WRITE_FILES,
)
from sheets_bot.platforms.shopify.fields import instant_in, number_in, object_in, text_in
from sheets_bot.platforms.shopify.graphql import Graph
from sheets_bot.platforms.shopify.queries import VERSION

LARGEST_FILE_BYTES = 3_997_806
"""A larger upload is refused (measured by one practitioner, 2026)."""

_CLOSED = frozenset({"UNDER_REVIEW", "WON", "LOST", "ACCEPTED", "PREVENTED", "CHARGE_REFUNDED"})


class StoredFile(NamedTuple):
    """A file in its place, as far as Shopify tells: what it holds cannot be read back."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class StandingEvidence:
    """The evidence of a dispute as it reads now."""

    evidence_id: str
    """The global id that the mutation takes."""
    status: str
    """Of the dispute, verbatim."""
    due_at: datetime | None
    sent_at: datetime | None
    submitted: bool
    texts: Mapping[str, str]
    """By field; empty ones are left out."""
    files: Mapping[str, StoredFile]
    """By field."""

    @property
    def has_gone_out(self) -> bool:
        """True where anything says that it was submitted: the flag, the date, or the bank's turn."""
        return self.submitted or self.sent_at is not None or self.status == "UNDER_REVIEW"

    @property
    def is_closed(self) -> bool:
        """True where nothing can be added any more; an unknown status is left to Shopify."""
        return self.has_gone_out or self.status in _CLOSED


class EvidenceActs:
    """The acts in one store. *http* must carry its credential; *scopes* says what the app may do."""

    def __init__(self, http: Http, graph: Graph, scopes: Callable[[], frozenset[str]], *, brand: str) -> None:
        self._http = http
        self._graph = graph
        self._scopes = scopes
        self._brand = brand

    def fetch_evidence(self, dispute_id: str) -> StandingEvidence:
        """
        Fetch the evidence of a dispute by the dispute's number.

        Raises Refused where Shopify does not show it, Misconfigured, TryLater.
        """
        if not (dispute_id.isascii() and dispute_id.isdigit()):
            raise Refused(f"{dispute_id[:40]!r} is no number of a dispute in Shopify. Nothing was sent.")
        gid = f"gid://shopify/ShopifyPaymentsDispute/{dispute_id}"
        answer = self._graph.ask(EVIDENCE_OF_DISPUTE, {"id": gid})
        dispute = object_in(answer.data, "dispute")
        evidence = object_in(dispute, "disputeEvidence")
        if not text_in(evidence, "id"):
            why = "withholds" if answer.withheld else "does not know"
            raise Refused(f"Shopify {why} the evidence of dispute {dispute_id}. Nothing was sent.")
        return StandingEvidence(
            evidence_id=text_in(evidence, "id"),
            status=text_in(dispute, "status"),
            due_at=instant_in(dispute, "evidenceDueBy"),
            sent_at=instant_in(dispute, "evidenceSentOn"),
            submitted=evidence.get("submitted") is True,
            texts={name: text for name in TEXTS if (text := text_in(evidence, name))},
            files={slot: _stored(evidence, slot) for slot in DOCUMENT_TYPES if object_in(evidence, slot)},
        )

    def require_rights(self, *, with_file: bool) -> None:
        """
        Raise Refused, with the way out, where the app may not write evidence.

        Shopify grants these rights on request only, and refuses app versions that ask for them before.
        """
        wanted = {WRITE_EVIDENCE, *([WRITE_FILES] if with_file else [])}
        missing = sorted(wanted - self._scopes())
        if missing:
            lacks = " and ".join(missing)
            raise Refused(
                f"Shopify, brand {self._brand}: the app lacks {lacks}. Ask Shopify to grant it and install "
                "the app again; until then paste the text into the form in Shopify's admin, and attach the "
                "PDF there. Nothing was sent."
            )

    def upload(self, dispute_id: str, slot: str, name: str, content: bytes) -> str:
        """
        Upload a PDF for one place of the evidence and return its global id. By itself it changes nothing.

        Raises Refused, Misconfigured, and NoAnswer, never in doubt: a file in no place is no evidence.
        """
        if len(content) > LARGEST_FILE_BYTES:
            raise Refused(
                f"The PDF has {len(content)} bytes, Shopify takes {LARGEST_FILE_BYTES}. Nothing was sent."
            )
        file = {
            "document_type": DOCUMENT_TYPES[slot],
            "filename": name,
            "mimetype": "application/pdf",
            "data": base64.b64encode(content).decode(),
        }
        path = f"/admin/api/{VERSION}/shopify_payments/disputes/{dispute_id}/dispute_file_uploads.json"
        with nothing_done_yet():
            response = self._http.request(
                "POST", path, repeatable=False, explain=self._explain, json={"dispute_file_upload": file}
            )
        number = number_in(object_in(_json(response), "dispute_file_upload"))
        if not number:
            raise Refused(f"Shopify took {name} and gave it no number. Nothing was saved.")
        return f"gid://shopify/ShopifyPaymentsDisputeFileUpload/{number}"

    def save(self, evidence_id: str, fields: Mapping[str, Any], *, submit: bool) -> None:
        """
        Save fields of the evidence, and with *submit* ask for its submission, which is final.

        Raises NotServed with Shopify's codes where nothing was saved, Misconfigured, NoAnswer; whether a
        success did anything is told by `fetch_evidence` alone.
        """
        given = {**fields, "submitEvidence": submit}
        self._graph.change(SAVE_EVIDENCE, {"id": evidence_id, "input": given})

    def _explain(self, response: Response) -> SheetsBotError | None:
        if response.status_code == 404:
            return Refused(
                f"Shopify, brand {self._brand}: the file was not taken (404). The right {WRITE_FILES} is "
                "missing, or the dispute is gone. Nothing was saved."
            )
        if response.status_code in {400, 413, 422}:
            return Refused(
                f"Shopify, brand {self._brand}: the file was refused ({response.status_code}): too large, "
                "or not taken for a PDF. Nothing was saved."
            )
        return explain_shopify(response, brand=self._brand)


def _stored(evidence: Mapping[str, Any], slot: str) -> StoredFile:
    file = object_in(evidence, slot)
    size = file.get("fileSize")
    return StoredFile(text_in(file, "originalFileName"), size if isinstance(size, int) else 0)


def _json(response: Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return {}
