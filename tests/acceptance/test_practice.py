"""
Promise: a practice tells from the world's truth what a person's shifts came to and why. Who follows the sheet gets
what the recommended play gets; who does nothing is told what that cost.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_bot.commands import practice
from sheets_bot.practice import opening
from sheets_bot.practice.account import Account, Lived, accounts_of
from sheets_bot.practice.attendance import Attendance, first_shifts
from sheets_bot.practice.desk import Desk
from sheets_bot.practice.follower import Follower
from sheets_bot.practice.place import ACT, GRACE, Place
from sheets_bot.practice.season import SYNC
from sheets_bot.practice.telling import account_lines

ROOT = Path(__file__).parents[2]
SHIFTS = 2
WORLD = {"seed": 7, "brands": 1}


class Person:
    """Somebody who works through a practice by HTTP alone: the sheet, the pages of platforms, the button."""

    def __init__(self, place: Place, *, follows: bool) -> None:
        self.place = place
        self.follows = follows
        self.never = threading.Event()
        self.ticks_stood: list[tuple[bool, bool]] = []
        """In each shift: whether ticks stood at its end, and whether they still stood after the jump."""

    def practises(self) -> Lived:
        """Live through the shifts; the world's clock stands still between two presses of the button."""
        spans = first_shifts(self.place, SHIFTS)
        jobs = [job for name, job in self.place.jobs.items() if name in {*SYNC, *ACT}]
        looked_at = SYNC if self.follows else ()  # what nobody reads need not be written
        attendance = Attendance(
            self.place, spans, jobs, sync=lambda _: self.place.round(looked_at), ended=lambda _: None
        )
        attendance.begin()
        desk, follower = Desk(self.place), Follower()
        for span in spans:
            if self.follows:
                minutes = (span.ends_at - span.starts_at).total_seconds() // 60
                before_work = desk.minutes
                follower.works(desk, minutes=int(minutes))
                if desk.chosen:
                    self.waits_for_drafts(attendance)
                    desk.chosen = 0
                    follower.works(desk, minutes=int(minutes) - (desk.minutes - before_work))
            stood = self.follows and self.place.is_ticked()
            attendance.next_shift()
            self.ticks_stood.append((stood, self.follows and self.place.is_ticked()))
        assert attendance.over.is_set()
        return practice.decided(self.place, attendance.past)

    def waits_for_drafts(self, attendance: Attendance) -> None:
        for _ in range(2):
            presses(self.place.sandbox.base_url, GRACE.total_seconds())
            attendance.attend(self.never)


def presses(base_url: str, seconds: float) -> Mapping[str, Any]:
    """Press a button of the viewer that moves the clock."""
    body = json.dumps({"seconds": seconds}).encode()
    request = urllib.request.Request(f"{base_url}/_sandbox/clock/advance", data=body, method="POST")
    return json.load(urllib.request.urlopen(request))


def practised(*, follows: bool) -> tuple[Lived, list[tuple[bool, bool]]]:
    with practice.opened_place(**WORLD, running=False, quiet=True) as place:
        place.bot.provision()
        person = Person(place, follows=follows)
        return person.practises(), person.ticks_stood


@pytest.fixture(scope="module")
def practices() -> Iterator[Mapping[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "ORDERS_PER_WEEK", 4)
        patch.setattr(opening, "WEEKS_OF_PAST", 1)
        followed, ticks_stood = practised(follows=True)
        yield {
            "followed": followed,
            "idle": practised(follows=False)[0],
            "recommended": practice.lived_by_the_sheet(list(followed.shifts), **WORLD, quiet=True),
            "ticks stood": ticks_stood,
        }


@pytest.fixture(scope="module")
def lived(practices: Mapping[str, Any]) -> Mapping[str, Lived]:
    return {name: practices[name] for name in ("followed", "idle", "recommended")}


@pytest.fixture(scope="module")
def accounts(lived: Mapping[str, Lived]) -> Mapping[str, Account]:
    return dict(zip(lived, accounts_of(list(lived.values())), strict=True))


def test_who_follows_the_sheet_gets_what_the_recommended_play_gets(accounts):
    followed, recommended = accounts["followed"], accounts["recommended"]

    assert followed.kept_after_fees() == recommended.kept_after_fees()
    assert followed.minutes == recommended.minutes > 0
    assert {name: case["outcome"] for name, case in followed.cases.items()} == {
        name: case["outcome"] for name, case in recommended.cases.items()
    }


def test_what_is_ticked_in_a_shift_is_carried_out_in_it_however_far_the_clock_jumps(practices, accounts):
    followed = accounts["followed"]
    told = (*followed.cases.values(), *followed.reviews.values(), *followed.mails.values())
    done = [datetime.fromisoformat(deed["at"]) for one in told for deed in one["deeds"]]

    assert done
    assert practices["ticks stood"] == [(True, False)] * SHIFTS
    assert all(any(shift.starts_at <= at <= shift.ends_at for shift in followed.shifts) for at in done)


def test_who_does_nothing_is_told_what_was_lost_and_why(lived, accounts):
    idle, recommended = accounts["idle"], accounts["recommended"]
    told = "\n".join(account_lines(idle, recommended, lived["idle"].rules.zone))

    lost = [case for case in idle.decided() if case["outcome"] == "Lost" and not case["answered_before"]]
    assert idle.minutes == 0
    assert lost
    assert all(case["why"] in {"NO_SELLER_RESPONSE", "NOTHING_SENT"} for case in lost)
    assert "did nothing; lost" in told
    assert all(one in told for one in ("No answer from us in time", "(the date"))
    assert "Where the recommended play did better" in told


def test_the_recommended_play_keeps_more_than_doing_nothing(accounts):
    kept = {name: sum(account.kept_after_fees().values()) for name, account in accounts.items()}

    assert kept["recommended"] > kept["idle"]
    assert accounts["idle"].missed > accounts["recommended"].missed == 0


def test_everything_told_stands_in_the_world_s_truth(lived, accounts):
    world = lived["idle"].world

    for name, case in accounts["idle"].cases.items():
        if not name.startswith("SH-"):
            truth = world.truth()["cases"][name]
            assert (case["outcome"], case["amount"], case["fees"]) == (
                truth["outcome"],
                truth["amount"],
                truth["fees"],
            )


def test_the_command_lives_through_a_shift_and_ends_with_ctrl_c(tmp_path):
    file = tmp_path / "account.txt"
    arguments = ("practice", "--shifts", "3", "--alone", "--out", str(file))
    process = subprocess.Popen(
        [sys.executable, "-m", "sheets_bot", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        said = ""
        while "Ctrl-C" not in said:
            said += process.stdout.readline()
        address = re.search(r"http://\S+", said)[0]
        clock = presses(address, 24 * 3600)
        process.send_signal(signal.SIGINT)
        told = process.stdout.read()

        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()
    assert "Mon 23 Nov 17:00-21:00" in said
    assert clock["now"].startswith("2026-11-24T16:00")
    assert "Shift 1 of 3 is over" in told
    assert "Shift 2 of 3 is over" in told
    assert "No answer from us in time" in told
    assert "minutes used, of your shifts" in file.read_text()
