"""
An .xlsx file of somebody's, opened, or a sentence about why it cannot be.

The one place that opens such a file. What its cells mean is decided by who asked for it: an import
(`import_sources.py`) or a restore (`backup_file.py`).
"""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_bot.errors import Misconfigured

if TYPE_CHECKING:
    from openpyxl import Workbook


def open_xlsx(file: Path, *, nothing_done: str, stored_values: bool = False) -> "Workbook":
    """
    Return a workbook, read whole.

    Args:
        file: Where it is.
        nothing_done: What did not happen if it cannot be read, as a sentence.
        stored_values: Take what a formula last showed, instead of the formula.

    Raises:
        Misconfigured: It cannot be read, or is damaged, locked or something else.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only this needs

    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out (drop-downs, headers of pages): none of it is wanted here.
            warnings.simplefilter("ignore")
            return load_workbook(file, data_only=stored_values)
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror or error}. {nothing_done}") from None
    except Exception as error:  # a damaged file fails in any way that there is
        raise Misconfigured(
            f"{file} is no XLSX file that can be read: damaged, locked with a password, with an empty page "
            f"for a chart, or something else. Open it in Excel or LibreOffice and save it as .xlsx again. "
            f"{nothing_done}"
        ) from error
