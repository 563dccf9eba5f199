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

    assert lines_of(report, MINUTE)[0] == "Nothing changed by more than chance does, by this report's rule."
    assert (
        lines_of(report, CHANGED)[0]
        == "None of the 4 numbers that were judged went beyond chance by this report's rule."
    )
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

    marked, slower, worth = lines_of(report, CHANGED)[-3:]
    # It has a sentence of its own.
    assert marked == "The tab Weekly metrics, which judges each number by itself, marks nothing else."
    assert slower == "First answer, median: last week 10.7 h, above all of the past 12 weeks (7.4 to 9.6)."
    assert worth.startswith("Hours are not tested against chance")
    assert lines_of(report, MINUTE)[0] == (
        "Nothing changed by more than chance does, by this report's rule; by its own the tab Weekly metrics marks 1 "
        "number."
    )


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


def test_titles_that_hold_commas_are_told_apart_by_semicolons():
    tabs = quiet_tabs()
    for name, title in (("a", "Refund rate, orders of nine weeks before"), ("b", "Refund rate by value")):
        tabs["Metrics data"] |= {
            key: row | {"shown": "", "note": "Orders are not known."}
            for key, row in numbers(name, "All brands", [1]).items()
        }
        tabs["Weekly metrics"][f"All brands|{name}"] = {"metric": title}

    assert (
        "Refund rate, orders of nine weeks before; Refund rate by value: Orders are not known."
        in lines_of(a_report(tabs), UNMEASURED)
    )


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
    assert {chart.title for chart in report.charts} == {"Cases at PayPal: opened, won and lost"}


def test_what_the_owner_must_decide_is_there_until_he_has():
    tabs = late_tabs()
    asked = lines_of(a_report(tabs), DECIDE)
    tabs["Disputes"]["PP-D-2"]["owner_decision"] = "refund"
    tabs["Disputes"]["PP-D-3"]["flag"] = "CLOSED"
    answered = lines_of(a_report(tabs), DECIDE)

    assert asked == [
        "PP-D-2 (Aurora, 340.00 USD, due Wed 18 Nov): The playbook asks you. Type your answer under Owner decision."
    ]
    assert answered == ["Nothing waits for you."]


def test_what_the_playbook_leaves_to_a_person_is_the_specialists_and_said_once():
    tabs = late_tabs()
    tabs["Disputes"]["PP-D-9"] = a_dispute(advice="A person decides")
    report = a_report(tabs)
    tabs["Disputes"]["PP-D-9"]["flag"] = "CLOSED"

    assert "2 cases wait for the specialist's judgement: PP-D-3, PP-D-9." in lines_of(report, DONE)
    assert "1 case waits for the specialist's judgement: PP-D-3." in lines_of(a_report(tabs), DONE)
    assert "1 case waits for your decision, 340.00 USD at stake." in lines_of(report, MINUTE)


def test_a_case_of_which_the_platform_takes_nothing_any_more_is_no_decision():
    for advice in ("Ask the owner", "A person decides"):
        tabs = quiet_tabs()
        tabs["Disputes"]["PP-D-1"] = a_dispute(advice=advice, flag="MISSED", allowed_now="")

        report = a_report(tabs)

        assert lines_of(report, DECIDE) == ["Nothing waits for you."]
        assert "MISSED now: PP-D-1." in lines_of(report, DONE)
        assert not any("judgement" in line for line in lines_of(report, DONE))


def test_what_is_beyond_the_list_of_the_owner_is_counted_in_one_sentence():
    tabs = quiet_tabs()
    for count, said in ((11, "1 more case waits for you;"), (13, "3 more cases wait for you;")):
        tabs["Disputes"] = {f"PP-D-{n}": a_dispute(advice="Ask the owner") for n in range(count)}

        assert lines_of(a_report(tabs), DECIDE)[-1].startswith(said)


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


def crossed(name, scope, verdict, note="", **parts):
    found = numbers(name, scope, [parts.pop("part", 4)], **parts)
    return {key: row | {"verdict": verdict, "note": note} for key, row in found.items()}


