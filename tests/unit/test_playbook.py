"""Promises of the playbook: each cell says what the field's tables say, and a gate stops what would do harm."""

import tomllib
from pathlib import Path

import pytest

from playbook_cases import STAGES, advice_on

TOLD = tomllib.loads((Path(__file__).parents[1] / "cases" / "playbook.toml").read_text("utf-8"))
CELLS = [
    pytest.param({**cell, "stage": stage}, cell[stage], id=f"{cell['name']} ({stage})")
    for cell in TOLD["cell"]
    for stage in STAGES
    if stage in cell
]


@pytest.mark.parametrize(("told", "action"), CELLS)
def test_a_cell_of_the_tables(told, action):
    advice = advice_on(told)

    assert advice.action == action, advice.why
    assert advice.why
    assert advice.line


@pytest.mark.parametrize("told", TOLD["case"], ids=lambda told: told["name"])
def test_case(told):
    advice = advice_on(told)

    assert advice.action == told["action"], advice.why
    for words in told.get("says", []):
        assert words in advice.why
    assert told.get("when", "") in advice.clock
    if "gate" in told:
        assert advice.gate == told["gate"]
    if "band" in told:
        assert advice.band == told["band"]
    if "shows" in told:
        assert told["shows"] in advice.evidence
