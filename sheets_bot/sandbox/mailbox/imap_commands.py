"""
The IMAP commands of the sandbox by name: enough of IMAP4rev1 for Python's imaplib and for imap-tools.

What they do stands in `imap_folders.py` and `imap_messages.py`; the few that concern
neither are here. Each takes the session's state and its arguments, puts untagged
answers out, and returns the text of its OK.
"""

from collections.abc import Callable

from sheets_bot.sandbox.mailbox import imap_folders as folders
from sheets_bot.sandbox.mailbox import imap_messages as messages
from sheets_bot.sandbox.mailbox.imap_grammar import Arguments
from sheets_bot.sandbox.mailbox.imap_state import State

CAPABILITIES = (
    "IMAP4rev1 SASL-IR LITERAL+ ID NAMESPACE UIDPLUS MOVE UNSELECT IDLE SPECIAL-USE XLIST WITHIN"
    " AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2"
)


def capability(state: State, _arguments: Arguments) -> str:
    """``CAPABILITY``."""
    state.out.append(f"* CAPABILITY {CAPABILITIES}\r\n".encode())
    return "Capability completed"


def noop(state: State, _arguments: Arguments) -> str:
    """``NOOP`` and ``CHECK``: what came in meanwhile shows now."""
    state.tell_news()
    return "NOOP completed"


def namespace(state: State, _arguments: Arguments) -> str:
    """``NAMESPACE`` (RFC 2342)."""
    state.owner()
    state.out.append(b'* NAMESPACE (("" "/")) NIL NIL\r\n')
    return "Namespace completed"


def identify(state: State, _arguments: Arguments) -> str:
    """``ID`` (RFC 2971)."""
    state.out.append(b'* ID ("name" "sheets_bot sandbox")\r\n')
    return "ID completed"


COMMANDS: dict[str, Callable[[State, Arguments], str]] = {
    "CAPABILITY": capability,
    "NOOP": noop,
    "CHECK": noop,
    "NAMESPACE": namespace,
    "ID": identify,
    "LIST": folders.list_folders,
    "XLIST": folders.list_as_xlist,
    "LSUB": folders.list_subscribed,
    "SELECT": folders.select,
    "EXAMINE": folders.examine,
    "STATUS": folders.status,
    "CREATE": folders.create,
    "DELETE": folders.delete,
    "SUBSCRIBE": folders.subscribe,
    "UNSUBSCRIBE": folders.subscribe,
    "APPEND": folders.append,
    "CLOSE": folders.close,
    "UNSELECT": folders.unselect,
    "SEARCH": messages.search,
    "FETCH": messages.fetch,
    "STORE": messages.store,
    "COPY": messages.copy,
    "MOVE": messages.move,
    "EXPUNGE": messages.expunge,
    "UID": messages.with_uid,
}
NAMES_A_FOLDER = frozenset({"SELECT", "EXAMINE", "STATUS", "CREATE", "DELETE", "APPEND", "LOGIN"})
