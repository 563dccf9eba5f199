"""Promises of the agreement: what was done is held against what was advised then, each choice once."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from acts_stand import Stand
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.advice_words import advised_values
from sheets_bot.metrics.agreement import ALL_LINES, NO_LINE, measure_agreement
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import load_schemas

SCHEMA = load_schemas([Path(__file__).parents[2] / "sheet_schemas"])["Agreement"]
LINE = "INR, PayPal inquiry, S3, any"
AT = datetime(2026, 11, 2, 10, tzinfo=UTC)


def an_act(key="PP-D-1", *, action="Send message", advised="Send message", state="done", line=LINE):
    return {
        "tab": "Disputes",
        "row_key": key,
        "action": action,
        "advised": advised,
        "advised_line": line,
        "state": state,
    }


def a_case(outcome, *, advised="Refund at the platform", answered=None):
    return {
        "platform": "PayPal",
        "outcome": outcome,
        "advised": advised,
        "advised_line": LINE,
        "answered_at": answered,
    }


def measured(acts=(), disputes=None, **more):
    rows = measure_agreement({f"a{at}": act for at, act in enumerate(acts)}, disputes or {}, **more)
    return {each.key: each.values for each in rows}


def test_ticks_are_counted_by_the_line_that_advised_them():
    acts = [an_act("1"), an_act("2"), an_act("3", action="Provide evidence"), an_act("4", line="")]

    rows = measured(acts)

    assert rows[LINE] == {
        "line": LINE,
        "advice": "Send message",
        "choices": 3,
        "agreed": "2 of 3",
        "agreed_share": None,
        "low": None,
        "high": None,
        "verdict": "too few to say",
        "instead": "Provide evidence 1",
        "examples": "3",
    }
    assert (rows[ALL_LINES]["choices"], rows[NO_LINE]["choices"]) == (4, 1)


def test_a_percentage_stands_from_ten_choices_on():
    acts = [an_act(f"{n}") for n in range(9)]

    nine, ten = measured(acts)[LINE], measured([*acts, an_act("9", action="Provide evidence")])[LINE]

    assert [nine[name] for name in ("agreed", "agreed_share", "low", "high")] == ["9 of 9", None, None, None]
    assert (ten["agreed"], ten["agreed_share"]) == ("90 % (9 of 10)", Decimal("0.9"))
    assert ten["low"] < ten["agreed_share"] < ten["high"]


@pytest.mark.parametrize(
    "told",
    [
        {"advised": ""}, {"advised": "A person decides"}, {"advised": "Ask the owner"}, {"advised": "Nothing to do"},
        {"state": "taken back"},
    ],
)  # fmt: skip
def test_where_nobody_could_agree_or_nothing_was_chosen_nothing_is_counted(told):
    assert measured([an_act(**told)]) == {}


def test_the_same_thing_ticked_again_with_another_text_is_one_choice():
    assert measured([an_act(state="refused"), an_act()])[LINE]["choices"] == 1


@pytest.mark.parametrize(
    ("case", "acts", "agreed"),
    [
        (a_case("Conceded"), [], "1 of 1"),
        (a_case("Prevented", advised="Accept at the platform"), [], "1 of 1"),
        (a_case("Conceded", advised="Provide evidence"), [], "0 of 1"),
        (a_case("Lost", advised="Provide evidence", answered=AT), [], "1 of 1"),
        (a_case("Won", advised="Send message", answered=AT), [], "0 of 1"),
        (
            a_case("Won", advised="Submit evidence", answered=AT),
            [an_act("PP-D-1", action="Submit evidence", advised="Submit evidence")],
            "1 of 1",
        ),
        (a_case("Lost", advised="Provide evidence"), [], None),
        (a_case("", advised="Provide evidence", answered=AT), [], None),
        (a_case("Conceded", advised="A person decides"), [], None),
    ],
)
def test_what_was_done_by_hand_is_told_by_the_outcome(case, acts, agreed):
    row = measured(acts, {"PP-D-1": case}).get(LINE, {})

    assert row.get("agreed") == agreed


@pytest.mark.parametrize(
    ("agreed", "verdict"), [(19, "mostly followed"), (10, "mixed"), (1, "mostly overruled")]
)
def test_a_line_is_judged_only_by_its_whole_range(agreed, verdict):
    acts = [an_act(str(at), action="Send message" if at < agreed else "Send mail") for at in range(20)]

    assert measured(acts)[LINE]["verdict"] == verdict


def test_every_value_fits_its_column_and_a_line_of_the_past_is_emptied():
    rows = measured([an_act()], standing=("a line that is no more",))

    assert set(rows["a line that is no more"].values()) == {None}
    for name, value in rows[LINE].items():
        writer(SCHEMA.by_name[name].type, ZoneInfo("UTC"))(value)
    assert set(rows[LINE]) == set(SCHEMA.bot_names)


def test_what_was_advised_at_the_tick_is_kept_whatever_is_advised_later():
    stand = Stand()
    stand.row |= {"advice": "Send message", "advised_line": LINE}
    stand.ticks()
    stand.looks()

    stand.row |= {"advice": "Hold", "advised_line": "another"}
    stand.passes(5)
    stand.looks()

    assert (stand.entry.advised, stand.entry.advised_line) == ("Send message", LINE)
    assert stand.entry.claimed_at is not None


def test_the_last_advice_is_kept_with_its_line():
    advice = Advice("Hold", "why", line=LINE)

    assert advised_values(advice) == {"advised": "Hold", "advised_line": LINE}
