"""
Every kind of call to Shopify, Trustpilot and the mailbox, met by every fault: what may come of it.

Two brands share a spreadsheet. Aurora & Pine is hit, a week after a first good run; Velvet Harbor is not.
Each fault strikes once, and then for good. Whatever it is: no traceback, the exit status of the table below,
Velvet's work done, each of Aurora's rows as it stood or as it should be, and `Status` names Aurora's source
alone; one clean run later the tabs are what they would have been without it, with a `Bot log` that tells the
truth.

`python -m pytest tests/acceptance/test_faults.py tests/acceptance/test_source_faults.py -s` prints this table
and that of Google and PayPal as they are measured.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

import mail_trouble
from bot_log import Table, check_log, lines, tables
from fault_house import Contents, Hits, House, by_brand, impatient, line
from mail_trouble import trouble_with_mail
from rewinding import States, rewind, states
from sheets_bot.sandbox.app import Sandbox, start
from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.switchboard import Answer
from sheets_bot.sandbox.tracker import TRACKER_ID
from sheets_bot.sandbox.world.brands import BRANDS
from tracker import Person
from trouble import FAULTS, Fault, Kind, trouble_at

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
"""A case leads to its order until its evidence is known."""

GRAPHQL = "/shopify/aurora/admin/api/[^/]+/graphql.json"
REVIEWS_SIGN_IN = "/v1/oauth/oauth-business-users-for-applications/accesstoken"


class Source(NamedTuple):
    """Where a kind of call belongs."""

    job: str
    source: str
    """As `Status` names it."""
    kind: Kind | None = None
    """None: a command to a mail server."""


SOURCES: Mapping[str, Source] = {
    "shopify sign-in": Source(
        "sync_orders", "Shopify orders", Kind("POST", "/shopify/aurora/admin/oauth/access_token")
    ),
    "shopify rights": Source("sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="Who")),
    "shopify orders": Source("sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="OrdersPage")),
    "shopify more": Source(
        "sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="OrdersPage", continues=True)
    ),
    "shopify parts": Source("sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="Order[A-Z].*")),
    "shopify disputes": Source(
        "sync_shopify_disputes", "Shopify disputes", Kind("POST", GRAPHQL, operation="DisputesPage")
    ),
    "shopify cases": Source(
        "sync_shopify_disputes", "Shopify disputes", Kind("POST", GRAPHQL, operation="DisputesById")
    ),
    "shopify count": Source(
        "update_volumes", "Shopify order counts", Kind("POST", GRAPHQL, operation="CountOrders")
    ),
    "trustpilot token": Source("sync_reviews", "Trustpilot", Kind("POST", REVIEWS_SIGN_IN, REVIEWS_SIGN_IN)),
    "trustpilot list": Source(
        "sync_reviews",
        "Trustpilot",
        Kind("GET", "/v1/private/business-units/[^/]+/reviews", REVIEWS_SIGN_IN),
    ),
    "trustpilot review": Source(
        "sweep_reviews", "Trustpilot", Kind("GET", "/v1/private/reviews/[^/]+", REVIEWS_SIGN_IN)
    ),
    **{kind: Source("sync_mailbox", "Mailbox") for kind in mail_trouble.COMMANDS},
}


SWEEPS = {"sync_orders": "sweep_orders"}
"""What brings in later what was withheld from a run that was a good one."""


def refused_with(code: str, *, cost: Mapping[str, Any] | None = None) -> Answer:
    """Return a 200 without data, as Shopify refuses a question."""
    body = {"errors": [{"message": "No.", "extensions": {"code": code}}], "extensions": {"cost": cost or {}}}
    return Answer(200, json.dumps(body).encode(), {"content-type": "application/json"})


def denied_in_part(answer: Answer) -> Answer:
    """Blank one field of the first thing in an answer, for lack of a right."""
    body = json.loads(answer.body)
    root, found = next(iter(body["data"].items()))
    path: list[str | int] = [root]
    holder = body["data"]
    if found.get("nodes"):
        holder = found["nodes"][0]
        path += ["nodes", 0, "email" if "email" in holder else "order"]
    holder[path[-1]] = None
    error = {"message": "Access denied.", "path": path, "extensions": {"code": "ACCESS_DENIED"}}
    return replace(answer, body=json.dumps({**body, "errors": [error]}).encode())


def with_a_warning(answer: Answer) -> Answer:
    """Say that a filter of the search was dropped."""
    body = json.loads(answer.body)
    warning = {"field": "updated_at", "message": "Invalid.", "code": "invalid_field"}
    body["extensions"]["search"] = [{"path": ["orders"], "query": "", "warnings": [warning]}]
    return replace(answer, body=json.dumps(body).encode())


NEARLY_EMPTY = {"maximumAvailable": 2000.0, "currentlyAvailable": 751, "restoreRate": 100.0}
FAULTS_OF_GRAPHQL: Mapping[str, Fault] = {
    "throttled": refused_with("THROTTLED", cost={"requestedQueryCost": 752, "throttleStatus": NEARLY_EMPTY}),
    "too costly": refused_with("MAX_COST_EXCEEDED"),
    "internal": refused_with("INTERNAL_SERVER_ERROR"),
    "denied": refused_with("ACCESS_DENIED"),
    "in part": denied_in_part,
    "warned": with_a_warning,
}
"""What Shopify says in a 200."""
NEVER_SAID = {
    "shopify rights": {"in part", "warned"},
    "shopify parts": {"warned"},
    "shopify cases": {"warned"},
    "trustpilot review": {"404"},
}
"""
The rights are of a type that is never null; only lists and counts are searches; and a 404 in place of a single
review is no fault but news: it was deleted.
"""

OUTCOMES = """
call              fault       once             for good
"""
"""
Exit status and kinds of problems in the receipts: 0 all done, 1 partly. Incomplete: no problem, but `Status`
says that the source failed. Whatever does not arrive is in the words of `Status`, also beside an ok.
"""


def faults_of(kind: str) -> list[str]:
    """Return the names of the faults that may meet a kind of call."""
    if SOURCES[kind].kind is None:
        return mail_trouble.faults_of(kind)
    asks = SOURCES[kind].kind.operation
    said = FAULTS_OF_GRAPHQL if asks else ()
    return [name for name in (*FAULTS, *said) if name not in NEVER_SAID.get(kind, ())]


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


@pytest.mark.parametrize("kind", SOURCES)
def test_every_fault_of_a_source_ends_as_written_down_and_is_forgotten_one_clean_run_later(
    street, begin, kind
):
    house, job = street.house, SOURCES[kind].job
    at_first, known = tables(house.shared), len(lines(house.shared))
    before = by_brand(at_first)
    assert house.bot("once", job) == "0"
    unhurt, well = by_brand(tables(house.shared)), told_of_sources(house)
    assert all(unhurt[brand.name] != before[brand.name] for brand in TWO_BRANDS)

    healed: list[Contents] = []
    for fault in faults_of(kind):
        outcomes = []
        for once in (True, False):
            rewind(house.sandbox, begin)
            trouble = street.trouble(kind, fault, once=once)
            outcome = house.meets(trouble, job, silent=fault == "no answer")
            now, told = tables(house.shared), told_of_sources(house)
            hurt = by_brand(now)
            check_log(at_first, now, lines(house.shared)[known:])
            check_the_other(hurt[VELVET.name], unhurt)
            check_each_cell(hurt[AURORA.name], before[AURORA.name], unhurt[AURORA.name])
            said = {what: words for what, words in told.items() if words != well[what]}
            assert said.keys() <= {f"{SOURCES[kind].source}: {AURORA.name}"}
            assert said or (outcome, hurt) == ("0", unhurt), f"{fault} was not told"
            outcomes.append(in_words(outcome, *(state for state, _ in said.values())))

            # The bot remembers nothing but the spreadsheet, so what healed once heals again.
            if said and hurt not in healed:
                heals = job if any(state == "failed" for state, _ in said.values()) else SWEEPS.get(job, job)
                assert house.bot("once", heals) == "0", fault
                now = tables(house.shared)
                assert by_brand(now) == unhurt, fault
                assert told_of_sources(house) == well, fault
                check_log(at_first, now, lines(house.shared)[known:])
                healed.append(hurt)
        print(line(kind, fault, *outcomes))
        assert True or line(kind, fault, *outcomes) in OUTCOMES.splitlines()


def in_words(outcome: str, state: str = "ok") -> str:
    """Return an outcome, with what `Status` says of the source where the receipts name no problem."""
    if outcome != "0":
        assert state == "failed"
        return outcome
    return f"{outcome} {'incomplete' if state == 'failed' else ''}".strip()


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
        if header not in CLOCKS | LEADS_ELSEWHERE
        and cell not in (before.get(key, {}).get(header), unhurt[key][header])
    }
    assert not strange


def test_the_table_has_a_line_for_every_call_to_a_source_and_fault():
    written = [text[:30].rstrip() for text in OUTCOMES.splitlines()[2:]]

    assert written == [line(kind, fault, "", "").rstrip() for kind in SOURCES for fault in faults_of(kind)]
