"""
Whatever PayPal sends as text arrives as that text: never a formula, nothing lost, nothing written twice.

From the simulated PayPal through the real bot into the cells of the sandbox's Google, which
keeps formula and text apart as the Sheets API does (ExtendedValue: formulaValue, stringValue).
"""

import pytest

from sheets_bot.sheets.cells import MOST_CHARACTERS
from whole_bot import AURORA, a_house

SWEEP, SYNC = "sweep_paypal_disputes", "sync_paypal_disputes"

TEXTS = {
    "equals": '=HYPERLINK("https://evil.example","click")',
    "equals alone": "=",
    "plus": "+1 555 0100",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "line break": "\n=1+1",
    "apostrophe": "'=1+1",
    "number": "007",
    "date": "2026-11-23",
    "truth": "TRUE",
    "emoji": "😡📦👩‍👩‍👧 не пришло — 还没到",
    "right to left": "\u202eesrever\u202c \u200f#5001",
    "spaces": " padded ",
    "fullwidth": "\uff1d1+1",
}
CUT = {
    "control characters": ("a\x00b\x07c\x0bd\x1be\x7ff", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"),
    "as long as a cell": ("=" + "x" * (MOST_CHARACTERS - 1), "=" + "x" * (MOST_CHARACTERS - 1)),
}


@pytest.fixture(scope="module")
def house():
    """One house for all texts: each is a code, an id and a name of a case of its own."""
    with a_house() as house:
        yield house


def cases_with(house, texts):
    """Give one case each the text in every field that ends up in a cell; return the ids by name of the text."""
    chosen = dict(zip(texts, house.sandbox.world.cases.values(), strict=False))
    for name, text in texts.items():
        case = chosen[name]
        fields = ("reason", "status", "dispute_channel", "dispute_life_cycle_stage", "seller_transaction_id")
        case.disguise |= dict.fromkeys(fields, text)
        case.disguise |= {"invoice_number": text, "custom": None, "buyer": {"name": f"{text} {text}"}}
    assert len(chosen) == len(texts)
    return {name: case.dispute_id for name, case in chosen.items()}


def entered(house, tab="Disputes"):
    """What was entered into each cell of a tab, as the API keeps it; formulas and text apart."""
    person = house.person
    url = f"{person.base_url}/v4/spreadsheets/{person.spreadsheet_id}"
    query = {
        "ranges": f"'{tab}'",
        "includeGridData": "true",
        "fields": "sheets.data.rowData.values.userEnteredValue",
    }
    answer = person._http.get(url, params=query, timeout=30).json()
    rows = answer["sheets"][0]["data"][0]["rowData"]
    return [[cell.get("userEnteredValue", {}) for cell in row.get("values", [])] for row in rows]


def formulas(house):
    """Every formula in the tabs that the bot fills."""
    tabs = ("Disputes", "Status", "Volumes", "Bot log", "Settings")
    return [cell for tab in tabs for row in entered(house, tab) for cell in row if "formulaValue" in cell]


def test_every_odd_text_arrives_as_it_is_and_never_as_a_formula(house):
    ids = cases_with(house, TEXTS)

    receipt = house.one(SWEEP, allow_large=True)

    assert receipt.ok
    rows = house.disputes()
    for name, text in TEXTS.items():
        row = rows[ids[name]]
        for header in ("Reason code", "Status", "Stage", "Filed at"):
            assert (name, row[header]) == (name, text)
    kept = {cell.get("stringValue") for row in entered(house) for cell in row}
    assert set(TEXTS.values()) <= kept
    assert formulas(house) == []


def test_what_no_cell_can_hold_is_replaced_visibly_and_the_rest_stays(house):
    ids = cases_with(house, {name: text for name, (text, _) in CUT.items()})

    receipt = house.one(SWEEP, allow_large=True)

    assert receipt.ok
    rows = house.disputes()
    assert {name: rows[ids[name]]["Reason code"] for name in CUT} == {
        name: text for name, (_, text) in CUT.items()
    }
    assert formulas(house) == []


def test_a_text_one_character_too_long_is_cut_and_says_so(house):
    text = "=" + "😡" * (MOST_CHARACTERS // 2)
    ids = cases_with(house, {"long": text})

    receipt = house.one(SWEEP, allow_large=True)

    arrived = house.disputes()[ids["long"]]["Reason code"]
    assert receipt.ok
    assert arrived.endswith("😡… [cut: longer than a cell can hold]")
    assert len(arrived.encode("utf-16-le")) // 2 in (MOST_CHARACTERS - 1, MOST_CHARACTERS)
    assert formulas(house) == []


def test_a_second_run_over_odd_texts_writes_nothing(house):
    cases_with(house, {**TEXTS, **{name: text for name, (text, _) in CUT.items()}})
    house.one(SWEEP, allow_large=True)

    house.start_bot()
    receipts = house.once(SWEEP, SYNC, "refresh_deadlines", "keep_settings")

    assert {job: (receipt.ok, receipt.writes) for job, receipt in receipts.items()} == dict.fromkeys(
        receipts, (True, 0)
    )


def test_names_of_buyers_are_masked_before_they_are_text(house):
    ids = cases_with(house, TEXTS)

    house.one(SWEEP, allow_large=True)

    shown = {name: house.disputes()[ids[name]]["Customer"] for name in TEXTS}
    assert all(TEXTS[name] not in shown[name] for name in ("equals", "plus", "minus", "at"))


@pytest.mark.parametrize("case_id", ["=1+1", "../../secrets", "PP D 1", "", "x" * 300, None, ["PP-D-1"]])
def test_a_case_whose_id_is_none_is_left_out_and_named_and_the_others_come(case_id):
    with a_house(weeks=2) as house:
        case = next(case for case in house.sandbox.world.cases.values() if case.brand == AURORA.slug)
        case.disguise["dispute_id"] = case_id
        house.later(days=1)

        receipt = house.one(SWEEP)

        told = str(receipt.problems[f"PayPal: {AURORA.name}"])
        assert list(receipt.problems) == [f"PayPal: {AURORA.name}"]
        assert "PayPal sent a dispute without a usable dispute_id. It was left out" in told
        assert house.status()[SWEEP][0] == "failed"
        assert house.status()[SWEEP][1].count(told) == 1
        assert house.status()["PayPal: Velvet Harbor"] == ("ok", "")
        assert formulas(house) == []


@pytest.mark.parametrize("name", ["=1+1", "@aurora", "-", "'Aurora 🌲"])
def test_a_brand_may_have_any_name(name):
    """It stands in keys of rows (Volumes, Status) as well as in cells."""
    with a_house(weeks=2, ready=False) as house:
        house.config["brands"]["aurora"]["name"] = name
        house.start_bot()
        house.provision()
        first = house.once()

        house.start_bot()
        again = house.once()

        assert all(receipt.ok for receipt in (*first.values(), *again.values())), (first, again)
        assert {job: receipt.writes for job, receipt in again.items()} == dict.fromkeys(again, 0)
        assert name in {row["Brand"] for row in house.disputes().values()}
        assert {f"PayPal: {name}", f"PayPal payments: {name}"} <= set(house.status())
        assert any(row["Line"].startswith(f"{name}|") for row in house.person.table("Volumes"))
        assert formulas(house) == []
