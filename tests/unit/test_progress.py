"""Progress: a bar in a terminal, plain lines elsewhere, silence where JSON is asked for."""

import io

from sheets_bot.service.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_there_are_two_plain_lines():
    stream = io.StringIO()

    with progress("Running every job", parts=2, stream=stream) as advance:
        advance("one")
        advance("two")

    first, second = stream.getvalue().splitlines()
    assert first == "Running every job ..."
    assert second.startswith("Running every job: done in ")


def test_in_a_terminal_there_is_a_bar():
    stream = Terminal()

    with progress("Running every job", parts=2, stream=stream) as advance:
        advance("one")

    assert "Running every job" in stream.getvalue()
    assert "━" in stream.getvalue()


def test_quiet_is_quiet():
    stream = Terminal()

    with progress("Running every job", parts=1, quiet=True, stream=stream) as advance:
        advance("one")

    assert stream.getvalue() == ""
