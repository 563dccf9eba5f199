"""
New spreadsheets, with the properties that Google gives them (cassette).

One sheet of 1000 by 26 cells with the id 0, titled ``Sheet1`` (measured; other languages
have other titles, which are not imitated).
"""

from typing import Any

from sheets_bot.sandbox.google.model import Json, Sheet, Spreadsheet

ROW_COUNT = 1_000
COLUMN_COUNT = 26

_WHITE = {"red": 1, "green": 1, "blue": 1}
_DEFAULT_FORMAT: Json = {
    "backgroundColor": _WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": _WHITE},
}
_THEME_COLOURS: dict[str, dict[str, Any]] = {
    "TEXT": {},
    "BACKGROUND": _WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}


def new_sheet(sheet_id: int, title: str, *, rows: int = ROW_COUNT, columns: int = COLUMN_COUNT) -> Sheet:
    """Return an empty tab."""
    return Sheet.blank({"sheetId": sheet_id, "title": title, "sheetType": "GRID"}, rows=rows, columns=columns)


def new_spreadsheet(
    spreadsheet_id: str,
    title: str = "Untitled spreadsheet",
    *,
    locale: str = "en_US",
    time_zone: str = "Etc/GMT",
    sheets: list[Sheet] | None = None,
) -> Spreadsheet:
    """Return a spreadsheet as it is right after its making."""
    colours = [{"colorType": name, "color": {"rgbColor": colour}} for name, colour in _THEME_COLOURS.items()]
    properties: Json = {
        "title": title,
        "locale": locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": time_zone,
        "defaultFormat": _DEFAULT_FORMAT,
        "spreadsheetTheme": {"primaryFontFamily": "Arial", "themeColors": colours},
    }
    return Spreadsheet(spreadsheet_id, properties, sheets or [new_sheet(0, "Sheet1")])
