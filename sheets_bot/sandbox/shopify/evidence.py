"""
Saving and sending the evidence of a dispute: one mutation, whose success says little.

Reported since 2025 and reproduced by others: `submitEvidence: true` may answer without an error and
do nothing, or be confirmed only later. So the sandbox can do all three (`SUBMITTING`). What is saved
goes out by itself on the due date; after it nothing can be added.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sheets_bot.sandbox.shopify.disputes import ADDRESS, TEXTS
from sheets_bot.sandbox.shopify.uploads import SLOTS, Uploads
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.bank import Bank, may_answer
from sheets_bot.sandbox.world.chargebacks import Chargeback

SUBMITTING = ("works", "later", "nothing")
"""What ``submitEvidence: true`` does: at once, after a day, or nothing at all; the answer is the same."""

LATER_SECONDS = 86_400.0


@dataclass
class EvidenceDesk:
    """Takes evidence for one store."""

    bank: Bank
    uploads: Uploads
    submitting: str = "works"
    _waiting: dict[int, float] = field(default_factory=dict)
    """When a submission that was asked for will be confirmed, by number of the dispute."""
    _attached: set[str] = field(default_factory=set)
    """Files that have been put into a slot: each can be only once."""

    def catch_up(self, world: World, slug: str, now: float) -> None:
        """Confirm what was to be confirmed by *now*, unless the due date has been faster."""
        for case in world.chargebacks[slug]:
            confirmed_at = self._waiting.get(case.number)
            if confirmed_at is not None and confirmed_at <= now:
                del self._waiting[case.number]
                if may_answer(case, confirmed_at):
                    self.bank.submit(case, now)

    def update(self, case: Chargeback | None, given: Mapping[str, Any], at: float) -> list[dict[str, Any]]:
        """Save *given* and, where asked for, send it; return `userErrors`, with which nothing is saved."""
        if case is None:
            return [_error("DISPUTE_EVIDENCE_NOT_FOUND", ["id"], "Dispute evidence could not be found")]
        if case.due_at is not None and at >= case.due_at:
            return [_error("EVIDENCE_PAST_DUE_DATE", None, "Evidence past due date")]
        if not may_answer(case, at):
            return [_error("EVIDENCE_ALREADY_ACCEPTED", None, "Evidence already accepted")]
        files = {slot: given[slot] for slot in SLOTS.values() if given.get(slot)}
        wrong = [slot for slot, file in files.items() if not self._fits(case, file)]
        if wrong:
            return [_error("FILE_NOT_FOUND", ["input", slot], "File upload not found") for slot in wrong]
        texts = {name: given[name] or "" for name in TEXTS if name in given}
        if given.get(ADDRESS):
            texts[ADDRESS] = json.dumps(given[ADDRESS])
        self.bank.save(case, texts, at)
        for slot, file in files.items():
            self._put(case, slot, file, at)
        if given.get("submitEvidence"):
            self._submit(case, at)
        return []

    def _fits(self, case: Chargeback, file: Mapping[str, Any]) -> bool:
        upload = self.uploads.files.get(file["id"])
        if upload is None or upload.dispute != case.number:
            return False
        return bool(file.get("destroy")) or upload.id not in self._attached

    def _put(self, case: Chargeback, slot: str, file: Mapping[str, Any], at: float) -> None:
        if file.get("destroy"):
            case.files.pop(slot, None)
            return
        self._attached.add(file["id"])
        self.bank.attach(case, slot, file["id"], at)

    def _submit(self, case: Chargeback, at: float) -> None:
        if self.submitting == "works":
            self.bank.submit(case, at)
        elif self.submitting == "later":
            self._waiting[case.number] = at + LATER_SECONDS


def _error(code: str, field_path: list[str] | None, said: str) -> dict[str, Any]:
    return {"code": code, "field": field_path, "message": said}
