"""
The errors of the whole house, grouped by what to do next.

Every message says where, what was found, what to do, and what did not happen.
No message carries a secret, a cell's content that names a person, or a body
from a platform longer than it must be. Raised everywhere; caught in
`reconcile.py`, `service/` and `cli.py` only.
"""


class SheetsBotError(Exception):
    """Something the bot knows how to explain."""


class Misconfigured(SheetsBotError):
    """A person must change a setting, a schema, a header or a share."""


class TryLater(SheetsBotError):
    """This run ends; the next scheduled run tries again."""


class RowSkipped(SheetsBotError):
    """One record is unusable; the others go on."""


class Refused(SheetsBotError):
    """The bot stopped itself; a person must decide."""
