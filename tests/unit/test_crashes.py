"""Crashes: where it happened and what kind it was, and nothing that the error quotes."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.crashes import crash_text, crash_words

ROOT = Path(__file__).parents[2]
CUSTOMER = "Amelia O'Rourke"
SECRET = "hunter22-of-the-tests"


def stumble(over):
    """What Python says when it stumbles over a value."""
    try:
        over()
    except Exception as error:  # noqa: BLE001 - any of them
        return error
    raise AssertionError("nothing happened")


@pytest.mark.parametrize(
    "over",
    [
        lambda: {}[CUSTOMER],
        lambda: {}[f'{CUSTOMER} "Mel"'],
        lambda: int(CUSTOMER),
        lambda: [].index(CUSTOMER),
        lambda: date.fromisoformat(CUSTOMER),
        lambda: float(f"{CUSTOMER}\nof Portland"),
    ],
)
def test_what_an_error_of_python_s_quotes_is_left_out(over):
    text = crash_text(stumble(over))

    assert "Amelia" not in text
    assert "Rourke" not in text
    assert "test_crashes.py" in text


def test_an_error_of_ours_is_told_whole():
    assert crash_words(Misconfigured("The tab 'Orders' is missing.")) == "The tab 'Orders' is missing."


def test_what_led_to_an_error_is_told_first():
    def over():
        try:
            int("x")
        except ValueError as error:
            raise RuntimeError("later") from error

    text = crash_text(stumble(over))

    assert text.index("ValueError: invalid literal") < text.index("RuntimeError: later")


def test_a_circle_of_causes_comes_to_an_end():
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one

    assert crash_text(one).count("ValueError") == 2


@pytest.mark.parametrize(
    "where", ["raise_it()", "import threading; t = threading.Thread(target=raise_it); t.start(); t.join()"]
)
def test_the_last_words_of_a_process_or_thread_hold_no_secret_and_no_quotation(where):
    program = f"""
from sheets_bot.service.crashes import mask_crashes
from sheets_bot.service.masking import Masking
mask_crashes(Masking([{SECRET!r}]))
def raise_it():
    customer = {CUSTOMER!r}
    raise ValueError("signing in with " + {SECRET!r} + " for " + repr(customer))
{where}
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert "ValueError: signing in with *** for '…'" in ended.stderr
    for word in (SECRET, CUSTOMER, json.dumps(CUSTOMER)):
        assert word not in ended.stderr.replace(program, "")
