"""
The playbook as a table: lines read from `playbook.toml`, and the first that fits a case.

A cell of the file names what holds for all stages (evidence, points, band) and has one line per stage or
group of stages. A word that the bot does not know is refused with its cell, so that a slip never becomes
advice. What people type in the tab `Playbook` is merged in `playbook_rows.py`; which line a case
gets, and what becomes of it, is in `advise.py`.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sheets_bot.domain.cases.families import Family
from sheets_bot.domain.cases.order_state import STATE_WORDS
from sheets_bot.domain.cases.situation import Situation
from sheets_bot.domain.cases.stages import ACTIONS, POSSIBLE, Stage
from sheets_bot.errors import Misconfigured

FILE = Path(__file__).with_name("playbook.toml")
ANY = "any"
BETWEEN = " / "
"""Between several families, stages or states of one line."""

BANDS = ("", "VL", "L", "L-M", "M", "M-H", "H", "VH")
"""How likely a fight is won before our own cases tell; `priors.py` has the figures."""

EVIDENCE = frozenset(
    {"delivery_scan", "delivery_place", "signature", "tracking_history", "shipped_scan", "promise"}
    | {"ship_notice", "order_confirmation", "address_match", "thread", "shipping_policy", "refund_policy"}
    | {"refund_proof", "listing", "variant", "size_chart", "no_return", "return_scan", "return_instruction"}
    | {"customer_history", "buyer_recognised", "payment_check", "descriptor", "two_orders", "charges"}
    | {"order_total", "cancellation", "delay_notice", "trace", "address_change", "refusal"}
    | {"other_payment", "supplier_record", "seller_protection"}
)
"""Codes of pieces of evidence; what each is, stands in `domain/evidence/`."""

FAMILY_NAMES = (*(family.value for family in Family), ANY)
STAGE_NAMES = (*(stage.value for stage in Stage), ANY)
STATE_NAMES = (*STATE_WORDS, ANY)
SITUATION_NAMES = (*(situation.value for situation in Situation), ANY)
"""The words that stand in a line, with `ANY`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the playbook."""

    families: tuple[str, ...]
    stages: tuple[str, ...]
    states: tuple[str, ...]
    situation: str
    action: str
    then: str = ""
    """What the action becomes in the last safe shift; ``""`` where it stays."""
    evidence: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    not_to_say: tuple[str, ...] = ()
    clock: str = ""
    why: str = ""
    band: str = ""
    name: str = ""
    """Of a line that a person made: what they call it."""
    is_yours: bool = False
    """True where a person changed it, or made it."""

    @property
    def key(self) -> str:
        """Return its name, e.g. ``INR, PayPal claim, S2, any``: the key in the tab `Playbook`."""
        parts = (self.families, self.stages, self.states, (self.situation,))
        return self.name or ", ".join(BETWEEN.join(part) for part in parts)

    def fits(self, family: str, stage: str, state: str, situations: frozenset[str]) -> bool:
        """True where all four say so; ``any`` fits everything."""
        return (
            (family in self.families or ANY in self.families)
            and (stage in self.stages or ANY in self.stages)
            and (state in self.states or ANY in self.states)
            and (self.situation in situations or self.situation == ANY)
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The playbook: its lines in the order in which they are tried."""

    lines: tuple[Line, ...]

    def line_for(self, family: str, stage: str, state: str, situations: Iterable[str]) -> Line | None:
        """Return the first line that fits; None where none does, which our own table never lets happen."""
        names = frozenset(situations)
        return next((line for line in self.lines if line.fits(family, stage, state, names)), None)


@cache
def default_table() -> Table:
    """
    Return the table of `playbook.toml`.

    Raises:
        Misconfigured: The file is not a playbook; the message names the cell and the word.
    """
    return parse_table(FILE.read_text("utf-8"), source=FILE.name)


def parse_table(text: str, *, source: str) -> Table:
    """
    Return the table that a TOML text describes.

    Raises:
        Misconfigured: Not TOML, an unknown word, or two lines of one name.
    """
    try:
        cells: Sequence[Mapping[str, Any]] = tomllib.loads(text).get("cell", [])
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            f"{source} is not TOML: {error}. Correct the file. No advice was given."
        ) from error
    lines: dict[str, Line] = {}
    for number, cell in enumerate(cells, start=1):
        for line in _lines_of(cell, where=f"{source}, cell {number}"):
            faults = [*faults_in(line)]
            if line.key in lines:
                faults.append("another cell has the same line")
            if faults:
                raise Misconfigured(
                    f"{source}, cell {number} ({line.key}): {'; '.join(faults)}. "
                    "Correct the file. No advice was given."
                )
            lines[line.key] = line
    return Table(tuple(lines.values()))


def faults_in(line: Line) -> Iterator[str]:
    """Yield what a line says that the bot does not know, or that cannot be done at its stage."""
    checked = (
        ("family", line.families, FAMILY_NAMES),
        ("stage", line.stages, STAGE_NAMES),
        ("state", line.states, STATE_NAMES),
        ("situation", (line.situation,), SITUATION_NAMES),
        ("action", (line.action, *filter(None, (line.then,))), ACTIONS),
        ("evidence", line.evidence, EVIDENCE),
        ("band", (line.band,), BANDS),
    )
    for what, words, known in checked:
        for word in words:
            if word not in known:
                yield f"{what} {word!r} is not known"
    stages = list(Stage) if ANY in line.stages else [each for each in Stage if each in line.stages]
    for stage in stages:
        for action in filter(None, (line.action, line.then)):
            if action in ACTIONS and action not in POSSIBLE[stage]:
                yield f"{action!r} cannot be done in a {stage}"


def split(text: str) -> tuple[str, ...]:
    """Return the families, stages or states that a cell names."""
    return tuple(part.strip() for part in text.split(BETWEEN.strip()) if part.strip())


def _lines_of(cell: Mapping[str, Any], *, where: str) -> Iterator[Line]:
    """Yield one line per group of stages; what a stage says itself wins over the cell."""
    shared = {name: value for name, value in cell.items() if not isinstance(value, Mapping)}
    for stages, told in cell.items():
        if not isinstance(told, Mapping):
            continue
        whole = {**shared, **told}
        try:
            yield Line(
                families=split(whole["family"]),
                stages=split(stages),
                states=tuple(whole["states"]),
                situation=whole["situation"],
                action=whole["action"],
                then=whole.get("then", ""),
                evidence=tuple(whole["evidence"]),
                points=tuple(whole["points"]),
                not_to_say=tuple(whole["not_to_say"]),
                clock=whole["clock"],
                why=whole["why"],
                band=whole["band"],
            )
        except KeyError as error:
            raise Misconfigured(
                f"{where}: {error.args[0]!r} is missing. Correct the file. No advice was given."
            ) from error