def test_a_line_that_is_crossed_is_one_sentence_for_all_brands_with_its_unit_and_limits():
    tabs = quiet_tabs()
    note = "per 100 payments: amber from 0.5 on, red from 0.9 on, lines of the house"
    for scope, part in (("Aurora", 3), ("Velvet", 1), ("All brands", 4)):
        line = crossed("house_line", scope, "red", note, part=part, of=100, unit="per 100")
        tabs["Metrics data"] |= line
    tabs["Weekly metrics"]["All brands|house_line"] = {"metric": "House line, four weeks"}

    report = a_report(tabs)

    assert lines_of(report, CHANGED)[-1] == (
        "House line, four weeks, red: All brands 4 of 100; Aurora 3 of 100; Velvet 1 of 100. Per 100 payments: "
        "amber from 0.5 on, red from 0.9 on, lines of the house."
    )
    assert lines_of(report, DECIDE) == ["Nothing waits for you."]


def test_a_line_that_a_number_has_crossed_is_told_once():
    tabs = quiet_tabs()
    for scope in ("All brands", "Aurora"):
        tabs["Metrics data"] |= crossed("house_line", scope, "red", of=100, unit="per 100")
    ratio = numbers("paypal_ratio", "Aurora", [14] * 14, of=1000, unit="share")
    ratio[f"paypal_ratio|{WEEK}|Aurora"]["verdict"] = "near PayPal's line"
    tabs["Metrics data"] |= ratio

    assert lines_of(a_report(tabs), CHANGED)[-2:] == [
        "house_line, red: All brands 4 of 100.",
        "paypal_ratio, near PayPal's line: Aurora 14 of 1000.",
    ]


def at_both():
    """Eleven cases at PayPal and seven at Shopify, some of them ended."""
    counts = {
        "opened": 11,
        "shop_opened": 7,
        "won": 2,
        "lost": 5,
        "shop_lost": 3,
        "shop_prevented": 1,
        "shop_won": 0,
    }
    tabs = quiet_tabs()
    for name, count in counts.items():
        tabs["Metrics data"] |= numbers(name, "All brands", [count])
    tabs["Metrics data"] |= numbers("shop_on_time", "All brands", [5], of=6, unit="share")
    return tabs


def test_what_came_in_and_how_it_ended_is_said_of_each_platform():
    report = a_report(at_both())

    assert (
        "Cases opened: at PayPal 11, at Shopify 7. In time, of those due: at PayPal 10 of 10, at Shopify 5 of 6."
        in lines_of(report, MINUTE)
    )
    done = lines_of(report, DONE)
    assert "Cases that ended: at PayPal 2 won, 5 lost; at Shopify 3 lost, 1 prevented." in done
    assert "Looked at before the due date at Shopify: 5 of 6." in done


def test_what_is_said_of_one_platform_stays_true_where_the_other_is_not_measured():
    for gone, opened, ended in (
        ("shop_", "Cases opened: at PayPal 11.", "Cases that ended: at PayPal 2 won, 5 lost."),
        ("", "Cases opened: at Shopify 7.", "Cases that ended: at Shopify 3 lost, 1 prevented."),
    ):
        tabs = at_both()
        for name in ("opened", "won", "lost"):
            tabs["Metrics data"][f"{gone}{name}|{WEEK}|All brands"]["shown"] = ""

        report = a_report(tabs)

        assert any(line.startswith(opened) for line in lines_of(report, MINUTE))
        assert any(line.startswith(ended.rstrip(".")) for line in lines_of(report, DONE))


def test_the_pictures_name_the_platform_whose_cases_they_show():
    tabs = quiet_tabs()
    for row in tabs["Weekly trend"].values():
        row["shop_opened"] = 3

    titles = [chart.title for chart in a_report(tabs).charts]

    assert titles[:2] == ["Cases at PayPal: opened, won and lost", "Cases at Shopify: opened"]
    assert all("Cases" not in title or "PayPal" in title or "Shopify" in title for title in titles)


def test_suggested_causes_are_not_called_known_and_what_a_person_typed_is_counted():
    tabs = quiet_tabs()
    tabs["Disputes"] = {
        "PP-D-1": a_dispute(platform="PayPal", suggested_cause="late_delivery"),
        "PP-D-2": a_dispute(platform="PayPal", suggested_cause="late_delivery", root_cause="size_fit"),
        "SH-1": a_dispute(platform="Shopify", suggested_cause="late_delivery", root_cause="unknown"),
        "SH-2": a_dispute(platform="Shopify"),
    }

    told = lines_of(a_report(tabs), DROVE)

    assert any(
        line.startswith("Of 4 cases opened in the week (PayPal 2, Shopify 2), buyers") for line in told
    )
    assert (
        "A cause is named for 2 of 4, typed by a person for 1 and only suggested for 1: late delivery 1, size fit 1."
        in told
    )


