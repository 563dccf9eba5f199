"""
Advice, evidence and draft of every open dispute, as rows of `Disputes` and `Evidence`.

Puts together what the other rooms decide: the playbook (`advise.py`), refund or fight (`odds.py`), the
pieces of evidence (`domain/evidence/`), the text (`domain/drafts/`). Of a row that is ticked or on its
way only advice and completeness are renewed: its text and its evidence stay as a person saw them. Pure
over the tabs as read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sheets_bot.domain.acts.ledger import TAB as ACTS
from sheets_bot.domain.acts.words import is_under_way
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.advice_words import advice_values, advised_values
from sheets_bot.domain.cases.advise import advise
from sheets_bot.domain.cases.odds import odds
from sheets_bot.domain.cases.odds_words import odds_words
from sheets_bot.domain.cases.playbook import Table
from sheets_bot.domain.cases.playbook_rows import TAB as PLAYBOOK
from sheets_bot.domain.cases.playbook_rows import table_from
from sheets_bot.domain.cases.priors import Decided, decided_cases
from sheets_bot.domain.cases.ratio import paypal_ratio
from sheets_bot.domain.cases.so_far import so_far
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.drafts.draft import DraftDesk
from sheets_bot.domain.drafts.draft_rows import dispute_columns
from sheets_bot.domain.evidence.applying import wanted_pieces
from sheets_bot.domain.evidence.completeness import completeness
from sheets_bot.domain.evidence.evidence_rows import TAB as EVIDENCE
from sheets_bot.domain.evidence.evidence_rows import evidence_rows, rows_without_order, standing_after
from sheets_bot.domain.evidence.make_packet import pieces_in_packet
from sheets_bot.domain.evidence.tab_facts import ORIGINS, tab_pieces
from sheets_bot.domain.evidence.view import Surroundings, surroundings
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.join.order_book import OrderBook
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in
from sheets_bot.sheets.row import Row, Value

DISPUTES, VOLUMES = "Disputes", "Volumes"
FACTS = (DISPUTES, "Orders", "Parcels", "Refunds", "Inbox", EVIDENCE)
"""Without one of these nothing is said: half of the facts would make other advice."""
RESTS_ON = (*FACTS, "Reviews", "Orders at risk", ACTS, PLAYBOOK, "Templates", VOLUMES)

_EMPTY: dict[str, Value] = dict.fromkeys(
    ("advice", "advice_why", "odds", "evidence_state", "draft", "text_check", "offered", "draft_basis")
)


@dataclass(frozen=True)
class _Bench:
    """What every case of one run is judged with."""

    table: Table
    decided: list[Decided]
    around: Surroundings
    tabs: Mapping[str, TabRows]
    evidence: TabRows
    acts: TabRows
    rules: Rules
    desk: DraftDesk
    ratios: dict[tuple[str, str], float | None] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.desk.at.now

    def ratio(self, brand: str, currency: str) -> float | None:
        """Return PayPal's dispute ratio of a brand; of many cases of one brand it is worked out once."""
        if (brand, currency) not in self.ratios:
            disputes, volumes = self.tabs[DISPUTES], self.tabs.get(VOLUMES, {})
            self.ratios[brand, currency] = paypal_ratio(
                brand, currency, disputes=disputes, volumes=volumes, zone=self.rules.zone, now=self.now
            )
        return self.ratios[brand, currency]


def case_rows(tabs: Mapping[str, TabRows], *, rules: Rules, desk: DraftDesk) -> dict[str, list[Row]]:
    """
    Return the rows of `Disputes` and `Evidence` with everything that is said about open cases.

    Args:
        tabs: The tabs of `RESTS_ON` that could be read; all of `FACTS` must be among them.
        rules: What stands in `Settings`.
        desk: Templates, house and moment.
    """
    bench = _Bench(
        table=table_from(tabs.get(PLAYBOOK, {})),
        decided=decided_cases(tabs[DISPUTES], tabs["Parcels"]),
        around=surroundings(tabs),
        tabs=tabs,
        evidence=tabs[EVIDENCE],
        acts=tabs.get(ACTS, {}),
        rules=rules,
        desk=desk,
    )
    book = OrderBook.of(tabs)
    disputes: list[Row] = []
    evidence: list[Row] = []
    for key, row in tabs[DISPUTES].items():
        if not row.get("platform"):
            continue
        if text_in(row, "flag") == Flag.CLOSED and not text_in(row, "allowed_now"):
            disputes.append(Row(key, dict(_EMPTY), when_absent="leave", why="the case is closed"))
            continue
        case = book.case(text_in(row, "order"))
        pieces = [] if is_under_way(row) else list(_pieces(key, row, case, bench))
        evidence += pieces
        values = _values(key, row, case, standing_after(bench.evidence, pieces), bench)
        disputes.append(Row(key, values, when_absent="leave", why="advised anew"))
    return {DISPUTES: disputes, EVIDENCE: evidence}


def _values(
    key: str, row: TabRow, case: OrderCase | None, evidence: TabRows, bench: _Bench
) -> dict[str, Value]:
    rules = bench.rules
    advice = advise(
        row,
        case,
        table=bench.table,
        rules=rules,
        now=bench.now,
        zone=rules.zone,
        so_far=so_far(key, bench.acts),
    )
    wanted = wanted_pieces(row, case, rules=rules.orders) if case else {}
    values = {
        **advice_values(advice, _odds(row, case, advice, bench)),
        "evidence_state": completeness(key, row, case, wanted=wanted, evidence=evidence, rules=rules.orders),
    }
    if not text_in(row, "outcome"):
        values |= advised_values(advice)
    if is_under_way(row):
        return values
    pieces = frozenset(pieces_in_packet(key, case, evidence=evidence))
    columns, _draft = dispute_columns(row, case, advice, desk=bench.desk, key=key, pieces=pieces)
    return values | columns


def _odds(row: TabRow, case: OrderCase | None, advice: Advice, bench: _Bench) -> str:
    ratio = bench.ratio(text_in(row, "brand"), text_in(row, "currency"))
    found = odds(row, case, advice, decided=bench.decided, rules=bench.rules, ratio_share=ratio)
    return odds_words(found) if found else ""


def _pieces(key: str, row: TabRow, case: OrderCase | None, bench: _Bench) -> Iterator[Row]:
    """Yield the rows of `Evidence` that rest on the tabs; those of Shopify are another job's."""
    if case is None:
        yield from rows_without_order(key, standing=bench.evidence, origins=ORIGINS)
        return
    found = tab_pieces(row, case, around=bench.around, now=bench.now)
    wanted = wanted_pieces(row, case, rules=bench.rules.orders)
    yield from evidence_rows(key, wanted, found, standing=bench.evidence, origins=ORIGINS)
