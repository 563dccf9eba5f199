"""Promises of the advice as it stands in Disputes: what, why, when, what to say and show, in lines."""

from playbook_cases import advice_on, days
from sheets_bot.domain.acts.act import Kind, State
from sheets_bot.domain.cases.advice_words import advice_values
from sheets_bot.domain.cases.so_far import SoFar, so_far

DELIVERED = {"reason": "INR", "stage": "PayPal claim", "state": "S4"}


def test_advice_is_told_in_lines():
    values = advice_values(advice_on(DELIVERED), "Fight: it pays.")

    why, when, say, never, show, line = str(values["advice_why"]).splitlines()
    assert (values["advice"], values["odds"]) == ("Provide evidence", "Fight: it pays.")
    assert why.startswith(
        "INR, claim, S4 delivered: promised by Sun 22 Nov, delivered Sun 15 Nov Leipzig; 4 shifts left."
    )
    assert (when, line) == ("When: This shift.", "Line of the playbook: INR, PayPal claim, S4, any.")
    assert say.startswith("Say: Where and when it was delivered; ")
    assert never.startswith("Do not say: That they have it; ")
    assert show.startswith("Show: delivery scan, delivery place, signature, ")


def test_what_is_given_back_needs_no_evidence_and_what_is_closed_only_its_reason():
    lost = advice_values(advice_on({**DELIVERED, "state": "S7"}))
    closed = advice_values(advice_on({**DELIVERED, "dispute": {"whose_turn": "Nobody", "outcome": "Won"}}))

    assert "Show:" not in str(lost["advice_why"])
    assert closed == {"advice": "Nothing to do", "advice_why": "The case is closed.", "odds": None}


def test_what_the_bot_did_is_read_from_the_acts_that_happened():
    acts = {
        "1": {"row_key": "PP-1", "action": Kind.SEND_MESSAGE.value, "state": State.DONE.value, "ended_at": days(-3)},
        "2": {"row_key": "PP-1", "action": Kind.SEND_MESSAGE.value, "state": State.DONE.value, "ended_at": days(-1)},
        "3": {"row_key": "PP-1", "action": Kind.SAVE_EVIDENCE.value, "state": State.SAVED.value, "ended_at": days(-2)},
        "4": {"row_key": "PP-1", "action": Kind.SEND_MAIL.value, "state": State.REFUSED.value, "ended_at": days(-2)},
        "5": {"row_key": "PP-2", "action": Kind.SEND_MAIL.value, "state": State.DONE.value, "ended_at": days(-2)},
    }  # fmt: skip

    assert so_far("PP-1", acts) == SoFar(messaged_at=days(-1), saved_at=days(-2))
