"""The site, built once for all tests of it."""

import fcntl
import os

import pytest

from built_site import Site, build


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Built once, however many processes share the tests."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    out = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site.built").exists():
            build(out)
            (shared / "site.built").touch()
    return Site(out)
