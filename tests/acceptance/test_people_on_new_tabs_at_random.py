"""
A person and the bot at mails, reviews and orders at risk: some hundred things done in random order.

As in `test_people_and_bot.py`, but with the real jobs and tabs: the person sorts, types, overtypes, inserts,
deletes, moves, renames and filters, between the runs and in the moment between a run's reading and its writing.
What they typed never leaves its row; no row is doubled; one undisturbed run later every bot cell is right,
which here means: as it stood before anybody touched the spreadsheet, for the world's clock stands still.
"""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from rewinding import states
from small_house import DERIVED, SmallHouse, a_small_house

pytestmark = pytest.mark.slow

TABS = ("Inbox", "Reviews", "Orders at risk")
TYPED_INTO = ("Notes", "Handled by")
JOBS = ("sync_mailbox", "sweep_reviews", *DERIVED, "suggest_causes", "write_drafts", "carry_out")
MEMORY = {
    # What Trustpilot no longer gives keeps its last known value.
    *("Updated", "Language", "Reviewer", "Reference", "Contact mark", "Name mark", "May ask who"),
    "Asked who",
    # What came of a tick that was refused is told here and nowhere else.
    "What became of it",
}
"""Columns in which the bot relies on what stands there: nobody types over them here."""
PLACE = st.integers(0, 10_000)
ACTS = st.tuples(
    st.sampled_from(
        [
            "types",
            "types_a_row_of_their_own",
            "overtypes_the_bot",
            "sorts",
            "inserts_a_blank_row",
            "deletes_a_row",
            "moves_a_row",
            "moves_a_column",
            "adds_a_column",
            "renames_a_header",
            "filters",
        ]
    ),
    st.sampled_from(TABS),
    PLACE,
    PLACE,
)
"""One thing the person does: what, in which tab, where, and where to."""


@pytest.fixture(scope="module", autouse=True)
def _house() -> Iterator[None]:
    with a_small_house() as house:
        house.runs(*JOBS)
        house.evening = states(house.sandbox)
        PersonAtNewTabs.house = house
        PersonAtNewTabs.right = {tab: house.keyed(tab) for tab in TABS}
        yield


