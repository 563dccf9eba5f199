"""
The sandbox's Shopify on evidence: what saving and submitting really do, and the way of a file.

A test that moves the clock has a world of its own.
"""

import base64

import pytest

from sheets_bot.sandbox.shopify.evidence import SUBMITTING
from sheets_bot.sandbox.shopify.numbers import gid
from sheets_bot.sandbox.shopify.uploads import LARGEST_BYTES
from sheets_bot.sandbox.shopify.values import stamp
from sheets_bot.sandbox.world import BRANDS, World
from shopify_store import (
    DAY,
    NOW,
    PDF,
    TWO_STORES,
    UPDATE,
    dispute,
    entered,
    evidence,
    update,
    upload,
    waiting,
)


@pytest.fixture(scope="module")
def season():
    """A clean season whose clock nobody moves; the one case that tests write to is put back for each."""
    return World(start_at=NOW.timestamp(), hostility="none", brands=TWO_STORES)


@pytest.fixture
def store(season):
    return entered(season)


@pytest.fixture
def case(season):
    return waiting(season)


@pytest.fixture
def moving():
    """A short season of the test's own, whose clock it may move."""
    return World(start_at=NOW.timestamp(), hostility="none", weeks=4, brands=BRANDS[-1:])


# Saving and submitting


def test_what_is_saved_can_be_read_back_and_nothing_is_sent(store, case):
    changed = update(
        store, case, uncategorizedText="Tracking shows delivery.", customerEmailAddress="b@mail.example"
    )

    found = evidence(store, case)

    assert changed["userErrors"] == []
    assert (found["uncategorizedText"], found["customerEmailAddress"]) == (
        "Tracking shows delivery.",
        "b@mail.example",
    )
    assert (found["submitted"], found["dispute"]["status"]) == (False, "NEEDS_RESPONSE")


def test_a_field_that_is_not_named_stays_as_it_was(store, case):
    update(store, case, uncategorizedText="one", cancellationRebuttal="two")

    update(store, case, uncategorizedText="three")

    found = evidence(store, case)
    assert (found["uncategorizedText"], found["cancellationRebuttal"]) == ("three", "two")


def test_a_saved_address_replaces_what_checkout_knew(store, case):
    update(store, case, shippingAddress={"city": "Lisboa", "zip": "1100-148", "countryCode": "PT"})

    assert evidence(store, case)["shippingAddress"] == {
        "city": "Lisboa",
        "zip": "1100-148",
        "countryCodeV2": "PT",
    }


def test_evidence_is_filled_with_what_the_store_knows_before_anybody_writes(store, case):
    found = evidence(store, case)

    assert found["customerEmailAddress"] == case.order.buyer.email
    assert found["uncategorizedText"] is None


def test_submitting_works_at_once(store, case):
    changed = update(store, case, uncategorizedText="Delivered.", submitEvidence=True)

    assert changed["disputeEvidence"]["submitted"] is True
    assert dispute(store, case)["status"] == "UNDER_REVIEW"
    assert dispute(store, case)["evidenceSentOn"] == stamp(store.at)


def test_submitting_can_do_nothing_and_say_nothing_of_it(moving):
    store, case = entered(moving), waiting(moving)
    store.room.set_submitting("nothing")

    changed = update(store, case, uncategorizedText="Delivered.", submitEvidence=True)
    store.at += 2 * DAY

    assert changed["userErrors"] == []
    assert evidence(store, case)["submitted"] is False
    assert dispute(store, case)["evidenceSentOn"] is None


def test_submitting_can_be_confirmed_a_day_later(moving):
    store, case = entered(moving), waiting(moving)
    store.room.set_submitting("later")

    changed = update(store, case, uncategorizedText="Delivered.", submitEvidence=True)
    store.at += DAY - 1
    before = evidence(store, case)["submitted"]
    store.at += 1

    assert changed["userErrors"] == []
    assert (before, evidence(store, case)["submitted"]) == (False, True)


def test_the_answer_is_the_same_whether_submitting_did_nothing_or_will_be_confirmed(store, case):
    answers = []
    for how in SUBMITTING[1:]:
        store.room.set_submitting(how)
        answers.append(update(store, case, uncategorizedText="Delivered.", submitEvidence=True))

    assert answers[0] == answers[1]


def test_what_was_saved_goes_out_by_itself_on_the_due_date(moving):
    store, case = entered(moving), waiting(moving)
    case.neglected = True
    moving.bank._ask(case, store.at)

    update(store, case, uncategorizedText="Delivered.")
    store.at = case.due_at + 60

    assert dispute(store, case)["status"] == "UNDER_REVIEW"
    assert (evidence(store, case)["submitted"], case.sent_by) == (True, "due date")
    assert case.sent["uncategorizedText"] == "Delivered."


