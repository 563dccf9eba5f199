"""
Every kind of call to Shopify, Trustpilot and the mailbox, met by every fault: what may come of it.

Two brands share a spreadsheet. Aurora & Pine is hit, a week after a first good run; Velvet Harbor is not.
Each fault strikes once, and then for good. Whatever it is: no traceback, the outcome of `fault_table.py`,
Velvet's work done, each of Aurora's rows as it stood or as it should be, and `Status` names Aurora's source
alone; one clean run later the tabs are what they would have been without it, with a `Bot log` that tells the
truth.

`python -m pytest tests/acceptance/test_faults.py tests/acceptance/test_source_faults.py -s --every-fault` prints
both tables as they are measured; without the option a run strikes with some of the faults only
(`tests/conftest.py`).
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import NamedTuple

import pytest

import mail_trouble
from bot_log import Table, check_log, lines, tables
from fault_house import Contents, Hits, House, by_brand, impatient, line
from fault_table import OUTCOMES
from mail_trouble import trouble_with_mail
from rewinding import States, rewind, states
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.world.brands import BRANDS
from source_trouble import FAULTS_OF_GRAPHQL, SOURCES, faults_of
from tracker import Person
from trouble import FAULTS, trouble_at

pytestmark = pytest.mark.slow
WEEK_SECONDS = 7 * 86_400.0
AURORA, VELVET = TWO_BRANDS = tuple(
    replace(brand, orders_per_week=10, dispute_share=0.3) for brand in BRANDS[:2]
)
SEED = 10
"""With it, both brands have cases, reviews, refunds and mails before and after the week."""

CLOCKS = {"Flag", "Respond by", "Shifts left", "Why"}
"""What the time of day alone may change."""
LEADS_ELSEWHERE = {"Address"}
"""A new case leads to its order until its evidence is known."""


TAKEN_OUT = {"Orders (bot)"}
"""What is emptied where it would pass for more than it is: the count of a week that has ended since."""

SWEEPS = {"sync_orders": "sweep_orders"}
"""What brings in later what was withheld from a run that was a good one."""


class Street(NamedTuple):
    """The house, and the mail server that is Aurora's alone."""

    house: House
    mail: MailServer

    def trouble(self, kind: str, fault: str, *, once: bool) -> AbstractContextManager[Hits]:
        call = SOURCES[kind].kind
        if call is None:
            return trouble_with_mail(
                self.mail, mail_trouble.COMMANDS[kind], mail_trouble.FAULTS[fault], once=once
            )
        happens = {**FAULTS, **FAULTS_OF_GRAPHQL}[fault]
        client_id = self.house.sandbox.trustpilot.credentials()[AURORA.slug]["key"]
        switchboard = self.house.sandbox.switchboard
        return trouble_at(switchboard, call, happens, client_id=client_id, once=once)


