"""Promises of the day's list: what cannot wait comes first, then what costs most; nothing is left unsaid."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_tabs import row
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.domain.rules.today_settings import SETTINGS, TodayRules, read_today_rules
from sheets_bot.domain.today.today import rank_today
from sheets_bot.domain.today.today_rows import RANKS, today_rows
from sheets_bot.sheets.cells import key_text, writer
from sheets_bot.sheets.schema import parse_schema

FILE = Path(__file__).parents[2] / "sheet_schemas" / "today.toml"
SCHEMA = parse_schema(FILE.read_text("utf-8"), source="today.toml")
BERLIN = ZoneInfo("Europe/Berlin")
CLOCK = parse_rules({"Time zone": "Europe/Berlin"})[0].clock
"""Weekdays 17:00-21:00, Saturday 09:00-18:00, Sunday off."""
MONDAY_NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)
RULES = TodayRules()


def a_case(flag="SOON", at_stake="80.00", left=2, **told):
    usual = {"platform": "PayPal", "stage": "Claim", "reason": "Item not received", "why": "Due Tue 24 Nov."}
    return row(**{**usual, "flag": flag, "at_stake": at_stake, "shifts_left": left, **told})


def a_mail(flag="SOON", left=2, **told):
    return row(**{"category": "Where is my order", "flag": flag, "shifts_left": left, **told})


def keys(tasks):
    return [task.key for task in tasks]


def rows_for(tabs, *, now=MONDAY_NOON, rules=RULES, clock=CLOCK, unread=()):
    tasks = rank_today(tabs, rules)
    made = today_rows(tasks, clock=clock, now=now, target=lambda tab, key: f"#{tab}!{key}", unread=unread)
    return {each.key: each.values for each in made}


# -- the order -----------------------------------------------------------------------------


def test_what_has_its_last_shift_comes_before_what_can_wait_however_dear():
    tabs = {"Disputes": {"dear": a_case(at_stake="900.00"), "cheap": a_case("LAST SHIFT", "5.00", 1)}}

    assert keys(rank_today(tabs, RULES)) == ["cheap", "dear"]


@pytest.mark.parametrize(
    ("told", "is_listed"),
    [
        ({"state": "unknown"}, True),
        ({"state": "it went out"}, True),
        ({"state": "it went out", "notes": "seen in Sent"}, False),
        ({"state": "done"}, False),
    ],
    ids=str,
)
def test_an_act_of_which_nobody_knows_is_listed_until_somebody_has_looked(told, is_listed):
    assert keys(rank_today({"Acts": {"a1": told}}, RULES)) == (["a1"] if is_listed else [])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_case(at_stake="80.00"), a_case(at_stake="79.00")),
        (a_case(left=2), a_case(left=3)),
        (a_case(stage="Inquiry"), a_case(stage="Claim")),
        (a_case(stage="Claim"), a_case(stage="Arbitration")),
        (a_case(), a_case(platform="Shopify", stage="Chargeback")),
        (a_case(left=2), a_case("LATE", at_stake="5.00", left=0)),
        (
            a_case("MISSED", left=0, allowed_now="Provide evidence"),
            a_case("LAST SHIFT", at_stake="60.00", left=1),
        ),
        (a_case("OK", at_stake="5.00", left=9), a_case("MISSED", left=0)),
        (a_case("NO DATE", at_stake=None, left=None), a_case("OK", at_stake="9000.00", left=9)),
    ],
)
def test_of_two_the_one_that_loses_more_by_waiting_comes_first(first, second):
    assert keys(rank_today({"Disputes": {"b": first, "a": second}}, RULES)) == ["b", "a"]


def test_mails_and_reviews_take_their_place_among_disputes_by_their_worth():
    tabs = {
        "Disputes": {"D": a_case(at_stake="50.00")},
        "Inbox": {"T": a_mail()},
        "Reviews": {"R": row(flag="SOON", shifts_left=2, stars=1)},
        "Orders at risk": {"P": row(flag="SOON", shifts_left=2, at_stake="59.00", risk="Lost", order="A #1")},
    }

    assert keys(rank_today(tabs, RULES)) == ["D", "R", "P", "T"]
    assert keys(rank_today(tabs, TodayRules(mail_worth=100)))[0] == "T"


@pytest.mark.parametrize("flag", ["WAITING", "CLOSED", "", "typed over"])
def test_what_does_not_wait_for_us_is_no_work(flag):
    assert rank_today({"Disputes": {"D": a_case(flag)}}, RULES) == []


def test_amounts_of_different_currencies_are_compared_by_their_hundredths():
    tabs = {
        "Disputes": {
            "yen": a_case(at_stake="5900", currency="JPY"),
            "euro": a_case(at_stake="60.00", currency="EUR"),
        }
    }

    assert keys(rank_today(tabs, RULES)) == ["euro", "yen"]


ABOUT_4 = "Give it back: the facts are with the buyer. By numbers alone a fight pays from 9 % on, and about 4 % are won (likely 0 to 9 %)."


@pytest.mark.parametrize(
    ("told", "worth"),
    [
        ({"advice": "Refund at the platform", "odds": ABOUT_4}, "596.00 GBP to be given back"),
        ({"advice": "Accept at the platform", "odds": ABOUT_4}, "596.00 GBP to be given back"),
        ({"advice": "Offer replacement", "odds": ABOUT_4}, "596.00 GBP to be made good by a replacement"),
    ],
)
def test_of_money_that_is_to_be_given_back_no_answer_is_said_to_keep_a_share(told, worth):
    case = a_case(stage="Inquiry", at_stake="596.00", currency="GBP", **told)

    (task,) = rank_today({"Disputes": {"D": case}}, RULES)

    assert task.worth_words.startswith(f"{worth}; to do that in time counts as")
    assert "%" not in task.worth_words


def test_a_case_is_worth_what_its_own_row_says_of_the_chance_and_never_a_share_of_ours_beside_it():
    told = {"stage": "Inquiry", "advice": "Provide evidence"}
    tabs = {
        "Disputes": {
            "usual": a_case(at_stake="100.00", **told),
            "hopeless": a_case(at_stake="900.00", odds=ABOUT_4, **told),
        }
    }

    usual, hopeless = rank_today(tabs, RULES)

    assert (usual.key, usual.worth) == ("usual", 50)
    assert hopeless.worth == 36
    assert hopeless.worth_words == "900.00 USD at stake, and about 4 % of such cases are won"


FLAGS = st.sampled_from(["MISSED", "LATE", "LAST SHIFT", "SOON", "OK", "NO DATE", "WAITING", "CLOSED"])
ROWS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    st.fixed_dictionaries(
        {
            "flag": FLAGS,
            "at_stake": st.sampled_from(["0.00", "59.00", "189.00"]),
            "shifts_left": st.none() | st.integers(0, 9),
            "platform": st.sampled_from(["PayPal", "Shopify"]),
            "stage": st.sampled_from(["Inquiry", "Claim", "Chargeback", "New stage"]),
        }
    ).map(lambda told: row(**told)),
    max_size=8,
)
TABS = st.fixed_dictionaries(dict.fromkeys(("Disputes", "Orders at risk", "Inbox", "Reviews"), ROWS))


@settings(deadline=None)
@given(TABS, st.randoms(use_true_random=False))
def test_every_open_row_stands_in_the_list_once_whatever_the_order_of_the_rows(tabs, random):
    def shuffled(rows):
        items = list(rows.items())
        random.shuffle(items)
        return dict(items)

    tasks = rank_today(tabs, RULES)

    assert tasks == rank_today({tab: shuffled(rows) for tab, rows in tabs.items()}, RULES)
    assert {(task.tab, task.key) for task in tasks} == {
        (tab, key)
        for tab, rows in tabs.items()
        for key, told in rows.items()
        if told["flag"] not in {"WAITING", "CLOSED"}
    }
    waits = [not task.cannot_wait for task in tasks]
    assert waits == sorted(waits)


# -- the rows ------------------------------------------------------------------------------


def test_a_rank_says_what_to_do_by_when_what_it_takes_and_why_it_stands_there():
    respond_by = datetime(2026, 11, 21, 17, tzinfo=UTC)
    case = a_case(respond_by=respond_by, brand="Aurora & Pine", order="Aurora & Pine #1042")

    values = rows_for({"Disputes": {"PP-D-1": case}})["01"]

    assert values == {
        "rank": "01",
        "flag": "SOON",
        "what": "Answer PayPal case PP-D-1: Item not received",
        "respond_by": respond_by,
        "fits": "this shift",
        "minutes": 40,
        "minutes_so_far": 40,
        "why": "80.00 USD at stake; how much of it an answer keeps is not known, counted as 40 %; 2 shifts are "
        "left for it. Due Tue 24 Nov.",
        "at_stake": Decimal("80.00"),
        "currency": "USD",
        "brand": "Aurora & Pine",
        "order": "Aurora & Pine #1042",
        "tab": "Disputes",
        "item": "PP-D-1",
        "target": "#Disputes!PP-D-1",
    }


@pytest.mark.parametrize(
    ("tab", "told", "what"),
    [
        ("Disputes", {"platform": "Shopify", "stage": "Inquiry"}, "Review Shopify inquiry K"),
        ("Disputes", {"platform": "Shopify", "stage": "Chargeback"}, "Review Shopify chargeback K"),
        ("Orders at risk", {"order": "A #1", "risk": "Lost"}, "Look after A #1: Lost"),
        ("Inbox", {"customer": "Jane D.", "category": "Refund"}, "Answer mail of Jane D.: Refund"),
        ("Inbox", {"category": "Refund", "category_typed": "Size"}, "Answer mail: Size"),
        ("Reviews", {"stars": 1, "reviewer": "Jane D."}, "Answer review with 1 star of Jane D."),
        ("Reviews", {"stars": 3}, "Answer review with 3 stars"),
    ],
)
def test_each_kind_of_work_is_named(tab, told, what):
    assert rows_for({tab: {"K": row(flag="OK", shifts_left=5, **told)}})["01"]["what"] == what


def test_the_minutes_of_the_shift_say_what_fits():
    tabs = {"Disputes": {f"D{at:02}": a_case(at_stake=f"{500 - at}.00") for at in range(14)}}

    rows = rows_for(tabs)

    assert rows["00"]["what"] == "Your shift today 17:00-21:00: 240 minutes"
    assert rows["00"]["why"] == "14 tasks need about 560 minutes; 6 fit into this shift."
    fits = [rows[f"{rank:02}"]["fits"] for rank in range(1, 15)]
    assert fits == ["this shift"] * 6 + ["next shift"] * 6 + ["does not fit"] * 2
    assert rows["14"]["minutes_so_far"] == rows["00"]["minutes"] == 560


def test_of_a_running_shift_only_what_is_left_counts():
    rows = rows_for({"Disputes": {"D": a_case()}}, now=MONDAY_NOON + timedelta(hours=7, minutes=30))

    assert rows["00"]["what"] == "Your shift today 17:00-21:00: 90 minutes"


def test_work_that_is_due_in_this_shift_and_does_not_fit_is_said():
    tabs = {"Disputes": {f"D{at}": a_case("LAST SHIFT", left=1) for at in range(8)}}

    rows = rows_for(tabs)

    assert rows["00"]["why"].endswith(" 2 of the others should be done in it too: ask for help.")
    assert rows["07"]["why"].startswith("It is due in this shift and does not fit into it. ")


def test_without_shifts_nothing_is_planned_and_that_is_said():
    no_shifts = parse_rules(dict.fromkeys([f"Shifts on {day}" for day in DAYS], "off"))[0].clock

    rows = rows_for({"Disputes": {"D": a_case()}}, clock=no_shifts)

    assert rows["00"]["what"] == "No shifts are set in Settings, so nothing can be planned"
    assert rows["01"]["fits"] is None


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def test_what_is_beyond_the_list_is_counted():
    tabs = {"Inbox": {f"T{at:03}": a_mail() for at in range(RANKS + 12)}}

    rows = rows_for(tabs)

    assert "The 60 most pressing are listed; 12 more stand in their tabs." in rows["00"]["why"]
    assert len(rows) == RANKS + 1


def test_a_tab_that_could_not_be_read_is_named():
    assert "Inbox could not be read" in rows_for({}, unread=["Inbox"])["00"]["why"]


@settings(deadline=None)
@given(TABS)
def test_the_list_always_has_the_same_rows_and_every_value_fits_its_column(tabs):
    rows = rows_for(tabs)

    assert list(rows) == [f"{rank:02}" for rank in range(RANKS + 1)]
    filled = [values["item"] is not None for rank, values in rows.items() if rank != "00"]
    assert filled == sorted(filled, reverse=True)
    for key, values in rows.items():
        assert key_text(key) == key
        assert values.keys() == set(SCHEMA.bot_names), "an empty rank empties every column"
        for name, value in values.items():
            writer(SCHEMA.by_name[name].type, BERLIN)(value)


def test_the_list_may_change_as_a_whole_without_being_taken_for_a_big_change():
    assert all(column.clock for column in SCHEMA.column if column.name != SCHEMA.key)


# -- the settings --------------------------------------------------------------------------


class _Defaults:
    """Reads every setting as it stands at first."""

    def read(self, setting):
        return setting.read(setting.default)


def test_the_settings_as_they_stand_at_first_are_the_rules_defaults():
    assert read_today_rules(_Defaults()) == TodayRules()


def test_settings_have_names_of_their_own():
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
