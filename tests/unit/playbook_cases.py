"""A dispute with its order as the tests of the playbook tell it; times are in days from a fixed Friday noon."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from order_tabs import case_of, row
from sheets_bot.domain.cases.advise import advise
from sheets_bot.domain.cases.playbook import default_table
from sheets_bot.domain.cases.so_far import SoFar
from sheets_bot.domain.rules.rules import parse_rules

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
RULES = parse_rules({})[0]
KEY = "PP-D-1"
EVERYTHING = (
    "Provide evidence, Add information, Send message, Make offer, Acknowledge return, Accept claim, "
    "Escalate, Appeal"
)
STAGES = {
    "PayPal inquiry": ("PayPal", "Inquiry", "You"),
    "PayPal claim": ("PayPal", "Claim", "You"),
    "PayPal appeal": ("PayPal", "Claim", "You may appeal"),
    "PayPal pre-arbitration": ("PayPal", "Pre-arbitration", "You"),
    "Shopify inquiry": ("Shopify", "Inquiry", "You"),
    "Shopify chargeback": ("Shopify", "Chargeback", "You"),
}
CODES = {
    "INR": ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "PRODUCT_NOT_RECEIVED"),
    "SNAD": ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "PRODUCT_UNACCEPTABLE"),
    "FRAUD": ("UNAUTHORISED", "FRAUDULENT"),
    "CREDIT": ("CREDIT_NOT_PROCESSED", "CREDIT_NOT_PROCESSED"),
    "SUBS": ("CANCELED_RECURRING_BILLING", "SUBSCRIPTION_CANCELLED"),
}


def days(number):
    return NOW + timedelta(days=number)


def timed(told):
    """Return what was told, each ``x_in_days`` as the instant ``x`` under its name in the tabs."""
    names = {"answered": "answered_at", "messaged": "messaged_at", "promised": "promised_by"}
    names |= {"buyer_wrote": "buyer_wrote_at"}
    found = {}
    for name, value in told.items():
        plain = name.removesuffix("_in_days")
        found[names.get(plain, plain)] = days(value) if plain != name else value
    return found


def dispute_row(*, reason, stage, **told):
    platform, shown, turn = STAGES.get(stage, (*stage.split(" ", 1), "You"))
    return row(
        **{
            "dispute_id": KEY,
            "platform": platform,
            "stage": shown,
            "whose_turn": turn,
            "reason_code": CODES.get(reason, (reason, reason))[platform == "Shopify"],
            "amount": "59.00",
            "opened": days(-3),
            "respond_by": days(4),
            "shifts_left": 4,
            "flag": "OK",
            "allowed_now": EVERYTHING if platform == "PayPal" else None,
            **timed(told),
        }
    )


def parcel_row(state, **told):
    """A parcel in a state, with what every parcel of that state has."""
    usual = {"state": state, "cancelled": False, "promised_by": days(-4 if state in {"S3", "S7"} else 2)}
    if state in {"S2", "S3", "S4", "S5", "S6", "S7"}:
        place = "IN_TRANSIT 2026-11-19 11:00 UTC, Leipzig, DE"
        usual |= {"first_scan": days(-9), "last_scan": days(-1), "source_event": place}
    if state in {"S4", "S5"}:
        usual["delivered"] = days(-5)
    return {**usual, **timed(told)}


def told_case(told):
    """Return the dispute's row and the case of its order, as a case of `playbook.toml` tells them."""
    stage, state = told["stage"], told["state"]
    dispute = dispute_row(reason=told["reason"], stage=stage, **told.get("dispute", {}))
    if state == "no order":
        return dispute, None
    disputes = {KEY: dispute}
    if told.get("second_case"):
        disputes["SH-2"] = row(dispute_id="SH-2", platform="Shopify", amount="59.00")
    parcels = {} if state == "none" else {"A / 1": parcel_row(state, **told.get("parcel", {}))}
    if "second_parcel" in told:
        parcels["A / 2"] = parcel_row(told["second_parcel"])
    refunds = {"R-1": timed(told["refund"])} if "refund" in told else {}
    threads = {"T-1": timed(told["thread"])} if "thread" in told else {}
    order = {"promised_by": days(2), **timed(told.get("order", {}))}
    case = case_of(order=order, disputes=disputes, parcels=parcels, refunds=refunds, threads=threads)
    return case.disputes[KEY], case


def advice_on(told, *, table=None, rules=RULES):
    dispute, case = told_case(told)
    saved = days(told["saved_in_days"]) if "saved_in_days" in told else None
    return advise(
        dispute,
        case,
        table=table or default_table(),
        rules=rules,
        now=NOW,
        zone=BERLIN,
        so_far=SoFar(saved_at=saved),
    )
