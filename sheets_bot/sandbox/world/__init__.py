"""
A seeded simulation of brands over weeks, which keeps the truth about itself.

`simulation.py` is the whole; `orders.py` trades, `troubles.py` says what goes
wrong, `buyers.py`, `sellers.py` and `verdict.py` are the people, `resolution.py`
is PayPal's desk with its rules in `policy.py` and its money in `settlement.py`,
`truth.py` tells. Knows no HTTP and none of the other packages.
"""

from sheets_bot.sandbox.world.brands import BRANDS, Brand
from sheets_bot.sandbox.world.simulation import World

__all__ = ["BRANDS", "Brand", "World"]
