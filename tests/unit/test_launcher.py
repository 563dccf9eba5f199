"""The script at the root: makes .venv once, heals it, and hands over. No network: the locks here are empty."""

import importlib.machinery
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

LAUNCHER = Path(__file__).parents[2] / "sheets-bot"


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, tree / "sheets-bot", *arguments],
        cwd="/",
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def plant(tree: Path) -> Path:
    """A repository with the real script, empty locks and a bot that tells what it was given."""
    shutil.copy(LAUNCHER, tree)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tree / lock).write_text("# nothing\n")
    (tree / "sheets_bot").mkdir()
    (tree / "sheets_bot" / "__init__.py").touch()
    (tree / "sheets_bot" / "__main__.py").write_text(
        "import sys\nprint(sys.prefix, *sys.argv[1:])\nsys.exit(3 if 'refuse' in sys.argv else 0)\n"
    )
    return tree


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """One repository for the tests that follow each other; making a .venv takes seconds."""
    return plant(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def made(script, monkeypatch) -> list[str]:
    """What was made or installed, in order, without the minutes it takes."""
    steps: list[str] = []
    monkeypatch.setattr(script, "make_venv", lambda: (script.VENV.mkdir(), steps.append("venv")))
    monkeypatch.setattr(script, "install", steps.append)
    return steps


@pytest.fixture
def script(tmp_path) -> ModuleType:
    """The script as a module, at home in a folder with empty locks."""
    plant(tmp_path)
    loader = importlib.machinery.SourceFileLoader("launcher", str(tmp_path / "sheets-bot"))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_first_start_makes_venv_and_the_second_is_free(tree):
    first = run(tree, "demo", "--weeks", "3")
    second = run(tree, "refuse")

    assert first.stdout.split() == [str(tree / ".venv"), "demo", "--weeks", "3"]
    assert "installing 0 packages into .venv, once" in first.stderr
    assert second.stderr == ""
    assert second.returncode == 3


def test_a_changed_lock_is_installed_in_place(tree):
    run(tree)
    (tree / ".venv" / "of-the-user").touch()
    (tree / "requirements.lock").write_text("# nothing, differently\n")

    told = run(tree).stderr

    assert "installing" in told
    assert "removing" not in told
    assert (tree / ".venv" / "of-the-user").exists()


def test_an_interrupted_making_is_begun_anew(script, made):
    script.VENV.mkdir()
    script.UNFINISHED.touch()
    (script.VENV / "left-over").touch()

    script.prepare(script.LOCK)

    assert made == ["venv", script.LOCK]
    assert not (script.VENV / "left-over").exists()
    assert not script.UNFINISHED.exists()


@pytest.mark.parametrize("place", [["/elsewhere", "3.11.0"], None], ids=["another place", "broken stamp"])
def test_a_venv_that_cannot_be_used_is_made_anew(script, made, place):
    script.VENV.mkdir()
    script.STAMP.write_text(json.dumps({"place": place}) if place else "{")
    (script.VENV / "left-over").touch()

    script.prepare(script.LOCK)

    assert made == ["venv", script.LOCK]
    assert not (script.VENV / "left-over").exists()


def test_tests_are_installed_beside_a_running_demo(script, made):
    """The lock of the tests holds all of the other one: from the demo to the tests nothing is removed."""
    script.prepare(script.LOCK)
    script.is_usable = lambda: True

    script.prepare(script.DEV_LOCK)
    script.prepare(script.LOCK)

    assert made == ["venv", script.LOCK, script.DEV_LOCK]


def test_the_lock_of_the_tests_holds_all_of_the_other_one():
    pins = {
        name: {
            line.split()[0]
            for line in (LAUNCHER.parent / name).read_text().splitlines()
            if line[:1].isalnum()
        }
        for name in ("requirements.lock", "requirements-dev.lock")
    }

    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]


def test_without_ensurepip_it_says_what_to_install_and_changes_nothing(script, monkeypatch):
    """As on a minimal Debian: venv is there, ensurepip is not."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(script.SetUpFailed, match="apt install python3-venv"):
        script.prepare(script.LOCK)

    assert not script.VENV.exists()


def test_a_venv_that_cannot_be_made_leaves_nothing_half_made(script, monkeypatch, capsys):
    def break_off(folder: Path, *, with_pip: bool) -> None:
        (folder / "bin").mkdir(parents=True)
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr("venv.create", break_off)

    assert script.main(["demo"]) == 1
    assert "could not make" in capsys.readouterr().err
    assert not script.VENV.exists()


def test_an_old_python_is_told_so(script, capsys, monkeypatch):
    monkeypatch.setattr(script, "OLDEST", (99, 0))
    monkeypatch.setattr(script, "NEWER_PYTHONS", ())

    assert script.main(["demo"]) == 1
    assert "3.11 or newer is needed" in capsys.readouterr().err


def test_a_newer_python_beside_the_old_one_is_used(script, monkeypatch):
    started = []
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    monkeypatch.setattr(script, "OLDEST", (99, 0))
    monkeypatch.setattr(script, "NEWER_PYTHONS", ("python-of-tomorrow", Path(sys.executable).name))
    monkeypatch.setattr(script, "become", lambda program, arguments: started.append((program, arguments[1:])))

    script.main(["demo"])

    assert started == [(shutil.which(Path(sys.executable).name), ["demo"])]


def test_a_failed_installation_says_why_and_is_not_taken_for_a_finished_one(script, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="ERROR: no matching distribution")
    monkeypatch.setattr(script, "make_venv", script.VENV.mkdir)
    monkeypatch.setattr(script, "run", lambda _command: failed)

    with pytest.raises(script.SetUpFailed, match="could not install requirements"):
        script.prepare(script.LOCK)

    assert script.UNFINISHED.exists()
    assert not script.STAMP.exists()


def test_every_check_runs_whatever_the_others_say(script, monkeypatch, capfd):
    """The first of two steps fails, and so do the tests: both are named at the end."""
    tools = script.VENV / "bin"
    tools.mkdir(parents=True)
    for name, status in (("ruff", 1), ("mypy", 0), ("lint-imports", 0), ("python", 5)):
        (tools / name).write_text(f"#!/bin/sh\necho {name} $@\nexit {status}\n")
        (tools / name).chmod(0o755)

    status = script.run_checks(["-k", "only this"])

    told = capfd.readouterr().out
    assert status == 1
    assert "lint    FAILED" in told
    assert "types   ok" in told
    assert "python -m pytest -q -n auto --dist worksteal -k only this" in told
    assert told.splitlines()[-1] == "FAILED: lint, format, tests"
