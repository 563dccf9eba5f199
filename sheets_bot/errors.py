"""
The errors of the whole house, grouped by what to do next.

Every message says where, what was found, what to do, and what did not happen.
No message carries a secret, a cell's content that names a person, or a body
from a platform longer than it must be. Raised everywhere; caught where
something else can go on without what failed, and at last in `service/` and `commands/outcome.py`.
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


FAULT_OF_OURS = Refused(
    "A fault of the bot's own stopped this; its log has the details, for whoever runs it. The rows stay as "
    "they were, and the next run tries again."
)
"""Told where something fails that no error of ours explains."""
