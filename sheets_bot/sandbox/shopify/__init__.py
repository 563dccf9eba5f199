"""
Shopify's Admin API as a merchant's program sees it: one GraphQL address per store, a few REST ones.

`room.py` is the door, `accounts.py` the tokens and scopes, `bucket.py` and `cost.py` the limits,
`engine.py` runs GraphQL over `schema.graphql`, `access.py` says what a scope opens, `search.py` and
`paging.py` the lists; `orders.py`, `payments.py`, `parcels.py`, `refunds.py`, `disputes.py`, `evidence.py`
turn the world into objects. What is true is in `world/`.
"""

from sheets_bot.sandbox.shopify.accounts import client_id, client_secret, legacy_token
from sheets_bot.sandbox.shopify.room import ShopifyRoom

__all__ = ["ShopifyRoom", "client_id", "client_secret", "legacy_token"]
