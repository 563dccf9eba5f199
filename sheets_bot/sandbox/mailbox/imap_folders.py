"""
IMAP's commands on folders: list, select, status, create, append.

Each takes the session's state and its arguments, puts untagged answers out, and
returns the text of its OK.
"""

import re
from datetime import UTC, datetime
from functools import partial

from sheets_bot.sandbox.mailbox.folder_names import to_wire
from sheets_bot.sandbox.mailbox.imap_fetch import MONTHS
from sheets_bot.sandbox.mailbox.imap_grammar import Arguments, text_of
from sheets_bot.sandbox.mailbox.imap_state import Bad, No, State, View, folder_name
from sheets_bot.sandbox.mailbox.store import INBOX, Folder

ATOM = re.compile(r"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|}~-]+")
FLAGS = "\\Answered \\Flagged \\Deleted \\Seen \\Draft"
DATE_TIME = re.compile(r"([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})")


def list_folders(state: State, arguments: Arguments, *, answer: str = "LIST") -> str:
    """``LIST reference pattern``, also with the selection and RETURN options of RFC 5258 and RFC 6154."""
    owner = state.owner()
    wanted = list(arguments)
    only_special = bool(wanted) and isinstance(wanted[0], list)
    if only_special:
        wanted.pop(0)
    if len(wanted) < 2:
        raise Bad("Invalid arguments")
    pattern = folder_name(wanted[0]) + folder_name(wanted[1])
    if not pattern:
        state.out.append(f'* {answer} (\\Noselect) "/" ""\r\n'.encode())
        return f"{answer.capitalize()} completed"
    like = _pattern(pattern)
    for folder in owner.folders.values():
        use = folder.use if state.office.special_use else ""
        if like.fullmatch(folder.name) and (use or not only_special):
            children = "" if answer == "LSUB" else "\\HasNoChildren"
            flags = f"{children} {use}".strip()
            state.out.append(f'* {answer} ({flags}) "/" {_wire_name(folder)}\r\n'.encode())
    return f"{answer.capitalize()} completed"


def list_subscribed(state: State, arguments: Arguments) -> str:
    """``LSUB reference pattern``: every folder is subscribed."""
    return list_folders(state, arguments, answer="LSUB")


def list_as_xlist(state: State, arguments: Arguments) -> str:
    """``XLIST reference pattern``, Google's forerunner of SPECIAL-USE."""
    return list_folders(state, arguments, answer="XLIST")


def select(state: State, arguments: Arguments, *, read_only: bool = False) -> str:
    """``SELECT folder``; a failed one leaves nothing selected."""
    if not arguments:
        raise Bad("Missing mailbox name")
    state.view = None
    folder = state.folder(arguments[0])
    view = state.view = View(folder, read_only=read_only)
    unseen = next((n for n, mail in enumerate(view.mails, start=1) if "\\Seen" not in mail.flags), 0)
    permanent = "()" if read_only else f"({FLAGS} \\*)"
    lines = [
        f"FLAGS ({FLAGS})",
        f"OK [PERMANENTFLAGS {permanent}] Flags permitted",
        f"{len(view.mails)} EXISTS",
        "0 RECENT",
        f"OK [UNSEEN {unseen}] First unseen" if unseen else "",
        f"OK [UIDVALIDITY {folder.uid_validity}] UIDs valid",
        f"OK [UIDNEXT {folder.uid_next}] Predicted next UID",
    ]
    state.out.extend(f"* {line}\r\n".encode() for line in lines if line)
    return "[READ-ONLY] Examine completed" if read_only else "[READ-WRITE] Select completed"


def examine(state: State, arguments: Arguments) -> str:
    """``EXAMINE folder``."""
    return select(state, arguments, read_only=True)


def close(state: State, _arguments: Arguments) -> str:
    """``CLOSE``: expunges in silence, then nothing is selected."""
    view = state.selected()
    if not view.read_only:
        view.folder.remove([mail for mail in view.mails if "\\Deleted" in mail.flags])
    state.view = None
    return "Close completed"


