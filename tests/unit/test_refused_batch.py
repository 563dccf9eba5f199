"""Promises of a batch that Google refuses: who is told what, what goes on, and how often it is tried."""

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from http_stand_in import Answers
from orders_tab import HEADER, schema_with, snapshot
from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.http import Http
from sheets_bot.reconcile import SPREADSHEET, Occasion, reconcile
from sheets_bot.sheets.door import Barred, Door, NotTaken, Outdated
from sheets_bot.sheets.requests import TabWrite, build_batch
from sheets_bot.sheets.row import Row

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
ORDERS, PARCELS, STATUS = (schema_with(tab=tab) for tab in ("Orders", "Parcels", "Status"))
GROWS = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
PROTECTED = "You are trying to edit a protected cell or object."


class Book:
    """What `reconcile` needs of a workbook: three tabs with one row each, and refusals to come."""

    def __init__(self, *refusals):
        self.refusals = list(refusals)
        self.written = []
        self.reads = self.writes = 0

    def read(self, tabs, *, header_only=(), lenient=False):
        self.reads += 1
        return {
            tab.tab: replace(snapshot([HEADER, ["A1", "open"]], schema=tab), sheet_id=at)
            for at, tab in enumerate(tabs)
        }

    def write(self, writes):
        self.writes += 1
        if self.refusals:
            raise self.refusals.pop(0)
        self.written.append({write.plan.schema.tab: write.plan for write in writes})
        return build_batch(writes, epoch=self.writes, writer="w", old_epochs=()), {}


def run(book, *, told=None):
    """Pay an order, send a new parcel; *told* keeps the problems that the report was given."""

    def report(_tabs, problems, _busy):
        if told is not None:
            told.append(dict(problems))
        return {"Status": [Row("A1", {"status": "failed" if problems else "paid"}), Row("A2", {})]}

    return reconcile(
        book,
        [ORDERS, PARCELS, STATUS],
        lambda tabs: {
            tab: [Row("A1", {"status": "paid"}), Row("A9", {})]
            for tab in ("Orders", "Parcels")
            if tab in tabs
        },
        occasion=Occasion(run="r1", job="sync", now=NOW),
        report=None if told is None else report,
    )


def test_the_tab_that_a_refusal_names_is_left_out_and_the_others_are_written():
    book, told = Book(Barred("protected", tab="Parcels")), []

    receipt = run(book, told=told)

    (written,) = book.written
    assert set(written) == {"Orders", "Status"}
    assert list(receipt.problems) == list(told[-1]) == ["Parcels"]


def test_where_no_tab_is_named_only_the_report_is_written_in_rows_that_stand():
    book, told = Book(Barred("full")), []

    with pytest.raises(Barred, match="full"):
        run(book, told=told)

    ((tab, plan),) = book.written[0].items()
    assert (tab, plan.new_rows, [change.new for change in plan.changes]) == ("Status", (), ["failed"])
    assert list(told[-1]) == [SPREADSHEET]


def test_a_report_that_is_refused_too_is_not_tried_again():
    book = Book(Barred("full"), Barred("full, Status as well"))

    with pytest.raises(Barred, match=r"^full$"):
        run(book, told=[])

    assert book.writes == 2


def test_a_tab_that_is_refused_although_it_was_left_out_ends_the_run():
    book = Book(*[Barred("protected", tab="Parcels")] * 2)

    with pytest.raises(Barred):
        run(book, told=[])


def test_the_same_words_twice_are_an_answer_for_good():
    book, told = Book(*[NotTaken("no", tab="Orders")] * 2), []

    receipt = run(book, told=told)

    assert set(book.written[0]) == {"Parcels", "Status"}
    assert isinstance(receipt.problems["Orders"], Misconfigured)
    assert book.writes == 3


@pytest.mark.parametrize("second", [NotTaken("other words"), Outdated("no"), None])
def test_a_refusal_that_does_not_come_again_is_no_problem(second):
    """Other words, another writer's epoch in between, or nothing: all are people at work."""
    book = Book(NotTaken("no"), *([second] if second else []))

    receipt = run(book, told=[])

    assert receipt.ok
    assert set(book.written[0]) == {"Orders", "Parcels", "Status"}


def test_another_writer_who_is_first_again_is_no_refusal_for_good():
    book = Book(*[Outdated("another bot wrote first")] * 2)

    assert run(book, told=[]).ok


def test_a_person_at_the_command_line_is_told_at_once():
    """Without a report nothing is left out: what was ordered is done whole or not at all."""
    book = Book(Barred("protected", tab="Parcels"))

    with pytest.raises(Barred):
        run(book)

    assert not book.written


@pytest.mark.parametrize(
    ("status", "words", "kind", "request_place"),
    [
        (400, f"Invalid requests[4].insertDimension: {GROWS}", Barred, None),
        (400, f"Invalid requests[12].updateCells: {PROTECTED}", Barred, 12),
        (403, PROTECTED, Barred, None),
        (400, "Invalid requests[3].updateCells: Range exceeds grid limits.", NotTaken, 3),
        (400, "Unable to parse range: Orders!A1", NotTaken, None),
    ],
)
def test_googles_words_tell_what_a_person_must_end(status, words, kind, request_place):
    answer = httpx.Response(status, json={"error": {"code": status, "message": words}})
    http = Http("Google", "https://sheets.googleapis.com", transport=httpx.MockTransport(Answers(answer)))
    door = Door(http, http, email="bot@project.iam.example")

    with pytest.raises(kind) as caught:
        door.batch("1abc", body={"requests": []}, repeatable=False)

    assert caught.value.request == request_place
    assert isinstance(caught.value, Misconfigured if kind is Barred else TryLater)
    assert words.rpartition(": ")[2] in str(caught.value)
    door.close()


def test_a_batch_knows_of_each_request_which_tab_it_is_about():
    """The first is the epoch, which is nobody's."""
    book = Book()
    run(book, told=[])
    tabs = book.read([ORDERS, PARCELS])
    batch = build_batch(
        [_write(tabs["Orders"], book), _write(tabs["Parcels"], book)], epoch=1, writer="w", old_epochs=()
    )

    by_sheet = {0: "Orders", 1: "Parcels"}
    places = [
        (request.get("updateCells", {}).get("start") or request.get("insertDimension", {}).get("range") or {})
        for request in batch.body["requests"]
    ]

    assert [batch.tab_of(at) for at in range(len(places))] == [
        by_sheet.get(place.get("sheetId"), "") for place in places
    ]
    assert batch.tab_of(None) == batch.tab_of(len(places)) == ""


def _write(tab, book):
    return TabWrite(tab, book.written[0][tab.schema.tab])
