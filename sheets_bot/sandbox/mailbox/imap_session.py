"""
One IMAP connection (RFC 3501): greeting, sign-in, one command after the other, good-bye.

What the commands do stands in `imap_commands.py` and beyond; here is what needs the
connection itself: signing in, idling, signing out.
"""

import select
import socket
from io import BufferedIOBase

from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.mailbox import sasl
from sheets_bot.sandbox.mailbox.imap_commands import CAPABILITIES, COMMANDS, NAMES_A_FOLDER
from sheets_bot.sandbox.mailbox.imap_grammar import (
    Arguments,
    Command,
    Gone,
    Unreadable,
    read_command,
    read_line,
    text_of,
)
from sheets_bot.sandbox.mailbox.imap_state import Bad, Bye, No, State
from sheets_bot.sandbox.mailbox.post_office import PostOffice
from sheets_bot.sandbox.mailbox.store import Account
from sheets_bot.sandbox.mailbox.wires import Answer, Exchange, HangUp, Wires

IDLE_LOOK_SECONDS = 0.2
"""How often an idling session looks for new mail."""
NOT_SIGNED_IN = "[AUTHENTICATIONFAILED] Authentication failed."


class ImapSession:
    """Serves one connection until either side ends it."""

    def __init__(
        self, office: PostOffice, wires: Wires, connection: socket.socket, stream: BufferedIOBase
    ) -> None:
        self._office = office
        self._wires = wires
        self._connection = connection
        self._stream = stream
        self._state = State(office)

    def serve(self) -> None:
        """
        Greet, and answer until the end.

        Raises:
            HangUp: A fault ends the connection.
            Gone: The client does.
        """
        hello = Answer(f"* OK [CAPABILITY {CAPABILITIES}] Sandbox ready.\r\n".encode())
        greeting = self._wires.answer(Exchange("imap", "CONNECT"), lambda: hello, _bye)
        while True:
            self._send(greeting.data)
            if greeting.ends:
                return
            greeting = self._next()

    def _next(self) -> Answer:
        try:
            command = read_command(self._stream, lambda: self._send(b"+ OK\r\n"))
        except Unreadable as problem:
            return Answer(f"{problem.tag} BAD Error in IMAP command: {problem}\r\n".encode(), 400)
        exchange = Exchange("imap", _plain_name(command), self._about(command), _size(command))
        return self._wires.answer(
            exchange, lambda: self._act(command), lambda fault: _refused(command, fault)
        )

    def _about(self, command: Command) -> str:
        if (
            command.name in NAMES_A_FOLDER
            and command.arguments
            and not isinstance(command.arguments[0], list)
        ):
            return text_of(command.arguments[0])
        return self._state.view.folder.name if self._state.view else ""

    def _act(self, command: Command) -> Answer:
        self._state.out = []
        try:
            done = self._do(command)
            word, status = "OK", 200
        except No as problem:
            done, word, status = str(problem), "NO", 403
        except (Bad, Unreadable) as problem:
            done, word, status = str(problem), "BAD", 400
        except Bye as problem:
            return Answer(b"".join([*self._state.out, f"* BYE {problem}\r\n".encode()]), 403, ends=True)
        last = f"{command.tag} {word} {done}\r\n".encode("utf-8", "replace")
        return Answer(b"".join([*self._state.out, last]), status, ends=command.name == "LOGOUT")

    def _do(self, command: Command) -> str:
        if command.name == "LOGOUT":
            self._state.out.append(b"* BYE Logging out\r\n")
            return "Logout completed"
        if command.name == "LOGIN":
            return self._log_in(command.arguments)
        if command.name == "AUTHENTICATE":
            return self._authenticate(command.arguments)
        if command.name == "IDLE":
            return self._idle()
        if command.name not in COMMANDS:
            raise Bad(f"Unknown command: {command.name}")
        with self._office.world.lock:
            self._office.collect()
            return COMMANDS[command.name](self._state, command.arguments)

    def _log_in(self, arguments: Arguments) -> str:
        if len(arguments) != 2:
            raise Bad("Missing arguments")
        return self._enter(sasl.by_password(self._office, text_of(arguments[0]), text_of(arguments[1])))

    def _authenticate(self, arguments: Arguments) -> str:
        mechanism = text_of(arguments[0]).upper() if arguments else ""
        if mechanism == "LOGIN":
            user, password = (self._challenge(said) for said in (b"VXNlcm5hbWU6", b"UGFzc3dvcmQ6"))
            return self._enter(sasl.by_password(self._office, user.decode(), password.decode()))
        if mechanism not in {"PLAIN", "XOAUTH2"}:
            raise No("Unsupported authentication mechanism.")
        response = _unpacked(text_of(arguments[1])) if len(arguments) > 1 else self._challenge(b"")
        if mechanism == "PLAIN":
            return self._enter(sasl.by_plain(self._office, response))
        account = sasl.by_token(self._office, response)
        if account is None:
            self._challenge(sasl.XOAUTH2_REFUSED)
        return self._enter(account)

    def _enter(self, account: Account | None) -> str:
        if account is None:
            raise No(NOT_SIGNED_IN)
        self._state.account = account
        return f"[CAPABILITY {CAPABILITIES}] Logged in"

    def _challenge(self, said: bytes) -> bytes:
        self._send(b"+ " + said + b"\r\n")
        answer = read_line(self._stream)
        if answer == "*":
            raise Bad("Authentication aborted by client.")
        return _unpacked(answer)

    def _idle(self) -> str:
        """``IDLE`` (RFC 2177): tell what comes in until the client says DONE."""
        self._send(b"+ idling\r\n")
        while not select.select([self._connection], [], [], IDLE_LOOK_SECONDS)[0]:
            if self._wires.stopping.is_set():
                raise HangUp
            with self._office.world.lock:
                self._office.collect()
                self._state.tell_news()
            self._send(b"".join(self._state.out))
            self._state.out = []
        if read_line(self._stream).upper() != "DONE":
            raise Bad("Expected DONE.")
        return "Idle completed"

    def _send(self, data: bytes) -> None:
        if data:
            try:
                self._connection.sendall(data)
            except OSError as error:
                raise Gone from error


def _unpacked(text: str) -> bytes:
    data = sasl.unpacked(text)
    if data is None:
        raise No("[AUTHENTICATIONFAILED] Invalid base64 data in initial response")
    return data


def _plain_name(command: Command) -> str:
    """Return ``FETCH`` for both FETCH and UID FETCH."""
    if command.name == "UID" and command.arguments and isinstance(command.arguments[0], str):
        return command.arguments[0].upper()
    return command.name


def _size(command: Command) -> int:
    return sum(len(argument) for argument in command.arguments if isinstance(argument, str | bytes))


def _bye(_fault: Fault) -> Answer:
    return Answer(b"* BYE Server is not available\r\n", 403, ends=True)


def _refused(command: Command, fault: Fault) -> Answer:
    """Word a fault's status as the answer of a server."""
    if fault.status == 429:
        said = "NO [LIMIT] Too many simultaneous connections"
    elif command.name in {"LOGIN", "AUTHENTICATE"} and fault.status < 500:
        said = f"NO {NOT_SIGNED_IN}"
    elif fault.status == 400:
        said = "BAD Error in IMAP command"
    else:
        said = "NO [UNAVAILABLE] Internal error occurred. Refer to server log for more information."
    return Answer(f"{command.tag} {said}\r\n".encode(), 400 if said.startswith("BAD") else 403)
