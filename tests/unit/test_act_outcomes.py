"""Promises of what a failure means for an act: doubt only where something may have happened, and no false comfort in a look."""

from datetime import UTC, datetime, timedelta

import pytest

from sheets_bot.approvals.outcomes import after_failure, cannot_look, not_found_yet
from sheets_bot.domain.acts.act import State
from sheets_bot.errors import Misconfigured, Refused, RowSkipped, TryLater
from sheets_bot.platforms.attempts import NoAnswer, nothing_done_yet
from sheets_bot.platforms.paypal.access import NotServed as ByPayPal
from sheets_bot.platforms.shopify.graphql import NotServed as ByShopify
from sheets_bot.platforms.trustpilot.access import NotServed as ByTrustpilot

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ERRORS = [
    (NoAnswer("lost", maybe_done=True), State.IN_DOUBT, False),
    (NoAnswer("busy", maybe_done=False), State.NOT_DONE, True),
    (TryLater("no token now"), State.NOT_DONE, True),
    (Misconfigured("The secret was refused. Copy it again."), State.NOT_DONE, True),
    (ByPayPal("401", status=401, codes=frozenset()), State.NOT_DONE, True),
    (ByPayPal("403 tick the feature", status=403, codes=frozenset()), State.REFUSED, False),
    (ByPayPal("422", status=422, codes=frozenset({"X"})), State.REFUSED, False),
    (ByShopify("denied", codes=frozenset({"ACCESS_DENIED"})), State.REFUSED, False),
    (ByTrustpilot("400", status=400, code="1009"), State.REFUSED, False),
    (Refused("Too long. Nothing was sent."), State.REFUSED, False),
    (RowSkipped("No id."), State.REFUSED, False),
]


@pytest.mark.parametrize(("error", "state", "again"), ERRORS)
def test_every_failure_of_an_act_has_its_outcome(error, state, again):
    told = after_failure(error, where="PayPal")

    assert (told.state, told.try_again) == (state, again)
    assert told.words
    assert "next run" not in told.words, "an act is not a fetch"


@pytest.mark.parametrize("error", [error for error, _, _ in ERRORS])
def test_a_look_that_fails_settles_nothing_and_does_not_say_that_nothing_was_sent(error):
    told = cannot_look(error, where="PayPal")

    assert (told.state, told.try_again) == (State.IN_DOUBT, False)
    assert "Nothing was sent" not in told.words


@pytest.mark.parametrize(
    ("hours", "state"), [(0, State.IN_DOUBT), (23.9, State.IN_DOUBT), (24, State.UNKNOWN)]
)
def test_what_cannot_be_ruled_out_is_a_persons_matter_after_a_day(hours, state):
    assert not_found_yet("Not there.", claimed_at=NOW, now=NOW + timedelta(hours=hours)).state is state


def test_a_question_that_is_lost_leaves_nothing_in_doubt():
    with pytest.raises(NoAnswer, match="lost") as lost, nothing_done_yet():
        raise NoAnswer("lost", maybe_done=True)

    assert not lost.value.maybe_done
