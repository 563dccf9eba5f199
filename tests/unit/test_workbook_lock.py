"""The lock of a spreadsheet: among threads, among processes, and gone with its holder."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.service.workbook_lock import Ending, WorkbookLocks


def test_another_thread_waits_its_turn(tmp_path):
    locks, running, most = WorkbookLocks(tmp_path), [], []

    def work() -> None:
        for _ in range(20):
            with locks.held("1AbC"):
                running.append(1)
                most.append(len(running))
                running.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 80
    assert max(most) == 1


def test_a_thread_that_waited_too_long_gives_up_without_doing_anything(tmp_path):
    locks, said = WorkbookLocks(tmp_path), []

    def work() -> None:
        try:
            with locks.held("1AbC", wait_seconds=0.01):
                said.append("in")
        except TryLater as error:
            said.append(str(error))

    with locks.held("1AbC"):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert "Another job has been working on the same spreadsheet" in said[0]


def test_at_the_end_who_waits_gives_up_and_who_has_acted_may_still_write_it_down(tmp_path):
    locks, said = WorkbookLocks(tmp_path), []

    def work(*, has_acted: bool) -> None:
        try:
            with locks.held("1AbC", has_acted=has_acted):
                said.append("written down")
        except Ending:
            said.append("gave up")

    with locks.held("1AbC"):
        waiting = threading.Thread(target=work, kwargs={"has_acted": False})
        writing = threading.Thread(target=work, kwargs={"has_acted": True})
        waiting.start()
        writing.start()
        locks.end()
        waiting.join()
        while_held = list(said)
    writing.join()

    assert while_held == ["gave up"]
    assert said == ["gave up", "written down"]


def test_two_spreadsheets_do_not_wait_for_each_other(tmp_path):
    locks = WorkbookLocks(tmp_path)

    with locks.held("1AbC"), locks.held("2DeF", wait_seconds=0.01):
        pass


def test_another_process_is_refused_and_its_death_frees_the_lock(tmp_path):
    script = (
        "import sys; from pathlib import Path\n"
        "from sheets_bot.service.workbook_lock import WorkbookLocks\n"
        f"with WorkbookLocks(Path({str(tmp_path)!r})).held('1AbC'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"

        with pytest.raises(TryLater, match="Another sheets-bot"), WorkbookLocks(tmp_path).held("1AbC"):
            pytest.fail("the lock was given twice")

        holder.kill()
    with WorkbookLocks(tmp_path).held("1AbC"):
        pass


def test_the_lock_file_does_not_tell_the_id(tmp_path):
    with WorkbookLocks(tmp_path).held("1AbC"):
        assert not any("1AbC" in file.name for file in tmp_path.iterdir())


def test_a_folder_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(Misconfigured, match="Set lock_folder"), WorkbookLocks(tmp_path / "file").held("1AbC"):
        pytest.fail("there is no such folder")