class PersonAtNewTabs(RuleBasedStateMachine):
    """What the person typed is remembered here, apart from the sheet."""

    house: SmallHouse
    right: dict
    """By tab and key, each row as it should stand, by the headers of the schemas."""

    @initialize()
    def begin(self):
        self.house.begins_again()
        self.numbers = count(1)
        self.typed = {}
        """(tab, key, or "" for rows of the person's own; header of the schema) -> what was typed."""
        self.removed = set()
        self.called = {tab: {header: header for header in self.house.person.sees(tab)[0]} for tab in TABS}
        """By tab, what each header is called now."""

    # -- the person --------------------------------------------------------------------

    def look(self, tab):
        header, *rows = self.house.person.sees(tab)
        return header, rows

    def at(self, tab, header, name):
        """Where a column of the schema stands now."""
        return header.index(self.called[tab][name])

    def key_at(self, tab, header, row):
        return row[self.at(tab, header, self.house.key_header(tab))]

    def types(self, tab, row, column):
        header, rows = self.look(tab)
        keyed = [at for at, one in enumerate(rows) if self.key_at(tab, header, one)]
        if not keyed:
            return
        at, name = keyed[row % len(keyed)], TYPED_INTO[column % len(TYPED_INTO)]
        text = f"typed {next(self.numbers)}"
        self.house.person.types(tab, at + 1, self.at(tab, header, name), text)
        self.typed[tab, self.key_at(tab, header, rows[at]), name] = text

    def types_a_row_of_their_own(self, tab, place, _second):
        header, rows = self.look(tab)
        at = place % (len(rows) + 1)
        self.insert(tab, "ROWS", at + 1)
        text = f"own row {next(self.numbers)}"
        self.house.person.types(tab, at + 1, self.at(tab, header, "Notes"), text)
        self.typed[tab, text, "Notes"] = text

    def overtypes_the_bot(self, tab, row, column):
        header, rows = self.look(tab)
        mine = {self.house.key_header(tab), *MEMORY}
        names = [name for name in self.house.bot_headers(tab) if name not in mine]
        keyed = [at for at, one in enumerate(rows) if self.key_at(tab, header, one)]
        if keyed:
            at, name = keyed[row % len(keyed)], names[column % len(names)]
            meddled = f"meddled {next(self.numbers)}"
            self.house.person.types(tab, at + 1, self.at(tab, header, name), meddled)

    def sorts(self, tab, column, descending):
        header, rows = self.look(tab)
        area = {"sheetId": self.sheet_id(tab), "startRowIndex": 1, "endRowIndex": len(rows) + 1}
        order = "DESCENDING" if descending % 2 else "ASCENDING"
        specs = [{"dimensionIndex": column % len(header), "sortOrder": order}]
        self.house.person.do({"sortRange": {"range": area, "sortSpecs": specs}})

    def inserts_a_blank_row(self, tab, place, _second):
        self.insert(tab, "ROWS", place % (len(self.look(tab)[1]) + 1) + 1)

    def deletes_a_row(self, tab, place, _second):
        header, rows = self.look(tab)
        # Emptied altogether, a tab counts as made anew.
        if len(rows) < 3:
            return
        row = rows[place % len(rows)]
        owner = self.key_at(tab, header, row) or row[self.at(tab, header, "Notes")]
        self.typed = {spot: text for spot, text in self.typed.items() if spot[:2] != (tab, owner)}
        self.removed.add((tab, owner))
        area = self.house.span(tab, "ROWS", place % len(rows) + 1, place % len(rows) + 2)
        self.house.person.do({"deleteDimension": {"range": area}})

    def moves_a_row(self, tab, source, target):
        rows = self.look(tab)[1]
        self.move(tab, "ROWS", source % len(rows) + 1, target % len(rows) + 1)

    def moves_a_column(self, tab, source, target):
        header = self.look(tab)[0]
        self.move(tab, "COLUMNS", source % len(header), target % len(header))

    def adds_a_column(self, tab, place, _second):
        header = self.look(tab)[0]
        if "" not in header:
            self.insert(tab, "COLUMNS", place % len(header))
            self.house.person.types(tab, 0, place % len(header), f"Mine {next(self.numbers)}")

    def renames_a_header(self, tab, place, _second):
        names = sorted(self.called[tab])
        name = names[place % len(names)]
        header = self.look(tab)[0]
        new = f"{name} / {next(self.numbers)}"
        self.house.person.types(tab, 0, self.at(tab, header, name), new)
        self.called[tab][name] = new

    def filters(self, tab, column, place):
        header, rows = self.look(tab)
        hidden = str(rows[place % len(rows)][column % len(header)])
        self.house.filters(tab, header[column % len(header)], hidden)

    def insert(self, tab, dimension, at):
        area = self.house.span(tab, dimension, at, at + 1)
        self.house.person.do({"insertDimension": {"range": area, "inheritFromBefore": at > 0}})

    def move(self, tab, dimension, source, target):
        area = self.house.span(tab, dimension, source, source + 1)
        self.house.person.do({"moveDimension": {"source": area, "destinationIndex": target}})

    def sheet_id(self, tab):
        return self.house.person.sheet_id(tab)

    def does(self, act):
        name, *arguments = act
        getattr(self, name)(*arguments)

    # -- the bot -----------------------------------------------------------------------

    @rule(acts=st.lists(ACTS, min_size=1, max_size=4))
    def the_person_acts_and_then_the_bot_runs(self, acts):
        for act in acts:
            self.does(act)
        self.bot_runs()

    @rule(before=ACTS, acts=st.lists(ACTS, min_size=1, max_size=3))
    def the_person_acts_while_the_bot_runs(self, before, acts):
        self.does(before)
        rebuilds = [act for act in acts if act[0] in {"moves_a_column", "adds_a_column"}]
        with self.house.meanwhile(*(lambda act=act: self.does(act) for act in rebuilds[:1] or acts)):
            self.house.once(*JOBS, allow_large=True)
        self.bot_runs()

    def bot_runs(self):
        self.house.runs(*JOBS, allow_large=True)
        for tab in TABS:
            self.check(tab)

    def check(self, tab):
        """Every human cell as typed, every bot cell right, no row doubled, none lost but what may stay away."""
        header, rows = self.look(tab)
        table = [{n: row[self.at(tab, header, n)] for n in self.called[tab]} for row in rows]
        key = self.house.key_header(tab)
        keys = [row[key] for row in table if row[key]]
        assert len(keys) == len(set(keys)), f"{tab}: a row stands twice: {keys}"
        assert set(keys) <= set(self.right[tab])
        assert {
            gone for gone in self.right[tab].keys() - set(keys) if (tab, gone) not in self.removed
        } == set()

        for row in table:
            if row[key]:
                self.check_bot_cells(tab, row)
        found = {
            (tab, row[key] or row[name], name): row[name]
            for row in table
            for name in self.house.human_headers(tab)
            if row[name]
        }
        assert found == {spot: text for spot, text in self.typed.items() if spot[0] == tab}

    def check_bot_cells(self, tab, row):
        right = self.right[tab][row[self.house.key_header(tab)]]
        wrong = {
            name: (row[name], right[name])
            for name in self.house.bot_headers(tab)
            # A row that was removed and is back says so.
            if row[name] != right[name] and not (name == "Problem" and "was missing" in str(row[name]))
        }
        assert wrong == {}, f"{tab} {row[self.house.key_header(tab)]}"


PersonAtNewTabs.TestCase.settings = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
TestPersonAtNewTabs = PersonAtNewTabs.TestCase
