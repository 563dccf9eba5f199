"""
Several processes on one PostgreSQL leave the very tabs of one process, whatever befalls them on the way.

A leader and workers as real processes around a real server (`queue_house.py`): killed in mid-write, frozen and
woken, with the database restarted and the connection to it cut. What is proven of the parts by themselves is in
`test_queue_parts.py`.
"""

import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from postgres_server import IS_THERE, Cable, Postgres, running_postgres
from queue_house import NO_ANSWER, AtTheWrites, Company, Stand, a_company, a_stand

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_THERE, reason="needs Debian's postgresql"),
]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def stand(postgres, tmp_path_factory) -> Iterator[Stand]:
    with a_stand(postgres, tmp_path_factory.mktemp("queue"), brands=2) as stand:
        yield stand


@pytest.fixture
def company(stand) -> Iterator[Company]:
    with a_company(stand) as company:
        yield company


def test_four_workers_and_two_leaders_do_each_job_once_and_leave_what_one_process_leaves(company):
    company.starts("leader1", "run")
    company.starts("leader2", "run")
    company.starts_workers(4, SHEETS_BOT_QUEUE__STALLED_AFTER_SECONDS="30")

    company.works_off_a_round()

    company.check()
    each = {(job, workbook) for job in company.stand.jobs for workbook in company.stand.people}
    assert company.good_runs() == Counter(dict.fromkeys(each, 1))
    assert company.events("leader1", "leader2")["queue.leading"] == 1
    assert {company.stops(name) for name in list(company.running)} == {0}


def test_workers_are_killed_in_mid_write_and_another_takes_up_their_work(company):
    def kill(spreadsheet_id):
        company.kills(company.who_works_on(spreadsheet_id))

    def kill_before_it_lands(spreadsheet_id):
        kill(spreadsheet_id)
        return NO_ANSWER

    AtTheWrites(company, {6: kill_before_it_lands, 14: kill})
    company.starts("leader", "run")
    company.starts_workers(3)

    company.works_off_a_round()

    company.check()
    assert len(company.running) == 2, "the leader and one worker"
    assert company.events()["queue.rescued"] + company.events()["queue.left_to_the_next"] >= 2


def test_a_worker_that_was_frozen_in_mid_write_is_refused_by_google_when_it_wakes(company):
    frozen = []

    def freeze(spreadsheet_id):
        frozen.append(company.who_works_on(spreadsheet_id))
        company.signals(frozen[0], signal.SIGSTOP)
        return NO_ANSWER

    AtTheWrites(company, {9: freeze})
    company.starts("leader", "run")
    company.starts_workers(2)
    company.works_off_a_round()
    refused = refusals(company)

    company.signals(frozen[0], signal.SIGCONT)
    company.waits_for(lambda: refusals(company) > refused)
    assert company.stops(frozen[0]) == 0

    company.check()
    assert company.events()["queue.rescued"] >= 1
    assert company.events(frozen[0])["job.done"] + company.events(frozen[0])["queue.put_off"] > 0


def refusals(company: Company) -> int:
    """Return how many writes Google has refused for their epoch."""
    lines = company.stand.sandbox.journal.lines()
    return sum(line.status == 400 and line.path.endswith(":batchUpdate") for line in lines)


def test_a_restarted_database_and_a_cut_connection_cost_time_and_nothing_else(stand, postgres):
    cable = Cable(postgres.port)
    with a_company(stand, port=cable.port) as company:

        def restart(_spreadsheet_id):
            postgres.stops()
            postgres.starts()
            done.append("restart")

        def cut(_spreadsheet_id):
            assert cable.cut() > 0
            done.append("cut")

        done: list[str] = []
        AtTheWrites(company, {5: restart, 15: cut})
        company.starts("leader", "run")
        company.starts_workers(2)
        # On a busy machine a restart takes long enough to be noticed by all, and the test asks the server itself.
        company.waits_for(lambda: len(done) == 2)
        company.waits_for(lambda: company.events("leader")["queue.away"] > 0)
        company.waits_for(lambda: min(company.events(f"worker{n}")["queue.away"] for n in (1, 2)) > 0)
        cable.mend()

        company.works_off_a_round(in_trouble=True)

        assert company.events()["job.done"] > len(stand.jobs), "it recovered by itself"
        # What failed or was put off came after jobs that build on it; their next round puts it right.
        stand.tells("once", "--all")
        company.check(in_order=False)
        assert {company.stops(name) for name in list(company.running)} == {0}
    cable.close()
