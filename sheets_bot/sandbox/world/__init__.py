"""
A seeded simulation of brands over weeks, which keeps the truth about itself.

`simulation.py` is the whole. Orders: `orders.py` trades, `troubles.py` says what can go
wrong, `lives.py` what becomes of each order. PayPal: `buyers.py`, `sellers.py` and
`verdict.py` are the people, `resolution.py` is PayPal's desk with its rules in
`policy.py` and its money in `settlement.py`. All the rest, put together by
`aftermath.py`: parcels (`routes.py`, `couriers.py`), refunds (`givebacks.py`,
`refund_desk.py`), chargebacks (`bank.py`, `schemes.py`), mails (`correspondents.py`,
`support.py`, `machines.py`, `post_office.py`), reviews (`reviewers.py`,
`review_pages.py`); what the rooms may look at is in `archive.py`. `truth.py` and
`truth_of_sources.py` tell. Knows no HTTP and none of the other packages.
"""

from sheets_bot.sandbox.world.brands import BRANDS, Brand
from sheets_bot.sandbox.world.simulation import World

__all__ = ["BRANDS", "Brand", "World"]
