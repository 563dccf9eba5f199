"""
The recommended play: a specialist of a few lines, who does what the sheet says, from the top down.

Works through one shift at a time, sees what any person sees, and knows nothing of the world.
"""

from typing import Protocol

from sheets_bot.practice.desk import Desk, Item

AT_PLATFORM = ("Accept at the platform", "Refund at the platform")
LEAVES = ("Nothing to do", "Hold")
MAIL_FIRST = {"Inbox": ("Send mail",), "Orders at risk": ("Send mail",), "Reviews": ("Post reply",)}
"""What is asked for in tabs whose rows carry no advice of their own: the draft goes out."""

FIGHTS = ("Provide evidence", "Submit evidence", "Save evidence")


class Specialist(Protocol):
    """Somebody who works."""

    name: str
    reads_the_sheet: bool
    """False: nobody would see what the bot does, so it need not run."""

    def works(self, desk: Desk, *, minutes: int) -> None:
        """Work for one shift of *minutes*, no longer."""


class Follower:
    """Goes through `Today` from the top and does what each row recommends, with its draft as it stands."""

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
        """Decide as an owner who is asked would: fight where there is something to say, else give in."""
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
