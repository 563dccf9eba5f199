"""
Carry out `sheets-bot init` on one spreadsheet: look, compare with the schemas, make what is missing.

What to make is decided by `provision.py`. Costs one or two reads and, when
something is missing, one write; a second time it writes nothing.
"""

from collections.abc import Sequence

from sheets_bot.errors import Misconfigured
from sheets_bot.sheets.door import Outdated
from sheets_bot.sheets.provision import provision
from sheets_bot.sheets.ranges import header_of, header_row, whole_sheet
from sheets_bot.sheets.schema import TabSchema
from sheets_bot.sheets.workbook import Workbook


def set_up(book: Workbook, schemas: Sequence[TabSchema]) -> tuple[str, ...]:
    """
    Make the tabs, columns and charts that a spreadsheet lacks; return a line for each thing made.

    Raises:
        Misconfigured: The spreadsheet cannot be used, a tab exists twice, or Google refused;
            then nothing was made.
        TryLater: Google does not answer.
    """
    structure = book.structure(fresh=True)
    # Of a lone sheet everything is read: only a blank one is removed.
    alone = len(structure.sheets) == 1
    filters = [
        whole_sheet(sheet.sheet_id) if alone else header_row(sheet.sheet_id) for sheet in structure.sheets
    ]
    answers = book.values(filters, render="FORMULA")
    headers = {
        sheet.sheet_id: header_of(answer.get("values", ()))
        for sheet, answer in zip(structure.sheets, answers, strict=True)
    }
    blank = alone and not answers[0].get("values")
    made = provision(schemas, structure, headers, blank_sheet=structure.sheets[0].sheet_id if blank else None)
    if made.requests:
        try:
            book.send(made.requests)
        except Outdated as error:
            raise Misconfigured(
                f"{error} Nothing was provisioned. Look at the tabs, then try again."
            ) from error
    return made.words
