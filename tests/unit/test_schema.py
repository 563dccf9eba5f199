"""Promises of a tab's TOML file: what is wrong in it is said at once, by file, table and key."""

from pathlib import Path

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.schema import load_schemas, parse_schema

ROOT = Path(__file__).parents[2]

ORDERS = """
tab = "Orders"
key = "order_id"
purpose = "Every order."
problem = "problem"

[[column]]
name = "order_id"
header = "Order"
owner = "bot"
link = "https://shop.test/{order_id}"

[[column]]
name = "action"
header = "Action"
owner = "request"
type = "choice"
choices = ["Refund", "Hold"]

[[column]]
name = "note"
header = "Note"
owner = "human"

[[column]]
name = "problem"
header = "Problem"
owner = "bot"
"""

CHART = """
[[chart]]
id = {id}
title = "Orders a week"
kind = "LINE"
data_tab = "{data_tab}"
x = "{x}"
series = ["{series}"]
"""


def message_of(text):
    with pytest.raises(Misconfigured) as caught:
        parse_schema(text, source="orders.toml")
    return str(caught.value)


def folder_with(path, **files):
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.toml").write_text(text, encoding="utf-8")
    return path


def test_a_schema_tells_its_columns_by_name_owner_and_order():
    schema = parse_schema(ORDERS, source="orders.toml")

    assert schema.names == ("order_id", "action", "note", "problem")
    assert schema.bot_names == ("order_id", "problem")
    assert [column.header for column in schema.owned_by("human", "request")] == ["Action", "Note"]
    assert schema.by_name["action"].choices == ("Refund", "Hold")


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('tab = "Orders"', "", "key tab", "is missing"),
        ('purpose = "Every order."', 'purpose = ""', "key purpose", "at least 1 character"),
        ('purpose = "Every order."', "purpos = 1", "key purpos", "is not a key of this table"),
        ('problem = "problem"', "frozen_columns = -1", "key frozen_columns", "(found -1)"),
        ('owner = "human"', 'owner = "bob"', "[[column]] 3 (note), key owner", "(found 'bob')"),
        (
            'owner = "human"',
            'owner = "human"\nkind = "text"',
            "[[column]] 3 (note), key kind",
            "is not a key of this",
        ),
        ('owner = "human"', "", "[[column]] 3 (note), key owner", "is missing"),
        (
            'owner = "human"',
            'owner = "human"\ntype = "float"',
            "[[column]] 3 (note), key type",
            "(found 'float')",
        ),
        (
            'owner = "human"',
            'owner = "human"\nwidth = 9999',
            "[[column]] 3 (note), key width",
            "(found 9999)",
        ),
        (
            'owner = "human"',
            'owner = "human"\npersonal = true',
            "[[column]] 3 (note)",
            "personal belongs to bot columns",
        ),
        ('name = "note"', 'name = "My note"', "[[column]] 3 (My note), key name", "(found 'My note')"),
        ('name = "note"', "", "[[column]] 3, key name", "is missing"),
        ('header = "Note"', 'header = "  "', "[[column]] 3 (note), key header", "at least 1 character"),
        ('choices = ["Refund", "Hold"]', "", "[[column]] 2 (action)", "choices belong to type 'choice'"),
        (
            'choices = ["Refund", "Hold"]',
            'choices = ["A", 7]',
            "[[column]] 2 (action), key choices.1",
            "(found 7)",
        ),
        (
            'owner = "human"',
            'owner = "human"\nchoices = ["A"]',
            "[[column]] 3 (note)",
            "choices belong to type",
        ),
        ('owner = "human"', 'owner = "request"', "[[column]] 3 (note)", "a request column is of type"),
        ('owner = "human"', 'owner = "human"\nclock = true', "[[column]] 3 (note)", "belong to bot columns"),
        (
            'owner = "human"',
            'owner = "human"\nlink = "https://x"',
            "[[column]] 3 (note)",
            "belong to bot columns",
        ),
        ("{order_id}", "{order_id", "[[column]] 1 (order_id)", "expected '}' before end of string"),
        ("{order_id}", "{id}", "the file as a whole", "the link of 'order_id' names column 'id'"),
        (
            'header = "Problem"',
            'header = "Problem"\nlink = "https://x"',
            "the file as a whole",
            "only the key column",
        ),
        (
            'name = "note"',
            'name = "action"',
            "the file as a whole",
            "column name 'action' stands more than once",
        ),
        (
            'header = "Note"',
            'header = "Action "',
            "the file as a whole",
            "column header 'Action' stands more than once",
        ),
        ('key = "order_id"', 'key = "id"', "the file as a whole", "key 'id' must name a bot or human column"),
        (
            'key = "order_id"',
            'key = "action"',
            "the file as a whole",
            "key 'action' must name a bot or human column",
        ),
        (
            'problem = "problem"',
            'problem = "note"',
            "the file as a whole",
            "problem 'note' must name a bot column",
        ),
        (
            'problem = "problem"',
            "frozen_columns = 5",
            "the file as a whole",
            "frozen_columns is more than there are",
        ),
        (
            'problem = "problem"',
            "most_rows = 10",
            "the file as a whole",
            "most_rows drops the rows at the bottom",
        ),
    ],
)
def test_a_fault_is_named_by_file_table_and_key(old, new, place, words):
    assert ORDERS.count(old) == 1

    message = message_of(ORDERS.replace(old, new))

    assert message.startswith("orders.toml:\n")
    (fault,) = [line for line in message.splitlines() if words in line]
    assert fault.startswith(f"  {place}: ")
    assert message.endswith("Correct the file. No tab was touched.")


