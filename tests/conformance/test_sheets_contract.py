"""
Everything the bot says to Google and PayPal in its daily work, judged by their own contracts.

`init`, `check --probe` and every job run on two simulated weeks; between the wire and
the sandbox's rooms sits a judge. Google's contract is the discovery documents of Sheets v4
and Drive v3; what the sandbox answers is judged as well, so that the bot is not tested
against a Google that could not be. PayPal's is its published specification, where it is there.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import jsonschema
import pytest

from acceptance.whole_bot import WHOLE_DAY, House, a_house
from conformance.discovery import DRIVE, SHEETS, Contract
from paypal_spec import Spec, load_spec, schema_of, violations
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.wire import Call, Reply, Room

CONTRACTS = {"sheets": SHEETS, "drive": DRIVE}
DISPUTES, REPORTING, TOKEN = "/v1/customer/disputes", "/v1/reporting/transactions", "/v1/oauth2/token"


@dataclass
class Judge:
    """Listens to one service; what it hears is kept, what breaks a contract is a complaint."""

    requests: Counter[str] = field(default_factory=Counter)
    """Of the bot, by call of the contract."""
    answers: Counter[str] = field(default_factory=Counter)
    """By call and status."""
    complaints: list[str] = field(default_factory=list)
    heard: list[tuple[Call, Reply]] = field(default_factory=list)
    """PayPal's calls, judged later by those who have its specification."""

    def hear(self, service: str, call: Call, reply: Reply) -> None:
        if service == "paypal":
            self.heard.append((call, reply))
        elif service in CONTRACTS and "authorization" in call.headers:
            try:
                self._judge(CONTRACTS[service], call, reply)
            except AssertionError as error:
                self.complaints.append(f"{call.method} {call.path}: {error}")

    def _judge(self, contract: Contract, call: Call, reply: Reply) -> None:
        body = call.json() if call.body else None
        operation = contract.check_request(call.method, call.path, dict(call.query), body)
        self.requests[operation.name] += 1
        said = json.loads(reply.encoded()[0] or b"{}")
        if reply.status == 200:
            contract.check_answer(call.method, call.path, said)
        else:
            assert {"code", "message"} <= set(said["error"]), f"no error of Google's: {said}"
        self.answers[f"{operation.name} {reply.status}"] += 1


@dataclass
class Listening:
    """A room with the judge at its door."""

    room: Room
    judge: Judge

    @property
    def service(self) -> str:
        return self.room.service

    def handles(self, path: str) -> bool:
        return self.room.handles(path)

    def answer(self, call: Call) -> Reply:
        reply = self.room.answer(call)
        self.judge.hear(self.service, call, reply)
        return reply


