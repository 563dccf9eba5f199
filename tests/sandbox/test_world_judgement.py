"""The world judges by what is true of an order at the hour of decision: cases, letters, reviews, complaints."""

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sheets_bot.sandbox.world import BRANDS, World
from sheets_bot.sandbox.world.bank import BANK_SHARE
from sheets_bot.sandbox.world.card_judgement import believed_share
from sheets_bot.sandbox.world.case import Evidence, Outcome, Stage, Status
from sheets_bot.sandbox.world.grounds import as_of, grounds_of
from sheets_bot.sandbox.world.judgement import weigh
from sheets_bot.sandbox.world.letters import NOWHERE, Letter
from sheets_bot.sandbox.world.plots import Plot, plot_of
from sheets_bot.sandbox.world.second_thoughts import is_spared
from sheets_bot.sandbox.world.troubles import BY_CAUSE
from sheets_bot.sandbox.world.verdict import decide
from sheets_bot.sandbox.world.well_said import asks_to_close, breaks_review_rules, points_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC).timestamp()
DAY = 86_400.0
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "paypal_judgement.toml").read_text("utf-8"))[
    "case"
]
GOOD_LETTER = "Parcel {number} is on its way; expected by 4 December. If not, a refund or another one."


def a_world(**more) -> World:
    return World(start_at=NOW, weeks=1, brands=BRANDS[:1], seller="stops", **more)


def planted(world: World, **plot) -> dict[str, str]:
    given = {"scans": [[0, "LABEL_PURCHASED"], [1, "IN_TRANSIT"]], "disputed_after": 2.0, **plot}
    return world.plant(plot_of({"brand": "aurora", **given}))


@pytest.mark.parametrize("expected", CASES, ids=[case["title"] for case in CASES])
def test_paypal_weighs_an_answer_by_the_facts(expected):
    world = a_world()
    ids = planted(world, scans=expected.get("scans", []), cause=expected.get("cause", "late_delivery"))
    world.advance_to(NOW + expected.get("days", 6) * DAY)
    case = world.cases[ids["dispute"]]
    case.reason = expected["reason"]

    found = weigh(*with_evidence(world, case, ids, expected))

    assert expected["least"] <= found.share <= expected["most"]
    assert found.why_lost == expected.get("lost", found.why_lost)


def with_evidence(world, case, ids, expected):
    refund_ids = ()
    if "refund" in expected:
        if expected["refund"] in {"real", "part"}:
            minor = case.amount_minor if expected["refund"] == "real" else 500
            world.refund(case.order, minor, "as agreed")
        refunds = grounds_of(world.archive, case.order, world.now).refunds
        refund_ids = tuple(refund.provider_id for refund in refunds) or (expected["refund"],)
    tracking = ()
    if "carrier" in expected:
        tracking = ((expected["carrier"], expected.get("number", ids["tracking"])),)
    case.evidences.append(
        Evidence(
            kind="OTHER",
            source="SUBMITTED_BY_SELLER",
            at=world.now,
            stage=case.stage,
            notes=expected.get("notes", ""),
            tracking=tracking,
            refund_ids=refund_ids,
        )
    )
    return case, grounds_of(world.archive, case.order, world.now)


def test_what_came_after_an_instant_is_not_seen_from_it():
    world = a_world()
    ids = planted(world, scans=[[0, "LABEL_PURCHASED"], [1, "IN_TRANSIT"], [4, "DELIVERED"]])
    world.advance_to(NOW + 6 * DAY)
    (parcel,) = world.parcels[ids["order"]]

    before, after = as_of(parcel, NOW + 3 * DAY), as_of(parcel, NOW + 5 * DAY)

    assert (len(before.scans), before.delivered_at) == (2, None)
    assert (len(after.scans), after.delivered_at) == (3, parcel.delivered_at)


