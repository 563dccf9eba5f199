"""
IMAP's commands on the mails of the selected folder: search, fetch, flags, copies, expunging.

Each takes the session's state and its arguments, puts untagged answers out, and
returns the text of its OK.
"""

from collections.abc import Callable

from sheets_bot.sandbox.mailbox.imap_fetch import fetched, flags_of, items_of
from sheets_bot.sandbox.mailbox.imap_grammar import Arguments, text_of
from sheets_bot.sandbox.mailbox.imap_search import criteria
from sheets_bot.sandbox.mailbox.imap_state import Bad, No, State, View
from sheets_bot.sandbox.mailbox.store import Folder, Mail

CHARSETS = {"UTF-8", "US-ASCII"}
Run = Callable[..., str]


def search(state: State, arguments: Arguments, *, by_uid: bool = False) -> str:
    """``SEARCH [CHARSET x] criteria``."""
    view = state.selected()
    wanted = list(arguments)
    if wanted and not isinstance(wanted[0], list) and text_of(wanted[0]).upper() == "CHARSET":
        if len(wanted) < 2 or text_of(wanted[1]).upper() not in CHARSETS:
            raise No("[BADCHARSET (UTF-8 US-ASCII)] Unknown charset")
        wanted = wanted[2:]
    test = criteria(wanted, view, now=state.office.now())
    found = [
        mail.uid if by_uid else place for place, mail in enumerate(view.mails, start=1) if test(place, mail)
    ]
    state.out.append(" ".join(["* SEARCH", *map(str, found)]).encode() + b"\r\n")
    return "Search completed"


def fetch(state: State, arguments: Arguments, *, by_uid: bool = False) -> str:
    """``FETCH set items``; what another session has expunged meanwhile is left out."""
    view = state.selected()
    if len(arguments) < 2:
        raise Bad("Invalid arguments")
    items = items_of(arguments[1:])
    for place, mail in view.numbered(text_of(arguments[0]), by_uid=by_uid):
        if not mail.gone:
            state.out.append(fetched(view, place, mail, items, by_uid=by_uid))
    return "Fetch completed"


def store(state: State, arguments: Arguments, *, by_uid: bool = False) -> str:
    """``STORE set [+-]FLAGS[.SILENT] (flags)``."""
    view = _to_write(state)
    if len(arguments) < 3:
        raise Bad("Invalid arguments")
    how = text_of(arguments[1]).upper()
    silent = how.endswith(".SILENT")
    sign = how.removesuffix(".SILENT")
    given = arguments[2] if isinstance(arguments[2], list) else arguments[2:]
    flags = {_flag(text_of(token)) for token in given}
    if sign not in {"FLAGS", "+FLAGS", "-FLAGS"}:
        raise Bad(f"Unknown STORE item {how}")
    for place, mail in view.numbered(text_of(arguments[0]), by_uid=by_uid):
        mail.flags = {"FLAGS": flags, "+FLAGS": mail.flags | flags, "-FLAGS": mail.flags - flags}[sign].copy()
        if not silent:
            uid = b"UID %d " % mail.uid if by_uid else b""
            state.out.append(b"* %d FETCH (%sFLAGS %s)\r\n" % (place, uid, flags_of(mail)))
    return "Store completed"


def copy(state: State, arguments: Arguments, *, by_uid: bool = False) -> str:
    """``COPY set folder``."""
    view = state.selected()
    if len(arguments) != 2:
        raise Bad("Invalid arguments")
    target = state.folder(arguments[1])
    mails = [mail for _, mail in view.numbered(text_of(arguments[0]), by_uid=by_uid)]
    return f"{_copied(mails, target)}Copy completed"


def move(state: State, arguments: Arguments, *, by_uid: bool = False) -> str:
    """``MOVE set folder`` (RFC 6851)."""
    view = _to_write(state)
    if len(arguments) != 2:
        raise Bad("Invalid arguments")
    target = state.folder(arguments[1])
    mails = [mail for _, mail in view.numbered(text_of(arguments[0]), by_uid=by_uid)]
    state.out.append(f"* OK {_copied(mails, target)}Moved\r\n".encode())
    view.folder.remove(mails)
    state.tell_news()
    return "Move completed"


def expunge(state: State, arguments: Arguments, *, by_uid: bool = False) -> str:
    """``EXPUNGE``, or ``UID EXPUNGE set`` (RFC 4315)."""
    view = _to_write(state)
    if by_uid and not arguments:
        raise Bad("Missing UID set")
    among = (
        view.numbered(text_of(arguments[0]), by_uid=True) if by_uid else list(enumerate(view.mails, start=1))
    )
    view.folder.remove(mail for _, mail in among if "\\Deleted" in mail.flags)
    state.tell_news()
    return "Expunge completed"


def with_uid(state: State, arguments: Arguments) -> str:
    """``UID command ...``."""
    name = text_of(arguments[0]).upper() if arguments else ""
    if name not in BY_UID:
        raise Bad(f"Unknown UID command {name}")
    return BY_UID[name](state, arguments[1:], by_uid=True)


BY_UID: dict[str, Run] = {
    "SEARCH": search,
    "FETCH": fetch,
    "STORE": store,
    "COPY": copy,
    "MOVE": move,
    "EXPUNGE": expunge,
}


def _copied(mails: list[Mail], target: Folder) -> str:
    """File copies and return the COPYUID code (RFC 4315)."""
    if not mails:
        return ""
    copies = [target.add_copy(mail) for mail in mails]
    old, new = (",".join(str(mail.uid) for mail in some) for some in (mails, copies))
    return f"[COPYUID {target.uid_validity} {old} {new}] "


def _to_write(state: State) -> View:
    view = state.selected()
    if view.read_only:
        raise No("[READ-ONLY] Mailbox was opened to read only")
    return view


def _flag(flag: str) -> str:
    """Return a flag as the server keeps it: system flags in their own spelling, keywords as given."""
    return "\\" + flag[1:].capitalize() if flag.startswith("\\") else flag
