"""
A carrier as the shop names it, in PayPal's codes.

The table is `carriers.toml`. A carrier that is not in it is OTHER with its own name: PayPal then
looks at the name, while a wrong code would make the number a dead one.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

OTHER = "OTHER"
_LONGEST_NAME = 2000
"""Of `carrier_name_other` (specification 1.10)."""
_UNNAMED = "Not named by the shop"


def carrier_fields(company: str) -> dict[str, str]:
    """Return `carrier_name`, and `carrier_name_other` where PayPal has no code for it."""
    code = carrier_codes().get(_plain(company))
    if code:
        return {"carrier_name": code}
    seen = "".join(letter if letter.isprintable() else " " for letter in company)
    name = " ".join(seen.split())[:_LONGEST_NAME]
    return {"carrier_name": OTHER, "carrier_name_other": name or _UNNAMED}


@cache
def carrier_codes() -> Mapping[str, str]:
    """Return PayPal's codes by name, small letters and digits only."""
    text = files("sheets_bot.domain.evidence").joinpath("carriers.toml").read_text("utf-8")
    return {_plain(name): code for code, names in tomllib.loads(text).items() for name in names}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
