"""Promises of the check right before a text goes out: while something stands under Text check, nothing does."""

from drafting import NOW, desk, order_case, risk_row, thread
from order_tabs import ORDER
from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.acts.asking import Asked
from sheets_bot.domain.drafts.draft_rows import draft_rows
from sheets_bot.domain.drafts.last_check import text_checker
from sheets_bot.domain.orders.at_risk import Kind as Risk
from sheets_bot.domain.rules.rules import parse_rules

BROKEN = {"mail_where_s2": {"your_text": "Dear {{ firstname }}"}}
CHECK = text_checker(parse_rules({"Time zone": "Europe/Berlin"})[0], now=NOW)


LATE = {"notice_late": {"your_subject": "A coupon for your review"}}


def a_row(templates, **typed):
    """A mail's row as the bot leaves it, and the text that would go out."""
    case = order_case("S2")
    row = thread(order=ORDER, **typed)
    tabs = {"Orders": {ORDER: case.order}, "Parcels": dict(case.parcels), "Inbox": {"T1": row}}
    (made,) = draft_rows({"Refunds": {}, "Disputes": {}, **tabs}, desk=desk(templates))["Inbox"]
    row = {**row, **made.values}
    return Asked("Inbox", "T1", row, case), row.get("your_text") or row["draft"]


def test_a_draft_of_a_broken_template_does_not_go_out_though_its_words_break_no_rule():
    asked, text = a_row(BROKEN)

    wrong = CHECK(Kind.SEND_MAIL, asked, text)

    assert wrong == asked.row["text_check"]
    assert wrong.startswith("Template mail_where_s2: Text (yours): Line 1: there is no 'firstname'.")


def test_a_persons_own_text_goes_out_though_a_template_is_broken():
    asked, text = a_row(BROKEN, your_text="Dear Jane, we look into it.")

    assert CHECK(Kind.SEND_MAIL, asked, text) == ""


def test_a_text_typed_since_the_last_run_is_judged_by_its_own_words():
    asked, _ = a_row(BROKEN)
    typed = Asked(asked.tab, asked.key, {**asked.row, "your_text": "All is well."}, asked.case)

    assert CHECK(Kind.SEND_MAIL, typed, "All is well.") == ""
    assert CHECK(Kind.SEND_MAIL, typed, "Please close the case.").startswith("Asks to close the case")


def test_once_it_is_corrected_the_draft_may_go_out():
    asked, text = a_row({"mail_where_s2": {"your_text": "Dear {{ first_name }}, it is on its way."}})

    assert CHECK(Kind.SEND_MAIL, asked, text) == ""


def test_nothing_goes_out_under_a_subject_that_may_not():
    """A person's own text takes the template's subject; the bot's draft carries it in its first line."""
    case = order_case("S3")
    row = risk_row(Risk.LATE)
    tabs = {"Orders": {ORDER: case.order}, "Parcels": dict(case.parcels), "Refunds": {}, "Disputes": {}}

    def wrong(**typed):
        at_risk = {"Orders at risk": {f"{ORDER} / 1": {**row, **typed}}}
        (made,) = draft_rows({**tabs, **at_risk}, desk=desk(LATE))["Orders at risk"]
        asked = Asked("Orders at risk", f"{ORDER} / 1", {**row, **typed, **made.values}, case)
        text = typed.get("your_text") or str(made.values["draft"])
        return made.values["text_check"], CHECK(Kind.SEND_MAIL, asked, text)

    drafted, own, with_subject = (
        wrong(),
        wrong(your_text="It is late, and we are sorry."),
        wrong(your_text="Subject: Your order\n\nIt is late, and we are sorry."),
    )

    assert drafted[0].startswith("Subject: Offers a reward beside a review")
    assert drafted[1].startswith("Offers a reward beside a review")
    assert own[0] == own[1] != ""
    assert with_subject == (None, "")
