"""
What an IMAP session knows: who signed in, which folder is selected, and what it has been told of it.

A session sees a folder as it was when it last looked; what another session files
shows at the next NOOP (so does Dovecot 2.3). Holds no command.
"""

from bisect import bisect_left, bisect_right
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
        self.mails: list[Mail] = []
        self._uids: list[int] = []
        self._take(folder.mails)

    def _take(self, mails: list[Mail]) -> None:
        self.mails = list(mails)
        self._uids = [mail.uid for mail in mails]

    def news(self) -> Iterator[bytes]:
        """Look again, and yield the untagged answers that tell the client what has changed."""
        gone = [place for place, mail in enumerate(self.mails, start=1) if mail.gone]
        is_more = len(self.mails) - len(gone) < len(self.folder.mails)
        self._take(self.folder.mails)
        # From the last to the first, so that no number shifts before it is told.
        yield from (b"* %d EXPUNGE\r\n" % place for place in reversed(gone))
        if is_more:
            yield b"* %d EXISTS\r\n* 0 RECENT\r\n" % len(self.mails)

    def numbered(self, numbers: str, *, by_uid: bool) -> list[tuple[int, Mail]]:
        """
        Return the mails of a sequence set such as ``2,5:*`` with their places, in order.

        Raises:
            Bad: It is no sequence set, or names a place beyond the last mail.
        """
        return [(place, self.mails[place - 1]) for place in self.places(numbers, by_uid=by_uid)]

    def places(self, numbers: str, *, by_uid: bool) -> list[int]:
        """
        Return the places of a sequence set, in order and each once; an unknown UID has none.

        Raises:
            Bad: It is no sequence set, or names a place beyond the last mail.
        """
        last = len(self.mails)
        if not by_uid:
            ranges = _ranges(numbers, last)
            if any(high > last for _, high in ranges):
                raise Bad("Invalid messageset")
            return sorted({place for low, high in ranges for place in range(max(low, 1), high + 1)})
        uids = self._uids
        return sorted(
            {
                place
                for low, high in _ranges(numbers, uids[-1] if uids else 0)
                for place in range(bisect_left(uids, low) + 1, bisect_right(uids, high) + 1)
            }
        )


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
            Bye: It was rebuilt under another UIDVALIDITY; no answer could put that right.
        """
        if self.view is None:
            raise Bad("No mailbox selected")
        if self.view.folder.uid_validity != self.view.uid_validity:
            raise Bye("Mailbox was rebuilt, please select it again")
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
            self.out.extend(self.selected().news())


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


def _ranges(numbers: str, last: int) -> list[tuple[int, int]]:
    """Return the ranges of a sequence set, a single number being one as well; *last* is what ``*`` means."""
    ranges = []
    for part in numbers.split(","):
        low, colon, high = part.partition(":")
        ends = sorted((_number(low, last), _number(high if colon else low, last)))
        ranges.append((ends[0], ends[1]))
    return ranges


def _number(text: str, last: int) -> int:
    if text == "*":
        return last
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise Bad("Invalid messageset")
    return int(text)