def test_a_case_that_waits_for_the_delivery_wins_where_the_same_answer_before_loses():
    outcomes = {}
    for days in (3, 9):
        world = a_world()
        ids = planted(
            world, stage="CHARGEBACK", scans=[[0, "LABEL_PURCHASED"], [1, "IN_TRANSIT"], [8, "DELIVERED"]]
        )
        world.advance_to(NOW + days * DAY)
        case = world.cases[ids["dispute"]]
        case.luck = 0.55
        proof = Evidence(
            "PROOF_OF_FULFILLMENT",
            "SUBMITTED_BY_SELLER",
            world.now,
            case.stage,
            tracking=(("USPS", ids["tracking"]),),
        )
        case.evidences.append(proof)
        outcomes[days] = decide(case, grounds_of(world.archive, case.order, world.now)).outcome

    assert outcomes[3] is Outcome.FOR_BUYER
    assert outcomes[9] in {Outcome.FOR_SELLER, Outcome.WITH_PAYOUT}


def test_an_appeal_that_repeats_itself_is_lost_whatever_the_luck():
    world = a_world()
    ids = planted(world, stage="CHARGEBACK")
    world.advance_to(NOW + 3 * DAY)
    case = world.cases[ids["dispute"]]
    proof = Evidence(
        "OTHER", "SUBMITTED_BY_SELLER", world.now, case.stage, tracking=(("USPS", ids["tracking"]),)
    )
    case.evidences += [proof, proof]
    case.appeals = 1

    verdict = decide(case, grounds_of(world.archive, case.order, world.now))

    assert verdict.reasons[0] == ("PAYOUT_TO_BUYER", "MULTIPLE_APPEALS_WITH_SAME_REASON")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("We are looking into it.", 0),
        ("It should be with you by 4 December.", 1),
        ("Your Wrap dress is with the carrier, expected by Dec 4.", 2),
        ("Paket {number}: bis 04.12. bei Ihnen, sonst erstatten wir.", 3),
        ("Votre commande 900001 arrive le 4 décembre, sinon nous remboursons.", 3),
    ],
)
def test_a_letter_is_worth_what_it_names(text, points):
    world = a_world()
    ids = planted(world)
    world.advance_to(NOW + 2 * DAY)
    order = world.archive.order_by_name[ids["order"]]

    assert points_of(order, world.parcels[order.name], text.format(number=ids["tracking"])) == points


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Please close the case and we refund you.", True),
        ("Bitte den Fall schließen.", True),
        ("We will refund you in this case; the parcel is close to you.", False),
    ],
)
def test_asking_to_close_the_case_is_heard(text, asks):
    assert asks_to_close(text) is asks


def answers_of_buyers(letter: str) -> Counter:
    outcomes: Counter = Counter()
    world = a_world()
    plots = [planted(world, disputed_after=2.0) for _ in range(60)]
    world.advance_to(NOW + 2.1 * DAY)
    for ids in plots:
        case = world.cases[ids["dispute"]]
        if case.status is Status.SELLERS_TURN:
            world.centre.message(case, "SELLER", letter.format(number=ids["tracking"]), world.now)
    world.advance_to(NOW + 6 * DAY)
    for ids in plots:
        case = world.cases[ids["dispute"]]
        withdrawn = case.outcome is Outcome.WITHDRAWN
        outcomes["withdrawn" if withdrawn else "claim" if case.stage is not Stage.INQUIRY else "open"] += 1
    return outcomes


def test_a_message_with_facts_a_day_and_a_remedy_calms_and_asking_to_close_enrages():
    good, empty, angering = (
        answers_of_buyers(letter)
        for letter in (GOOD_LETTER, "We are looking into it.", "Please close the case and we refund you.")
    )

    assert good["withdrawn"] > empty["withdrawn"] > angering["withdrawn"]
    assert angering["claim"] > empty["claim"] > good["claim"]


def test_a_buyer_who_was_told_in_time_complains_less_often():
    world = a_world()
    plots = [planted(world, disputed_after=None) for _ in range(80)]
    world.advance_to(NOW + 8 * DAY)
    for ids in plots[:40]:
        tell(world, ids, GOOD_LETTER.format(number=ids["tracking"]))
    for ids in plots[40:]:
        tell(world, ids, "Thank you for your patience.")

    spared = [
        is_spared(world.archive, order_of(world, ids), BY_CAUSE["late_delivery"], world.now) for ids in plots
    ]

    assert sum(spared[:40]) > 15
    assert sum(spared[40:]) == 0


def test_a_buyer_who_has_his_money_back_leaves_it_at_that():
    world = a_world()
    ids = planted(world, disputed_after=None)
    order = order_of(world, ids)

    world.refund(order, order.total_minor, "lost")

    assert is_spared(world.archive, order, BY_CAUSE["lost"], world.now)


