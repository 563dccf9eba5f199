"""The benchmark of a spreadsheet's age makes rows that are older and nobody else's. No times."""

import pytest

from bot_log import SCHEMAS
from years import aged, line_of, older

ORDERS = SCHEMAS["Orders"]
HEADER = [ORDERS.by_name[name].header for name in ("order", "placed", "contact", "currency")]


def test_an_older_row_is_another_order_of_another_person_sixty_days_earlier():
    cells = list(older(ORDERS, HEADER, ["Birch #7", 46_000.5, "5e1f", "EUR"], 2))

    assert cells == ["Birch #7~2", 45_880.5, "5e1f~2", "EUR"]


def test_an_older_row_is_closed_and_holds_nothing_of_people():
    inbox = SCHEMAS["Inbox"]
    header = [inbox.by_name[name].header for name in ("flag", "notes", "approved")]

    cells = list(older(inbox, header, ["ANSWER", "mine", True], 1))

    assert cells == ["CLOSED", "", ""]


@pytest.mark.long
def test_a_spreadsheet_of_twice_the_age_has_twice_the_orders_and_the_bot_works_in_it():
    young, old = aged(60 / 365, 1), aged(120 / 365, 1)

    assert old.orders == pytest.approx(2 * young.orders, rel=0.02)
    assert old.cells > 1.5 * young.cells
    assert young.processor_seconds > 0
    assert line_of(old)[0] == f"{120 / 365:g}"
