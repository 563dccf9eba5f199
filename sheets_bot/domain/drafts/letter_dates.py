"""
Days as letters name them, in the reader's language: ``Thursday 12 November``, ``Donnerstag, 12. November``.

Words only. Short forms for the sheet itself are in `when_words.py`; names come from here and not from the
machine's locale. A language without names gets the English ones, which the specialist then sees.
"""

from datetime import date

_NAMES = {
    "en": (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "January February March April May June July August September October November December",
        "{weekday} {day} {month}",
    ),
    "de": (
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "{weekday}, {day}. {month}",
    ),
    "fr": (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "{weekday} {day} {month}",
    ),
    "es": (
        "lunes martes miércoles jueves viernes sábado domingo",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "{weekday} {day} de {month}",
    ),
    "it": (
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "{weekday} {day} {month}",
    ),
}


def letter_day(day: date, language: str) -> str:
    """Return a day without its year, as a letter of that language names it."""
    weekdays, months, form = _NAMES.get(language, _NAMES["en"])
    return form.format(
        weekday=weekdays.split()[day.weekday()], day=day.day, month=months.split()[day.month - 1]
    )


def dated(day: date) -> str:
    """Return a day with its year, as evidence names it: ``12 November 2026``."""
    return f"{day.day} {_NAMES['en'][1].split()[day.month - 1]} {day.year}"
