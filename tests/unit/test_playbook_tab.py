"""Promises of the tab Playbook: what people type there wins, and what cannot be used explains itself."""

from pathlib import Path

import pytest

from playbook_cases import advice_on
from sheets_bot.domain.cases.playbook import (
    FAMILY_NAMES,
    SITUATION_NAMES,
    STAGE_NAMES,
    STATE_NAMES,
    default_table,
)
from sheets_bot.domain.cases.playbook_rows import playbook_rows, table_from
from sheets_bot.domain.cases.stages import ACTIONS
from sheets_bot.sheets.schema import parse_schema

SCHEMA = parse_schema(
    (Path(__file__).parents[2] / "sheet_schemas" / "playbook.toml").read_text("utf-8"), source="playbook.toml"
)
LATE_CLAIM = "INR, PayPal claim, S3, any"
MOVING_CLAIM = "INR, PayPal claim, S2, any"
LATE = {"reason": "INR", "stage": "PayPal claim", "state": "S3"}
MOVING = {"reason": "INR", "stage": "PayPal claim", "state": "S2"}


def as_read(**typed):
    """The tab as it is read back: our lines, with what people typed in some rows."""
    rows = {shaped.key: dict(shaped.values) for shaped in playbook_rows({})}
    for key, cells in typed.items():
        rows.setdefault(key, {}).update(cells)
    return rows


def problem(rows, key):
    return next(shaped.values.get("problem") for shaped in playbook_rows(rows) if shaped.key == key)


def test_the_tab_holds_every_line_of_the_file_and_fills_only_the_bots_columns():
    rows = playbook_rows({})

    assert [shaped.key for shaped in rows] == [line.key for line in default_table().lines]
    assert {name for shaped in rows for name in shaped.values} == set(SCHEMA.bot_names)
    assert set(SCHEMA.by_name["action_typed"].choices) == ACTIONS


def test_the_tab_says_which_words_a_line_of_their_own_may_use():
    for name, words in (
        ("family", FAMILY_NAMES),
        ("stage", STAGE_NAMES),
        ("state", STATE_NAMES),
        ("situation", SITUATION_NAMES),
    ):
        assert all(word in SCHEMA.by_name[name].note for word in words)


def test_an_untouched_tab_is_the_table_of_the_file():
    assert table_from(as_read()) == default_table()
    assert table_from({}) == default_table()


def test_what_a_person_typed_beside_a_line_wins():
    rows = as_read(
        **{
            LATE_CLAIM: {
                "action_typed": "Provide evidence",
                "points_typed": "One\nTwo",
                "why_typed": "Our carrier's word is enough.",
            }
        }
    )

    advice = advice_on(LATE, table=table_from(rows))

    assert (advice.action, advice.points) == ("Provide evidence", ("One", "Two"))
    assert "Our carrier's word is enough." in advice.why
    assert problem(rows, LATE_CLAIM) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Figth", '"Figth" is no action; choose one from the list'),
        ("Send message", "'Send message' cannot be done in a PayPal claim"),
    ],
)
def test_a_value_that_cannot_be_used_explains_itself_and_the_default_counts(typed, told):
    rows = as_read(**{LATE_CLAIM: {"action_typed": typed}})

    advice = advice_on(LATE, table=table_from(rows))

    assert advice.action == "Accept at the platform"
    assert problem(rows, LATE_CLAIM) == f"{told}. Until it is corrected, Accept at the platform counts."


@pytest.mark.parametrize("typed", ["Hold", ""])
def test_waiting_that_a_person_asked_for_ends_with_the_last_safe_shift_too(typed):
    rows = as_read(**{LATE_CLAIM: {"action_typed": typed}})

    advice = advice_on({**LATE, "dispute": {"shifts_left": 1}}, table=table_from(rows))

    assert advice.action == "Accept at the platform"


def test_waiting_beside_a_line_that_waits_ends_as_that_line_does():
    rows = as_read(**{MOVING_CLAIM: {"action_typed": "Hold"}})

    advice = advice_on({**MOVING, "dispute": {"shifts_left": 1}}, table=table_from(rows))

    assert advice.action == "Provide evidence"


def test_an_action_in_the_place_of_waiting_does_not_wait():
    rows = as_read(**{MOVING_CLAIM: {"action_typed": "Provide evidence"}})

    assert advice_on(MOVING, table=table_from(rows)).action == "Provide evidence"


def test_a_line_of_their_own_is_tried_first():
    own = {"family": "inr", "stage": "Paypal claim", "state": "S2 / S3", "action_typed": "provide evidence"}
    rows = as_read(
        **{"Never wait with INR": {**own, "evidence": "delivery scan, promise", "why_typed": "House rule."}}
    )

    advice = advice_on(MOVING, table=table_from(rows))

    assert (advice.action, advice.line) == ("Provide evidence", "Never wait with INR")
    assert advice.evidence == ("delivery_scan", "promise")
    assert problem(rows, "Never wait with INR") is None


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"family": "INR", "action": "Hold"}, "is no line of this version and does not count"),
        ({"family": "INR", "state": "S8", "action_typed": "Hold"}, "state 'S8' is not known"),
        ({}, "is no line of this version and does not count"),
        ({"family": "INR", "action_typed": "Send message"}, "cannot be done in a Shopify chargeback"),
    ],
)
def test_a_line_of_their_own_that_cannot_count_says_why(own, told):
    rows = as_read(Mine=own)

    assert told in problem(rows, "Mine")
    assert table_from(rows) == default_table()


def test_a_line_of_their_own_is_never_added_by_the_bot():
    rows = as_read(Mine={"family": "INR"})

    (mine,) = [shaped for shaped in playbook_rows(rows) if shaped.key == "Mine"]

    assert (mine.when_absent, set(mine.values)) == ("leave", {"problem"})


def test_a_line_of_an_earlier_version_is_nobodys_word():
    """Else what the bot once wrote would win over what it says now."""
    old = {**as_read()[MOVING_CLAIM], "line": "INR, claim, S2"}
    rows = as_read(**{"INR, claim, S2": old})

    assert table_from(rows) == default_table()
    assert "is no line of this version" in problem(rows, "INR, claim, S2")