def live_through_some_days(house: House) -> None:
    """Set up twice, check, run every job for three days, while a person sorts, types and turns keys into links."""
    house.start_bot()
    house.provision()
    house.once()
    keys = list(house.disputes())
    house.works_on(*keys[:2])
    house.enters_formula("Dispute", keys[3], f'=HYPERLINK("https://example.com/", "{keys[3]}")')
    house.enters_formula("Amount", keys[4], "=100+1")
    for _ in range(3):
        house.later(days=1)
        sort = {"range": {"sheetId": house.person.sheet_id("Disputes"), "startRowIndex": 1}}
        house.person.do(
            {"sortRange": {**sort, "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "ASCENDING"}]}}
        )
        house.once(*WHOLE_DAY[:-1])
    house.sandbox.faults.add(Fault(service="sheets", path="batchUpdate", cut="after"))  # the answer is lost
    house.later(days=1)
    house.once("sync_paypal_disputes")
    house.provision()
    house.checks(probe=True)
    house.once()


@pytest.fixture(scope="module")
def judged():
    judge = Judge()
    with a_house(ready=False, weeks=2, hostility="none") as house:
        switchboard = house.sandbox.switchboard
        switchboard.rooms = [Listening(room, judge) for room in switchboard.rooms]
        live_through_some_days(house)
    return judge


def told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def test_every_request_to_google_and_every_answer_is_one_that_the_contract_allows(judged: Judge):
    print(f"\nrequests: {told(judged.requests)}\nanswers: {told(judged.answers)}")

    assert judged.complaints == []


def test_these_days_held_every_kind_of_call_that_the_bot_makes(judged: Judge):
    """Without this, no complaint would prove nothing."""
    assert {
        "spreadsheets.get",
        "spreadsheets.batchUpdate",
        "spreadsheets.values.batchGetByDataFilter",
        "spreadsheets.developerMetadata.get",
        "permissions.list",
    } <= set(judged.requests)
    assert sum(judged.requests.values()) == sum(judged.answers.values()) > 60
    assert judged.answers["spreadsheets.batchUpdate 400"] > 0  # a taken epoch, and the probe's


def test_the_judge_complains_about_what_no_contract_has():
    judge = Judge()
    book = "/v4/spreadsheets/1abc"
    with_token = {"authorization": "Bearer t"}

    def say(method: str, path: str, body: Any = None, answer: Any = None, **query: list[str]) -> None:
        call = Call(method, path, query, with_token, json.dumps(body).encode() if body else b"", 0.0)
        judge.hear("sheets", call, Reply(200, answer or {}))

    say("GET", book, fields=["sheets"])
    assert judge.complaints == []

    say("POST", f"{book}:batchUpdate", {"requests": [{"updateCells": {"rowz": []}}]})
    say("GET", book, fieldz=["sheets"])
    say("POST", f"{book}/values:batchGetByDataFilter", {"majorDimension": "SIDEWAYS"})
    say("GET", book, answer={"sheets": [{"titel": "A"}]})
    say("POST", f"{book}:append", {})
    assert len(judge.complaints) == 5


# -- PayPal ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def disputes() -> Spec:
    return load_spec("customer_disputes_v1")


@pytest.fixture(scope="module")
def reporting() -> Spec:
    return load_spec("reporting_transactions_v1")


def as_request(call: Call) -> httpx.Request:
    url = httpx.URL(f"https://api-m.paypal.com{call.path}").copy_merge_params(
        [(name, value) for name, values in call.query.items() for value in values]
    )
    return httpx.Request(call.method, url, headers=dict(call.headers), content=call.body)


def test_every_request_to_paypal_is_one_that_the_contract_allows(
    judged: Judge, disputes: Spec, reporting: Spec
):
    asked = Counter(call.path.removesuffix("/" + call.path.split("/")[-1]) for call, _ in judged.heard)
    print(f"\nto PayPal: {told(asked)}")
    spec_of = {True: reporting, False: disputes}

    found = {
        problem
        for call, _ in judged.heard
        for problem in violations(spec_of[call.path == REPORTING], as_request(call))
    }

    assert len(judged.heard) > 60
    assert found == set()


def is_known_liberty(error: jsonschema.ValidationError) -> bool:
    """
    Whether PayPal itself breaks its document here, as far as is known.

    An empty result is an empty list, which the document forbids (unverified: it may be absent), and
    the transaction search writes ``+0000`` where the document wants a colon (its reference pages do).
    """
    if error.validator == "minItems":
        return error.instance == []
    return error.validator == "pattern" and str(error.instance).endswith("+0000")


def test_every_answer_of_the_simulated_paypal_is_one_that_the_contract_allows(
    judged: Judge, disputes: Spec, reporting: Spec
):
    judges = {
        "list": jsonschema.Draft7Validator(schema_of(disputes, "dispute_search")),
        "case": jsonschema.Draft7Validator(schema_of(disputes, "dispute")),
        "payments": jsonschema.Draft7Validator(schema_of(reporting, "search_response")),
    }
    counts: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for call, reply in judged.heard:
        if reply.status != 200 or call.path == TOKEN:
            continue
        kind = {DISPUTES: "list", REPORTING: "payments"}.get(call.path, "case")
        counts[kind] += 1
        for error in judges[kind].iter_errors(json.loads(reply.encoded()[0])):
            if not is_known_liberty(error):
                found[f"{kind} {re.sub('[0-9]+', 'N', error.json_path)}: {error.message[-120:]}"] += 1
    print(f"\nfrom PayPal: {told(counts)}")

    assert counts.keys() == judges.keys()
    assert dict(found) == {}
