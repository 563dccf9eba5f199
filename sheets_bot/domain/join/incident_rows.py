"""
Incidents become rows of the tab `Incidents`: one per order with more than one symptom.

A row stays when symptoms fall away, by a corrected match or a deleted row: it says so, and the
bot deletes nothing. What an incident is stands in `incidents.py`.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sheets_bot.domain.join.double_payment import double_payments, guard_text
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.join.incidents import Incident, incident_of
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.domain.when_words import day_words
from sheets_bot.sheets.row import Row, Value

FEWEST_SYMPTOMS = 2


def shape_incidents(cases: Iterable[OrderCase], *, rows: TabRows, zone: ZoneInfo) -> list[Row]:
    """
    Return the rows of `Incidents`: those that should stand there, then those that no longer should.

    Args:
        cases: Every order about which a tab says something.
        rows: The tab as read.
        zone: In which days are told.
    """
    found = {case.key: incident_of(case) for case in cases}
    incidents = [i for i in found.values() if len(i.symptoms) >= FEWEST_SYMPTOMS]
    shaped = [_row(incident, zone=zone) for incident in sorted(incidents, key=_first_first)]
    standing = {row.key for row in shaped}
    fallen = [key for key, row in rows.items() if key not in standing and row.get("state")]
    return [*shaped, *(_fallen_back(key, found.get(key), zone=zone) for key in fallen)]


def _row(incident: Incident, *, zone: ZoneInfo) -> Row:
    case = incident.case
    causes = [cause for cause, _ in incident.causes]
    others = "; ".join(f"{cause} in {where}" for cause, where in incident.causes if cause != causes[0])
    conflict = f"Another cause was typed too: {others}. Make them one." if others else ""
    values: dict[str, Value] = {
        **_story(incident, zone=zone),
        "order": case.key,
        "brand": text_in(case.order, "brand") or None,
        "customer": text_in(case.order, "customer") or None,
        "address": text_in(case.order, "address") or None,
        "state": "open" if incident.is_open else "closed",
        "cause": causes[0] if causes else None,
        "cause_from": incident.causes[0][1] if causes else None,
        "problem": conflict or None,
    }
    return Row(case.key, values, why=f"{len(incident.symptoms)} symptoms")


def _story(incident: Incident, *, zone: ZoneInfo) -> dict[str, Value]:
    """What happened when, and what it cost."""
    symptoms = incident.symptoms
    costs = incident.costs
    others = ", ".join(str(cost) for cost in costs[1:])
    return {
        "symptoms": len(symptoms),
        "story": "\n".join(f"{_day(symptom.at, zone)}: {symptom.words}" for symptom in symptoms) or None,
        "first": symptoms[0].words if symptoms else None,
        "first_at": symptoms[0].at if symptoms else None,
        "last_at": max((symptom.at for symptom in symptoms if symptom.at), default=None),
        "days": incident.days,
        "cost": costs[0].major() if costs else None,
        "currency": costs[0].currency if costs else None,
        "more_cost": others or None,
        "guard": guard_text(double_payments(incident.case, zone=zone)) or None,
    }


def _fallen_back(key: str, incident: Incident | None, *, zone: ZoneInfo) -> Row:
    """Return what is left of an incident; a row whose order is not known any more keeps its story."""
    problem = (
        "Only one symptom is left, so this is no incident any more."
        if incident and incident.symptoms
        else "No symptom is left, so this is no incident any more."
    )
    values: dict[str, Value] = {"state": "no longer", "problem": problem}
    if incident:
        values |= _story(incident, zone=zone)
    else:
        values |= {"symptoms": 0}
    return Row(key, values, when_absent="leave", why="symptoms fell away")


def _first_first(incident: Incident) -> tuple[bool, float, str]:
    at = incident.symptoms[0].at
    return at is None, at.timestamp() if at else 0, incident.case.key


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return day_words(at.astimezone(zone).date()) if at else "no date"
