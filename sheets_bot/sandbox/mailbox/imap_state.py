"""
What an IMAP session knows: who signed in, which folder is selected, and what it has been told of it.

A session sees a folder as it was when it last looked; what another session files
shows at the next NOOP (so does Dovecot 2.3). Holds no command.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sheets_bot.sandbox.mailbox.folder_names import from_wire
from sheets_bot.sandbox.mailbox.imap_grammar import text_of
from sheets_bot.sandbox.mailbox.post_office import PostOffice
from sheets_bot.sandbox.mailbox.store import Account, Folder, Mail


class No(Exception):
    """The command cannot be done; the text is the rest of the NO answer."""


class Bad(Exception):
    """The command makes no sense; the text is the rest of the BAD answer."""


class Bye(Exception):
    """The server closes the connection; the text is the rest of the BYE."""


class View:
    """A selected folder as one session knows it."""

    def __init__(self, folder: Folder, *, read_only: bool) -> None:
        self.folder = folder
        self.read_only = read_only
        self.uid_validity = folder.uid_validity
        self.mails = list(folder.mails)

    def news(self) -> Iterator[bytes]:
        """
        Look again, and yield the untagged answers that tell the client what has changed.

        Raises:
            Bye: The folder was rebuilt under another UIDVALIDITY; no answer could put that right.
        """
        if self.folder.uid_validity != self.uid_validity:
            raise Bye("Mailbox was rebuilt, please select it again")
        standing = {mail.uid for mail in self.folder.mails}
        for number in range(len(self.mails), 0, -1):
            if self.mails[number - 1].uid not in standing:
                del self.mails[number - 1]
                yield b"* %d EXPUNGE\r\n" % number
        if len(self.mails) != len(self.folder.mails):
            self.mails = list(self.folder.mails)
            yield b"* %d EXISTS\r\n* 0 RECENT\r\n" % len(self.mails)

    def numbered(self, numbers: str, *, by_uid: bool) -> list[tuple[int, Mail]]:
        """
        Return the mails of a sequence set with their places.

        Raises:
            Bad: It is no sequence set, or names a place beyond the last mail.
        """
        last = (self.mails[-1].uid if by_uid else len(self.mails)) if self.mails else 0
        singles, ranges = read_sequence_set(numbers, last)
        if not by_uid and max([*singles, *(high for _, high in ranges)], default=0) > last:
            raise Bad("Invalid messageset")
        return [
            (place, mail)
            for place, mail in enumerate(self.mails, start=1)
            if is_in(mail.uid if by_uid else place, singles, ranges)
        ]


@dataclass
class State:
    """One session between two commands."""

    office: PostOffice
    account: Account | None = None
    view: View | None = None
    out: list[bytes] = field(default_factory=list)
    """What goes out before the tagged answer."""

    def owner(self) -> Account:
        """
        Return who signed in.

        Raises:
            Bad: Nobody has.
        """
        if self.account is None:
            raise Bad("Please sign in first")
        return self.account

    def selected(self) -> View:
        """
        Return the selected folder.

        Raises:
            Bad: There is none.
        """
        if self.view is None:
            raise Bad("No mailbox selected")
        return self.view

    def folder(self, token: Any) -> Folder:
        """
        Return the folder that an argument names.

        Raises:
            No: There is none. Like Dovecot's, the answer holds no TRYCREATE.
        """
        name = folder_name(token)
        folder = self.owner().folder(name)
        if folder is None:
            raise No(f"[NONEXISTENT] Mailbox doesn't exist: {name}")
        return folder

    def tell_news(self) -> None:
        """Put what has changed in the selected folder before the answer."""
        if self.view is not None:
            self.out.extend(self.view.news())


def folder_name(token: Any) -> str:
    """
    Return the name that an argument means.

    Raises:
        Bad: It is not modified UTF-7.
    """
    try:
        return from_wire(text_of(token))
    except ValueError as error:
        raise Bad(f"Mailbox name is not valid: {error}") from error


def read_sequence_set(numbers: str, last: int) -> tuple[set[int], list[tuple[int, int]]]:
    """
    Return the single numbers and the ranges of a set such as ``2,5:*``; *last* is what ``*`` means.

    Raises:
        Bad: It is no sequence set.
    """
    singles: set[int] = set()
    ranges: list[tuple[int, int]] = []
    for part in numbers.split(","):
        low, colon, high = part.partition(":")
        if colon:
            ends = sorted((_number(low, last), _number(high, last)))
            ranges.append((ends[0], ends[1]))
        else:
            singles.add(_number(low, last))
    return singles, ranges


def is_in(number: int, singles: set[int], ranges: list[tuple[int, int]]) -> bool:
    """Say whether a number belongs to a sequence set."""
    return number in singles or any(low <= number <= high for low, high in ranges)


def _number(text: str, last: int) -> int:
    if text == "*":
        return last
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise Bad("Invalid messageset")
    return int(text)
