"""Promises of the themes: a complaint that many make is found, the same each time, and nobody can be read in it."""

import random
import string
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.metrics.theme_rows import PLACES, measure_themes
from sheets_bot.metrics.theme_texts import PART, plain_words
from sheets_bot.metrics.themes import LEAST_TEXTS, find_themes
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import load_schemas

SCHEMA = load_schemas([Path(__file__).parents[2] / "sheet_schemas"])["Themes"]
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 17, 10, tzinfo=UTC)
ZIPPER = (
    "The zipper broke on the first day.", "A broken zipper after one wear", "Zipper broke, and nobody repairs it",
    "Second coat, and the zipper broke again", "zipper broke at once!", "My zipper broke. A pity.",
)  # fmt: skip
OTHERS = (
    "Much too expensive", "I had hoped for a gift box", "Parking at the shop is bad", "The newsletter comes daily",
    "Colours are dull in daylight", "The website was slow", "Wool scratches a little", "Buttons are loose",
)  # fmt: skip


def reviews(texts, **more):
    return {
        f"V{at:04}": {"brand": "Aurora", "stars": 1, "title": "", "text": text, "written": WRITTEN, **more}
        for at, text in enumerate(texts)
    }


def measured(rows, **more):
    tabs = {"Reviews": rows, "Inbox": {}, "Disputes": {}}
    found = measure_themes(
        tabs, calendar=Calendar(ZoneInfo("UTC")), now=NOW, known_since=date(2026, 1, 1), **more
    )
    return {each.key: each.values for each in found}


def test_a_planted_theme_is_found_and_the_rest_is_in_none():
    rows = measured(reviews([*OTHERS, *ZIPPER], suggested_cause="quality_defect"))

    assert (rows["01"]["theme"], rows["01"]["texts"]) == ("zipper broke", len(ZIPPER))
    assert (rows["01"]["causes"], rows["01"]["brands"]) == ("quality_defect 6", "Aurora 6")
    assert set(rows["01"]["examples"].split("\n")) <= {f"Reviews V{at:04}" for at in range(len(OTHERS), 14)}
    assert rows["02"]["theme"] is None
    assert len(rows) == PLACES + 1
    assert rows["00"]["note"].startswith(
        "6 of 14 texts are in a theme; the others are like no others. Read: titles"
    )


def test_what_turns_a_word_around_stays_with_it():
    rows = measured(
        reviews(
            [
                "Parcel not received",
                "Still not received",
                "I have not received it",
                "not received!",
                "Coat not received",
            ]
        )
    )

    assert rows["01"]["theme"].startswith("not received")


def test_too_few_texts_are_no_theme():
    assert measured(reviews(ZIPPER[: LEAST_TEXTS - 1]))["01"]["theme"] is None


def test_languages_keep_their_own_themes():
    german = [
        "Reißverschluss kaputt",
        "Der Reißverschluss ist kaputt",
        "Reißverschluss war kaputt!",
        "kaputt: Reißverschluss",
        "Wieder Reißverschluss kaputt",
    ]

    rows = measured(reviews([*ZIPPER, *german]))

    assert [rows[place]["texts"] for place in ("01", "02")] == [6, 5]
    assert "reißverschluss" in rows["02"]["theme"]


def test_good_reviews_and_texts_of_other_weeks_are_not_read():
    assert measured(reviews(ZIPPER, stars=5))["00"]["texts"] == 0
    assert measured(reviews(ZIPPER, written=NOW))["00"]["texts"] == 0


def test_no_name_address_or_number_stands_in_a_label():
    said = "Jane Doe jane.doe@mail.example order #10425 AB123456789 call 0171 2345678 https://x.example/?a=1"
    rows = measured(reviews([f"{text} {said}" for text in ZIPPER], reviewer="Jane D."))

    for secret in ("jane", "@", "example", "x", "1"):
        assert secret not in rows["01"]["theme"].replace("expensive", "").split()
        assert not any(letter.isdigit() for letter in rows["01"]["theme"])
    assert "zipper" in rows["01"]["theme"]


def test_what_one_person_repeats_is_no_label():
    texts = [*ZIPPER[:5], "zipper broke Rumpelstilz Rumpelstilz Rumpelstilz Rumpelstilz"]

    assert "rumpelstilz" not in measured(reviews(texts))["01"]["theme"]


