"""
Reads IMAP commands from a stream: tag, name and arguments, with quoted strings and literals.

Follows the grammar of RFC 3501, section 9, as far as clients use it, and LITERAL+
(RFC 7888). Knows no command.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any

Arguments = list[Any]
"""Each a ``str`` (atom or quoted string), ``bytes`` (literal), or a list of the same (in parentheses)."""

LONGEST_LINE_BYTES = 65_536
"""As Dovecot's default: a client that names twenty thousand UIDs in one line is refused there, too."""
LONGEST_LITERAL_BYTES = 40 * 1024 * 1024

WORD = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)"'
    r"|\{(?P<size>\d+)(?P<at_once>\+?)\}$"
    r"|(?P<bracket>[()])"
    # Square brackets keep their spaces: BODY.PEEK[HEADER.FIELDS (DATE FROM)]<0.200> is one word.
    r'|(?P<atom>(?:\[[^\]]*\]|[^\s()"\[{])+)'
    r"|(?P<space> +)"
)


class Gone(Exception):
    """The client has closed the connection."""


class Unreadable(Exception):
    """A line is no command; the answer is a BAD with this text."""

    def __init__(self, text: str, tag: str = "*") -> None:
        super().__init__(text)
        self.tag = tag


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it came."""

    tag: str
    name: str
    """Upper case."""
    arguments: Arguments


def read_line(stream: BufferedIOBase) -> str:
    """
    Return the next line without its end.

    Raises:
        Gone: There is none.
        Unreadable: It is longer than a server bears; the rest of it was skipped.
    """
    line = stream.readline(LONGEST_LINE_BYTES)
    if not line:
        raise Gone
    if not line.endswith(b"\n"):
        tag = line.partition(b" ")[0][:40].decode("ascii", "replace")
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE_BYTES)
        raise Unreadable("Too long command line", tag)
    return line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")


def read_command(stream: BufferedIOBase, ask_for_more: Callable[[], None]) -> Command:
    """
    Return the next command; *ask_for_more* sends the continuation that a literal waits for.

    Raises:
        Gone: The client has closed the connection.
        Unreadable: The line makes no sense.
    """
    line = read_line(stream)
    tag, _, rest = line.partition(" ")
    name, _, rest = rest.partition(" ")
    if not tag or not name:
        raise Unreadable("Command needs a tag and a name", tag or "*")
    try:
        arguments = _arguments(rest, stream, ask_for_more)
    except Unreadable as problem:
        raise Unreadable(str(problem), tag) from None
    return Command(tag, name.upper(), arguments)


def text_of(token: Any) -> str:
    """
    Return an argument as text.

    Raises:
        Unreadable: It is a list.
    """
    if isinstance(token, str):
        return token
    if isinstance(token, bytes):
        return token.decode("utf-8", "surrogateescape")
    raise Unreadable("A string was expected, not a list")


def _arguments(line: str, stream: BufferedIOBase, ask_for_more: Callable[[], None]) -> Arguments:
    lists: list[Arguments] = [[]]
    place = 0
    while place < len(line):
        match = WORD.match(line, place)
        if match is None:
            raise Unreadable(f"Cannot read the arguments from character {place} on")
        place = match.end()
        if match["size"] is not None:
            lists[-1].append(_literal(int(match["size"]), match["at_once"], stream, ask_for_more))
            line, place = read_line(stream), 0
        elif match["bracket"] == "(":
            lists.append([])
        elif match["bracket"] == ")":
            _close(lists)
        elif match["quoted"] is not None:
            lists[-1].append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        elif match["atom"]:
            lists[-1].append(match["atom"])
    if len(lists) > 1:
        raise Unreadable("Missing ')'")
    return lists[0]


def _close(lists: list[Arguments]) -> None:
    if len(lists) == 1:
        raise Unreadable("Unexpected ')'")
    inner = lists.pop()
    lists[-1].append(inner)


def _literal(size: int, at_once: str, stream: BufferedIOBase, ask_for_more: Callable[[], None]) -> bytes:
    if size > LONGEST_LITERAL_BYTES:
        raise Unreadable("Literal is too big")
    if not at_once:
        ask_for_more()
    data = stream.read(size)
    if len(data) < size:
        raise Gone
    return data