def order_of(world, ids):
    return world.archive.order_by_name[ids["order"]]


def tell(world, ids, text):
    order = order_of(world, ids)
    world.post(
        Letter(
            message_id=f"<{order.name}@test.example>",
            brand_slug=order.brand.slug,
            at=world.now,
            folder=NOWHERE,
            sender_name=order.brand.name,
            sender_email=order.brand.support_email,
            reply_to="",
            to_email=order.buyer.email,
            subject="Your parcel",
            text=text,
            in_reply_to="",
            references=(),
            automatic=False,
            extra_headers=(),
            conversation="",
            order_name=order.name,
            cause="",
        )
    )


def raised_by(text: str, *, hours: float) -> int:
    world = a_world()
    scans = [[0, "LABEL_PURCHASED"], [1, "IN_TRANSIT"], [2, "DELIVERED"]]
    plots = [planted(world, scans=scans, disputed_after=None, reviewed_after=3.0) for _ in range(80)]
    world.advance_to(NOW + 3 * DAY + hours * 3600)
    reviews = {review.review_id: review for review in world.reviews["aurora"]}
    for place, ids in enumerate(plots):
        world.reply_to_review(reviews[ids["review"]], text.format(place=place), "5f" * 12, world.now)
    world.advance_to(NOW + 12 * DAY)
    return sum(reviews[ids["review"]].stars > 1 for ids in plots)


def test_a_quick_personal_reply_raises_more_stars_than_a_late_generic_one():
    quick = raised_by("Dear Robin, it was late, and we are sorry. We wrote to you ({place}).", hours=5)
    late = raised_by("We are sorry.", hours=90)

    assert quick > late > 0


def test_a_reply_that_offers_a_reward_is_reported_and_moves_nobody():
    world = a_world()
    ids = planted(world, disputed_after=None, reviewed_after=1.0)
    world.advance_to(NOW + 2 * DAY)
    review = next(one for one in world.reviews["aurora"] if one.review_id == ids["review"])

    world.reply_to_review(review, "Take a 20 % discount on us, Robin.", "5f" * 12, world.now)
    world.advance_to(NOW + 12 * DAY)

    assert review.stars == 1
    assert world.truth()["work"]["reviews"]["warnings"] == 1


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("Thank you, Robin. We are sorry and will write to you today.", False),
        ("Your order 900001 is on its way.", True),
        ("Dear Mr Underhill, sorry.", True),
        ("Write to us at help@shop.example.", True),
        ("Please change your review.", True),
        ("Sie bekommen einen Gutschein.", True),
    ],
)
def test_a_public_reply_is_held_against_the_rules_of_the_page(text, breaks):
    world = a_world()
    ids = planted(world)

    assert breaks_review_rules(text, order_of(world, ids), ()) is breaks


def test_a_bank_believes_a_delivered_parcel_that_is_named_more_than_one_that_is_not():
    world = World(start_at=NOW, weeks=3)
    case = next(one for listed in world.chargebacks.values() for one in listed)
    case.reason = "PRODUCT_NOT_RECEIVED"
    order, at = case.order, NOW
    grounds = grounds_of(world.archive, order, at)
    number = grounds.parcels[0].number if grounds.parcels else "none"

    shares = []
    for sent in ({}, {"uncategorizedText": "It came."}, {"uncategorizedText": f"Parcel {number}"}):
        case.sent = sent
        shares.append(believed_share(case, grounds))

    assert shares[0] == 0
    assert shares == sorted(shares)
    assert BANK_SHARE < 1


def test_a_plot_that_means_nothing_is_refused():
    with pytest.raises(ValueError, match="no field 'scan'"):
        plot_of({"brand": "aurora", "scan": []})
    with pytest.raises(ValueError, match="from 0 on"):
        plot_of({"brand": "aurora", "scans": [[-1, "LABEL_PURCHASED"]]})
    with pytest.raises(ValueError, match="Nothing was planted"):
        plot_of({"brand": "aurora", "stage": "TRIAL"})
    with pytest.raises(ValueError, match="no brand 'nowhere'"):
        a_world().plant(Plot(brand="nowhere"))
