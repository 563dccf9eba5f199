"""What the weekly report says of a week, and what it keeps to itself."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from report_stand import (
    DAY,
    NOW,
    WEEK,
    a_dispute,
    a_report,
    a_source,
    an_act,
    late_tabs,
    lines_of,
    numbers,
    parcels,
    quiet_tabs,
)
from sheets_bot.documents.letters import plain
from sheets_bot.domain.report.as_html import as_html
from sheets_bot.domain.report.as_text import as_text
from sheets_bot.domain.report.compose import compose, has_numbers
from sheets_bot.domain.report.report import (
    CHANGED,
    DECIDE,
    DONE,
    DROVE,
    MINUTE,
    SECTIONS,
    UNMEASURED,
)
from sheets_bot.domain.report.report_rows import report_rows
from sheets_bot.domain.report.titles import Titles

SCHEMA = Path(__file__).parents[2] / "sheet_schemas" / "weekly_report.toml"
PERCENT = re.compile(r"\d %")


def test_a_planted_change_is_named_first_with_supplier_and_numbers():
    report = a_report()

    minute = lines_of(report, MINUTE)
    assert "All brands, opened per 100 payments: higher than usual" in minute[0]
    assert minute[1].startswith(
        "Supplier East, parcels that came late: higher than usual, last week 60 % (18 of 30)"
    )
    assert 3 <= len(minute) <= 5
    assert any(line.startswith("Supplier East: of its parcels") for line in lines_of(report, DROVE))


def test_a_quiet_week_names_nothing_and_says_so_in_one_sentence():
    report = a_report(quiet_tabs())

    assert lines_of(report, MINUTE)[0] == "Nothing changed by more than chance does."
    assert lines_of(report, CHANGED)[0] == "All 4 numbers that were judged are within the usual range."
    assert "higher than usual" not in as_text(report)


def test_a_count_that_stands_there_as_a_rate_is_judged_once():
    tabs = quiet_tabs()
    tabs["Metrics data"] |= numbers("opened", "All brands", [5] * 13 + [40])

    assert "Nothing changed" in lines_of(a_report(tabs), MINUTE)[0]


def hours(value, verdict, usual="7.4 to 9.6 in the past 12 weeks"):
    (key,) = numbers("first_response_median", "All brands", [1])
    row = numbers("first_response_median", "All brands", [1])[key]
    more = {"unit": "hours", "shown": f"{value} h", "usual_range": usual, "verdict": verdict}
    return {key: row | {"numerator": None, "denominator": 31} | more}


def test_answers_that_got_slower_are_said_beside_the_past_weeks_and_not_called_more_than_chance():
    tabs = quiet_tabs()
    tabs["Metrics data"] |= hours("10.7", "above all of the past 12 weeks")
    tabs["Weekly metrics"]["All brands|first_response_median"] = {"metric": "First answer, median"}

    report = a_report(tabs)

    slower, worth = lines_of(report, CHANGED)[-2:]
    assert slower == "First answer, median: last week 10.7 h, above all of the past 12 weeks (7.4 to 9.6)."
    assert worth.startswith("Hours are not tested against chance")
    assert lines_of(report, MINUTE)[0] == "Nothing changed by more than chance does."


def test_hours_within_those_of_the_past_weeks_need_no_sentence():
    tabs = quiet_tabs()
    tabs["Metrics data"] |= hours("8.0", "within the usual range")
    tabs["Weekly metrics"]["All brands|first_response_median"] = {"metric": "First answer, median"}

    assert lines_of(a_report(tabs), CHANGED) == lines_of(a_report(quiet_tabs()), CHANGED)


def test_numbers_of_one_title_are_told_apart_by_their_platform_and_money_by_its_currency():
    tabs = quiet_tabs()
    tabs["Metrics explained"] = {
        "won": {"title": "Won", "area": "PayPal: decided"},
        "shop_won": {"title": "Won", "area": "Shopify: cases"},
        "opened_value": {"title": "Opened, value", "area": "PayPal: coming in"},
    }

    titles = Titles(a_source(tabs))

    names = ["won", "shop_won", "opened_value.EUR", "on_time", "nobody_knows"]
    assert [titles.of(name) for name in names] == [
        "Won (PayPal)",
        "Won (Shopify)",
        "Opened, value, EUR",
        "Answered on time",
        "nobody_knows",
    ]


def test_of_one_brand_the_brand_says_nothing_twice_and_of_two_the_driver_is_named():
    tabs = late_tabs()
    tabs["Metrics data"] |= numbers(
        "opened_per_100_payments", "Aurora", [3] * 13 + [21], of=150, unit="per 100"
    )
    alone = a_report(tabs)
    tabs["Metrics data"] |= numbers(
        "opened_per_100_payments", "Velvet", [2] * 13 + [3], of=150, unit="per 100"
    )
    both = a_report(tabs)

    assert not any("Aurora, opened" in line for line in lines_of(alone, CHANGED))
    assert not any("Aurora, opened" in line for line in lines_of(both, CHANGED))
    assert any(
        "most of it comes from Aurora (21 where 3.0 is usual)" in line for line in lines_of(both, DROVE)
    )


def test_no_percentage_is_said_of_fewer_than_ten():
    report = a_report()

    for said in [one.text for section in report.sections for one in section.sentences]:
        for percent in re.finditer(r"\d+(?:\.\d+)? % \(\d+ of (\d+)\)", said):
            assert int(percent[1]) >= 10


def test_no_share_and_no_rate_of_few_stands_in_a_sentence_or_a_picture():
    """Three answers a week, and six sales: the metrics say 33 % and 83.33 per 100 of them."""
    tabs = quiet_tabs()
    for name, unit in (("on_time", "share"), ("opened_per_100_payments", "per 100")):
        tabs["Metrics data"] |= numbers(name, "All brands", [1] * 13 + [5], of=6, unit=unit)
    for key, row in tabs["Metrics data"].items():
        if row["denominator"]:
            row["shown"] = "83.33 (5 of 6)" if "per_100" in key else "83 % (5 of 6)"
    for row in tabs["Weekly trend"].values():
        row |= {"on_time": Decimal("0.8333"), "opened_per_100_payments": Decimal("83.33")}
    tabs["Parcels"] = parcels("Supplier East", [0] * 13 + [7], of=8)

    report = a_report(tabs)

    said = " ".join(as_text(report).split())
    assert "Last week 7 of 8" in said
    assert "83" not in said
    assert "87" not in said
    assert {chart.title for chart in report.charts} == {"Cases opened, won and lost"}


def test_what_the_owner_must_decide_is_there_until_he_has():
    tabs = late_tabs()
    asked = lines_of(a_report(tabs), DECIDE)
    tabs["Disputes"]["PP-D-2"]["owner_decision"] = "refund"
    tabs["Disputes"]["PP-D-3"]["flag"] = "CLOSED"
    answered = lines_of(a_report(tabs), DECIDE)

    assert asked[0].startswith("PP-D-3 (Aurora, 60.00 USD, no date): No rule fits, a person must decide.")
    assert asked[1].startswith("PP-D-2 (Aurora, 340.00 USD, due Wed 18 Nov): The playbook asks you.")
    assert answered == ["Nothing waits for you."]


def test_large_sums_wait_for_the_owner_from_the_sum_in_settings_on():
    tabs = quiet_tabs()
    tabs["Disputes"] = {
        "PP-D-4": a_dispute(advice="Refund at the platform", amount=Decimal(200)),
        "PP-D-5": a_dispute(advice="Refund at the platform", amount=Decimal("199.99")),
    }
    tabs["Refunds"] = {
        "R1": {"refunded": NOW - 2 * DAY, "amount": Decimal(250), "currency": "EUR"},
        "R2": {"refunded": NOW - 2 * DAY, "amount": Decimal(300), "currency": "USD"},
        "R3": {"refunded": NOW - 20 * DAY, "amount": Decimal(900), "currency": "USD"},
        "R4": {"refunded": NOW - 2 * DAY, "amount": "much", "currency": "USD"},
    }

    asked = lines_of(a_report(tabs), DECIDE)

    assert [line.partition(" ")[0] for line in asked] == ["PP-D-4", "2"]
    assert asked[1].startswith("2 refunds were of 200 or more, 250.00 EUR + 300.00 USD together")


def test_a_line_that_a_number_has_crossed_is_told_once():
    tabs = quiet_tabs()
    for scope in ("All brands", "Aurora"):
        tabs["Metrics data"] |= numbers("house_line", scope, [4] * 14, of=100, unit="per 100")
        tabs["Metrics data"][f"house_line|{WEEK}|{scope}"]["verdict"] = "red"
    ratio = numbers("paypal_ratio", "Aurora", [14] * 14, of=1000, unit="share")
    ratio[f"paypal_ratio|{WEEK}|Aurora"]["verdict"] = "near PayPal's line"
    tabs["Metrics data"] |= ratio

    assert lines_of(a_report(tabs), DECIDE) == [
        "All brands, house_line: 4 of 100, red.",
        "Aurora, paypal_ratio: 14 of 1000, near PayPal's line.",
    ]


def test_what_was_done_is_counted_by_kind_and_what_did_not_happen_is_no_deed():
    tabs = quiet_tabs()
    tabs["Acts"] = {
        "a1": an_act(),
        "a2": an_act(action="Provide evidence", tab="Disputes", state="confirmed"),
        "a3": an_act(state="refused"),
        "a4": an_act(state="in doubt"),
        "a5": an_act(ended_at=NOW - 20 * DAY),
        "a6": an_act(state="taken back"),
    }

    done = lines_of(a_report(tabs), DONE)

    assert done[0] == "2 acts went out through the bot: Provide evidence 1, Send mail 1."
    assert "about 46 minutes" in done[1]  # 40 for a dispute, 6 for a mail
    assert "1 act asked for and did not go out." in done
    assert any(line.startswith("1 act in doubt") for line in done)


def test_a_source_that_failed_and_a_number_without_a_value_are_told_as_not_measured():
    tabs = late_tabs()
    key = f"won|{WEEK}|All brands"
    tabs["Metrics data"][key] = {
        "brand": "All brands",
        "week_starts_on": WEEK,
        "unit": "cases",
        "note": "The sales of Aurora were fetched only in part.",
        "complete": "whole",
    }

    told = lines_of(a_report(tabs), UNMEASURED)

    assert told[0].startswith("Trustpilot: Aurora: last went well Fri 13 Nov")
    assert "1 further number has no value this week; Metrics data says why beside each." in told
    tabs["Weekly metrics"]["All brands|won"] = {"metric": "Won"}
    told = lines_of(a_report(tabs), UNMEASURED)
    assert "Won: The sales of Aurora were fetched only in part." in told
    assert "(tab Causes)" in told[-1]


def test_a_week_that_was_measured_half_way_counts_as_not_measured():
    tabs = quiet_tabs()
    for row in tabs["Metrics data"].values():
        if row["week_starts_on"] == WEEK:
            row |= {"complete": "so far", "shown": "3"}

    report = a_report(tabs)

    assert not has_numbers(a_source(tabs))
    assert "None of the weekly numbers" in lines_of(report, UNMEASURED)[0]
    assert not any("opened" in line for line in lines_of(report, MINUTE))


def test_without_any_tab_the_report_says_that_it_knows_nothing():
    report = a_report({})

    assert [section.title for section in report.sections] == [title for title in SECTIONS if title != CHANGED]
    assert not has_numbers(a_source({}))
    assert "None of the weekly numbers" in " ".join(lines_of(report, UNMEASURED))
    assert report.charts == ()


def test_the_lists_of_causes_suppliers_themes_and_agreement_are_told_where_they_exist():
    tabs = quiet_tabs() | {
        "Causes": {
            "EUR 00": {"cause": "all causes", "incidents": 90, "note": "all"},
            "EUR 01": {"cause": "unknown", "incidents": 1, "cost": Decimal(2000), "currency": "EUR"},
            "EUR 02": {
                "cause": "late_delivery", "incidents": 31, "cost": Decimal("1240.5"), "currency": "EUR",
                "trend": "more than chance", "last_weeks": 19, "weeks_before": 12, "lever": "Owner: delivery promise",
            },
        },
        "Suppliers": {
            "All suppliers | all": {"supplier": "All suppliers", "late_verdict": "worse than chance"},
            "East | all": {"supplier": "East", "country": "all", "late": "31 % (62 of 200)", "late_verdict": "worse than chance"},
        },
        "Themes": {"01": {"theme": "parcel, weeks", "trend": "more than chance", "last_weeks": 9, "weeks_before": 4}},
        "Agreement": {"INR S4": {"line": "INR S4", "agreed": "3 of 11", "verdict": "mostly overruled", "instead": "Refund 8"}},
    }  # fmt: skip

    told = lines_of(a_report(tabs), DROVE)

    assert (
        "Dearest cause of the last twelve weeks: late delivery, 1,240.50 EUR in 31 cases. Who can change it: Owner: delivery promise."
        in told
    )
    assert "Of 1 case in the last twelve weeks, 2,000.00 EUR, the cause is not known." in told
    assert "Late delivery grows: 19 in the last four weeks, 12 in the eight before." in told
    assert "East, worse than chance over twelve weeks: late 31 % (62 of 200)." in told
    assert any("parcel, weeks" in line for line in told)
    assert any(line.startswith("The advice of INR S4 was followed in 3 of 11") for line in told)


def test_a_cause_or_theme_that_grows_is_not_followed_by_nothing_changed():
    """The weekly numbers are within their ranges; what took four weeks to grow is a change all the same."""
    more = {"trend": "more than chance", "last_weeks": 18, "weeks_before": 6}
    for tab, row, said in (
        ("Causes", {"cause": "late_delivery", "incidents": 24}, "Late delivery grows: 18 in the last four"),
        ("Themes", {"theme": "not received"}, 'Customers write more of "not received": 18 in the last four'),
    ):
        report = a_report(quiet_tabs() | {tab: {"01": row | more}})

        told = [*lines_of(report, MINUTE), *lines_of(report, DROVE)]
        assert lines_of(report, MINUTE)[0].startswith(said)
        assert any(line.startswith(said) for line in lines_of(report, DROVE))
        assert not any(line.startswith("Nothing changed") for line in told)


def test_the_stated_limit_of_false_findings_names_what_it_covers():
    (rule,) = (line for line in lines_of(a_report(), CHANGED) if "at most 5" in line)

    assert "numbers were held against" in rule
    assert "Causes, themes and suppliers over twelve weeks, under what drove it, are not covered" in rule


def test_every_reference_names_a_row_that_stands_in_its_tab():
    tabs = late_tabs()
    for section in a_report(tabs).sections:
        for one in section.sentences:
            for reference in one.rests_on:
                tab, _, key = reference.partition(": ")
                assert tab in tabs
                assert not key or key in tabs[tab] or "the week of" in key


def test_nobody_is_named_who_is_not_a_brand_or_supplier():
    tabs = late_tabs()
    for key, row in tabs["Disputes"].items():
        row |= {"customer": "Jane D.", "draft": "Dear Jane, jane@mail.example", "notes": f"call 0151 {key}"}
    tabs["Acts"] = {"a1": an_act(text="Dear Jane, jane@mail.example", subject="Jane's order")}

    report = a_report(tabs)

    for shown in (as_text(report), as_html(report, str), str(report_rows(report))):
        assert "Jane" not in shown
        assert "mail.example" not in shown


def test_local_days_decide_which_week_an_act_belongs_to():
    late_in_auckland = NOW.replace(hour=12) - timedelta(days=1)  # Sunday at noon in UTC is Monday there
    tabs = quiet_tabs()
    tabs["Acts"] = {"a1": an_act(ended_at=late_in_auckland)}
    rules = replace(a_source().rules, zone=ZoneInfo("Pacific/Auckland"))

    here, there = compose(a_source(tabs)), compose(a_source(tabs, rules=rules))

    assert lines_of(here, DONE)[0].startswith("1 act went out")
    assert lines_of(there, DONE)[0].startswith("Nothing went out")


def test_a_title_names_the_spreadsheet_where_there_are_several():
    assert a_report().title == "Weekly report, Mon 9 Nov to Sun 15 Nov 2026"
    assert compose(a_source(workbook="velvet")).title.startswith("Weekly report of velvet, ")
    assert plain(a_report().title) == a_report().title
