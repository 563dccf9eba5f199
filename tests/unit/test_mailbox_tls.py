"""Promises of encryption: from the first byte or by STARTTLS, with a certificate that is checked, or not at all."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mail_servers import NOW, QUICK
from sheets_bot.errors import Misconfigured
from sheets_bot.platforms.mailbox.client import Mailbox
from sheets_bot.platforms.mailbox.imap import ImapSession
from sheets_bot.platforms.mailbox.server import Server, SignIn
from sheets_bot.platforms.mailbox.smtp import check_smtp
from sheets_bot.sandbox.mailbox import MailServer
from sheets_bot.sandbox.world import World


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody has signed but itself, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server():
    with MailServer(World(start_at=NOW.timestamp(), empty=True), now=NOW.timestamp) as server:
        yield server


@contextlib.contextmanager
def front(certificate, url, *, upgrade=None):
    """Listen with TLS before a server that has none, for one connection; with *upgrade*, only after what it says."""
    host, port = url.partition("//")[2].split(":")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with contextlib.suppress(OSError), contextlib.ExitStack() as closing:
                line = closing.enter_context(listener.accept()[0])
                back = closing.enter_context(socket.create_connection((host, int(port))))
                if upgrade:
                    back.recv(4096)  # its greeting, in the place of which goes ours
                    upgrade(line)
                safe = closing.enter_context(context.wrap_socket(line, server_side=True))
                other = threading.Thread(target=pump, args=(back, safe))
                other.start()
                pump(safe, back)
                other.join()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=10)


def say_until_starttls(line):
    line.sendall(b"* OK ready\r\n")
    command = b""
    while command != b"STARTTLS":
        tag, command = line.recv(4096).split()[:2]
        line.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")


def say_until_smtp_turns(line):
    line.sendall(b"220 ready\r\n")
    while not line.recv(4096).upper().startswith(b"STARTTLS"):
        line.sendall(b"250-mail.example\r\n250 STARTTLS\r\n")
    line.sendall(b"220 go on\r\n")


def pump(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def sign_in(server):
    return SignIn(*server.accounts["aurora"])


def test_a_mailbox_is_read_through_tls_with_a_certificate_that_the_machine_trusts(
    certificate, server, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with front(certificate, server.imap_url) as port:
        client = Mailbox.connect(
            f"imaps://127.0.0.1:{port}", "", sign_in=sign_in(server), brand="Aurora", patience=QUICK
        )

        assert client.fetch_messages(since=NOW - timedelta(days=1), until=NOW).records == ()


def test_sending_is_checked_through_tls(certificate, server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with front(certificate, server.smtp_url) as port:
        check_smtp(Server("127.0.0.1", port, "tls"), sign_in(server), brand="Aurora", patience=QUICK)


def test_a_certificate_that_nobody_vouches_for_gets_no_password(certificate, server):
    with front(certificate, server.imap_url) as port:
        client = Mailbox.connect(
            f"imaps://127.0.0.1:{port}", "", sign_in=sign_in(server), brand="Aurora", patience=QUICK
        )
        with pytest.raises(Misconfigured, match=r"the certificate of .* is not valid"):
            client.fetch_messages(since=NOW, until=NOW)
    with front(certificate, server.smtp_url) as port:
        tls = Server("127.0.0.1", port, "tls")
        with pytest.raises(Misconfigured, match=r"the certificate of .* is not valid"):
            check_smtp(tls, sign_in(server), brand="Aurora", patience=QUICK)
    with front(certificate, server.smtp_url, upgrade=say_until_smtp_turns) as port:
        turning = Server("127.0.0.1", port, "starttls")
        with pytest.raises(Misconfigured, match=r"the certificate of .* is not valid"):
            check_smtp(turning, sign_in(server), brand="Aurora", patience=QUICK)
    assert not [line for line in server.journal.lines() if line.method in {"LOGIN", "AUTH", "AUTHENTICATE"}]


def test_a_line_is_upgraded_before_the_password_travels(certificate, server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with front(certificate, server.imap_url, upgrade=say_until_starttls) as port:
        upgraded = Server("127.0.0.1", port, "starttls")
        with ImapSession(upgraded, sign_in(server), brand="Aurora", patience=QUICK) as session:
            assert "INBOX" in {folder.name for folder in session.folders()}


def test_a_server_that_cannot_upgrade_gets_no_password(server):
    for url, check in ((server.imap_url, enter), (server.smtp_url, check_smtp)):
        plain = Server("127.0.0.1", int(url.rpartition(":")[2]), "starttls")
        with pytest.raises(Misconfigured, match="no encryption"):
            check(plain, sign_in(server), brand="Aurora", patience=QUICK)
    assert not [line for line in server.journal.lines() if line.method in {"LOGIN", "AUTH", "AUTHENTICATE"}]


def enter(server, sign_in, *, brand, patience):
    with ImapSession(server, sign_in, brand=brand, patience=patience):
        pass