def unselect(state: State, _arguments: Arguments) -> str:
    """``UNSELECT`` (RFC 3691): like CLOSE, but expunges nothing."""
    state.selected()
    state.view = None
    return "Unselect completed"


def status(state: State, arguments: Arguments) -> str:
    """``STATUS folder (items)``."""
    if len(arguments) != 2 or not isinstance(arguments[1], list):
        raise Bad("Invalid arguments")
    folder = state.folder(arguments[0])
    figures = {
        "MESSAGES": len(folder.mails),
        "RECENT": 0,
        "UIDNEXT": folder.uid_next,
        "UIDVALIDITY": folder.uid_validity,
        "UNSEEN": sum("\\Seen" not in mail.flags for mail in folder.mails),
    }
    names = [text_of(item).upper() for item in arguments[1]]
    unknown = [name for name in names if name not in figures]
    if unknown:
        raise Bad(f"Invalid status item {unknown[0]}")
    said = " ".join(f"{name} {figure}" for name, figure in figures.items() if name in names)
    state.out.append(f"* STATUS {_wire_name(folder)} ({said})\r\n".encode())
    return "Status completed"


def create(state: State, arguments: Arguments) -> str:
    """``CREATE folder``."""
    owner = state.owner()
    name = folder_name(arguments[0]).rstrip("/") if arguments else ""
    if not name:
        raise Bad("Missing mailbox name")
    if owner.folder(name):
        raise No("[ALREADYEXISTS] Mailbox already exists")
    newest = max(folder.uid_validity for folder in owner.folders.values())
    owner.open_folder(name, uid_validity=newest + 1)
    return "Create completed"


def delete(state: State, arguments: Arguments) -> str:
    """``DELETE folder``; INBOX stays."""
    if not arguments:
        raise Bad("Missing mailbox name")
    folder = state.folder(arguments[0])
    if folder.name == INBOX:
        raise No("[CANNOT] INBOX can't be deleted")
    del state.owner().folders[folder.name]
    return "Delete completed"


def subscribe(state: State, arguments: Arguments) -> str:
    """``SUBSCRIBE`` and ``UNSUBSCRIBE``: accepted, remembered by nobody."""
    if not arguments:
        raise Bad("Missing mailbox name")
    state.owner()
    return "Done"


def append(state: State, arguments: Arguments) -> str:
    """``APPEND folder [(flags)] ["date"] literal``; says where it went (UIDPLUS). Nothing is compared."""
    if len(arguments) < 2 or not isinstance(arguments[-1], bytes):
        raise Bad("Invalid arguments")
    folder = state.folder(arguments[0])
    flags: list[str] = []
    at = state.office.now()
    for option in arguments[1:-1]:
        if isinstance(option, list):
            flags = [text_of(flag) for flag in option]
        else:
            at = _instant(text_of(option))
    raw = re.sub(rb"\r?\n", b"\r\n", arguments[-1])
    mail = folder.add(at, partial(bytes, raw), flags)
    if state.view is not None and state.view.folder is folder:
        state.tell_news()
    return f"[APPENDUID {folder.uid_validity} {mail.uid}] Append completed"


def _pattern(pattern: str) -> re.Pattern[str]:
    parts = [{"*": ".*", "%": "[^/]*"}.get(letter, re.escape(letter)) for letter in pattern]
    return re.compile("".join(parts), re.IGNORECASE if pattern.upper() == INBOX else 0)


def _wire_name(folder: Folder) -> str:
    """Return a name as an atom where it is one, else in quotes."""
    name = to_wire(folder.name)
    if ATOM.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _instant(text: str) -> float:
    match = DATE_TIME.fullmatch(text)
    if match is None or match[2].capitalize() not in MONTHS:
        raise Bad("Invalid internal date")
    day, month, year, *clock, offset = match.groups()
    number = MONTHS.index(month.capitalize()) + 1
    iso = f"{year}-{number:02d}-{int(day):02d}T{':'.join(clock)}{offset}"
    try:
        return datetime.fromisoformat(iso).astimezone(UTC).timestamp()
    except ValueError as error:
        raise Bad("Invalid internal date") from error
