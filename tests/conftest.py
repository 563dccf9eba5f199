"""
For every test: the network ends at this machine, and the shell's own configuration is not seen.

A connection or a name look-up beyond loopback fails with a sentence, whoever asks for it. Time is not
frozen here; tests that need a moment pass it in.
"""

import gc
import ipaddress
import os
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

import read_once  # noqa: F401 -- spares each of a thousand bots a tenth of a second

# How long an example takes says more of the machine than of us, so neither profile has a deadline. A run of every day
# draws the same examples each time: what fails is then a change's doing. New ones are drawn with `--long`, and what
# fails is made small there, which takes minutes.
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
AS_DRAWN = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile("every day", derandomize=True, max_examples=25, phases=AS_DRAWN, **UNHURRIED)
settings.register_profile("long", max_examples=200, **UNHURRIED)

OFTEN = frozenset({"cut after", "in part"})
"""The faults that every run of the suite strikes with: those after which something has been done that nobody was told
of, or half of it. `--every-fault` strikes with all of the tables."""

gc.set_threshold(50_000, 20, 50)  # as the command line does; see `cli.py`

LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}


def pytest_addoption(parser: Any) -> None:
    """Let the fault matrices and the long tests be run whole; each takes ten minutes and more."""
    parser.addoption("--every-fault", action="store_true", help="strike with every fault of the tables")
    parser.addoption("--long", action="store_true", help="also run what takes minutes each, such as a season")


def pytest_configure(config: Any) -> None:
    """Say how property tests draw their examples."""
    settings.load_profile("long" if config.getoption("--long") else "every day")


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Skip by name what is marked `long`, unless it is asked for."""
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; it runs with --long"))


@pytest.fixture
def strikes(request: Any) -> Any:
    """Say whether a fault is struck with in this run."""
    return lambda fault: request.config.getoption("--every-fault") or fault in OFTEN


class NetworkRefused(Exception):  # not an OSError: code under test must not take it for a fault and retry
    """A test reached for the network beyond loopback."""


def _is_local(host: Any) -> bool:
    text = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return text in LOCAL_NAMES


def _refuse_the_network(event: str, args: tuple[Any, ...]) -> None:
    """Look at what the interpreter is about to do; see "Audit events table" in Python's documentation."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]  # a tuple for IP, a path for sockets in the file system
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise NetworkRefused(f"A test may talk to this machine only, not to {address[0]}.")
    elif event == "socket.getaddrinfo" and not _is_local(args[0]):
        raise NetworkRefused(f"A test may not look up the name {args[0]}.")


sys.addaudithook(_refuse_the_network)
for variable in [name for name in os.environ if name.startswith("SHEETS_BOT_")]:
    del os.environ[variable]
