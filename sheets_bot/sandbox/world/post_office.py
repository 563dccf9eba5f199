"""
The post: every letter of every brand passes here, and is put to its conversation.

Keeps the true threads, which the headers do not always show. Writes the archive and
the chronicle; writes no letter itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.brands import Brand
from sheets_bot.sandbox.world.chronicle import Chronicle, Happening
from sheets_bot.sandbox.world.letters import Letter
from sheets_bot.sandbox.world.orders import Order


@dataclass(slots=True)
class Conversation:
    """A true thread: one matter between one person and one brand."""

    name: str
    """What nothing else in the world is called, e.g. ``AURORA-1042/mail``."""
    brand: Brand
    order: Order | None
    cause: str
    """What it is about in truth; empty where no person writes."""
    customer_name: str
    customer_email: str
    letters: list[Letter] = field(default_factory=list)
    """In order of time, without copies to other mailboxes."""
    ignored: bool = False
    """The simulated support never gets round to it; somebody else may."""

    @property
    def waiting_since(self) -> float | None:
        """When the first letter came in that no person of the brand has written after; None: none waits."""
        since: float | None = None
        for letter in self.letters:
            if letter.automatic:
                continue
            if not letter.inbound:
                since = None
            elif since is None:
                since = letter.at
        return since

    @property
    def whole(self) -> bool:
        """Say whether the headers tie all its letters together."""
        known = {letter.message_id for letter in self.letters if letter.message_id}
        tied = set(self.letters[0].message_id.split()) if self.letters else set()
        for letter in self.letters[1:]:
            if not tied & {letter.in_reply_to, *letter.references} & known:
                return False
            tied.add(letter.message_id)
        return True

    def written_by_customer(self) -> int:
        """Return how many letters have come in that a person wrote."""
        return sum(1 for letter in self.letters if letter.inbound and not letter.automatic)


class PostOffice:
    """Takes letters in."""

    def __init__(self, archive: Archive, chronicle: Chronicle) -> None:
        self.conversations: dict[str, Conversation] = {}
        """By name, in the order in which they began."""
        self._archive = archive
        self._chronicle = chronicle
        self._conversation_of: dict[str, str] = {}

    def open(self, conversation: Conversation) -> None:
        """Begin a conversation; its first letter is to follow."""
        self.conversations[conversation.name] = conversation

    def post(self, letter: Letter) -> Letter:
        """
        Take *letter* in and return it as kept.

        One that names no conversation is put to the one that its references lead to, else to
        a new one. A second letter with a known Message-ID is a copy in another folder or
        mailbox: it is kept, and changes nothing.
        """
        if letter.message_id in self._conversation_of:
            copy = replace(letter, conversation=self._conversation_of[letter.message_id])
            self._archive.letters[letter.brand_slug].append(copy)
            return copy
        conversation = self._conversation(letter)
        order_name = letter.order_name or (conversation.order.name if conversation.order else "")
        letter = replace(
            letter,
            conversation=conversation.name,
            order_name=order_name,
            cause=letter.cause or ("" if letter.automatic else conversation.cause),
        )
        if letter.message_id:
            self._conversation_of[letter.message_id] = conversation.name
        conversation.letters.append(letter)
        self._archive.letters[letter.brand_slug].append(letter)
        happening = Happening(letter.at, "letter", letter.brand_slug, conversation.name, {"letter": letter})
        self._chronicle.tell(happening)
        return letter

    def _conversation(self, letter: Letter) -> Conversation:
        name = letter.conversation or self._referred_to((letter.in_reply_to, *reversed(letter.references)))
        if name in self.conversations:
            return self.conversations[name]
        name = name or f"{letter.brand_slug}/{letter.message_id or letter.at}"
        self.open(
            Conversation(
                name=name,
                brand=self._archive.brand(letter.brand_slug),
                order=self._archive.order_by_name.get(letter.order_name),
                cause=letter.cause,
                customer_name=letter.sender_name if letter.inbound else "",
                customer_email=(letter.reply_to or letter.sender_email)
                if letter.inbound
                else letter.to_email,
            )
        )
        return self.conversations[name]

    def _referred_to(self, message_ids: Iterable[str]) -> str:
        known = (
            self._conversation_of[known_id] for known_id in message_ids if known_id in self._conversation_of
        )
        return next(known, "")


def threading_of(letter: Letter) -> tuple[str, tuple[str, ...]]:
    """Return In-Reply-To and References of an answer to *letter* (RFC 5322, 3.6.4)."""
    references = (*letter.references, letter.message_id) if letter.message_id else letter.references
    return letter.message_id, references


def message_id(host: str, *names: object) -> str:
    """Return a Message-ID of its own for *names*, as a program at *host* would make it."""
    digest = sha256("|".join(str(name) for name in names).encode()).hexdigest()
    return f"<{digest[:20]}@{host}>"


def answer_subject(subject: str) -> str:
    """Return *subject* with one ``Re:`` before it."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
