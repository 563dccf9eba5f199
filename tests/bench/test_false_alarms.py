"""Promise: where nothing changes, few weekly reports name a change; the long run is `false_alarms.py`."""

from scipy import stats

from false_alarms import false_alarms, lived_worlds
from sheets_bot.domain.report.chance import PROMISED_SHARE


def is_within_what_is_promised(found) -> bool:
    """Not more false alarms than the promised share brings in 999 of 1000 such runs."""
    return found.false <= stats.binom.ppf(0.999, found.weeks, PROMISED_SHARE)


def test_in_drawn_worlds_without_a_change_few_weeks_have_a_false_alarm():
    found = false_alarms(worlds=6)

    assert found.weeks == 84
    assert is_within_what_is_promised(found)


def test_in_a_lived_world_without_a_change_few_weeks_have_a_false_alarm():
    assert is_within_what_is_promised(lived_worlds(worlds=1))
