"""
How a provisioned tab looks: number formats, drop-downs, colours, notes, charts.

Pure request builders for `provision.py`; applied once, when a column or tab is
made. All types of value, owner and highlight are listed here and nowhere else.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sheets_bot.sheets.ranges import column_letter
from sheets_bot.sheets.schema import Chart, Column, Highlight, TabSchema

Request = dict[str, Any]

PROTECTION = "sheets_bot fills these columns"
"""Description of our warnings before an edit, by which they are known again."""

_HEADER_COLOURS = {"bot": "#dfe7f2", "human": "#e3f1e1", "request": "#fdeecb"}
_NUMBER_FORMATS: Mapping[str, tuple[str, str]] = {
    "text": ("TEXT", "@"),
    "longtext": ("TEXT", "@"),
    "choice": ("TEXT", "@"),
    "integer": ("NUMBER", "0"),
    "number": ("NUMBER", "#,##0.##"),
    "money": ("NUMBER", "#,##0.00"),
    "percent": ("PERCENT", "0.0%"),
    "date": ("DATE", "yyyy-mm-dd"),
    "datetime": ("DATE_TIME", "ddd d mmm yyyy hh:mm"),
}
_OWNER_WORDS = {
    "bot": "The bot fills this column and puts it right again if it is changed.",
    "human": "Yours: the bot never writes here.",
    "request": "You ask for something here; the bot clears it when it is done.",
}


def colour(hex_text: str) -> dict[str, float]:
    """Return ``#rrggbb`` as the API's Color: shares of 1."""
    red, green, blue = (int(hex_text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"red": round(red, 4), "green": round(green, 4), "blue": round(blue, 4)}


def header_cells(sheet_id: int, first: int, columns: Sequence[Column]) -> Request:
    """Return the request that writes the header cells of new columns, with their notes."""
    cells = [
        {
            "userEnteredValue": {"stringValue": column.header},
            "note": f"{column.note}\n\n{_OWNER_WORDS[column.owner]}".strip(),
            "userEnteredFormat": {
                "backgroundColor": colour(_HEADER_COLOURS[column.owner]),
                "textFormat": {"bold": True},
                "wrapStrategy": "WRAP",
                "verticalAlignment": "MIDDLE",
            },
        }
        for column in columns
    ]
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": first},
            "rows": [{"values": cells}],
            "fields": "userEnteredValue,note,userEnteredFormat",
        }
    }


