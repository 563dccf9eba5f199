"""No act is done whose claim Google refuses to write down; done acts are not repeated because their outcome is refused."""

import pytest

from acting_house import ActingHouse, an_acting_house
from refusing import FULL, PROTECTED, grows, refusing, writes_to
from sheets_bot.approvals.paypal_acts import PayPalActs
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


def test_no_act_is_done_while_nobody_knows_who_was_erased(acting):
    """Then its text would be withheld from Acts, and nobody could tell later whether it went out."""
    place = acting.places[Kind.SEND_MESSAGE]
    acting.begins_again(place)
    text = acting.asks(place)
    acting.house.deletes_tab("Erased")

    for _ in range(3):
        acting.looks()
        acting.house.later(minutes=3)

    assert place.done(text) == 0
    assert "Erased" in acting.house.status()["carry_out"][1]

    acting.house.provision()
    acting.revives()
    for _ in range(3):
        acting.looks()
        acting.house.later(minutes=3)

    assert place.done(text) == 1
    assert acting.act(text)["State"] == "done"


def test_an_act_that_a_fault_of_our_own_stops_is_looked_for_and_the_others_are_done(acting, monkeypatch):
    struck, other = acting.places[Kind.SEND_MESSAGE], acting.places[Kind.ADD_INFORMATION]
    acting.begins_again(struck)
    texts = [acting.asks(struck), acting.asks(other)]
    acting.looks()
    acting.house.later(minutes=3)
    does = PayPalActs.do

    def stumbles(self, act, *, now):
        if act.kind is Kind.SEND_MESSAGE:
            raise IndexError("a fault")
        return does(self, act, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(PayPalActs, "do", stumbles)
        acting.looks()

    assert [acting.act(text)["State"] for text in texts] == ["in doubt", "done"]
    assert "fault of the bot's own" in acting.row(struck)["What became of it"]

    acting.house.later(hours=1)
    acting.looks()

    assert acting.act(texts[0])["State"] == "not done"
    assert struck.done(texts[0]) == 0


def test_a_bot_that_is_told_to_end_finishes_what_it_claimed_and_begins_nothing_more(acting, monkeypatch):
    places = [acting.places[Kind.SEND_MESSAGE], acting.places[Kind.ADD_INFORMATION]]
    acting.begins_again(places[0])
    texts = [acting.asks(place) for place in places]
    acting.looks()
    acting.house.later(minutes=3)
    does = PayPalActs.do

    def is_told_to_end(self, act, *, now):
        acting.house.everything.bots[0].end()
        return does(self, act, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(PayPalActs, "do", is_told_to_end)
        acting.looks()

    assert sorted(acting.act(text)["State"] for text in texts) == ["done", "waiting"]
    assert sum(place.done(text) for place, text in zip(places, texts, strict=True)) == 1
