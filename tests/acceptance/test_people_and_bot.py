"""
A person and the bot work on one tab at the same time, thousands of operations long.

The person sorts, types, inserts, deletes, moves and renames, between the bot's runs
and in the very moment between its read and its write. Whatever the order: no human
cell is changed, none is lost, no row is doubled, and one undisturbed run later every
bot cell is right.

One thing is left out: a column moved within the round trip of a write, and then one more
thing done within the round trip of its repair. Sheets has no conditional write, so a cell
that is being put back can meet what was typed into it in that very second. Acts on rows
are not so limited: several may follow each other, one in each round trip.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sheets_bot.reconcile import Limits, Occasion, reconcile
from sheets_bot.sandbox.app import start
from sheets_bot.sheets.row import Row
from tracker import CASES, a_tracker, busy_door

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BOT_HEADERS = {column.header for column in CASES.column if column.owner == "bot"}
PLACE = st.integers(0, 10_000)
ACTS = st.tuples(
    st.sampled_from(
        [
            "types_into_a_cell_of_theirs",
            "types_a_row_of_their_own",
            "types_over_a_cell_of_the_bots",
            "sorts",
            "inserts_a_blank_row",
            "deletes_a_row",
            "moves_a_row",
            "moves_a_column",
            "adds_a_column_of_their_own",
            "renames_a_column",
            "hides_a_row",
        ]
    ),
    PLACE,
    PLACE,
    st.booleans(),
)
"""One thing the person does: what, where, where to, and which way."""


@pytest.fixture(scope="module", autouse=True)
def _sandbox():
    with start(empty=True) as sandbox, busy_door(sandbox) as door:
        PersonAndBot.base_url, PersonAndBot.door = sandbox.base_url, door
        yield


class PersonAndBot(RuleBasedStateMachine):
    """What the person typed is remembered here, by row and column, apart from the sheet."""

    base_url = ""
    door = None

    @initialize(cases=st.integers(0, 6))
    def begin(self, cases):
        self.person, self.book = a_tracker(self.door, self.base_url, CASES)
        self.sheet_id = self.person.sheet_id("Cases")
        self.numbers = count(1)
        self.records = {}
        self.removed = set()
        self.typed = {}
        """(key, or "" for rows of the person's own; header) -> what was typed, for every human cell."""
        self.bot_headers = {column.header: column.header for column in CASES.column if column.owner == "bot"}
        for _ in range(cases):
            self.a_case_opens()
        self.bot_runs()

    def teardown(self):
        if hasattr(self, "person"):
            self.person.leave()

    # -- the outside world -------------------------------------------------------------

    @rule()
    def a_case_opens(self):
        number = next(self.numbers)
        self.records[f"PP-{number}"] = {"status": "open", "amount": Decimal(number), "due": NOW}

    @rule(place=PLACE)
    def a_case_moves_on(self, place):
        if self.records:
            key = sorted(self.records)[place % len(self.records)]
            turn = next(self.numbers)
            self.records[key] = {
                "status": f"=turn {turn}" if turn % 3 else f"turn {turn}",
                "amount": Decimal(turn) / 4,
                "due": NOW + timedelta(minutes=turn),
            }

    # -- the person --------------------------------------------------------------------

    def look(self):
        header, *rows = self.person.sees("Cases")
        return header, rows

    def key_of(self, header, row):
        return row[header.index(self.bot_headers["Case"])]

    def human_headers(self, header):
        return [
            text for text in header if text and text not in self.bot_headers.values() and text != "Approved"
        ]

    def types_into_a_cell_of_theirs(self, row, column, formula):
        header, rows = self.look()
        names = self.human_headers(header)
        keyed = [at for at, r in enumerate(rows) if self.key_of(header, r)]
        if not keyed:
            return
        at, name = keyed[row % len(keyed)], names[column % len(names)]
        token = f'="typed"&"{next(self.numbers)}"' if formula else f"typed {next(self.numbers)}"
        self.person.types("Cases", at + 1, header.index(name), token)
        self.typed[self.key_of(header, rows[at]), name] = token

    def types_a_row_of_their_own(self, place, _second, _flag):
        header, rows = self.look()
        at = place % (len(rows) + 1)
        self.person.do(self.insert("ROWS", at + 1))
        name = self.human_headers(header)[0]
        token = f"my row {next(self.numbers)}"
        self.person.types("Cases", at + 1, header.index(name), token)
        self.typed[token, name] = token

    def types_over_a_cell_of_the_bots(self, row, column, _flag):
        header, rows = self.look()
        names = [text for name, text in self.bot_headers.items() if name != "Case" and text in header]
        keyed = [at for at, r in enumerate(rows) if self.key_of(header, r)]
        if keyed:
            at, name = keyed[row % len(keyed)], names[column % len(names)]
            self.person.types("Cases", at + 1, header.index(name), f"meddled {next(self.numbers)}")

    def sorts(self, column, _second, descending):
        header, rows = self.look()
        if rows:
            order = "DESCENDING" if descending else "ASCENDING"
            where = {"sheetId": self.sheet_id, "startRowIndex": 1, "endRowIndex": len(rows) + 1}
            where |= {"startColumnIndex": 0, "endColumnIndex": len(header)}
            specs = [{"dimensionIndex": column % len(header), "sortOrder": order}]
            self.person.do({"sortRange": {"range": where, "sortSpecs": specs}})

    def inserts_a_blank_row(self, place, _second, _flag):
        _, rows = self.look()
        self.person.do(self.insert("ROWS", place % (len(rows) + 1) + 1))

    def deletes_a_row(self, place, _second, _flag):
        header, rows = self.look()
        if not rows:
            return
        at = place % len(rows)
        key = self.key_of(header, rows[at])
        own = {str(value) for value in rows[at]} & {owner for owner, _ in self.typed}
        self.typed = {spot: text for spot, text in self.typed.items() if spot[0] not in own | {key or None}}
        self.removed.add(key)
        self.person.do({"deleteDimension": {"range": self.span("ROWS", at + 1)}})

    def moves_a_row(self, source, target, _flag):
        _, rows = self.look()
        if len(rows) > 1:
            self.person.do(self.move("ROWS", source % len(rows) + 1, target % len(rows) + 1))

    def moves_a_column(self, source, target, _flag):
        header, _ = self.look()
        self.person.do(self.move("COLUMNS", source % len(header), target % len(header)))

    def adds_a_column_of_their_own(self, place, _second, _flag):
        header, _ = self.look()
        if len(header) < 14:
            at = place % (len(header) + 1)
            self.person.do(self.insert("COLUMNS", at))
            self.person.types("Cases", 0, at, f"Mine {next(self.numbers)}")

    def renames_a_column(self, place, _second, _flag):
        header, _ = self.look()
        at = place % len(header)
        if not header[at] or header[at] == "Approved":
            return
        new = f"{header[at].split(' /')[0]} / {next(self.numbers)}"
        self.person.types("Cases", 0, at, new)
        for name, text in self.bot_headers.items():
            if text == header[at]:
                self.bot_headers[name] = new
        self.typed = {
            (owner, new if name == header[at] else name): text for (owner, name), text in self.typed.items()
        }

    def hides_a_row(self, row, _second, _flag):
        _, rows = self.look()
        if rows:
            properties = {"hiddenByUser": True}
            wish = {
                "range": self.span("ROWS", row % len(rows) + 1),
                "properties": properties,
                "fields": "hiddenByUser",
            }
            self.person.do({"updateDimensionProperties": wish})

    def span(self, dimension, at):
        return {"sheetId": self.sheet_id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}

    def insert(self, dimension, at):
        return {"insertDimension": {"range": self.span(dimension, at), "inheritFromBefore": at > 0}}

    def move(self, dimension, source, target):
        return {"moveDimension": {"source": self.span(dimension, source), "destinationIndex": target}}

    # -- the bot -----------------------------------------------------------------------

    def desired(self, _tabs=None):
        return {
            "Cases": [
                Row(key, {"case_id": key, "problem": None, **values}, why="test")
                for key, values in self.records.items()
            ]
        }

    def run_once(self):
        occasion = Occasion(f"run-{next(self.numbers)}", "test", NOW)
        return reconcile(self.book, [CASES], self.desired, occasion=occasion, limits=Limits(allow_large=True))

    @rule()
    def bot_runs(self):
        receipt = self.run_once()
        assert receipt.ok, receipt.problems
        self.check()

    @rule(act=ACTS)
    def the_person_acts(self, act):
        name, *arguments = act
        getattr(self, name)(*arguments)

    @rule(acts=st.lists(ACTS, min_size=1, max_size=3))
    def bot_runs_while_the_person_acts(self, acts):
        self.a_case_opens()
        self.a_case_moves_on(acts[0][1])
        rebuilds = [act for act in acts if act[0] in {"moves_a_column", "adds_a_column_of_their_own"}]
        acts = rebuilds[:1] or acts
        self.door.meanwhile = [lambda act=act: self.the_person_acts(act) for act in acts]
        self.run_once()
        self.door.meanwhile = []
        receipt = self.run_once()
        assert receipt.ok, receipt.problems
        self.check()

    def check(self):
        """One undisturbed run later: every human cell as typed, every bot cell right, no row doubled."""
        header, rows = self.look()
        table = [dict(zip(header, row, strict=True)) for row in rows]
        keys = Counter(row[self.bot_headers["Case"]] for row in table if row[self.bot_headers["Case"]])
        assert keys == Counter(dict.fromkeys(self.records, 1))

        by_key = {row[self.bot_headers["Case"]]: row for row in table if row[self.bot_headers["Case"]]}
        for key, values in self.records.items():
            assert by_key[key][self.bot_headers["Status"]] == values["status"], str(by_key[key])
            assert by_key[key][self.bot_headers["Amount"]] == float(values["amount"])
            assert by_key[key][self.bot_headers["Bot says"]] == ""

        found = Counter()
        for row in table:
            key = row[self.bot_headers["Case"]]
            for name in self.human_headers(header):
                if row[name]:
                    found[key or str(row[name]), name, row[name]] += 1
        assert found == Counter({(owner, name, text): 1 for (owner, name), text in self.typed.items()})


PersonAndBot.TestCase.settings = settings(
    max_examples=settings.default.max_examples // 2,
    stateful_step_count=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
TestPersonAndBot = PersonAndBot.TestCase