def column_looks(column: Column, sheet_id: int, at: int) -> list[Request]:
    """Return the requests for one new column: width, number format, drop-down."""
    below = {"sheetId": sheet_id, "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    size: dict[str, Any] = {"pixelSize": column.width}
    if column.hidden:
        size["hiddenByUser"] = True
    requests: list[Request] = [
        {"updateDimensionProperties": {"range": span, "properties": size, "fields": ",".join(size)}}
    ]
    cell_format = _cell_format(column)
    if cell_format:
        fields = ",".join(f"userEnteredFormat.{key}" for key in cell_format)
        cell = {"userEnteredFormat": cell_format}
        requests.append({"repeatCell": {"range": below, "cell": cell, "fields": fields}})
    rule = _validation(column)
    if rule:
        requests.append({"setDataValidation": {"range": below, "rule": rule}})
    return requests


def _cell_format(column: Column) -> dict[str, Any]:
    if column.type == "checkbox":
        return {}
    kind, pattern = _NUMBER_FORMATS[column.type]
    look: dict[str, Any] = {"numberFormat": {"type": kind, "pattern": column.format or pattern}}
    if column.type == "longtext":
        look["wrapStrategy"] = "CLIP"
    return look


def _validation(column: Column) -> dict[str, Any] | None:
    if column.type == "checkbox":
        return {"condition": {"type": "BOOLEAN"}, "strict": True, "showCustomUi": True}
    if column.type == "choice" and column.owner != "bot":
        values = [{"userEnteredValue": choice} for choice in column.choices]
        condition = {"type": "ONE_OF_LIST", "values": values}
        return {"condition": condition, "strict": column.strict, "showCustomUi": True}
    return None


def highlight_requests(schema: TabSchema, sheet_id: int, positions: Mapping[str, int]) -> list[Request]:
    """
    Return the requests for the highlights of new columns.

    Each goes to the front, the last one first: so the order in the schema is their
    priority, and rules that people made count after ours.
    """
    requests: list[Request] = []
    for highlight in reversed(schema.highlight):
        if highlight.column in positions:
            requests += _highlight_rules(highlight, sheet_id, positions[highlight.column], schema)
    return requests


def _highlight_rules(highlight: Highlight, sheet_id: int, at: int, schema: TabSchema) -> list[Request]:
    """Return one rule per value: a list inside one formula would depend on the sheet's locale."""
    look: dict[str, Any] = {}
    if highlight.background:
        look["backgroundColor"] = colour(highlight.background)
    text = {"bold": True} if highlight.bold else {}
    if highlight.text:
        text |= {"foregroundColor": colour(highlight.text)}  # type: ignore[dict-item]  # a JSON object
    if text:
        look["textFormat"] = text
    columns = (0, len(schema.column)) if highlight.whole_row else (at, at + 1)
    # From the header on: a range that began below it would be pushed down by the first new row.
    where = {"sheetId": sheet_id, "startColumnIndex": columns[0], "endColumnIndex": columns[1]}
    rules = []
    for value in highlight.equals:
        quoted = value.replace('"', '""')
        formula = f'=${column_letter(at)}1="{quoted}"'
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        rule = {"ranges": [where], "booleanRule": {"condition": condition, "format": look}}
        rules.append({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    return rules


def protection_requests(schema: TabSchema, sheet_id: int, positions: Mapping[str, int]) -> list[Request]:
    """Return the requests for a warning before edits of the bot's columns among new columns."""
    bot = sorted(positions[name] for name in schema.bot_names if name in positions)
    requests: list[Request] = []
    for _, run in groupby(enumerate(bot), key=lambda pair: pair[1] - pair[0]):
        columns = [at for _, at in run]
        where = {"sheetId": sheet_id, "startColumnIndex": columns[0], "endColumnIndex": columns[-1] + 1}
        protection = {"range": where, "description": PROTECTION, "warningOnly": True}
        requests.append({"addProtectedRange": {"protectedRange": protection}})
    return requests


def chart_request(chart: Chart, sheet_id: int, data_id: int, columns: Mapping[str, int]) -> Request:
    """Return the request for one chart, with an id of its own so that it can be found again."""

    def source(name: str) -> dict[str, Any]:
        at = columns[name]
        where = {"sheetId": data_id, "startRowIndex": 0, "startColumnIndex": at, "endColumnIndex": at + 1}
        return {"sourceRange": {"sources": [where]}}

    axis = "BOTTOM_AXIS" if chart.kind == "BAR" else "LEFT_AXIS"
    basic = {
        "chartType": chart.kind,
        "legendPosition": "BOTTOM_LEGEND",
        "headerCount": 1,
        "domains": [{"domain": source(chart.x)}],
        "series": [{"series": source(name), "targetAxis": axis} for name in chart.series],
        "axis": [
            {"position": "BOTTOM_AXIS", "title": chart.x_title},
            {"position": "LEFT_AXIS", "title": chart.y_title},
        ],
    }
    return {
        "addChart": {
            "chart": {
                "chartId": chart.id,
                "spec": {"title": chart.title, "basicChart": basic},
                "position": chart_position(chart, sheet_id),
            }
        }
    }


def chart_position(chart: Chart, sheet_id: int) -> dict[str, Any]:
    """Return where a chart stands, as the schema has it."""
    anchor = {"sheetId": sheet_id, "rowIndex": chart.anchor_row, "columnIndex": chart.anchor_column}
    place = {"anchorCell": anchor, "widthPixels": chart.width, "heightPixels": chart.height}
    return {"overlayPosition": place}