def marked(name, scope, verdict, unit="cases"):
    (key,) = found = numbers(name, scope, [5], unit=unit)
    return {key: found[key] | {"verdict": verdict}}


def test_what_the_tab_marks_by_its_own_rule_is_named_and_not_said_to_be_usual():
    tabs = quiet_tabs()
    tabs["Metrics data"] |= marked("opened", "All brands", "more than usual over eight weeks")
    tabs["Metrics data"] |= marked(
        "first_response_median", "Aurora", "above all of the past 7 weeks", "hours"
    )
    tabs["Metrics data"] |= marked("won", "Aurora", "may still rise")
    for name in ("opened", "first_response_median", "won"):
        for scope in ("All brands", "Aurora"):
            tabs["Weekly metrics"][f"{scope}|{name}"] = {"metric": name.replace("_", " ")}

    report = a_report(tabs)

    assert (
        'The tab Weekly metrics, which judges each number by itself, marks "opened" of All brands, more than usual '
        'over eight weeks; "first response median" of Aurora, above all of the past 7 weeks.'
    ) in lines_of(report, CHANGED)
    assert "by its own the tab Weekly metrics marks 2 numbers" in lines_of(report, MINUTE)[0]
    assert "usual range" not in as_text(report)


def test_what_did_not_change_is_counted_also_where_it_is_one():
    tabs = quiet_tabs()
    tabs["Parcels"] = {}
    two = numbers("opened", "All brands", [5] * 13 + [40]) | numbers("won", "All brands", [5] * 14)
    for data, said in (
        (two, "The other number that was judged did not go"),
        (numbers("won", "All brands", [5] * 14), "The number that was judged did not go"),
        (quiet_tabs()["Metrics data"], "None of the 2 numbers that were judged went"),
    ):
        told = lines_of(a_report(tabs | {"Metrics data": data}), CHANGED)

        assert any(line.startswith(f"{said} beyond chance") for line in told)


def test_of_many_marks_the_first_are_named_and_the_others_counted():
    tabs = quiet_tabs()
    for n in range(8):
        tabs["Metrics data"] |= marked(f"n{n}", "Aurora", "fewer than usual")
        tabs["Weekly metrics"][f"Aurora|n{n}"] = {"metric": f"Number {n}"}

    (said,) = (line for line in lines_of(a_report(tabs), CHANGED) if "The tab Weekly metrics" in line)

    assert said.endswith('"Number 4" of Aurora, fewer than usual; and 3 more.')


def test_a_median_of_few_is_not_called_a_median_twice():
    tabs = quiet_tabs()
    key = f"time_to_respond_median|{WEEK}|All brands"
    (row,) = numbers("time_to_respond_median", "All brands", [1]).values()
    tabs["Metrics data"][key] = row | {
        "unit": "hours", "numerator": None, "denominator": 7, "shown": "median of 7: 186.9 h",
    }  # fmt: skip

    assert "Time to respond at PayPal, median: 186.9 h (of 7)." in lines_of(a_report(tabs), DONE)


def test_that_no_number_needs_a_driver_comes_before_what_stands_out_by_itself():
    told = lines_of(a_report(quiet_tabs()), DROVE)

    assert told[0] == "No weekly number changed by more than chance, so none needs a driver."
    assert told[1].startswith("Of 1 case opened in the week")


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
        "Dearest cause of the last twelve weeks: late delivery, 1,240.50 EUR in 31 incidents. Who can change it: Owner: delivery promise."
        in told
    )
    assert "Of 1 incident in the last twelve weeks, 2,000.00 EUR, the cause is not known." in told
    assert "Late delivery grows: 19 in the last four weeks, 12 in the eight before." in told
    assert "East, worse than chance over twelve weeks: late 31 % (62 of 200)." in told
    assert any("parcel, weeks" in line for line in told)
    assert any(line.startswith("The advice of INR S4 was followed in 3 of 11") for line in told)


def test_what_grows_is_held_against_the_weeks_that_are_known():
    cause = {"cause": "late_delivery", "trend": "more than chance", "last_weeks": 19, "weeks_before": 3}
    for known, said in ((4, "3 in the 4 weeks before that are known."), (8, "3 in the eight before.")):
        told = lines_of(a_report(quiet_tabs() | {"Causes": {"01": cause | {"weeks_known": known}}}), DROVE)

        assert f"Late delivery grows: 19 in the last four weeks, {said}" in told


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
