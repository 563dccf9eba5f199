"""
One claim of a buyer's, held against one fact of ours: a value and its words.

The rules are in `claim_check.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What our facts say to a claim."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; as text ``Not received: contradicts: delivered Mon 9 Nov 14:02 (scan).``"""

    claim: str
    verdict: Verdict
    fact: str
    """With its source in brackets, and its time."""

    def __str__(self) -> str:
        return f"{self.claim}: {self.verdict}: {self.fact}."
