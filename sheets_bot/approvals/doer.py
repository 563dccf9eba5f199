"""
What carrying out an act at one platform must offer: doing it, and looking for it afterwards.

Shapes only; one module per platform beside this one. A doer decides nothing about ticks and writes in
no sheet.
"""

from datetime import datetime
from typing import Protocol

from sheets_bot.domain.acts.act import Act, Outcome


class Doer(Protocol):
    """Acts at one account."""

    def do(self, act: Act, *, now: datetime) -> Outcome:
        """
        Carry out an act, once. Never raises for what a platform or the network does.

        Returns:
            DONE, SAVED or REQUESTED where the platform said so; REFUSED with its reason; NOT_DONE with
            `try_again` where surely nothing happened (no connection, 429 before any effect, sign-in
            failed); IN_DOUBT where it may have happened (a lost answer, a 5xx).
        """

    def look(self, act: Act, *, claimed_at: datetime, now: datetime) -> Outcome:
        """
        Look whether an act was carried out, without doing it. Never raises for the network's faults.

        Returns:
            DONE (or SAVED, REQUESTED, CONFIRMED) where it is found; NOT_DONE where it is surely not there;
            IN_DOUBT while a later look may tell more, or where the platform does not answer; UNKNOWN
            where nothing can ever tell.
        """