@pytest.fixture(scope="module")
def street(tmp_path_factory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("source_faults")
    with (
        start(weeks=1, running=False, seed=SEED, brands=TWO_BRANDS, hostility="none") as sandbox,
        MailServer(sandbox.world, now=sandbox.clock.now, faults=Faults(), hostility="none") as mail,
    ):
        config = sandbox.config
        config["brands"][AURORA.slug]["mailbox"]["imap"] = mail.imap_url
        person = Person(sandbox.base_url, spreadsheet_id=TRACKER_ID)
        house = House(sandbox, config, folder / "config.json", person)
        with impatient(house, folder):
            house.bot("init")
            jobs = dict.fromkeys(source.job for source in SOURCES.values())
            assert [house.bot("once", job) for job in jobs] == ["0"] * len(jobs)
            sandbox.advance(WEEK_SECONDS)
            hide_a_review(sandbox)
            yield Street(house, mail)
        house.leave()


def hide_a_review(sandbox: Sandbox) -> None:
    """Take a bad review of Aurora's out of the list, so that a sweep must look it up."""
    review = min(sandbox.world.reviews[AURORA.slug], key=lambda one: (one.stars, one.created_at))
    assert review.deleted_at is None
    review.hidden, review.hidden_at = True, sandbox.clock.now()


@pytest.fixture
def begin(street) -> Iterator[States]:
    """The spreadsheets as they stood a week ago; they do so again at the end."""
    begin = states(street.house.sandbox)
    yield begin
    rewind(street.house.sandbox, begin)


class Promise(NamedTuple):
    """What a job makes of the spreadsheet where nothing goes wrong, and what stood there before."""

    at_first: Mapping[str, Table]
    known: int
    """How many lines the `Bot log` had."""
    unhurt: Contents
    well: dict[str, tuple[str, str]]
    """What `Status` says of the sources."""


@pytest.mark.parametrize("kind", SOURCES)
def test_every_fault_of_a_source_ends_as_written_down_and_is_forgotten_one_clean_run_later(
    street, begin, kind, strikes
):
    house, job = street.house, SOURCES[kind].job
    promise = run_unhurt(house, job)

    healed: list[Contents] = []
    for fault in filter(strikes, faults_of(kind)):
        outcomes = []
        for once in (True, False):
            rewind(house.sandbox, begin)
            trouble = street.trouble(kind, fault, once=once)
            outcome = house.meets(trouble, job, silent=fault == "no answer")
            hurt = check_hurt(house, promise)
            said = told_of_sources(house).items() - promise.well.items()
            assert {what for what, _ in said} <= {f"{SOURCES[kind].source}: {AURORA.name}"}
            assert said or (outcome, hurt) == ("0", promise.unhurt), f"{fault} was not told"
            failed = any(state == "failed" for _, (state, _) in said)
            outcomes.append(in_words(outcome, failed=failed))

            # The bot remembers nothing but the spreadsheet, so what healed once heals again.
            if said and hurt not in healed:
                check_healed(house, promise, by=job if failed else SWEEPS.get(job, job))
                healed.append(hurt)
        print(line(kind, fault, *outcomes))
        assert line(kind, fault, *outcomes) in OUTCOMES.splitlines()


def run_unhurt(house: House, job: str) -> Promise:
    """Run the job without trouble; both brands have news."""
    at_first, known = tables(house.shared), len(lines(house.shared))
    assert house.bot("once", job) == "0"
    before, unhurt = by_brand(at_first), by_brand(tables(house.shared))
    assert all(unhurt[brand.name] != before[brand.name] for brand in TWO_BRANDS)
    return Promise(at_first, known, unhurt, told_of_sources(house))


def check_hurt(house: House, promise: Promise) -> Contents:
    """Return what stands there after trouble; fail unless it is as it was or as it should be, and the log true."""
    now = tables(house.shared)
    check_log(promise.at_first, now, lines(house.shared)[promise.known :])
    hurt, before, unhurt = by_brand(now), by_brand(promise.at_first), promise.unhurt
    check_the_other(hurt[VELVET.name], unhurt)
    check_each_cell(hurt[AURORA.name], before[AURORA.name], unhurt[AURORA.name])
    return hurt


def check_healed(house: House, promise: Promise, *, by: str) -> None:
    """Fail unless one more run, without trouble, makes everything as it should be."""
    assert house.bot("once", by) == "0"
    now = tables(house.shared)
    assert by_brand(now) == promise.unhurt
    assert told_of_sources(house) == promise.well
    check_log(promise.at_first, now, lines(house.shared)[promise.known :])


def in_words(outcome: str, *, failed: bool) -> str:
    """Return an outcome, and whether `Status` says failed where the receipts name no problem."""
    assert failed or outcome == "0"
    return "0 incomplete" if failed and outcome == "0" else outcome


def told_of_sources(house: House) -> dict[str, tuple[str, str]]:
    """Return state and words of each source of a brand in `Status`; the lines of the jobs follow from them."""
    rows = house.shared.table("Status")
    return {row["What"]: (row["State"], row["What happened"]) for row in rows if ": " in row["What"]}


def check_the_other(now: Table, unhurt: Contents) -> None:
    """Fail unless Velvet's rows are as they should be; a mail to both is Velvet's while Aurora's box is shut."""
    assert {key: row for key, row in now.items() if key not in unhurt[AURORA.name]} == unhurt[VELVET.name]


def check_each_cell(now: Table, before: Table, unhurt: Table) -> None:
    """Fail unless every cell stands as it did, or as it should; only the clocks go on by themselves."""
    assert before.keys() <= now.keys() <= unhurt.keys()
    strange = {
        (key, header): cell
        for key, row in now.items()
        for header, cell in row.items()
        if cell not in (before.get(key, {}).get(header), unhurt[key][header])
        and not (header in TAKEN_OUT and cell in {None, ""})
        and header not in (CLOCKS if key in before else CLOCKS | LEADS_ELSEWHERE)
    }
    assert not strange


def test_the_table_has_a_line_for_every_call_to_a_source_and_fault():
    written = [text[:30].rstrip() for text in OUTCOMES.splitlines()[2:]]

    assert written == [line(kind, fault, "", "").rstrip() for kind in SOURCES for fault in faults_of(kind)]