@pytest.mark.parametrize(
    ("table", "place", "words"),
    [
        (
            '[[highlight]]\ncolumn = "note"\nequals = []',
            "[[highlight]] 1 (note), key equals",
            "at least 1 item",
        ),
        (
            '[[highlight]]\ncolumn = "note"\nequals = ["x"]\nbackground = "red"',
            "[[highlight]] 1 (note), key background",
            "(found 'red')",
        ),
        (
            '[[highlight]]\ncolumn = "notes"\nequals = ["x"]',
            "the file as a whole",
            "highlight names column 'notes'",
        ),
        ('[[chart]]\nid = 0\ntitle = "T"', "[[chart]] 1 (T), key id", "(found 0)"),
        ('[[chart]]\nid = 1\ntitle = "T"', "[[chart]] 1 (T), key series", "is missing"),
        ('[chart]\nid = 1\ntitle = "T"', "key chart", "valid tuple"),
        ("[[charts]]\nid = 1", "key charts", "is not a key of this table"),
    ],
)
def test_a_fault_in_a_highlight_or_chart_is_named_by_table_and_key(table, place, words):
    message = message_of(f"{ORDERS}\n{table}\n")

    assert [line for line in message.splitlines() if line.startswith(f"  {place}: ") and words in line]


def test_all_faults_of_the_tables_are_said_at_once():
    text = ORDERS.replace('owner = "human"', 'owner = "bob"').replace('type = "choice"', 'type = "list"')

    message = message_of(text.replace('purpose = "Every order."', ""))

    assert [line.split(":")[0] for line in message.splitlines()[1:-1]] == [
        "  key purpose",
        "  [[column]] 2 (action), key type",
        "  [[column]] 3 (note), key owner",
    ]


def test_all_faults_between_the_tables_are_said_at_once():
    text = ORDERS.replace('key = "order_id"', 'key = "id"\nmost_rows = 5').replace(
        '= "problem"', '= "trouble"', 1
    )

    message = message_of(text)

    assert "key 'id' must" in message
    assert "problem 'trouble' must" in message
    assert "most_rows" in message


def test_a_file_that_is_not_toml_is_named_with_the_line():
    message = message_of('tab = "Orders\nkey = 1')

    assert message.startswith("orders.toml is not TOML: ")
    assert "line 1" in message


