"""
The catalogue of pieces of evidence, and which of them matter for which complaint.

Reads `pieces.toml`, which a specialist may edit, and refuses what cannot be meant. Whether a piece
fits one case is in `applying.py`; whether it is there, in `tab_facts.py` and `shop_facts.py`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from sheets_bot.errors import Misconfigured

CONDITIONS = frozenset({"refund", "signature", "card", "shipped"})
"""What `when` may say in `pieces.toml`; what each means is in `applying.py`."""


class Strength(StrEnum):
    """What a piece is worth for one complaint; the text stands in the column `Strength`."""

    STRONG = "strong"
    """Decides cases."""
    MODERATE = "moderate"
    SUPPORTING = "supporting"
    """Rounds off; never counts."""


class Origin(StrEnum):
    """Who fills the row of a piece."""

    TABS = "tabs"
    SHOP = "shop"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Piece:
    """One kind of evidence."""

    code: str
    title: str
    proves: str
    origin: Origin
    states: frozenset[str] = frozenset()
    """Only where a parcel stands in one of these; empty: wherever."""
    platforms: frozenset[str] = frozenset()
    when: str = ""
    """One of `CONDITIONS`; ``""`` for none."""
    rounds_off: bool = False
    """Never more than supporting."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a buyer complains of, with the codes that matter for it, most important first."""

    name: str
    reasons: frozenset[str]
    strengths: Mapping[str, Strength]
    """By code, in the order of a packet."""
    needed: frozenset[str]
    """Codes without which a strong piece alone is not enough."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it."""

    pieces: Mapping[str, Piece]
    grounds: Sequence[Ground]
    """The last one takes every reason that no other names."""

    def ground_of(self, reason: str) -> Ground:
        """Return the ground of a platform's reason code; the last one for a code that is new."""
        return next((ground for ground in self.grounds if reason in ground.reasons), self.grounds[-1])


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the bot. Raises Misconfigured."""
    return read_catalogue(files("sheets_bot.domain.evidence").joinpath("pieces.toml").read_text("utf-8"))


def read_catalogue(text: str) -> Catalogue:
    """
    Read a catalogue.

    Raises:
        Misconfigured: It is no TOML, a piece or ground lacks something, a list names an unknown piece,
            names one twice, or lets a policy or a screenshot weigh more than supporting.
    """
    try:
        told = tomllib.loads(text)
        pieces = {piece.code: piece for piece in map(_piece, told["piece"])}
        grounds = [_ground(one, pieces) for one in told["ground"]]
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"pieces.toml cannot be read: {error}. No evidence was gathered.") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise Misconfigured(f"pieces.toml lacks something: {error}. No evidence was gathered.") from None
    except ValueError as error:
        raise Misconfigured(f"pieces.toml: {error}. Correct it. No evidence was gathered.") from None
    if not grounds or grounds[-1].reasons:
        raise Misconfigured(
            "pieces.toml: the last ground must have no reasons, since it takes all the others. "
            "No evidence was gathered."
        )
    return Catalogue(pieces, tuple(grounds))


def _piece(told: Mapping[str, Any]) -> Piece:
    when = told.get("when", "")
    if when and when not in CONDITIONS:
        known = ", ".join(sorted(CONDITIONS))
        raise ValueError(f"the piece {told['code']!r} has the condition {when!r}; there are {known}")
    return Piece(
        code=told["code"],
        title=told["title"],
        proves=told["proves"],
        origin=Origin(told["from"]),
        states=frozenset(told.get("states", ())),
        platforms=frozenset(told.get("platforms", ())),
        when=when,
        rounds_off=told.get("rounds_off", False),
    )


def _ground(told: Mapping[str, Any], pieces: Mapping[str, Piece]) -> Ground:
    name = told["name"]
    strengths: dict[str, Strength] = {}
    for strength in Strength:
        for code in told[strength.value]:
            if code not in pieces:
                raise ValueError(f"the ground {name} names the piece {code!r}, which is not there")
            if code in strengths:
                raise ValueError(f"the ground {name} names the piece {code!r} twice")
            if pieces[code].rounds_off and strength is not Strength.SUPPORTING:
                raise ValueError(f"the ground {name} has {code!r} as {strength}, but it only rounds off")
            strengths[code] = strength
    needed = frozenset(told.get("needed", ()))
    if strangers := sorted(needed - strengths.keys()):
        raise ValueError(f"the ground {name} needs {strangers[0]!r}, which is in none of its lists")
    return Ground(name, frozenset(told["reasons"]), strengths, needed)
