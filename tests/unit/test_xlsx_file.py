"""Promises of a file of somebody's: it is opened whole, or a sentence says what to do; never a fault of Python's."""

import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sheets_bot.errors import Misconfigured
from sheets_bot.service.xlsx_file import open_xlsx


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The parts of a small file by name."""
    file = tmp_path_factory.mktemp("whole") / "whole.xlsx"
    book = Workbook()
    book.active.append(["Case #", 12.5, True, "=1+1"])
    book.save(file)
    with zipfile.ZipFile(file) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def put_together(file, parts):
    with zipfile.ZipFile(file, "w") as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return file


def test_a_file_is_opened_with_its_formulas_or_with_what_they_showed(tmp_path, parts):
    file = put_together(tmp_path / "whole.xlsx", parts)

    formulas = open_xlsx(file, nothing_done="Nothing was done.").active
    shown = open_xlsx(file, nothing_done="Nothing was done.", stored_values=True).active

    assert [cell.value for cell in formulas[1]] == ["Case #", 12.5, True, "=1+1"]
    assert [cell.value for cell in shown[1]] == ["Case #", 12.5, True, None]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_a_file_with_any_part_cut_short_is_opened_or_refused_in_words(tmp_path, parts, data):
    name = data.draw(st.sampled_from(sorted(parts)))
    left = data.draw(st.none() | st.integers(0, len(parts[name])))
    cut = parts | {name: parts[name][:left]}
    if left is None:
        del cut[name]
    file = put_together(tmp_path / "cut.xlsx", cut)

    with suppress(Misconfigured):
        open_xlsx(file, nothing_done="Nothing was done.")


def test_a_file_that_ends_too_soon_an_empty_page_for_a_chart_and_a_wrong_name_are_refused(tmp_path, parts):
    whole = put_together(tmp_path / "whole.xlsx", parts).read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "whole.pdf").write_bytes(whole)
    book = Workbook()
    book.create_chartsheet("Chart")
    book.save(tmp_path / "chart.xlsx")

    for name in ("half.xlsx", "whole.pdf", "chart.xlsx"):
        with pytest.raises(Misconfigured, match=r"Open it in Excel or LibreOffice .* Nothing was done"):
            open_xlsx(tmp_path / name, nothing_done="Nothing was done.")
