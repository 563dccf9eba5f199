"""The benchmarks run, on tiny tabs, and the counts that they are made to show are what we say. No times."""

import pytest

pytest.importorskip("gspread_dataframe", reason="needs the group bench: gspread-dataframe")
pytest.importorskip("gspread_pandas", reason="needs the group bench: gspread-pandas")
pytest.importorskip("pygsheets", reason="needs the group bench: pygsheets")

from bench_contenders import CONTENDERS, SheetsBot
from bench_frames import compared
from bench_tracker import a_task
from calls_and_seconds import compete, print_results, scale
from diff_speed import a_case, plan_of, sides
from sheets_bot.sandbox.app import start
from start_up import demo_by_job
from tracker import busy_door

# By httplib2, under pygsheets.
LEFT_OPEN = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(scope="module")
def sandbox():
    with start(empty=True, running=False) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def door(sandbox):
    with busy_door(sandbox) as door:
        yield door


def test_a_run_with_changes_is_one_read_and_one_write_and_one_without_is_one_read(door, sandbox):
    task = a_task(24, changed=6, new=2)

    ours = compete(door, sandbox, SheetsBot, task, 0.0)

    assert (ours.warm.calls.reads, ours.warm.calls.writes) == (1, 1)
    assert (ours.idle.calls.reads, ours.idle.calls.writes) == (1, 0)
    assert (ours.cold.calls.reads, ours.cold.calls.writes) == (2, 1)


def test_nothing_is_hurt_whether_or_not_a_person_sorts_in_between(door, sandbox):
    task = a_task(24, changed=6, new=2)

    ours = compete(door, sandbox, SheetsBot, task, 0.0)

    for verdict in (ours.verdict, ours.sorted_verdict):
        assert verdict.words == ("kept", "right", "right", "kept")


@pytest.mark.parametrize("sizes", [(50, 200, 800)])
def test_the_number_of_calls_does_not_grow_with_the_tab(door, sandbox, sizes):
    rows = list(scale(door, sandbox, sizes, 0.0))

    assert {row[1] for row in rows} == {"1R + 1W"}
    assert {row[5] for row in rows} == {"1R + 0W"}


@LEFT_OPEN
@pytest.mark.parametrize("kind", CONTENDERS, ids=lambda kind: kind.name)
def test_every_contender_does_the_task(door, sandbox, kind, capsys):
    task = a_task(12, changed=3, new=1)

    result = compete(door, sandbox, kind, task, 0.0)
    print_results([result], "tiny")

    # All of them do what they are asked while nobody disturbs them, and can leave alone what is as it should be.
    assert result.verdict.bot_cells_wrong == result.verdict.rows_lost == result.verdict.rows_doubled == 0
    assert result.cold.calls.writes > 0
    assert result.idle.calls.writes == 0
    assert kind.name in capsys.readouterr().out


def test_the_diff_finds_what_pandas_finds():
    schema, snapshot, desired = a_case(400, 30, changed=20, new=7)

    plan = plan_of(schema, snapshot, desired)

    assert (len(plan.changes), len(plan.new_rows)) == (60, 7)
    assert compared(*sides(schema, snapshot, desired)) == (60, 7)


def test_the_demo_is_timed_part_by_part(tmp_path):
    parts = [name for name, _, _ in demo_by_job(1, str(tmp_path))]

    assert parts[:2] == ["the world", "the tabs"]
    assert "weekly_metrics" in parts
