"""
A case as PayPal would send it: the short form of the list and the whole of the details.

Pure. Field names and shapes follow PayPal's Customer Disputes specification (v1)
and, where that is silent, the samples on its developer pages: underscores in the
link names, ``dispute_state`` in the details, ``seller_protection_eligible`` on
the transaction. Fields without a value are left out.
"""

from typing import Any

from sheets_bot.sandbox.world.case import Case, Channel, Evidence, Outcome, Stage
from sheets_bot.sandbox.world.policy import DAY_SECONDS, allowed_actions, state_of
from sheets_bot.sandbox.world.troubles import NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED
from sheets_bot.sandbox.world.truth import instant, major

JSON = dict[str, Any]


def list_item(case: Case, now: float, base: str) -> JSON:
    """Return a case as it stands in the list; creation is cut to whole seconds there, as PayPal does."""
    order = case.order
    item = {
        **_common(case, now),
        "create_time": instant(case.opened_at // 1),
        "disputed_transactions": [
            {
                "buyer_transaction_id": order.buyer_transaction_id,
                "seller": {"merchant_id": order.brand.merchant_id},
            }
        ],
        "outcome": "LOST" if case.outcome is Outcome.FOR_BUYER else None,
        "links": [_link(base, case, "", "self", "GET")],
    }
    return _shown(case, item)


def details(case: Case, now: float, base: str) -> JSON:
    """Return everything that the seller may see of a case."""
    actions = allowed_actions(case, now)
    body = {
        **_common(case, now),
        "disputed_transactions": [_transaction(case)],
        "external_reason_code": case.external_reason_code,
        "dispute_outcome": _outcome(case),
        "adjudications": _adjudications(case),
        "money_movements": _movements(case),
        "messages": [
            {"posted_by": message.by, "time_posted": instant(message.at), "content": message.content}
            for message in case.messages
        ],
        "extensions": _extensions(case),
        "evidences": [_evidence(evidence) for evidence in case.evidences],
        "offer": _offer(case),
        "refund_details": {"allowed_refund_amount": _money(case.amount_minor, case.currency)}
        if "accept_claim" in actions
        else None,
        "communication_details": _communication(case),
        "supporting_info": [
            {
                "notes": info.notes,
                "source": "SUBMITTED_BY_SELLER",
                "provided_time": instant(info.at),
                "dispute_life_cycle_stage": info.stage,
            }
            for info in case.supporting_info
        ],
        "allowed_response_options": _options(case, actions),
        "links": [
            _link(base, case, "", "self", "GET"),
            *(_link(base, case, action.replace("_", "-"), action, "POST") for action in actions),
        ],
    }
    return _shown(case, body)


def _common(case: Case, now: float) -> JSON:
    return {
        "dispute_id": case.dispute_id,
        "create_time": instant(case.opened_at),
        "update_time": instant(case.updated_at),
        "reason": case.reason,
        "status": case.status,
        "dispute_state": state_of(case, now),
        "dispute_amount": _money(case.amount_minor, case.currency),
        "dispute_life_cycle_stage": case.stage,
        "dispute_channel": case.channel,
        "buyer_response_due_date": instant(case.buyer_due_at),
        "seller_response_due_date": instant(case.due_at),
    }


def _transaction(case: Case) -> JSON:
    order = case.order
    transaction: JSON = {
        "buyer_transaction_id": order.buyer_transaction_id,
        "seller_transaction_id": order.transaction_id,
        "create_time": instant(order.placed_at),
        "transaction_status": _transaction_status(case),
        "gross_amount": _money(order.total_minor, case.currency),
        # What a Shopify checkout leaves here is unverified; a name that a person can search for is.
        "invoice_number": order.name,
        "custom": f"Order {order.name}",
        "buyer": {"name": order.buyer.name},
        "seller": {
            "email": order.brand.email,
            "merchant_id": order.brand.merchant_id,
            "name": order.brand.name,
        },
        "items": [
            {
                "item_id": line.sku,
                "item_name": line.name,
                "item_quantity": str(line.quantity),
                "reason": case.reason,
                "dispute_amount": _money(line.quantity * line.unit_minor, case.currency),
                "item_type": "PRODUCT",
            }
            for line in order.lines
        ],
        "seller_protection_eligible": case.reason in {NOT_RECEIVED, UNAUTHORISED},
        "seller_protection_type": "EXPANDED_SELLER_PROTECTION",
    }
    return {
        name: value
        for name, value in {**transaction, **case.disguise}.items()
        if name in transaction and value is not None
    }


def _transaction_status(case: Case) -> str:
    if case.is_open:
        return "HELD"
    if case.refunded_minor == 0:
        return "COMPLETED"
    if case.outcome is Outcome.FOR_BUYER:
        return "REVERSED"
    return "REFUNDED" if case.refunded_minor >= case.order.total_minor else "PARTIALLY_REFUNDED"


def _outcome(case: Case) -> JSON | None:
    if case.outcome is None:
        return None
    code = case.disguise.get("outcome_code", case.outcome)
    outcome: JSON = {"outcome_code": code}
    if case.refunded_minor:
        outcome["amount_refunded"] = _money(case.refunded_minor, case.currency)
    return outcome


def _adjudications(case: Case) -> list[JSON]:
    return [
        {
            "type": decision.kind,
            "adjudication_time": instant(decision.at),
            "reason": decision.reason,
            "dispute_life_cycle_stage": decision.stage,
        }
        for decision in case.adjudications
    ]


def _movements(case: Case) -> list[JSON]:
    return [
        {
            "affected_party": movement.party,
            "amount": _money(movement.minor, case.currency),
            "initiated_time": instant(movement.at),
            "type": movement.kind,
            "reason": movement.reason,
        }
        for movement in case.movements
    ]


def _extensions(case: Case) -> JSON:
    wrote_first = case.trouble.cause not in {"true_fraud", "changed_mind"}
    unanswered = case.trouble.cause == "no_support_reply"
    received = "NO" if case.reason == NOT_RECEIVED else "YES"
    product = {
        "product_received": received,
        "expected_delivery_date": instant(
            case.order.placed_at // DAY_SECONDS * DAY_SECONDS + 9 * DAY_SECONDS
        ),
        "purchase_url": f"{case.order.brand.site}/products/{case.order.lines[0].sku.lower()}",
    }
    if case.reason == NOT_AS_DESCRIBED:
        product["description"] = case.claim.story
    extensions: JSON = {"merchant_contacted": wrote_first}
    if wrote_first:
        extensions["merchant_contacted_outcome"] = "NO_RESPONSE" if unanswered else "NOT_FIXED"
        extensions["merchant_contacted_time"] = instant(case.opened_at - 2 * DAY_SECONDS)
        extensions["merchant_contacted_mode"] = "EMAIL"
    extensions["merchandize_dispute_properties"] = {"issue_type": "PRODUCT", "product_details": product}
    return extensions


def _evidence(evidence: Evidence) -> JSON:
    info = {
        "tracking_info": [
            {"carrier_name": carrier, "tracking_number": number} for carrier, number in evidence.tracking
        ],
        "refund_ids": list(evidence.refund_ids),
    }
    return _filled(
        {
            "evidence_type": evidence.kind,
            "evidence_info": _filled(info),
            "documents": [{"name": name} for name in evidence.documents],
            "notes": evidence.notes,
            "source": evidence.source,
            "date": instant(evidence.at),
            "dispute_life_cycle_stage": evidence.stage,
        }
    )


def _offer(case: Case) -> JSON | None:
    if not case.offers:
        return None
    last = case.offers[-1]
    history = [
        _filled(
            {
                "offer_time": instant(step.at),
                "actor": step.actor,
                "event_type": step.event,
                "offer_type": step.kind,
                "offer_amount": _money(step.minor, case.currency),
                "notes": step.notes,
                "dispute_life_cycle_stage": step.stage,
            }
        )
        for step in case.offers
    ]
    offer = {
        "buyer_requested_amount": _money(case.amount_minor, case.currency),
        "seller_offered_amount": _money(last.minor, case.currency),
        "offer_type": last.kind,
        "history": history,
    }
    return _filled(offer)


def _communication(case: Case) -> JSON | None:
    if case.stage is not Stage.INQUIRY:
        return None
    return {
        "email": case.order.brand.email,
        "note": case.claim.story,
        "time_posted": instant(case.opened_at),
    }


def _options(case: Case, actions: tuple[str, ...]) -> JSON:
    options: JSON = {}
    if "make_offer" in actions:
        kinds = ["REFUND", "REFUND_WITH_REPLACEMENT", "REPLACEMENT_WITHOUT_REFUND"]
        if case.reason == NOT_AS_DESCRIBED and case.channel is Channel.INTERNAL:
            kinds.append("REFUND_WITH_RETURN")
        options["make_offer"] = {"offer_types": kinds}
    if "accept_claim" in actions:
        options["accept_claim"] = {"accept_claim_types": ["REFUND", "PARTIAL_REFUND"]}
    return options


def _link(base: str, case: Case, action: str, rel: str, method: str) -> JSON:
    href = f"{base}/v1/customer/disputes/{case.dispute_id}"
    return {"href": f"{href}/{action}" if action else href, "rel": rel, "method": method}


def _money(minor: int | None, currency: str) -> JSON | None:
    return None if minor is None else {"currency_code": currency, "value": major(minor)}


def _shown(case: Case, body: JSON) -> JSON:
    disguise = {name: value for name, value in case.disguise.items() if name in body}
    return _filled({**body, **disguise})


def _filled(body: JSON) -> JSON:
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}
