"""
Notices from the whole bot: claimed in the sheet before they are sent, and never sent twice, whatever dies.

Promise: what needs a person reaches the channels once; a bot that was killed in between says so, once; a
channel that fails is told in Status and tried again.
"""

import pytest

from listener import a_listener
from sheets_bot.errors import Misconfigured, Refused, TryLater
from sheets_bot.sandbox.faults import Fault
from sheets_bot.service.notices.channels import Channels
from small_house import a_small_house

JOB, TAB = "send_notices", "Notices"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture(scope="module")
def one_house():
    with a_small_house(weeks=3) as house, a_listener() as heard:
        house.config["notices"] = {"specialist": f"json://{heard.address}/token-of-sam"}
        house.heard = heard
        yield house


@pytest.fixture
def house(one_house):
    one_house.heard.bodies.clear()
    one_house.heard.status = 200
    one_house.begins_again()
    one_house.types("Value", "Quiet outside shifts", "no", tab="Settings")
    one_house.runs("keep_settings")
    fails_for_a_person(one_house)
    return one_house


def fails_for_a_person(house):
    """Let PayPal refuse the secret, which time does not heal."""
    house.config["brands"]["aurora"]["paypal"]["client_secret"] = "not-the-secret-of-aurora"
    house.start_bot()
    house.once("sync_paypal_disputes")


def heard(house):
    return [letter["message"] for letter in house.heard.letters()]


def notices(house):
    return {row["Notice"]: row for row in house.person.table(TAB) if row["Notice"]}


def failures(house):
    return [row for row in notices(house).values() if row["Topic"] == "failures"]


def test_what_needs_a_person_is_told_once_in_one_letter_and_stands_in_the_tab(house):
    house.runs(JOB)
    house.later(minutes=10)
    house.runs(JOB)

    (letter,) = heard(house)
    assert "PayPal: Aurora & Pine: " in letter
    assert "the client id and secret were refused" in letter
    assert letter.count("were refused") == 1  # the job that failed for the same reason is not told beside it
    (row,) = failures(house)
    assert row["State"] == "told"
    assert row["What became of it"] == "JSON (1st): took it"
    assert "token-of-sam" not in str(notices(house)) + str(house.status())


def test_a_bot_that_starts_anew_tells_nothing_again(house):
    house.runs(JOB)
    house.start_bot()
    house.later(hours=1)
    house.runs(JOB)

    assert len(heard(house)) == 1


def test_nothing_is_sent_that_could_not_be_claimed(house):
    house.sandbox.faults.add(Fault(service="sheets", path=":batchUpdate", times=1000, status=503))
    house.once(JOB)
    house.sandbox.faults.clear()

    assert heard(house) == []
    house.later(minutes=10)
    house.runs(JOB)
    assert len(heard(house)) == 1


def test_a_bot_that_dies_while_it_sends_says_so_once_and_never_a_third_time(house, monkeypatch):
    class Killed(BaseException):
        """As a kill: nothing of ours may catch it."""

    def send_and_die(self, audience, subject, text):
        send(self, audience, subject, text)
        raise Killed

    send = Channels.send
    monkeypatch.setattr(Channels, "send", send_and_die)
    for _ in range(3):
        try:
            house.once(JOB)
        except Killed:
            house.start_bot()
        house.later(minutes=20)
    monkeypatch.undo()
    house.start_bot()
    house.once(JOB)

    first, second = heard(house)
    assert "You may have had this before" not in first
    assert "You may have had this before" in second
    assert {row["State"] for row in notices(house).values()} == {"unknown"}


@pytest.mark.parametrize("repairs", [1, 2])
@pytest.mark.parametrize("people", ["insert", "sort"])
def test_rows_that_a_person_moves_while_a_letter_is_claimed_do_not_keep_it_back(house, people, repairs):
    house.runs(JOB)
    # Whoever deletes a notice wants to be told again.
    house.removes(TAB, *notices(house))
    house.heard.bodies.clear()
    house.later(minutes=6)
    moves = {
        "insert": [lambda: house.inserts_row("Status")] * 2,
        "sort": [
            lambda: house.sorts("Status", "What", descending=True),
            lambda: house.sorts("Status", "What"),
        ],
    }

    with house.meanwhile(*moves[people][:repairs]):
        receipt = house.runs(JOB)[JOB]
    house.later(hours=1)
    house.runs(JOB)

    (letter,) = heard(house)
    assert receipt.repaired_cells
    assert "the client id and secret were refused" in letter
    assert "You may have had this before" not in letter
    assert {(row["State"], row["Tries"]) for row in notices(house).values()} == {("told", 1)}


