"""
Three specialists: one who follows the recommendations, one who answers at random, one who never answers.

Each works through one shift at a time and sees what any person sees. None of them knows the world.
"""

from random import Random
from typing import Protocol

from season.desk import Desk, Item

AT_PLATFORM = ("Accept at the platform", "Refund at the platform")
LEAVES = ("Nothing to do", "Hold")
MAIL_FIRST = {"Inbox": ("Send mail",), "Orders at risk": ("Send mail",), "Reviews": ("Post reply",)}
"""What is asked for in tabs whose rows carry no advice of their own: the draft goes out."""

FIGHTS = ("Provide evidence", "Submit evidence", "Save evidence")

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


class Specialist(Protocol):
    """Somebody who works."""

    name: str
    reads_the_sheet: bool
    """False: nobody would see what the bot does, so it need not run."""

    def works(self, desk: Desk, *, minutes: int) -> None:
        """Work for one shift of *minutes*, no longer."""


class Silent:
    """Never opens the spreadsheet."""

    name = "silent"
    reads_the_sheet = False

    def works(self, desk: Desk, *, minutes: int) -> None:
        """Do nothing."""


class Follower:
    """Goes through `Today` from the top and does what each row recommends, with the draft that stands there."""

    name = "follows the sheet"
    reads_the_sheet = True

    def __init__(self) -> None:
        self.stuck: dict[str, int] = {}
        """Rows that could not be done, by what stood in the way."""

    def works(self, desk: Desk, *, minutes: int) -> None:
        """Work through the list until the shift is used up."""
        ends = desk.minutes + minutes
        for item in list(desk.today()):
            fits = desk.has_read(item) or desk.minutes + item.minutes <= ends
            if fits and not item.is_ticked:
                self._do(desk, item)

    def _do(self, desk: Desk, item: Item) -> None:
        if item.tab == "Disputes":
            self._case(desk, item)
            return
        wanted = item.says("Advice").split(",") if item.says("Advice") else MAIL_FIRST[item.tab]
        action = next((one for one in wanted if one in item.offered), "")
        if action and item.says("Draft"):
            self._ask(desk, item, action)
        else:
            self._stuck(item, "no draft" if action else "nothing offered")

    def _case(self, desk: Desk, item: Item) -> None:
        advice = item.says("Advice")
        last = item.says("Flag") == "LAST SHIFT"
        if advice in AT_PLATFORM:
            if not desk.concede(item):
                self._stuck(item, "the platform does not allow it")
        elif advice in item.offered and advice not in LEAVES:
            self._ask(desk, item, advice)
        elif last or advice not in LEAVES:
            self._decides_alone(desk, item, last=last)

    def _decides_alone(self, desk: Desk, item: Item, *, last: bool) -> None:
        """Decide as an owner would who is asked and says: fight where there is something to say, else give in."""
        fight = next((one for one in FIGHTS if one in item.offered), "")
        message = "Send message" if "Send message" in item.offered else ""
        action = fight or message
        if action and item.says("Action") != action:
            desk.choose(item, action)
        elif action and item.says("Draft"):
            self._ask(desk, item, action)
        elif last and not desk.concede(item):
            self._stuck(item, "the last shift, and nothing was possible")
        elif not last:
            self._stuck(item, f"advice: {item.says('Advice') or 'none'}")

    def _ask(self, desk: Desk, item: Item, action: str) -> None:
        if item.says("Text check") and item.says("Draft"):
            self._stuck(item, "the draft breaks a rule")
        else:
            desk.ask(item, action)

    def _stuck(self, item: Item, why: str) -> None:
        place = f"{item.tab}: {why}"
        self.stuck[place] = self.stuck.get(place, 0) + 1


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
