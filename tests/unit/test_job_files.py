"""Job files: what is loaded, and what is said about one that cannot be."""

from datetime import timedelta
from pathlib import Path

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.job import Job, daily, hours, load_jobs, minutes, weekly
from sheets_bot.service.timetable import Daily, Weekly

GOOD = '''"""Every hour: count
the stars.

More that nobody prints.
"""
from sheets_bot.service.job import Job, hours
def run(bot):
    return bot
JOB = Job(name="count_stars", every=hours(1), run=run)
'''
HOUSE = Path(__file__).parents[2] / "jobs"


def test_a_folder_of_files_becomes_jobs_with_their_own_words(tmp_path):
    (tmp_path / "count_stars.py").write_text(GOOD)
    (tmp_path / "_helpers.py").write_text("raise RuntimeError")

    jobs = load_jobs([tmp_path])

    assert list(jobs) == ["count_stars"]
    assert jobs["count_stars"].every == timedelta(hours=1)
    assert jobs["count_stars"].about == "Every hour: count the stars."
    assert jobs["count_stars"].run("me") == "me"


def test_the_jobs_of_the_house_load():
    assert all(job.about for job in load_jobs([HOUSE]).values())


def test_files_of_one_name_in_two_folders_are_two_jobs(tmp_path):
    for folder, name in (("a", "first"), ("b", "second")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sync.py").write_text(GOOD.replace("count_stars", name))

    assert list(load_jobs([tmp_path / "a", tmp_path / "b"])) == ["first", "second"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "does not load: SyntaxError"),
        ("import no_such_module", "does not load: ModuleNotFoundError: No module named 'no_such_module'"),
        ("x = 1", 'offers no job; it needs a line such as JOB = Job(name="broken"'),
        (GOOD.replace("count_stars", "count stars"), "A job is named 'count stars'"),
        (GOOD.replace("hours(1)", "timedelta(0)"), "NameError"),
        (GOOD.replace("hours(1)", "hours(0)"), "ten seconds are the least"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, text, said):
    (tmp_path / "broken.py").write_text(text)

    with pytest.raises(Misconfigured) as caught:
        load_jobs([tmp_path])

    assert str(tmp_path / "broken.py") in str(caught.value)
    assert said in str(caught.value)


def test_two_jobs_of_one_name_are_refused_with_both_files(tmp_path):
    (tmp_path / "a.py").write_text(GOOD)
    (tmp_path / "b.py").write_text(GOOD)

    with pytest.raises(Misconfigured, match=r"b\.py names its job 'count_stars', and so does .*a\.py"):
        load_jobs([tmp_path])


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(Misconfigured, match="nowhere does not exist"):
        load_jobs([tmp_path / "nowhere"])


def test_the_timetable_reads_as_it_is_meant():
    assert minutes(15) == timedelta(minutes=15)
    assert hours(1) == timedelta(hours=1)
    assert str(daily("06:30")) == "daily from 06:30"
    assert str(weekly("Mon", "06:30")) == "every Monday from 06:30"
    assert isinstance(daily("06:30"), Daily)
    assert isinstance(weekly("Sun", "23:59"), Weekly)


@pytest.mark.parametrize("text", ["6:30", "24:00", "06:30+02:00", "half past six", ""])
def test_a_time_of_day_is_written_in_one_way(text):
    with pytest.raises(Misconfigured, match="write a time of day"):
        daily(text)


def test_a_day_is_written_in_one_way():
    with pytest.raises(Misconfigured, match="the day is one of Mon, Tue"):
        weekly("Monday", "06:30")


def test_a_job_is_named_like_a_word():
    with pytest.raises(Misconfigured, match="letters, digits and _ only"):
        Job(name="sync-paypal", every=minutes(1), run=lambda bot: bot)


def job_file(name: str, *after: str) -> str:
    return GOOD.replace('name="count_stars"', f'name="{name}", after={after!r}')


def test_a_job_comes_after_those_it_works_on_wherever_their_files_stand(tmp_path):
    for name, after in (
        ("a_join", ("fetch", "sweep")),
        ("b_today", ("a_join",)),
        ("fetch", ()),
        ("sweep", ()),
    ):
        (tmp_path / f"{name}.py").write_text(job_file(name, *after))

    assert list(load_jobs([tmp_path])) == ["fetch", "sweep", "a_join", "b_today"]


def test_a_job_may_name_one_that_is_not_there(tmp_path):
    (tmp_path / "join.py").write_text(job_file("join", "a_job_of_somebody_else"))

    assert list(load_jobs([tmp_path])) == ["join"]


def test_jobs_that_wait_for_one_another_are_named(tmp_path):
    for name, after in (("chicken", ("egg",)), ("egg", ("chicken",))):
        (tmp_path / f"{name}.py").write_text(job_file(name, *after))

    with pytest.raises(Misconfigured, match=r"chicken after egg|egg after chicken"):
        load_jobs([tmp_path])
