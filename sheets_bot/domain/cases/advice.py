"""
Advice about one case: what to do, why, what to say, with which evidence, by when.

Shapes only. The table is `playbook.toml`, read in `playbook.py`; `advise.py` finds its line. Advice
never acts, and a person may always do something else.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Advice:
    """What the playbook says of a case as it stands."""

    action: str
    """A value of `acts.act.Kind`, or a step at the platform: ``Refund at the platform``,
    ``Accept at the platform``, ``Ask the owner``, ``Nothing to do``, ``A person decides``."""
    why: str
    """Which line or gate said so, and by which facts; for people."""
    points: tuple[str, ...] = ()
    """What a message should say, in order."""
    evidence: tuple[str, ...] = ()
    """Codes of pieces of evidence, by priority."""
    clock: str = ""
    """When to act, in words."""
    band: str = ""
    """How likely a fight is won before our own cases tell: VL, L, M, H, VH; ``""`` where nobody fights."""
    family: str = ""
    """INR, SNAD, FRAUD, ..."""
    state: str = ""
    """Of the shipment: S0 to S7, S2?, ``unknown``."""
    stage: str = ""
    line: str = ""
    """Key of the playbook's line, as in the tab `Playbook`; ``""`` where a gate decided."""
    gate: str = ""
    not_to_say: tuple[str, ...] = field(default=())
