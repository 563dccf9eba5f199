"""
How numbers and dates are written in a spreadsheet's locale.

A small table: separators, order of a date, currency sign. Month and day names are
English in every locale (a simplification). A locale that is not in the table is read as
``en_US``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locale:
    """One way of writing."""

    decimal: str
    group: str
    date_order: str
    """Three of ``d``, ``m``, ``y``."""
    date: str
    """The pattern of a date without one of its own."""
    time: str
    currency: str
    """The pattern of money without one of its own."""
    sign: str
    """The currency sign that is understood without a format."""

    @property
    def date_time(self) -> str:
        """The pattern of an instant without one of its own."""
        return f"{self.date} {self.time}"


_US = Locale(".", ",", "mdy", "M/d/yyyy", "h:mm:ss am/pm", '"$"#,##0.00', "$")
_GB = Locale(".", ",", "dmy", "dd/MM/yyyy", "HH:mm:ss", '"£"#,##0.00', "£")
_DE = Locale(",", ".", "dmy", "dd.MM.yyyy", "HH:mm:ss", '#,##0.00 "€"', "€")
_FR = Locale(",", "\u202f", "dmy", "dd/MM/yyyy", "HH:mm:ss", '#,##0.00 "€"', "€")
_ES = Locale(",", ".", "dmy", "dd/MM/yyyy", "H:mm:ss", '#,##0.00 "€"', "€")
_NL = Locale(",", ".", "dmy", "d-M-yyyy", "H:mm:ss", '"€" #,##0.00', "€")
_PL = Locale(",", "\u00a0", "dmy", "d.MM.yyyy", "HH:mm:ss", '#,##0.00 "zł"', "zł")
_SE = Locale(",", "\u00a0", "ymd", "yyyy-MM-dd", "HH:mm:ss", '#,##0.00 "kr"', "kr")
_BR = Locale(",", ".", "dmy", "dd/MM/yyyy", "HH:mm:ss", '"R$ "#,##0.00', "R$")

_BY_NAME = {
    "en_US": _US,
    "en_GB": _GB,
    "en_IE": _GB,
    "de_DE": _DE,
    "de_AT": _DE,
    "fr_FR": _FR,
    "es_ES": _ES,
    "it_IT": _ES,
    "nl_NL": _NL,
    "pl_PL": _PL,
    "sv_SE": _SE,
    "pt_BR": _BR,
}


def locale_of(name: str) -> Locale:
    """Return how a locale writes, by a name such as ``de_DE``."""
    return _BY_NAME.get(name, _US)
