"""The exported file: what stands in the sheet stands in the file, and text stays text."""

from pathlib import Path

import openpyxl
import pytest

from sheets_bot.service.spreadsheet_file import save_spreadsheet

RED = {"red": 1}


def text(value: str, **more) -> dict:
    return {"effectiveValue": {"stringValue": value}, **more}


def number(value: float, pattern: str = "0.00") -> dict:
    return {
        "effectiveValue": {"numberValue": value},
        "userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": pattern}},
    }


def a_spreadsheet(*rows: list[dict], **sheet) -> dict:
    grid = {"frozenRowCount": 1, "frozenColumnCount": 2}
    return {
        "sheets": [
            {
                "properties": {"sheetId": 7, "title": "Disputes", "gridProperties": grid},
                "data": [
                    {"columnMetadata": [{"pixelSize": 140}], "rowData": [{"values": row} for row in rows]}
                ],
                **sheet,
            }
        ]
    }


@pytest.fixture
def saved(tmp_path: Path):
    def save(spreadsheet: dict):
        save_spreadsheet(spreadsheet, tmp_path / "tracker.xlsx")
        return openpyxl.load_workbook(tmp_path / "tracker.xlsx")["Disputes"]

    return save


def test_values_looks_and_notes_are_kept(saved):
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}, "backgroundColor": RED}}
    link = "https://www.paypal.com/resolutioncenter/view/PP-1"

    page = saved(
        a_spreadsheet(
            [text("Dispute", note="PayPal's case number.", **bold), text("Amount")],
            [text("PP-1", hyperlink=link), number(12.5), {}, {"effectiveValue": {"boolValue": True}}],
        )
    )

    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Dispute", "Amount", None, None],
        ["PP-1", 12.5, None, True],
    ]
    assert page["A1"].font.bold
    assert page["A1"].fill.fgColor.rgb == "00FF0000"
    assert page["A1"].comment.text == "PayPal's case number."
    assert page["A2"].hyperlink.target == link
    assert page["B2"].number_format == "0.00"
    assert page.freeze_panes == "C2"
    assert page.column_dimensions["A"].width == 20


@pytest.mark.parametrize("hostile", ["=HYPERLINK(1)", "+1", "-1", "@x", "a\x00b\x1bc", "🦄 x" * 1000])
def test_no_text_becomes_a_formula_or_breaks_the_file(saved, hostile):
    page = saved(a_spreadsheet([text("Notes")], [text(hostile)]))

    assert page["A2"].data_type == "s"
    assert page["A2"].value == hostile.replace("\x00", "").replace("\x1b", "")


def test_drop_downs_and_check_boxes_offer_their_choices(saved):
    choices = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Hold"}, {"userEnteredValue": "Send"}]}

    page = saved(
        a_spreadsheet(
            [text("Action"), text("Approved")],
            [
                {"dataValidation": {"condition": choices}},
                {"dataValidation": {"condition": {"type": "BOOLEAN"}}},
            ],
        )
    )

    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert offered == {"A2": '"Hold,Send"', "B2": '"TRUE,FALSE"'}


def test_colours_by_condition_are_kept(saved):
    rule = {
        "ranges": [{"startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=$A2="MISSED"'}]},
            "format": {"backgroundColor": RED},
        },
    }

    page = saved(a_spreadsheet([text("Flag")], [text("MISSED")], conditionalFormats=[rule]))

    ((area, rules),) = page.conditional_formatting._cf_rules.items()
    assert str(area.sqref) == "A2"
    assert rules[0].formula == ['$A2="MISSED"']
    assert rules[0].dxf.fill.bgColor.rgb == "00FF0000"


def test_a_chart_draws_the_filled_rows(saved):
    def column(index: int) -> dict:
        source = {"sheetId": 7, "startRowIndex": 0, "startColumnIndex": index, "endColumnIndex": index + 1}
        return {"sourceRange": {"sources": [source]}}

    chart = {
        "spec": {
            "title": "Disputes opened",
            "basicChart": {
                "chartType": "LINE",
                "headerCount": 1,
                "domains": [{"domain": column(0)}],
                "series": [{"series": column(1)}],
                "axis": [{"position": "LEFT_AXIS", "title": "Cases"}],
            },
        },
        "position": {"overlayPosition": {"anchorCell": {"rowIndex": 3, "columnIndex": 4}}},
    }

    page = saved(
        a_spreadsheet(
            [text("Week"), text("Opened")],
            [number(46000), number(3)],
            [number(46007), number(5)],
            charts=[chart],
        )
    )

    (drawing,) = page._charts
    assert drawing.series[0].val.numRef.f == "'Disputes'!$B$2:$B$3"
    assert drawing.anchor._from.row == 3
