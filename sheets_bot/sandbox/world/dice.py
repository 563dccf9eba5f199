"""
Chance by name: the same name always falls the same way.

Every choice in the world is drawn from dice of its own, named after what is
being decided (`dice(seed, dispute_id, "withdraws")`). So nothing shifts when
one more choice is made elsewhere, when the bot answers a case, or when time is
advanced in other steps. Holds no state and reads no clock.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

CAPITALS_AND_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What PayPal's identifiers are made of, judging by published samples."""


def dice(*names: object) -> random.Random:
    """Return the dice of one decision; equal names give equal throws."""
    return random.Random("|".join(str(name) for name in names))


def chance(share: float, *names: object) -> bool:
    """Say whether something that happens in *share* (0..1) of cases happens in this one."""
    return dice(*names).random() < share


def code(length: int, throw: random.Random) -> str:
    """Return an identifier of capitals and digits."""
    return "".join(throw.choices(CAPITALS_AND_DIGITS, k=length))


def weighted(throw: random.Random, options: Sequence[tuple[T, float]]) -> T:
    """Choose one of *options*, each given with its weight."""
    return throw.choices([option for option, _ in options], [weight for _, weight in options])[0]
