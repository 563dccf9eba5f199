"""Promises of the words in a mail: order numbers, postal codes, categories, mere thanks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mails import RULES
from sheets_bot.domain.mail.mail_words import (
    category_of,
    name_in_form,
    order_numbers,
    postal_marks,
    says_only_thanks,
    shown_subject,
    surname_of,
    unquoted,
)
from sheets_bot.domain.masking import mark_of
from sheets_bot.domain.rules.mail_settings import OTHER

WORDS = RULES.mail.order_words
BRANDS = ("Aurora & Pine",)


def numbers(text):
    return order_numbers(text, words=WORDS, brands=BRANDS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Where is #1042?", ("#1042",)),
        ("Where is # 1042", ("#1042",)),
        ("my order 1042 is late", ("1042",)),
        ("Order no. 1042, please", ("1042",)),
        ("order number: 1042.", ("1042",)),
        ("My order number is 1042", ("1042",)),
        ("Bestellung Nr. 1042", ("1042",)),
        ("Bestellnummer 1042", ("1042",)),
        ("commande n° 1042", ("1042",)),
        ("AURORA-1042 is late", ("AURORA-1042",)),
        ("aurora 1042", ("aurora 1042",)),
        ("ap1042", ("ap1042",)),
        ("Order #AURORA-1042, that is order 1042", ("#AURORA-1042",)),
        ("#1042 and #1043", ("#1042", "#1043")),
        ("I ordered on 2026-11-02 for 59.90", ()),
        ("order 59.90 EUR", ()),
        ("order 100% wrong", ()),
        ("call 030 1234567", ()),
        ("in order to", ()),
        ("10115 Berlin", ()),
        ("#12", ()),
        ("BOREALIS-1042", ()),
        ("", ()),
    ],
)
def test_order_numbers_are_found_as_they_were_typed(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Complaint no. 5048", ("5048",)),
        ("Nobody answers! 20134", ("20134",)),
        ("Black Friday 2026", ()),
        ("+49 30 123", ()),
        ("Since 2026-11-02", ()),
        ("Size 104", ()),
        ("I paid 1042.50", ()),
    ],
)
def test_in_a_subject_a_number_stands_for_itself(subject, found):
    assert order_numbers("Call 0301234567", subject=subject, words=WORDS, brands=BRANDS) == found


def test_a_mail_full_of_numbers_gives_a_few():
    assert len(numbers(" ".join(f"#{number}" for number in range(1000, 2000)))) == 8


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12 High St, London SW1A 1AA", "SW1A 1AA"),
        ("London sw1a1aa", "SW1A 1AA"),
        ("London SW1A 1AA", "SW1A1AA"),
        ("Springfield, IL 62704-1234", "62704"),
        ("10115 Berlin", "10115"),
        ("1012 AB Amsterdam", "1012AB"),
        ("Ottawa K1A 0B1", "K1A0B1"),
        ("111 22 Stockholm", "11122"),
        ("00-950 Warszawa", "00-950"),
    ],
)
def test_a_postal_code_gives_the_mark_of_the_code_as_the_order_may_spell_it(text, code):
    assert mark_of(code, salt="s") in postal_marks(text, salt="s")


def test_an_order_number_is_no_postal_code():
    assert postal_marks("order 1042", salt="s", but=["#1042"]) == ()


@pytest.mark.parametrize(
    ("subject", "text", "category"),
    [
        ("Where is my order #1042?", "Hi, it has not arrived.", "Where is my order"),
        ("Return", "The dress is too small, I want a refund", "Return or refund"),
        ("Question", "Which size fits? Medium is too big for me.", "Size or exchange"),
        ("Help", "The zip is broken", "Damaged or wrong item"),
        ("Please cancel my order", "I changed my mind, it has not shipped", "Cancel or change"),
        ("Doppelt abgebucht", "Ich wurde zweimal belastet", "Payment"),
        ("Größe", "zu klein", "Size or exchange"),
        ("Hello", "Do you have a shop in Bonn?", OTHER),
        ("Question", "Is the dress washable?", "Product question"),
        ("The linen shirt", "What is it made of, and does it come in black?", "Product question"),
        ("Frage zum Artikel", "Ist die Bluse blickdicht?", "Product question"),
        ("Kleid", "Aus welchem Stoff ist es, und ist es noch verfügbar?", "Product question"),
        ("Robe", "Est-elle lavable en machine ?", "Product question"),
        ("Hello", "I moved, please send it to 12 High Street, Leeds.", "Cancel or change"),
        ("Order #1042", "We've moved house. Could it go to our new home?", "Cancel or change"),
        ("Bestellung", "Ich bin umgezogen, bitte an die Hauptstraße 3 schicken.", "Cancel or change"),
        ("Lieferadresse", "Die Hausnummer ist falsch, richtig ist 12.", "Cancel or change"),
        ("Adresse", "J'ai déménagé, voici ma nouvelle adresse.", "Cancel or change"),
        ("Leather bag", "The strap is broken, it is made of plastic!", "Damaged or wrong item"),
        ("Exchange", "Is the next size in stock?", "Size or exchange"),
        ("Silk dress", "Where is it? The tracking has not moved for days.", "Where is my order"),
        ("Not delivered", "Your carrier says delivered. That is not my address.", "Where is my order"),
        ("Refunded?", "", "Return or refund"),
        ("Preturn", "", OTHER),
    ],
)
def test_the_category_with_most_words_wins(subject, text, category):
    assert category_of(subject, text, RULES.mail.categories) == category


def test_quoted_text_does_not_decide_the_category():
    text = "Great, thanks\n\nOn Mon, 2 Nov 2026 at 17:00, Aurora\n<support@aurora.example> wrote:\n> refund refund"

    assert category_of("Hello", text, RULES.mail.categories) == OTHER
    assert unquoted(text) == "Great, thanks\n\n"


@pytest.mark.parametrize(
    "quote",
    [
        "> quoted",
        "-----Original Message-----\nFrom: x",
        "Am 02.11.2026 um 17:00 schrieb Aurora:\n> x",
        "Le lun. 2 nov. 2026 à 17:00, Aurora a écrit :\n> x",
        "________________________________\nFrom: Aurora",
    ],
)
def test_a_quote_is_cut_off_in_the_ways_that_programs_write_it(quote):
    assert unquoted(f"Yes.\n{quote}") == "Yes.\n"


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Thank you so much!\n\nJane Doe", True),
        ("Hi team,\nperfect, thanks!\nBest regards\nJane", True),
        ("Vielen Dank!\nMit freundlichen Grüßen\nJane Doe", True),
        ("Thanks\n\n> When will it arrive?", True),
        ("Thanks. When will it arrive", False),
        ("Thanks?", False),
        ("Thanks, still broken", False),
        ("Ok", False),
        ("", False),
        ("no thanks", False),
    ],
)
def test_mere_thanks_are_told_from_everything_else(text, only):
    assert says_only_thanks(text, name="Jane Doe") is only


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Name: Jane Doe\nEmail: x", "Jane Doe"),
        ("Country Code:\nUS\n\nName:\nJane Doe\n\nEmail:\nx", "Jane Doe"),
        ("Your name: Jane", "Jane"),
        ("My surname is Doe", ""),
        ("Name:\n\nBody: x", ""),
    ],
)
def test_the_name_is_found_in_what_a_contact_form_sends(text, name):
    assert name_in_form(text) == name


def test_a_subject_is_one_clean_line_without_addresses():
    assert shown_subject("Re:\r\n my\torder jane@mail.example \x07") == "Re: my order [address]"
    assert len(shown_subject("x" * 500)) == 120


@pytest.mark.parametrize(
    ("name", "surname"), [("Jane van Doe", "Doe"), ("Doe, Jane", "Doe"), ("", ""), (",", "")]
)
def test_the_surname_is_the_last_word_or_stands_before_the_comma(name, surname):
    assert surname_of(name) == surname


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_words(text):
    numbers(text)
    postal_marks(text, salt="s")
    category_of(text, text, RULES.mail.categories)
    says_only_thanks(text, name=text)
    assert "\n" not in shown_subject(text)
    assert text.startswith(unquoted(text))
