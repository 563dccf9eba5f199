"""
The mail server of the sandbox: IMAP and SMTP on loopback, each on a port of its own.

Opens the ports and starts a session per connection; what is said stands in
`imap_session.py` and `smtp_session.py`, what is kept in `post_office.py`. Speaks
without TLS, so it never listens beyond this machine.
"""

import logging
import socket
import socketserver
import threading
from collections.abc import Callable
from io import BufferedIOBase
from types import TracebackType
from typing import Any, Protocol, Self

from sheets_bot.sandbox.faults import Faults
from sheets_bot.sandbox.journal import Journal
from sheets_bot.sandbox.mailbox.imap_grammar import Gone
from sheets_bot.sandbox.mailbox.imap_session import ImapSession
from sheets_bot.sandbox.mailbox.post_office import PostOffice
from sheets_bot.sandbox.mailbox.smtp_session import SmtpSession
from sheets_bot.sandbox.mailbox.store import INBOX
from sheets_bot.sandbox.mailbox.wires import HangUp, Wires
from sheets_bot.sandbox.world import World

HOST = "127.0.0.1"
IDLE_SECONDS = 1_800.0
"""A connection on which nothing comes for this long is closed (RFC 3501, section 5.4: not sooner)."""

log = logging.getLogger(__name__)


class Session(Protocol):
    """Serves one connection."""

    def serve(self) -> None:
        """Return when the connection has ended."""


Opens = Callable[[socket.socket, BufferedIOBase], Session]


class MailServer:
    """Listens from :meth:`start` on; serves in threads of its own until :meth:`stop`."""

    def __init__(
        self,
        world: World,
        *,
        now: Callable[[], float],
        port_imap: int = 0,
        port_smtp: int = 0,
        faults: Faults | None = None,
        journal: Journal | None = None,
        hostility: str = "little",
    ) -> None:
        """
        Take the ports; nothing is answered before :meth:`start`.

        Args:
            world: Whose letters fill the mailboxes.
            now: The sandbox's clock, in seconds since 1970.
            port_imap: Where to listen on 127.0.0.1; 0 for any free port.
            port_smtp: The same for SMTP.
            faults: A queue shared with other services; None: its own.
            journal: A journal shared with other services; None: its own.
            hostility: How odd mails may be (``none``, ``little``, ``full``).

        Raises:
            OSError: A port is taken.
        """
        self.faults = faults or Faults()
        self.journal = journal or Journal()
        self._now = now
        self._hostility = hostility
        self._wires = Wires(faults=self.faults, journal=self.journal, now=now)
        self.office = PostOffice(world, now=now, hostility=hostility)
        self._imap = _Listener((HOST, port_imap), self._open_imap)
        try:
            self._smtp = _Listener((HOST, port_smtp), self._open_smtp)
        except OSError:
            self._imap.server_close()
            raise

    @property
    def imap_url(self) -> str:
        """Where mail is read, e.g. ``imap://127.0.0.1:40143``."""
        return f"imap://{HOST}:{self._imap.server_address[1]}"

    @property
    def smtp_url(self) -> str:
        """Where mail is handed in, e.g. ``smtp://127.0.0.1:40587``."""
        return f"smtp://{HOST}:{self._smtp.server_address[1]}"

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        """User name, which is the address, and password by brand."""
        return {slug: (account.user, account.password) for slug, account in self.office.accounts.items()}

    @property
    def tokens(self) -> dict[str, str]:
        """OAuth access token by brand."""
        return {slug: account.token for slug, account in self.office.accounts.items()}

    def new_uidvalidity(self, slug: str, folder: str = INBOX) -> None:
        """Renumber a folder as after a restored backup; sessions that hold it open are ended."""
        with self.office.world.lock:
            self.office.collect()
            self.office.accounts[slug].folders[folder].renumber()

    def change_world(self, world: World) -> None:
        """Begin anew with another world: all mailboxes as that world fills them. Open sessions end."""
        self._imap.close_connections()
        self._smtp.close_connections()
        self.office = PostOffice(world, now=self._now, hostility=self._hostility)

    def start(self) -> Self:
        """Answer from now on."""
        for listener in (self._imap, self._smtp):
            listener.start()
        return self

    def stop(self) -> None:
        """Close every connection and free the ports. A second time does nothing."""
        self._wires.stopping.set()
        for listener in (self._imap, self._smtp):
            listener.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _open_imap(self, connection: socket.socket, stream: BufferedIOBase) -> Session:
        return ImapSession(self.office, self._wires, connection, stream)

    def _open_smtp(self, connection: socket.socket, stream: BufferedIOBase) -> Session:
        return SmtpSession(self.office, self._wires, connection, stream)


class _Listener(socketserver.ThreadingTCPServer):
    """A listening socket; remembers open connections so that a stop ends them."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], opens: Opens) -> None:
        self.opens = opens
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        super().__init__(address, _Connection)

    def start(self) -> None:
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox-mail", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self.shutdown()
            self._thread.join(timeout=5)
            self._thread = None
        self.close_connections()
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._open_lock:
            connections = tuple(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the client was quicker
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  (the signature is given)
        """Note that a session broke; the client sees its connection end."""
        log.error("sandbox.mail_session_broke %s", client_address, exc_info=True)  # noqa: LOG014  (called while handling)


class _Connection(socketserver.StreamRequestHandler):
    """One connection in its own thread."""

    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: _Listener

    def handle(self) -> None:
        try:
            self.server.opens(self.connection, self.rfile).serve()
        except HangUp as end:
            self._last_words(end.last_words)
        except (Gone, OSError):
            log.debug("sandbox.mail_client_left %s", self.client_address)

    def _last_words(self, words: bytes) -> None:
        try:
            self.connection.sendall(words)
        except OSError:
            log.debug("sandbox.mail_client_left %s", self.client_address)
