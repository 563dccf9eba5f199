"""
What goes wrong in the soak: single faults that one more attempt outlives, and outages that last for hours.

Faults strike the bot alone: whoever works in the spreadsheet by hand, or looks at it, has fair weather.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from sheets_bot.sandbox.app import Sandbox
from sheets_bot.sandbox.faults import Fault, Faults

SERVICES = ("sheets", "paypal", "shopify", "trustpilot", "imap")
FOR_GOOD = 10_000_000
BRIEF = (
    Fault(status=500),
    Fault(status=503),
    Fault(status=429),
    Fault(status=401),
    Fault(cut="before"),
    Fault(cut="middle"),
    Fault(cut="after"),
    Fault(status=502, body="<html>We'll be right back</html>"),
    Fault(status=500, after_effect=True),
)
BRIEF_AT_THE_MAILBOX = (Fault(cut="before"), Fault(cut="middle"), Fault(cut="after"), Fault(status=500))
SHORTEST_HOURS, LONGEST_HOURS = 0.5, 8.0


class Weather:
    """Faults and outages, led by a die. One outage at a time."""

    def __init__(self, sandbox: Sandbox, die: Random, *, faults_a_day: float, outages_a_week: float) -> None:
        self._sandbox = sandbox
        self._die = die
        self._faults_a_day = faults_a_day
        self._outages_a_week = outages_a_week
        self.out = ""
        """The service that is down, if any."""
        self.out_since = 0.0
        self._until = 0.0
        self.outages = 0
        self.struck_at: dict[str, float] = {}
        """When each service last had trouble of any kind (seconds since 1970)."""
        self.faults = 0

    def passes(self, now: float, seconds: float) -> None:
        """Let the weather of the next *seconds* come up."""
        if self.out and now >= self._until:
            self.struck_at[self.out] = now
            self.out = ""
            self._sandbox.faults.clear()
        days = seconds / 86_400
        if not self.out and self._die.random() < self._outages_a_week / 7 * days:
            self._goes_out(now)
        if self._die.random() < self._faults_a_day * days:
            self._strikes()

    def clears(self) -> None:
        """End whatever goes wrong."""
        self.out = ""
        self._sandbox.faults.clear()

    def notes(self) -> None:
        """Take over from the journal which faults struck, and empty it."""
        for line in self._sandbox.journal.lines():
            if line.fault:
                self.faults += 1
                self.struck_at[line.service] = line.at
        self._sandbox.journal.clear()

    def _goes_out(self, now: float) -> None:
        self.out = self._die.choice(SERVICES)
        self.out_since = now
        self._until = now + 3600 * self._die.uniform(SHORTEST_HOURS, LONGEST_HOURS)
        self.outages += 1
        kind = {"cut": "before"} if self.out == "imap" or self._die.random() < 0.5 else {"status": 503}
        self._sandbox.faults.add(Fault(service=self.out, times=FOR_GOOD, **kind))

    def _strikes(self) -> None:
        service = self._die.choice((*SERVICES, "smtp"))
        if service == self.out:
            return
        kinds = BRIEF_AT_THE_MAILBOX if service in {"imap", "smtp"} else BRIEF
        kind = self._die.choice(kinds)
        if service == "trustpilot" and kind.status == 429:
            return  # told to wait, the bot waits by the machine's clock, which does not see the days pass
        self._sandbox.faults.add(
            Fault(
                service=service,
                times=self._die.randint(1, 2),
                status=kind.status,
                cut=kind.cut,
                body=kind.body,
                after_effect=kind.after_effect,
            )
        )


@contextmanager
def fair_weather(sandbox: Sandbox) -> Iterator[None]:
    """Let nobody be struck for a while."""
    faults = sandbox.switchboard.faults
    sandbox.switchboard.faults = Faults()
    try:
        yield
    finally:
        sandbox.switchboard.faults = faults