def test_a_channel_that_fails_is_told_in_status_and_tried_again(house):
    house.heard.status = 404
    receipt = house.once(JOB)[JOB]

    assert isinstance(receipt.problems["Notices: specialist"], TryLater)
    assert "JSON (1st): it answered with 404" in house.status()["Notices: specialist"][1]
    assert {row["State"] for row in notices(house).values()} == {"not told"}

    house.heard.status = 200
    house.later(minutes=6)
    house.runs(JOB)
    assert house.status()["Notices: specialist"][0] == "ok"
    assert {row["State"] for row in notices(house).values()} == {"told"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Misconfigured), (410, Misconfigured), (429, TryLater), (503, TryLater), (None, TryLater)],
)
def test_one_channel_that_fails_is_blamed_on_its_address_only_where_the_answer_says_so(house, status, kind):
    with a_listener(status or 200) as other:
        nobody = "json://127.0.0.1:9/"
        mine = house.config["notices"]["specialist"]
        house.config["notices"]["specialist"] = [mine, f"json://{other.address}/" if status else nobody]
        house.start_bot()
        try:
            receipt = house.once(JOB)[JOB]
        finally:
            house.config["notices"]["specialist"] = mine

    problem = receipt.problems["Notices: specialist"]
    assert isinstance(problem, kind)
    assert "JSON (2nd)" in str(problem)
    assert ("Correct the address of JSON (2nd)" in str(problem)) == (kind is Misconfigured)
    assert len(heard(house)) == 1
    assert {row["State"] for row in notices(house).values()} == {"told"}


@pytest.mark.parametrize("doubt", ["a copied row", "a formula"])
def test_what_cannot_be_claimed_is_not_sent_again_and_again_and_is_told_in_status(house, doubt):
    house.heard.status = 404
    house.once(JOB)
    house.heard.status = 200
    house.heard.bodies.clear()
    (key,) = (key for key, row in notices(house).items() if row["Topic"] == "failures")
    if doubt == "a formula":
        house.types("First told", key, "=NOW()", tab=TAB)
        house.types("What became of it", key, '="by"&" hand"', tab=TAB)
    else:
        house.copies(TAB, key)

    for _ in range(3):
        house.later(minutes=6)
        receipt = house.once(JOB)[JOB]

    assert "were refused" not in str(heard(house))
    assert isinstance(receipt.problems["Notices: specialist"], Refused)
    assert "1 of the notices due now" in house.status()["Notices: specialist"][1]

    house.removes(TAB, key)
    house.heard.bodies.clear()
    for _ in range(2):
        house.later(hours=1)
        house.runs(JOB)
    assert str(heard(house)).count("were refused") == 1
    assert house.status()["Notices: specialist"][0] == "ok"


def test_an_address_that_is_none_is_told_in_status(house):
    house.config["notices"]["specialist"] = "nonsense://127.0.0.1/token-of-sam"
    house.start_bot()
    try:
        receipt = house.once(JOB)[JOB]
    finally:
        house.config["notices"]["specialist"] = f"json://{house.heard.address}/token-of-sam"

    assert isinstance(receipt.problems["Notices: specialist"], Misconfigured)
    assert "address 1 is none that can be used" in house.status()["Notices: specialist"][1]
    assert "token-of-sam" not in str(house.status())


def test_a_dry_run_tells_nobody(house):
    bot = house.everything.bots[0]

    receipt = bot.run_job(house.everything.jobs[JOB], dry_run=True)

    assert receipt.plans
    assert heard(house) == []


def test_without_a_channel_nothing_is_even_read(house):
    whom = house.config.pop("notices")
    house.start_bot()
    house.config["notices"] = whom

    receipt = house.once(JOB)[JOB]

    assert (receipt.reads, receipt.writes) == (0, 0)
    assert receipt.ok
