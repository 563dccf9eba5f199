"""
Nothing public in gspread is left without a test that calls it against the sandbox.
"""

import importlib.metadata

import test_gspread_surface  # noqa: F401 - makes its claims
import test_gspread_surface_worksheet  # noqa: F401 - makes its claims
from gspread_surface import CLAIMS, PUBLIC

NOT_IMITATED: dict[str, str] = {}
"""Members that the sandbox cannot serve, each with the reason. None so far."""


def test_every_public_member_of_gspread_is_called_by_a_test():
    uncovered = sorted(set(PUBLIC) - set(CLAIMS) - set(NOT_IMITATED))

    assert not uncovered


def test_the_surface_is_that_of_the_version_we_ship_with():
    """A newer gspread brings members of its own; this says which one the list was made with."""
    assert importlib.metadata.version("gspread").startswith("6.")
    assert len(PUBLIC) > 150
