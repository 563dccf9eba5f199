"""No act is done whose claim Google refuses to write down; done acts are not repeated because their outcome is refused."""

import pytest

from acting_house import ActingHouse, an_acting_house
from refusing import FULL, PROTECTED, grows, refusing, writes_to
from sheets_bot.domain.acts.act import Kind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def acting():
    with an_acting_house() as acting:
        yield acting


def refused_by(acting: ActingHouse, why: str):
    sheet_id = acting.house.person.sheet_id
    if why == "full":
        return refusing(acting.sandbox, grows, FULL)
    if why == "no reason known":
        return refusing(acting.sandbox, writes_to(sheet_id("Acts")), "Something new.")
    return refusing(acting.sandbox, writes_to(sheet_id(why)), PROTECTED)


@pytest.mark.parametrize("why", ["full", "Acts", "Disputes", "no reason known"])
def test_no_act_is_done_whose_claim_is_refused_and_it_is_done_once_when_it_may_be(acting, why):
    """The tick stands in Disputes, the claim in Acts: without either of them nothing goes out."""
    place = acting.places[Kind.SEND_MESSAGE]
    acting.begins_again(place)
    text = acting.asks(place)
    acting.looks()
    acting.house.later(minutes=3)

    with refused_by(acting, why) as met:
        acting.looks()
        acting.looks()

    assert met.refused
    assert place.done(text) == 0
    assert (acting.act(text)["State"], acting.row(place)["Approved"]) == ("waiting", True)
    assert acting.house.status()["carry_out"][0] == "failed"

    acting.looks()
    acting.looks()

    assert place.done(text) == 1
    assert acting.act(text)["State"] == "done"


def test_an_act_whose_outcome_is_refused_is_found_out_later_and_not_repeated(acting):
    place = acting.places[Kind.SEND_MESSAGE]
    acting.begins_again(place)
    text = acting.asks(place)
    acting.looks()
    acting.house.later(minutes=3)

    with refusing(acting.sandbox, grows, FULL, spare=1):
        acting.looks()

    assert place.done(text) == 1
    assert acting.act(text)["State"] == "claimed"

    for minutes in (6, 11, 20):
        acting.house.later(minutes=minutes)
        acting.looks()

    assert place.done(text) == 1
    assert acting.act(text)["State"] == "done"
