"""
One SMTP connection for submitting mail (RFC 5321, RFC 6409): sign in, envelope, mail.

Accepts mail of the brand's own domain only and hands it to the post office; files
no copy under Sent. A fault at ``DATA`` strikes when the mail has been sent: with
``cut`` "after" it is delivered and the 250 is lost.
"""

import re
import socket
from collections.abc import Callable
from io import BufferedIOBase

from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.mailbox import sasl
from sheets_bot.sandbox.mailbox.imap_grammar import LONGEST_LITERAL_BYTES, Gone
from sheets_bot.sandbox.mailbox.post_office import PostOffice
from sheets_bot.sandbox.mailbox.store import Account
from sheets_bot.sandbox.mailbox.wires import Answer, Exchange, Wires

LONGEST_LINE_BYTES = 12_288
PATH = re.compile(r"(?P<verb>FROM|TO):\s*<(?P<address>[^<>\s]*)>(?P<more>( \S+)*)", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")
MOST_RECIPIENTS = 100
EXTENSIONS = (
    "PIPELINING",
    f"SIZE {LONGEST_LITERAL_BYTES}",
    "8BITMIME",
    "SMTPUTF8",
    "ENHANCEDSTATUSCODES",
    "AUTH PLAIN LOGIN XOAUTH2",
)


class SmtpSession:
    """Serves one connection until either side ends it."""

    def __init__(
        self, office: PostOffice, wires: Wires, connection: socket.socket, stream: BufferedIOBase
    ) -> None:
        self._office = office
        self._wires = wires
        self._connection = connection
        self._stream = stream
        self._account: Account | None = None
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._commands: dict[str, Callable[[str], Answer]] = {
            "EHLO": self._ehlo,
            "HELO": lambda _rest: _said(250, "sandbox"),
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "RSET": self._rset,
            "NOOP": lambda _rest: _said(250, "2.0.0 OK"),
            "VRFY": lambda _rest: _said(252, "2.5.0 Send the mail and see"),
            "QUIT": lambda _rest: Answer(b"221 2.0.0 Bye\r\n", 221, ends=True),
        }

    def serve(self) -> None:
        """
        Greet, and answer until the end.

        Raises:
            HangUp: A fault ends the connection.
            Gone: The client does.
        """
        answer = self._wires.answer(
            Exchange("smtp", "CONNECT"), lambda: _said(220, "sandbox ESMTP ready"), _refused
        )
        while True:
            self._send(answer.data)
            if answer.ends:
                return
            answer = self._next()

    def _next(self) -> Answer:
        line = self._line()
        verb, _, rest = line.partition(" ")
        command = verb.upper()
        if command == "DATA":
            return self._data()
        act = self._commands.get(command)
        if act is None:
            return _said(502, "5.5.1 Command not implemented")
        # What AUTH carries is a secret, and the other arguments are addresses: none is written down.
        exchange = Exchange("smtp", command, self._account.user if self._account else "")
        return self._wires.answer(exchange, lambda: act(rest.strip()), _refused)

    def _ehlo(self, _rest: str) -> Answer:
        lines = ("sandbox", *EXTENSIONS)
        marks = [*["-"] * (len(lines) - 1), " "]
        pairs = zip(marks, lines, strict=True)
        return Answer("".join(f"250{mark}{line}\r\n" for mark, line in pairs).encode(), 250)

    def _auth(self, rest: str) -> Answer:
        mechanism, _, initial = rest.partition(" ")
        if mechanism.upper() == "LOGIN":
            user = self._challenge(b"VXNlcm5hbWU6", initial)
            password = self._challenge(b"UGFzc3dvcmQ6")
            return self._enter(
                sasl.by_password(
                    self._office, user.decode("utf-8", "replace"), password.decode("utf-8", "replace")
                )
            )
        if mechanism.upper() == "PLAIN":
            return self._enter(sasl.by_plain(self._office, self._challenge(b"", initial)))
        if mechanism.upper() == "XOAUTH2":
            account = sasl.by_token(self._office, self._challenge(b"", initial))
            if account is None:
                self._challenge(sasl.XOAUTH2_REFUSED)
            return self._enter(account)
        return _said(504, "5.5.4 Unrecognized authentication type")

    def _challenge(self, said: bytes, initial: str = "") -> bytes:
        """Return the client's response without its base64; what is none opens nothing."""
        if not initial:
            self._send(b"334 " + said + b"\r\n")
            initial = self._line()
        return sasl.unpacked(initial) or b""

    def _enter(self, account: Account | None) -> Answer:
        if account is None:
            return _said(535, "5.7.8 Username and password not accepted")
        self._account = account
        return _said(235, "2.7.0 Accepted")

    def _mail(self, rest: str) -> Answer:
        match = PATH.fullmatch(rest)
        if self._account is None:
            return _said(530, "5.7.0 Authentication required")
        if match is None or match["verb"].upper() != "FROM":
            return _said(501, "5.5.4 Syntax: MAIL FROM:<address>")
        domain = match["address"].rpartition("@")[2].lower()
        if domain != self._account.user.rpartition("@")[2]:
            return _said(553, "5.7.1 Sender address rejected: not owned by this account")
        self._sender, self._recipients = match["address"], []
        return _said(250, "2.1.0 OK")

    def _rcpt(self, rest: str) -> Answer:
        match = PATH.fullmatch(rest)
        if self._sender is None:
            return _said(503, "5.5.1 Need MAIL first")
        if match is None or match["verb"].upper() != "TO":
            return _said(501, "5.5.4 Syntax: RCPT TO:<address>")
        if not ADDRESS.fullmatch(match["address"]):
            return _said(550, "5.1.3 Invalid recipient address")
        if len(self._recipients) >= MOST_RECIPIENTS:
            return _said(452, "4.5.3 Too many recipients")
        self._recipients.append(match["address"])
        return _said(250, "2.1.5 OK")

    def _rset(self, _rest: str) -> Answer:
        self._sender, self._recipients = None, []
        return _said(250, "2.0.0 OK")

    def _data(self) -> Answer:
        if self._account is None or self._sender is None or not self._recipients:
            return _said(503, "5.5.1 Need MAIL and RCPT first")
        account, sender, recipients = self._account, self._sender, tuple(self._recipients)
        self._send(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        raw = self._mail_text()
        self._rset("")
        exchange = Exchange("smtp", "DATA", account.user, len(raw))
        return self._wires.answer(exchange, lambda: self._accept(account, sender, recipients, raw), _refused)

    def _accept(self, account: Account, sender: str, recipients: tuple[str, ...], raw: bytes) -> Answer:
        if len(raw) > LONGEST_LITERAL_BYTES:
            return _said(552, "5.3.4 Message too big")
        with self._office.world.lock:
            self._office.submit(account, sender, recipients, raw)
        return _said(250, "2.0.0 OK queued")

    def _mail_text(self) -> bytes:
        """Read up to the single dot, and take the doubled dots back (RFC 5321, section 4.5.2)."""
        pieces: list[bytes] = []
        while True:
            piece = self._raw_line()
            if not pieces or pieces[-1].endswith(b"\n"):  # a very long line comes in several pieces
                if piece in {b".\r\n", b".\n"}:
                    return b"".join(pieces)
                piece = piece.removeprefix(b".")
            pieces.append(piece)

    def _line(self) -> str:
        return self._raw_line().rstrip(b"\r\n").decode("utf-8", "replace")

    def _raw_line(self) -> bytes:
        line = self._stream.readline(LONGEST_LINE_BYTES)
        if not line:
            raise Gone
        return line

    def _send(self, data: bytes) -> None:
        try:
            self._connection.sendall(data)
        except OSError as error:
            raise Gone from error


def _said(code: int, text: str) -> Answer:
    return Answer(f"{code} {text}\r\n".encode(), code, ends=code == 421)


def _refused(fault: Fault) -> Answer:
    """Word a fault's status, which is SMTP's own code; HTTP's server errors count as "try later"."""
    texts = {421: "4.3.2 Service not available", 535: "5.7.8 Username and password not accepted"}
    kind = "4.3.0 Try again later" if fault.status < 500 else "5.3.0 Refused"
    return _said(fault.status, texts.get(fault.status, kind))
