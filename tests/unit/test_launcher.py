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


def run(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, tree / "sheets-bot", *arguments],
        cwd="/",
        env={**env, **environment},
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
def script(tmp_path) -> ModuleType:
    """The script as a module, at home in an empty folder."""
    shutil.copy(LAUNCHER, tmp_path)
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
    if not (tree / ".venv").exists():
        run(tree)
    (tree / ".venv" / "of-the-user").touch()
    (tree / "requirements.lock").write_text("# nothing, differently\n")

    told = run(tree).stderr

    assert "installing" in told
    assert "removing" not in told
    assert (tree / ".venv" / "of-the-user").exists()


def test_an_interrupted_making_is_begun_anew(tree):
    (tree / ".venv").mkdir(exist_ok=True)
    (tree / ".venv" / "sheets-bot-unfinished").touch()
    (tree / ".venv" / "left-over").touch()

    done = run(tree)

    assert "removing a .venv that is unfinished" in done.stderr
    assert done.returncode == 0
    assert not (tree / ".venv" / "left-over").exists()


def test_a_venv_of_another_place_or_python_is_made_anew(tree):
    stamp = tree / ".venv" / "sheets-bot-stamp.json"
    if not stamp.exists():
        run(tree)
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "place": ["/elsewhere", "3.11.0"]}))

    assert "removing a .venv that is unfinished or belongs to another Python" in run(tree).stderr


def test_without_ensurepip_it_says_what_to_install_and_leaves_nothing_half_made(tmp_path):
    """As on a minimal Debian: venv is there, ensurepip is not."""
    tree = plant(tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "venv.py").write_text(
        "import subprocess\n"
        "def create(folder, with_pip):\n"
        "    (folder / 'bin').mkdir(parents=True)\n"
        "    raise subprocess.CalledProcessError(1, 'ensurepip')\n"
    )

    done = run(tree, "demo", PYTHONPATH=str(tmp_path / "broken"))

    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tree / ".venv").exists()


def test_an_old_python_is_told_so(script, capsys, monkeypatch):
    monkeypatch.setattr(script, "OLDEST", (99, 0))
    monkeypatch.setattr(script, "NEWER_PYTHONS", ())

    assert script.main(["demo"]) == 1
    assert "3.11 or newer is needed" in capsys.readouterr().err


def test_a_newer_python_beside_the_old_one_is_used(script, monkeypatch):
    started = []
    monkeypatch.setattr(script, "OLDEST", (99, 0))
    monkeypatch.setattr(script, "NEWER_PYTHONS", ("python-of-tomorrow", Path(sys.executable).name))
    monkeypatch.setattr(script, "become", lambda program, arguments: started.append((program, arguments[1:])))

    script.main(["demo"])

    assert started == [(shutil.which(Path(sys.executable).name), ["demo"])]


def test_a_failed_installation_says_why_and_is_not_taken_for_a_finished_one(tmp_path):
    tree = plant(tmp_path)
    (tree / "requirements.lock").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")

    done = run(tree, "demo", PIP_NO_INDEX="1")

    assert done.returncode == 1
    assert "pip could not install requirements.lock" in done.stderr
    assert not (tree / ".venv" / "sheets-bot-stamp.json").exists()
    assert (tree / ".venv" / "sheets-bot-unfinished").exists()


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
    assert "python -m pytest -q -n auto -k only this" in told
    assert told.splitlines()[-1] == "FAILED: lint, format, tests"
