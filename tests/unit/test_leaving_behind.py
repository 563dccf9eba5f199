"""Promises of a spreadsheet begun anew: only what is done with stays behind, and nothing that a row points to."""

from datetime import UTC, datetime, timedelta

import pytest

from sheets_bot.domain.leaving_behind import GROWING, left_behind

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OLD, NEW = NOW - timedelta(days=401), NOW - timedelta(days=399)


def order(at=OLD):
    return {"updated": at}


def behind(**tabs):
    found = left_behind({tab.replace("_", " "): rows for tab, rows in tabs.items()}, days=400, now=NOW)
    return {(tab, key) for tab, keys in found.items() for key in keys}


def test_an_order_with_its_parcel_stays_behind_once_nothing_has_happened_for_long_enough():
    parcel = {"order": "A", "updated": OLD}

    assert behind(Orders={"A": order()}, Parcels={"P": parcel}) == {("Orders", "A"), ("Parcels", "P")}
    assert behind(Orders={"A": order(NEW)}, Parcels={"P": parcel}) == set()


@pytest.mark.parametrize(
    ("tab", "row"),
    [
        ("Disputes", {"order": "A", "flag": "CLOSED", "updated": OLD}),
        ("Reviews", {"order": "A", "flag": "CLOSED", "updated": OLD}),
        ("Refunds", {"order": "A"}),
        ("Letters", {"order": "A"}),
        ("Inbox", {"order": "A", "flag": "ANSWER", "updated": OLD}),
        ("Inbox", {"order": "A", "flag": "CLOSED", "updated": NEW}),
        ("Parcels", {"order": "A", "updated": NEW}),
        ("Orders at risk", {"order": "A", "flag": "LATE", "began": OLD}),
        ("Incidents", {"order": "A", "state": "open", "last_at": OLD}),
    ],
)
def test_an_order_comes_along_with_every_row_that_names_it_and_comes(tab, row):
    tabs = {"Orders": {"A": order(), "B": order()}, tab.replace(" ", "_"): {"one": row}}

    assert behind(**tabs) == {("Orders", "B")}


def test_a_closed_mail_stays_behind_with_its_order_and_its_acts():
    mail = {"order": "A", "flag": "CLOSED", "updated": OLD}
    act = {"tab": "Inbox", "row_key": "M", "ended_at": OLD}

    assert behind(Orders={"A": order()}, Inbox={"M": mail}, Acts={"1": act}) == {
        ("Orders", "A"),
        ("Inbox", "M"),
        ("Acts", "1"),
    }


def test_a_late_act_keeps_its_mail_the_mail_its_order_and_the_order_its_parcel():
    mail = {"order": "A", "flag": "CLOSED", "updated": OLD}
    act = {"tab": "Inbox", "row_key": "M", "ended_at": NEW}
    parcel = {"order": "A", "updated": OLD}

    assert behind(Orders={"A": order()}, Inbox={"M": mail}, Acts={"1": act}, Parcels={"P": parcel}) == set()


def test_what_was_done_about_a_case_is_never_forgotten_while_the_case_stands():
    case = {"flag": "CLOSED", "updated": OLD}
    act = {"tab": "Disputes", "row_key": "D", "ended_at": OLD}

    assert behind(Disputes={"D": case}, Acts={"1": act}) == set()


def test_what_belongs_to_a_tab_that_comes_whole_comes_too():
    tabs = {"Orders": {"A": order()}, "Parcels": {"P": {"order": "A", "updated": OLD}}}

    assert left_behind(tabs, days=400, now=NOW, whole=["Orders"]) == {}
    assert left_behind(tabs, days=400, now=NOW, whole=["Parcels"]) == {}


@pytest.mark.parametrize("mark", ["contact", "name_mark"])
def test_the_orders_of_one_person_come_along_together(mark):
    new = order(NEW) | {mark: "5e1f"}
    orders = {"A": order() | {mark: "5e1f"}, "B": order() | {mark: "77aa"}, "C": new, "D": order()}

    assert behind(Orders=orders) == {("Orders", "B"), ("Orders", "D")}


def test_orders_that_a_row_weighs_against_each_other_come_along_with_it():
    orders = {f"Elm & Oak #{n}": order() for n in (7, 16, 25)} | {"Birch #25": order()}
    why = "Maybe Elm & Oak #25 or Elm & Oak #16: a number is quoted, but the e-mail is that of another order."

    assert behind(Orders=orders, Reviews={"R": {"match_why": why}}) == {
        ("Orders", "Elm & Oak #7"),
        ("Orders", "Birch #25"),
    }


@pytest.mark.parametrize("tab", GROWING)
def test_a_row_without_a_date_comes_along(tab):
    assert behind(**{tab.replace(" ", "_"): {"one": {"flag": "CLOSED", "state": "closed"}}}) == set()
