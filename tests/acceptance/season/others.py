"""
Two specialists to hold the recommended play against: one who answers at random, one who never answers.

Each works through one shift at a time and sees what any person sees. Neither knows the world.
"""

from random import Random

from sheets_bot.practice.desk import Desk

RANDOM_TEXTS = (
    "We are looking into it.",
    "Please be patient.",
    "Please close the case and we will refund you.",
    "The item was delivered as described.",
    "Take this coupon of 20 % and change your review, please.",
    "Sorry for that. Kind regards",
)
GIVES_UP_SHARE = 0.15
ACTS_SHARE = 0.5


class Silent:
    """Never opens the spreadsheet."""

    name = "silent"
    reads_the_sheet = False

    def works(self, desk: Desk, *, minutes: int) -> None:
        """Do nothing."""


class AtRandom:
    """Does something allowed now and then, with whatever words, in no order."""

    name = "at random"
    reads_the_sheet = True

    def __init__(self, seed: int = 1) -> None:
        self._throw = Random(seed)

    def works(self, desk: Desk, *, minutes: int) -> None:
        """Pick rows until the shift is used up or everything has been looked at."""
        ends = desk.minutes + minutes
        items = desk.open_items()
        self._throw.shuffle(items)
        for item in items:
            if desk.minutes + item.minutes > ends:
                return
            if item.is_ticked or self._throw.random() >= ACTS_SHARE:
                continue
            if item.tab == "Disputes" and self._throw.random() < GIVES_UP_SHARE:
                desk.concede(item)
            elif item.offered:
                desk.ask(item, self._throw.choice(item.offered), text=self._throw.choice(RANDOM_TEXTS))
