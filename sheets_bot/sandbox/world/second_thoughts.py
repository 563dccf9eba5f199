"""
When a buyer who was going to complain does not: he was told in time, or has his money already.

Pure; decided by dice named after the payment. Shares are this project's judgement.
"""

from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.dice import chance
from sheets_bot.sandbox.world.grounds import grounds_of, was_told
from sheets_bot.sandbox.world.lives import ARRIVES_LATE
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_RECEIVED, Trouble

PAID_BACK_SHARE = 0.95
"""Of buyers who have all their money back, those who leave it at that."""
LATE_SHARE = 0.6
"""Of buyers of late parcels to whom the shop wrote what is happening, those who wait for the parcel."""
MISSING_SHARE = 0.25
"""The same, where nothing is ever going to come, or the money does not."""


def is_spared(archive: Archive, order: Order, trouble: Trouble, at: float) -> bool:
    """Say whether the buyer of *order*, about to complain of *trouble*, thinks better of it."""
    grounds = grounds_of(archive, order, at)
    if grounds.refunded_minor >= order.total_minor:
        return chance(PAID_BACK_SHARE, order.transaction_id, "paid back")
    if trouble.reason not in {NOT_RECEIVED, CREDIT} or not was_told(archive, grounds):
        return False
    share = LATE_SHARE if trouble.cause in ARRIVES_LATE else MISSING_SHARE
    return chance(share, order.transaction_id, "told in time")