def test_blanks_around_a_header_are_dropped_since_the_tab_is_read_without_them():
    schema = parse_schema(ORDERS.replace('"Note"', '" Note  "'), source="orders.toml")

    assert schema.by_name["note"].header == "Note"


def test_a_folder_of_the_user_replaces_a_tab_and_leaves_the_others(tmp_path):
    ours = folder_with(tmp_path / "ours", a=ORDERS, b=ORDERS.replace('"Orders"', '"Returns"'))
    theirs = folder_with(tmp_path / "theirs", my=ORDERS.replace("Every order.", "Ours now."))

    schemas = load_schemas([ours, theirs])

    assert sorted(schemas) == ["Orders", "Returns"]
    assert schemas["Orders"].purpose == "Ours now."
    assert schemas["Returns"].purpose == "Every order."


def test_a_tab_described_twice_in_one_folder_names_both_files(tmp_path):
    folder = folder_with(tmp_path / "ours", a=ORDERS, b=ORDERS)

    with pytest.raises(Misconfigured, match=r"b\.toml: tab 'Orders' is already described by .*a\.toml"):
        load_schemas([folder])


def test_a_missing_folder_is_named_with_the_setting(tmp_path):
    with pytest.raises(Misconfigured, match=r"nowhere does not exist\. Correct \[paths\] schemas"):
        load_schemas([tmp_path / "nowhere"])


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path):
    folder = folder_with(tmp_path / "ours")
    (folder / "orders.toml").write_text(ORDERS, encoding="utf-8-sig", newline="\r\n")

    assert list(load_schemas([folder])) == ["Orders"]


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    folder = folder_with(tmp_path / "ours")
    (folder / "orders.toml").write_bytes(ORDERS.replace("Every", "Jede Größe").encode("latin-1"))

    with pytest.raises(Misconfigured, match=r"orders\.toml is not UTF-8"):
        load_schemas([folder])


@pytest.mark.parametrize(
    ("chart", "fault"),
    [
        ({"data_tab": "Trend"}, "key data_tab: there is no tab 'Trend'"),
        ({"x": "week"}, "key x: tab 'Orders' has no column 'week'"),
        ({"series": "share"}, "key series: tab 'Orders' has no column 'share'"),
    ],
)
def test_a_chart_of_what_there_is_not_is_named_by_file_table_and_key(tmp_path, chart, fault):
    parts = {"id": 5, "data_tab": "Orders", "x": "order_id", "series": "note"} | chart
    folder = folder_with(tmp_path / "ours", orders=ORDERS + CHART.format(**parts))

    with pytest.raises(Misconfigured) as caught:
        load_schemas([folder])

    assert f"{folder / 'orders.toml'}: [[chart]] 1 (Orders a week), {fault}" in str(caught.value)


def test_the_faults_of_all_charts_are_said_at_once(tmp_path):
    wrong = CHART.format(id=5, data_tab="Orders", x="week", series="share")
    folder = folder_with(tmp_path / "ours", orders=ORDERS + wrong + wrong)

    with pytest.raises(Misconfigured) as caught:
        load_schemas([folder])

    faults = str(caught.value).splitlines()[1:-1]
    assert [fault.split("key ")[1].split(":")[0] for fault in faults] == ["x", "series", "id"] * 2


def test_a_user_who_replaces_a_tab_that_a_chart_needs_is_told(tmp_path):
    chart = CHART.format(id=5, data_tab="Orders", x="order_id", series="action")
    ours = folder_with(tmp_path / "ours", a=ORDERS, b=ORDERS.replace('"Orders"', '"Returns"') + chart)
    theirs = folder_with(tmp_path / "theirs", my=ORDERS.replace('name = "action"', 'name = "deed"'))

    with pytest.raises(Misconfigured, match=r"b\.toml: .* key series: tab 'Orders' has no column 'action'"):
        load_schemas([ours, theirs])


def test_the_tabs_that_come_with_the_house_are_in_order():
    schemas = load_schemas([ROOT / "sheet_schemas"])

    assert {"Disputes", "Settings", "Status", "Bot log", "Volumes"} <= schemas.keys()
