"""Promises of masking: a first name and a letter, never more, whatever stands in the field."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.masking import masked_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jane Doe", "Jane D."),
        ("  jane   van der  Doe ", "jane D."),
        ("Doe, Jane", "Jane D."),
        ("Anna-Lena O'Hara", "Anna-Lena O."),
        ("José Ñandú", "José Ñ."),
        ("Madonna", "M."),
        ("王小明", "王."),
        ("J Doe", "J D."),
        ("jane.doe@example.com", "J."),
        ("jane.doe@example.com Doe", "J. D."),
        ('=HYPERLINK("http://x") Doe', "H. D."),
        ("+49 170 1234567", ""),
        ("🎁 Jane 🎁 Doe 🎁", "Jane D."),
        ("A² A", "A. A."),
        ("", ""),
        (" , ", ""),
    ],
)
def test_a_name_is_cut_down(name, shown):
    assert masked_name(name) == shown


@settings(deadline=None)
@given(st.text())
def test_never_more_than_one_word_and_a_letter_is_shown(name):
    shown = masked_name(name)

    assert len(shown) <= 24
    assert len(shown.split()) <= 2
    assert not any(character.isdigit() or character in "@=" for character in shown)


@settings(deadline=None)
@given(st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True), st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True))
def test_a_surname_never_shows_more_than_its_first_letter(first, last):
    assert masked_name(f"{first} {last}") == masked_name(f"{last}, {first}") == f"{first} {last[0]}."
