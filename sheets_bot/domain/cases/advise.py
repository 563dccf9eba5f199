"""
Advice about one case: the gates, the line of the playbook that fits, and when to act.

Pure: rows in, advice out. What a fight is worth is in `odds.py`; what advice looks like in the tab
`Disputes` is in `advice_words.py`.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.cases import gates
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.gates import Choice
from sheets_bot.domain.cases.playbook import Line, Table
from sheets_bot.domain.cases.reading import Reading, read_case
from sheets_bot.domain.cases.so_far import SoFar
from sheets_bot.domain.cases.stages import Step
from sheets_bot.domain.cases.timing import timed
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, instant_in
from sheets_bot.domain.when_words import moment_words

_NO_LINE = Line(("any",), ("any",), ("any",), "any", Step.PERSON.value, why="No line of the playbook fits.")
_COVERED = (
    "PayPal marks the payment as eligible for Seller Protection: it covers you if the proof is handed in."
)


def advise(
    dispute: TabRow,
    case: OrderCase | None,
    *,
    table: Table,
    rules: Rules,
    now: datetime,
    zone: ZoneInfo,
    so_far: SoFar = SoFar(),  # noqa: B008  # frozen
) -> Advice:
    """
    Return what to do about a row of `Disputes`.

    Args:
        dispute: The row, its clock columns (`flag`, `shifts_left`, `respond_by`) as they stand.
        case: Everything about its order; None where the order is not known.
        table: The playbook that counts (`playbook_rows.table_from`).
        rules: What stands in `Settings`.
        now: The present.
        zone: In which times are told.
        so_far: What we have done in the case that the row does not tell.
    """
    reading = read_case(dispute, case, rules=rules, zone=zone, now=now)
    stopped = _before_the_table(dispute, reading)
    if stopped or reading is None:
        return _by_gate(stopped or Choice(Step.PERSON, "The case cannot be read."), reading)
    line = table.line_for(reading.family, reading.stage, reading.state, reading.situations) or _NO_LINE
    choice = gates.decided_by_owner(Choice(line.action, line.why, then=line.then), reading)
    at = timed(
        choice.action,
        choice.then,
        line.clock,
        reading=reading,
        so_far=so_far,
        rules=rules,
        zone=zone,
        now=now,
    )
    choice = replace(choice, action=at.action)
    choice = gates.offered(gates.pays_once(choice, reading), reading)
    return _by_line(line, choice, at.clock, reading, zone)


def _before_the_table(dispute: TabRow, reading: Reading | None) -> Choice | None:
    """Return what a gate says before any line is looked for; None where all are open."""
    if reading and (more := gates.more_to_tell(reading)):
        return more
    return (
        gates.not_ours(dispute)
        or gates.unknown(dispute)
        or (gates.covered_by_shop(reading) if reading else None)
    )


def _by_gate(choice: Choice, reading: Reading | None) -> Advice:
    advice = Advice(action=str(choice.action), why=choice.why, gate=choice.gate)
    if reading is None:
        return advice
    return replace(
        advice,
        why=f"{reading.facts} {choice.why}" if choice.action != Step.NOTHING else choice.why,
        evidence=("delivery_scan", "delivery_place", "tracking_history") if choice.gate == "review" else (),
        family=reading.family.value,
        state=reading.state,
        stage=reading.stage.value,
    )


def _by_line(line: Line, choice: Choice, clock: str, reading: Reading, zone: ZoneInfo) -> Advice:
    covered = gates.is_covered_by_paypal(reading)
    remarks = [*reading.remarks, *([_COVERED] if covered else [])]
    answered = instant_in(reading.dispute, "answered_at")
    if answered:
        remarks.append(f"Evidence was handed in {moment_words(answered, zone)}, and we are asked again.")
    return Advice(
        action=str(choice.action),
        why=" ".join([reading.facts, *remarks, choice.why]),
        points=line.points,
        evidence=(*line.evidence, *(["seller_protection"] if covered else [])),
        clock=clock,
        band="VH" if covered else line.band,
        family=reading.family.value,
        state=reading.state,
        stage=reading.stage.value,
        line=line.key,
        gate=choice.gate,
        not_to_say=line.not_to_say,
    )
