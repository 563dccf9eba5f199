"""What the sandbox's IMAP makes of lines: commands read as sent, nonsense refused, and never the end of a session."""

import io
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbox_stand import host_and_port, mail_stand
from sheets_bot.sandbox.mailbox.imap_grammar import Gone, Unreadable, read_command


def read(data):
    asked = []
    command = read_command(io.BytesIO(data), lambda: asked.append(True))
    return command.tag, command.name, command.arguments, len(asked)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"a1 noop\r\n", ("a1", "NOOP", [], 0)),
        (b'a1 LOGIN joe "pa ss\\"\\\\"\r\n', ("a1", "LOGIN", ["joe", 'pa ss"\\'], 0)),
        (b"a STATUS INBOX (MESSAGES (UNSEEN))\r\n", ("a", "STATUS", ["INBOX", ["MESSAGES", ["UNSEEN"]]], 0)),
        (b"a LOGIN {3}\r\njoe {2+}\r\nxy\r\n", ("a", "LOGIN", [b"joe", b"xy"], 1)),
        (b"a SEARCH (SUBJECT {2}\r\nhi)\r\n", ("a", "SEARCH", [["SUBJECT", b"hi"]], 1)),
        (
            b"a FETCH 1 (BODY.PEEK[HEADER.FIELDS (DATE FROM)]<0.20> UID)\r\n",
            ("a", "FETCH", ["1", ["BODY.PEEK[HEADER.FIELDS (DATE FROM)]<0.20>", "UID"]], 0),
        ),
        ('a SEARCH SUBJECT "Größe"\r\n'.encode(), ("a", "SEARCH", ["SUBJECT", "Größe"], 0)),
    ],
)
def test_a_command_is_read_as_it_was_sent(line, expected):
    assert read(line) == expected


@pytest.mark.parametrize(
    "line", [b"\r\n", b"a\r\n", b"a X (\r\n", b"a X )\r\n", b'a X "\r\n', b"a X {99999999999}\r\n"]
)
def test_a_line_that_is_no_command_is_refused(line):
    with pytest.raises(Unreadable):
        read(line)


@pytest.mark.parametrize("data", [b"", b"a X {9}\r\nshort"])
def test_a_stream_that_ends_is_a_client_that_left(data):
    with pytest.raises(Gone):
        read(data)


@given(st.lists(st.one_of(st.text('ab \\"()*%', max_size=9), st.binary(max_size=9)), max_size=6))
def test_quoted_strings_and_literals_hold_anything(values):
    line = b"a X"
    for value in values:
        if isinstance(value, bytes):
            line += b" {%d+}\r\n%s" % (len(value), value)
        else:
            line += b' "%s"' % value.replace("\\", "\\\\").replace('"', '\\"').encode()

    assert read(line + b"\r\n") == ("a", "X", values, 0)


@pytest.fixture(scope="module")
def line_to_server():
    with (
        mail_stand() as stand,
        socket.create_connection(host_and_port(stand.server.imap_url), timeout=10) as line,
    ):
        stand.put()
        stream = line.makefile("rwb")
        stream.readline()
        user, password = stand.server.accounts["aurora"]
        with stream:
            say(stream, f'a LOGIN "{user}" "{password}"'.encode(), "a")
            say(stream, b"b SELECT INBOX", "b")
            yield stream


def say(stream, line, tag):
    """Send a line and return the answer up to the one with this tag, or the first BAD without any."""
    stream.write(line + b"\r\n")
    stream.flush()
    while True:
        answer = stream.readline()
        assert answer, "the server hung up"
        if answer.startswith((tag.encode() + b" ", b"* BAD")):
            return answer


COMMANDS = st.sampled_from(
    ["SEARCH", "FETCH", "STORE", "UID", "LIST", "STATUS", "SELECT", "COPY", "APPEND", "CREATE", "NOOP"]
)
WORDS = st.sampled_from(
    ["1", "*", "1:*", "0", "99", "FLAGS", "(FLAGS)", "BODY[]", "+FLAGS", "(\\Seen)", "INBOX", '"x"', "()", "(", ")", "ALL", "NOT", "OR", "SINCE", "UID", "FETCH", "[", "CHARSET", "&a-"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    command=COMMANDS, words=st.lists(st.one_of(WORDS, st.text('a1()[]<>.:,\\"%& ', max_size=5)), max_size=6)
)
def test_no_line_breaks_a_session(line_to_server, command, words):
    answer = say(line_to_server, f"x {command} {' '.join(words)}".encode(), "x")

    assert answer.split(b" ")[1] in {b"OK", b"NO", b"BAD"}
    assert say(line_to_server, b"y NOOP", "y").startswith(b"y OK")
    assert say(line_to_server, b"z SELECT INBOX", "z").startswith(b"z OK")