def test_after_the_due_date_nothing_can_be_added(store, case):
    case.due_at = store.at - 1

    changed = update(store, case, uncategorizedText="Too late.")

    assert changed["userErrors"][0]["code"] == "EVIDENCE_PAST_DUE_DATE"
    assert changed["disputeEvidence"] is None
    assert "uncategorizedText" not in case.saved


def test_after_submitting_nothing_can_be_added(store, case):
    update(store, case, uncategorizedText="Delivered.", submitEvidence=True)

    assert (
        update(store, case, uncategorizedText="And more.")["userErrors"][0]["code"]
        == "EVIDENCE_ALREADY_ACCEPTED"
    )


def test_the_number_of_the_dispute_is_not_that_of_its_evidence(store, case):
    wrong = gid("ShopifyPaymentsDisputeEvidence", case.number)

    changed = store.data(UPDATE, id=wrong, input={"uncategorizedText": "x"})["disputeEvidenceUpdate"]

    assert changed["userErrors"][0]["code"] == "DISPUTE_EVIDENCE_NOT_FOUND"


def test_a_field_that_can_only_be_read_is_refused_before_anything_is_saved(store, case):
    body = store.answer(
        UPDATE,
        id=gid("ShopifyPaymentsDisputeEvidence", case.evidence_number),
        input={"productDescription": "x"},
    )

    assert body["errors"]
    assert case.saved == {}


def test_without_the_right_to_write_evidence_it_is_denied_and_nothing_is_saved(store, case):
    store.room.accounts.scopes["solstice"] -= {"write_shopify_payments_dispute_evidences"}

    body = store.answer(
        UPDATE,
        id=gid("ShopifyPaymentsDisputeEvidence", case.evidence_number),
        input={"uncategorizedText": "x"},
    )

    assert body["data"] == {"disputeEvidenceUpdate": None}
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert case.saved == {}


# Files


def test_a_file_is_uploaded_by_rest_and_put_in_its_slot_by_its_global_id(store, case):
    number = upload(store, case).body["dispute_file_upload"]["id"]
    file = gid("ShopifyPaymentsDisputeFileUpload", number)

    changed = update(store, case, uncategorizedFile={"id": file})

    found = evidence(store, case)
    assert changed["userErrors"] == []
    assert found["uncategorizedFile"] == {
        "id": file,
        "originalFileName": "proof.pdf",
        "fileType": "application/pdf",
        "fileSize": len(PDF),
        "disputeEvidenceType": "UNCATEGORIZED_FILE",
    }
    assert found["disputeFileUploads"] == [{"id": file}]


def test_the_id_of_a_file_is_accepted_once(store, case):
    file = gid("ShopifyPaymentsDisputeFileUpload", upload(store, case).body["dispute_file_upload"]["id"])
    update(store, case, uncategorizedFile={"id": file})

    again = update(store, case, uncategorizedFile={"id": file})

    assert [error["code"] for error in again["userErrors"]] == ["FILE_NOT_FOUND"]


def test_a_file_can_be_taken_out_again(store, case):
    file = gid("ShopifyPaymentsDisputeFileUpload", upload(store, case).body["dispute_file_upload"]["id"])
    update(store, case, uncategorizedFile={"id": file})

    update(store, case, uncategorizedFile={"id": file, "destroy": True})

    assert evidence(store, case)["uncategorizedFile"] is None


def test_a_file_that_nobody_uploaded_is_not_found_and_nothing_is_saved(store, case):
    changed = update(
        store,
        case,
        uncategorizedText="x",
        uncategorizedFile={"id": gid("ShopifyPaymentsDisputeFileUpload", 1)},
    )

    assert changed["userErrors"][0]["field"] == ["input", "uncategorizedFile"]
    assert case.saved == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"document_type": "UNCATEGORIZED_FILE"}, "document_type"),
        ({"document_type": "letter_from_mother"}, "document_type"),
        ({"mimetype": "text/plain"}, "mimetype"),
        ({"mimetype": "image/png"}, "mimetype"),
        ({"data": "not base64!"}, "data"),
        ({"data": base64.b64encode(b"%PDF-" + b"0" * LARGEST_BYTES).decode()}, "file_size"),
    ],
)
def test_a_file_that_is_not_taken_says_why(store, case, changed, field):
    reply = upload(store, case, **changed)

    assert reply.status == 422
    assert list(reply.body["errors"]) == [field]


def test_without_the_right_to_upload_the_address_is_not_there(store, case):
    store.room.accounts.scopes["solstice"] -= {"write_shopify_payments_dispute_file_uploads"}

    assert upload(store, case).status == 404


def test_a_file_for_a_dispute_of_another_store_is_not_there_either(season, store):
    assert upload(store, season.chargebacks["aurora"][0]).status == 404
