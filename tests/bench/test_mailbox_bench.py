"""The benchmark of the mailbox runs, on a tiny one, and finds every mail and thread. No times."""

from mailbox_sync import sandbox, syncs


def test_a_sync_finds_all_mails_and_the_threads_they_make():
    with sandbox(50) as (mailbox, file):
        counts = {what: count for what, _, count in syncs(mailbox, file)}

    assert counts == {"cold": 50, "warm": 50, "10 new": 60, "threads and rows": 12, "the same again": 12}
