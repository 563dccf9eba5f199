"""
Advice as it stands in the tab `Disputes`: the columns `Advice`, `Advice: why` and `Refund or fight`.

Words only; what they say is decided in `advise.py` and `odds.py`.
"""

from collections.abc import Iterator

from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.stages import PAYS, Step
from sheets_bot.sheets.row import Value


def advice_values(advice: Advice, odds_words: str = "") -> dict[str, Value]:
    """Return the columns about advice; *odds_words* is ``""`` where there is nothing to weigh."""
    return {
        "advice": advice.action,
        "advice_why": "\n".join(_told(advice)) or None,
        "odds": odds_words or None,
    }


def advised_values(advice: Advice) -> dict[str, Value]:
    """Return the columns that keep what was advised last: the others are emptied when the case closes."""
    return {"advised": advice.action, "advised_line": advice.line or None}


def _told(advice: Advice) -> Iterator[str]:
    """Yield why, when, what to say and what to show, each on a line; what does not apply is left out."""
    if advice.why:
        yield advice.why
    if advice.action == Step.NOTHING:
        return
    if advice.clock:
        yield f"When: {advice.clock}"
    if advice.points:
        yield f"Say: {'; '.join(advice.points)}."
    if advice.not_to_say:
        yield f"Do not say: {'; '.join(advice.not_to_say)}."
    if advice.evidence and advice.action not in PAYS:
        yield f"Show: {', '.join(code.replace('_', ' ') for code in advice.evidence)}."
    if advice.line:
        yield f"Line of the playbook: {advice.line}."
