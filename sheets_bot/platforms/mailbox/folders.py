"""
Which folders of an account are read, and as what; and where drafts lie.

By what the server says a folder is for (RFC 6154, special use), else by the names that mail programs
give: the folder of sent mail is called ``Gesendet`` on a German one. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence

from sheets_bot.domain.mail.mail import Place
from sheets_bot.errors import Misconfigured, Refused
from sheets_bot.platforms.mailbox.imap import Folder

INBOX = "INBOX"
"""The one name that is the same everywhere (RFC 3501, 5.1)."""

_SENT_NAMES = (
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "envoyés",
    "éléments envoyés",
    "messages envoyés",
    "enviados",
    "elementos enviados",
    "posta inviata",
    "inviati",
    "verzonden",
    "verzonden items",
    "wysłane",
)
_DRAFT_NAMES = (
    "drafts",
    "draft",
    "entwürfe",
    "brouillons",
    "borradores",
    "bozze",
    "concepten",
    "kopie robocze",
    "rascunhos",
)
_NOT_SELECTABLE = frozenset({"\\noselect", "\\nonexistent"})
_MOST_NAMES = 12


def folders_to_read(folders: Sequence[Folder], *, sent_folder: str, brand: str) -> Mapping[Place, str]:
    """
    Return the folders to read by what they are for; the archive only where the server marks one.

    Raises Misconfigured where no folder of sent mail is found: without it every mail would look unanswered.
    """
    usable = [folder for folder in folders if _NOT_SELECTABLE.isdisjoint(folder.uses)]
    sent = sent_folder or _by_use(usable, "\\sent") or _by_name(usable, _SENT_NAMES)
    if not sent:
        names = ", ".join(sorted(folder.name for folder in usable)[:_MOST_NAMES])
        raise Misconfigured(
            f"Mailbox of {brand}: no folder of sent mail was found. Set sent_folder in the configuration to "
            f"one of: {names}. Nothing was read from this mailbox."
        )
    archive = _by_use(usable, "\\archive")
    return {
        Place.INBOX: INBOX,
        Place.SENT: sent,
        **({Place.ARCHIVE: archive} if archive and archive != sent else {}),
    }


def drafts_folder(folders: Sequence[Folder], *, brand: str) -> str:
    """Return the folder for drafts. Raises Refused where none is found."""
    usable = [folder for folder in folders if _NOT_SELECTABLE.isdisjoint(folder.uses)]
    found = _by_use(usable, "\\drafts") or _by_name(usable, _DRAFT_NAMES)
    if not found:
        raise Refused(f"Mailbox of {brand}: no folder for drafts was found. No draft was placed.")
    return found


def _by_use(folders: Iterable[Folder], use: str) -> str:
    return next((folder.name for folder in folders if use in folder.uses), "")


def _by_name(folders: Sequence[Folder], names: Iterable[str]) -> str:
    """Return the first folder with one of the names, wherever in the tree: ``INBOX.Sent``, ``INBOX/Sent``."""
    by_name: dict[str, str] = {}
    for folder in folders:
        last = folder.name.replace("/", ".").rpartition(".")[2].casefold()
        by_name.setdefault(last, folder.name)
    return next((by_name[name] for name in names if name in by_name), "")
