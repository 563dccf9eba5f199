"""Promises of the columns around a draft: open rows are filled, closed ones emptied, ticked ones left alone."""

from pathlib import Path

import pytest

from drafting import (
    NOW,
    desk,
    order_case,
    review,
    thread,
)
from order_tabs import ORDER
from sheets_bot.domain.acts.basis import read_basis, text_mark
from sheets_bot.domain.drafts import dispute_drafts, row_drafts
from sheets_bot.domain.drafts.dispute_drafts import HELD_UP, STATE_NAMES, TO_FETCH
from sheets_bot.domain.drafts.draft_rows import draft_rows
from sheets_bot.domain.drafts.template_book import defaults

# -- rows of the tabs ---------------------------------------------------------------------


def tabs(**told):
    case = order_case("S3")
    whole = {
        "Orders": {ORDER: case.order},
        "Parcels": dict(case.parcels),
        "Refunds": {},
        "Disputes": {},
        "Templates": {},
        "Reviews": {},
        "Inbox": {},
        "Orders at risk": {},
    }
    return {**whole, **told}


def test_a_closed_row_is_emptied_and_an_open_one_filled():
    inbox = {"T1": thread(order=ORDER), "T2": thread(flag="CLOSED", draft="old", offered="Send mail")}

    rows = {row.key: row.values for row in draft_rows(tabs(Inbox=inbox), desk=desk())["Inbox"]}

    assert rows["T1"]["offered"] == "Send mail, Save draft"
    assert "is late" in rows["T1"]["draft"]
    assert rows["T1"]["text_check"] is None
    assert {rows["T2"][name] for name in ("draft", "offered", "text_check")} == {None}


@pytest.mark.parametrize(
    "told", [{"approved": True}, {"act": "Goes out after 14:02."}, {"act": "Going out since 14:04."}]
)
def test_what_is_ticked_or_goes_out_stays_as_it_was_seen(told):
    assert draft_rows(tabs(Inbox={"T1": thread(**told)}), desk=desk())["Inbox"] == []


def test_rows_that_people_typed_are_left_alone():
    told = tabs(
        Inbox={"x": {"notes": "mine"}}, Reviews={"y": {"notes": "mine"}}, **{"Orders at risk": {"z": {}}}
    )

    assert all(rows == [] for rows in draft_rows(told, desk=desk()).values())


def test_a_letter_is_drafted_for_the_order_that_a_person_typed_once_one_is_chosen():
    orders = {f"A #{n}": {"placed": NOW, "brand": "A", "customer": "Jane D."} for n in range(50)}
    letters = {
        "#1": {"order_typed": "#1", "action": "Send confirmation"},
        "A #2": {"order_typed": "A #2"},
        "#77": {"order_typed": "#77", "action": "Send confirmation"},
    }

    made = draft_rows(tabs(Orders=orders, Letters=letters), desk=desk())["Letters"]

    rows = {row.key: row.values for row in made}
    assert rows["#1"]["draft"].startswith("Subject: ")
    assert "This confirms your order #1" in rows["#1"]["draft"]
    assert (rows["#1"]["order"], rows["#1"]["brand"], rows["#1"]["problem"]) == ("A #1", "A", None)
    assert (rows["A #2"]["order"], rows["A #2"]["draft"]) == ("A #2", None)
    assert rows["#77"]["order"] is None
    assert "no such order" in rows["#77"]["problem"]


def test_beside_a_draft_stands_what_it_rests_on_and_for_which_act_it_was_written():
    inbox = {"T1": thread(order=ORDER, last_in=NOW)}

    (row,) = draft_rows(tabs(Inbox=inbox), desk=desk())["Inbox"]

    basis = read_basis(row.values["draft_basis"])
    assert (basis.action, basis.text_mark) == ("Send mail", text_mark(row.values["draft"]))
    assert basis.facts["Last mail from the customer"] == f"{NOW:%Y-%m-%d %H:%M} UTC"
    assert basis.facts["Order"] == ORDER


def test_a_persons_text_is_what_is_checked():
    inbox = {"T1": thread(order=ORDER, your_text="We have refunded it. Please close the dispute.")}

    (row,) = draft_rows(tabs(Inbox=inbox), desk=desk())["Inbox"]

    assert len(row.values["text_check"].splitlines()) == 2
    assert row.values["text_check"].startswith("Asks to close the case: “close the dispute”.")


def test_a_reviews_claims_are_held_against_its_order():
    reviews = {"r1": review(order=ORDER), "r2": review()}

    rows = {row.key: row.values for row in draft_rows(tabs(Reviews=reviews), desk=desk())["Reviews"]}

    assert rows["r1"]["claim_check"].startswith("Later than promised: agrees: promised by ")
    assert rows["r2"]["claim_check"] is None


def test_every_default_is_chosen_somewhere():
    """A letter that nothing uses would only be in the way."""
    choosers = [Path(module.__file__).read_text("utf-8") for module in (dispute_drafts, row_drafts)]
    by_state = {
        f"{stem}_{name}"
        for stem in ("paypal_inr", "mail_where")
        for name in [*STATE_NAMES.values(), HELD_UP, TO_FETCH]
    }
    families = ("INR", "SNAD", "FRAUD", "CREDIT", "BILLING", "SUBS", "MISC")
    by_family = {f"{stem}_{family.lower()}" for stem in ("paypal", "evidence") for family in families}

    named = {name for name in defaults() if any(f'"{name}"' in text for text in choosers)}

    assert {name for name in defaults() if "." not in name} <= named | by_state | by_family
