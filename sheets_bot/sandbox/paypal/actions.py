"""
What a seller can do to a dispute through PayPal's API.

Checks each request as PayPal's pages say, then lets the resolution centre of the
world do it, so that the world reacts as it does to its own seller. Answers carry
a link to the case, never the case: its new state must be read again. Actions are
not idempotent, with or without a request id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sheets_bot.sandbox.paypal.errors import Refusal, not_imitated
from sheets_bot.sandbox.paypal.evidence import evidences_of, form_of
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world.case import Case, Status, SupportingInfo
from sheets_bot.sandbox.world.policy import allowed_actions
from sheets_bot.sandbox.world.resolution import ResolutionCentre
from sheets_bot.sandbox.world.verdict import Verdict, for_seller, lost

OFFER_TYPES = ("REFUND", "REFUND_WITH_RETURN", "REFUND_WITH_REPLACEMENT", "REPLACEMENT_WITHOUT_REFUND")
ACCEPT_TYPES = ("REFUND", "PARTIAL_REFUND")
"""Those that this room announces in `allowed_response_options`; returns are not imitated yet."""
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class _Act:
    """One request to act."""

    call: Call
    centre: ResolutionCentre
    case: Case

    @property
    def at(self) -> float:
        """The instant of the act; PayPal keeps milliseconds."""
        return round(self.call.at, 3)

    def json(self) -> Mapping[str, Any]:
        """Return the body's JSON object, from a JSON body or from the part ``input`` of a form."""
        if self.call.headers.get("content-type", "").startswith("multipart/"):
            return form_of(self.call)[0]
        try:
            body = self.call.json()
        except ValueError:
            raise Refusal("INVALID_REQUEST", "MALFORMED_REQUEST_JSON") from None
        if not isinstance(body, dict):
            raise Refusal("INVALID_REQUEST", "MALFORMED_REQUEST_JSON")
        return body

    def text(self, body: Mapping[str, Any], name: str, *, required: bool = True) -> str:
        """Return a text of 1 to 2,000 characters."""
        value = body.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise Refusal("INVALID_REQUEST", "INVALID_STRING_LENGTH", f"/{name}")
        if required and not value:
            raise Refusal("INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER", f"/{name}")
        return value

    def minor(self, body: Mapping[str, Any], name: str) -> int | None:
        """Return an amount in minor units; None when it is not given."""
        money = body.get(name)
        if money is None:
            return None
        try:
            amount = Decimal(money["value"])
            currency = money["currency_code"]
        except (TypeError, KeyError, InvalidOperation):
            raise Refusal("INVALID_REQUEST", "INVALID_PARAMETER_SYNTAX", f"/{name}/value") from None
        if currency != self.case.currency:
            raise Refusal("UNPROCESSABLE_ENTITY", "CURRENCY_MISMATCH", f"/{name}/currency_code")
        minor = int(amount * 100)
        if amount * 100 != minor or not 0 < minor <= self.case.amount_minor:
            raise Refusal("UNPROCESSABLE_ENTITY", "INVALID_AMOUNT", f"/{name}/value")
        return minor


def act(call: Call, centre: ResolutionCentre, case: Case, action: str, *, base: str) -> Reply:
    """
    Carry out *action* (as spelled in the path) on *case*.

    Raises:
        Refusal: Unknown, malformed, or not allowed as things stand.
    """
    deed = DEEDS.get(action)
    if deed is None:
        return not_imitated(call)
    if action not in SANDBOX_ONLY and action.replace("-", "_") not in allowed_actions(case, call.at):
        raise Refusal("UNPROCESSABLE_ENTITY", "ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE")
    deed(_Act(call, centre, case))
    href = f"{base}/v1/customer/disputes/{case.dispute_id}"
    return Reply(200, {"links": [{"href": href, "rel": "self", "method": "GET"}]})


def _provide_evidence(act: _Act) -> None:
    act.centre.provide_evidence(act.case, evidences_of(act.call, act.case, act.at), act.at)


def _appeal(act: _Act) -> None:
    act.centre.appeal(act.case, evidences_of(act.call, act.case, act.at), act.at)


def _provide_supporting_info(act: _Act) -> None:
    notes = act.text(act.json(), "notes")
    act.centre.add_information(act.case, SupportingInfo(notes, act.at, act.case.stage))


def _send_message(act: _Act) -> None:
    act.centre.message(act.case, "SELLER", act.text(act.json(), "message"), act.at)


def _make_offer(act: _Act) -> None:
    body = act.json()
    note, kind = act.text(body, "note"), act.text(body, "offer_type")
    if kind not in OFFER_TYPES:
        raise Refusal("INVALID_REQUEST", "INVALID_PARAMETER_VALUE", "/offer_type", kind)
    act.centre.offer(act.case, kind, act.minor(body, "offer_amount"), note, act.at)


def _accept_claim(act: _Act) -> None:
    body = act.json()
    act.text(body, "note", required=False)
    kind = act.text(body, "accept_claim_type", required=False) or "REFUND"
    if kind not in ACCEPT_TYPES:
        raise Refusal("UNPROCESSABLE_ENTITY", "INVALID_ACCEPT_CLAIM_TYPE", "/accept_claim_type", kind)
    minor = act.minor(body, "refund_amount")
    if minor is not None and kind != "PARTIAL_REFUND":
        raise Refusal("UNPROCESSABLE_ENTITY", "AMOUNT_SHOULD_NOT_BE_PASSED", "/refund_amount")
    if minor is None and kind == "PARTIAL_REFUND":
        raise Refusal("INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER", "/refund_amount")
    act.centre.accept_claim(act.case, minor, act.at)


def _escalate(act: _Act) -> None:
    act.text(act.json(), "note")
    act.centre.escalate(act.case, "SELLER", act.at)


def _adjudicate(act: _Act) -> None:
    if act.case.status is not Status.UNDER_REVIEW:
        raise Refusal("UNPROCESSABLE_ENTITY", "ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE")
    wanted = act.json().get("adjudication_outcome")
    verdicts: dict[Any, Callable[[Case], Verdict]] = {
        "SELLER_FAVOR": for_seller,
        "BUYER_FAVOR": lambda case: lost(case, case.claim.lost_because),
    }
    if wanted not in verdicts:
        raise Refusal("INVALID_REQUEST", "INVALID_PARAMETER_VALUE", "/adjudication_outcome", str(wanted))
    act.centre.judge(act.case, verdicts[wanted](act.case), act.at)


def _require_evidence(act: _Act) -> None:
    if act.case.status is not Status.UNDER_REVIEW or act.json().get("action") != "SELLER_EVIDENCE":
        raise Refusal("UNPROCESSABLE_ENTITY", "ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE")
    act.centre.ask_for_more(act.case, act.at)


DEEDS: Mapping[str, Callable[[_Act], None]] = {
    "provide-evidence": _provide_evidence,
    "appeal": _appeal,
    "provide-supporting-info": _provide_supporting_info,
    "send-message": _send_message,
    "make-offer": _make_offer,
    "accept-claim": _accept_claim,
    "escalate": _escalate,
    "adjudicate": _adjudicate,
    "require-evidence": _require_evidence,
}

SANDBOX_ONLY = frozenset({"adjudicate", "require-evidence"})
"""PayPal offers these two in its own sandbox only, to play the judge; no link announces them."""