def test_words_that_the_settings_leave_out_make_no_theme():
    dresses = reviews(["the dress", "a dress", "dress dress", "My dress!", "dress"])

    assert measured(dresses)["01"]["theme"] == "dress"
    assert measured(dresses, left_out=("dress",))["01"]["theme"] is None


def test_the_order_of_the_rows_changes_nothing():
    rows = reviews([*OTHERS, *ZIPPER])
    shuffled = list(rows.items())
    random.Random(3).shuffle(shuffled)

    assert measured(dict(shuffled)) == measured(rows)


def test_every_value_fits_its_column_and_every_column_of_the_bots_is_filled():
    for values in measured(reviews(ZIPPER)).values():
        assert set(values) == set(SCHEMA.bot_names)
        for name, value in values.items():
            writer(SCHEMA.by_name[name].type, ZoneInfo("UTC"))(value)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=60), st.sampled_from(["=IMPORTXML(A1)", "+1", "\u202eevil", "\x00", "a" * 5000])
        ),
        max_size=12,
    )
)
def test_whatever_is_written_labels_are_words_and_nothing_else(texts):
    rows = measured(reviews([*texts, *texts, *texts]))

    for place in range(1, PLACES + 1):
        label = rows[f"{place:02}"]["theme"] or ""
        assert all(letter.isalpha() or letter in " ,'" or letter.isidentifier() for letter in label)
        assert not label.startswith(("=", "+", "-", "@"))


@given(st.text())
def test_plain_words_hold_no_digit_and_no_sign_of_an_address(text):
    for word in plain_words(text):
        assert not any(letter.isdigit() or letter in "@=+/:" for letter in word)


def test_two_thousand_texts_are_each_in_one_theme_at_most():
    throw = random.Random(1)
    words = ["".join(throw.choices(string.ascii_lowercase, k=6)) for _ in range(400)]
    texts = [" ".join(throw.choices(words, k=8)) for _ in range(1700)]
    texts += [f"{throw.choice(words)} zipper broke {PART} {throw.choice(words)}" for _ in range(300)]

    themes = find_themes(texts)

    members = [place for theme in themes for place in theme.members]
    assert len(members) == len(set(members))
    assert "zipper broke" in themes[0].label
    assert len(themes[0].members) > 200


def test_scikit_learn_is_loaded_only_when_themes_are_looked_for():
    code = "import sys, sheets_bot.metrics.weekly_causes; print('sklearn' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "False"


def test_a_customer_who_is_called_like_a_complaint_hides_none():
    texts = [
        "Parcel too late",
        "late parcel",
        "Late! The parcel came late",
        "parcel late again",
        "so late, this parcel",
    ]

    assert "late" in measured(reviews(texts, reviewer="Late P."))["01"]["theme"]


def test_of_very_many_texts_the_newest_are_looked_at(monkeypatch):
    monkeypatch.setattr("sheets_bot.metrics.theme_rows.MOST_TEXTS", len(ZIPPER))
    older = reviews(["the sleeve tore"] * 9, written=datetime(2026, 10, 6, tzinfo=UTC))
    newer = {f"W{key}": row for key, row in reviews(ZIPPER).items()}

    rows = measured({**newer, **older})

    assert (rows["00"]["texts"], rows["01"]["theme"]) == (6, "zipper broke")


def test_what_many_say_in_mails_is_a_theme_though_their_subjects_tell_nothing():
    mails = {
        f"T{at}": {"brand": "Aurora", "first_in": WRITTEN, "subject": subject, "category": "Other", **said}
        for at, (subject, said) in enumerate(
            [("My order", {"said": "too small"}), ("Hello", {}), ("Question", {}), ("Urgent", {})]
            + [
                (subject, {"said": "too small; no refund"})
                for subject in ("Hi", "Coat", "Please help", "1042")
            ]
        )
    }
    tabs = {"Reviews": {}, "Inbox": mails, "Disputes": {}}

    rows = measure_themes(tabs, calendar=Calendar(ZoneInfo("UTC")), now=NOW, known_since=date(2026, 1, 1))

    (first,) = (row.values for row in rows if row.key == "01")
    assert (first["theme"], first["texts"], first["came_from"]) == ("small, no refund", 5, "Inbox 5")
