"""
A real Dovecot on loopback, for tests: any user name is a mailbox of its own, all with one password.

Needs Debian's `dovecot-imapd` (2.3) and no rights; as root it hands the mail over to nobody. The settings
are the fewest with which a start without rights succeeds. Mail is put straight into the Maildir.
"""

import contextlib
import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PASSWORD = "secret"
PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
PATIENCE_SECONDS = 20.0

_CONFIG = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/dovecot.log
ssl = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox {sent} {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Archive {{
    auto = subscribe
    special_use = \\Archive
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    home: Path
    port: int
    uid: int
    gid: int
    sent: str

    @property
    def url(self) -> str:
        return f"imap://127.0.0.1:{self.port}"

    def put(self, user: str, folder: str, mails: Iterable[tuple[bytes, datetime]], flags: str = "") -> None:
        """File mails into a folder, each with the instant at which it came (the file's time, INTERNALDATE)."""
        here = self.folder(user, folder)
        for part in ("cur", "new", "tmp"):
            (here / part).mkdir(parents=True, exist_ok=True)
        start = len(list((here / "cur").iterdir()))
        for number, (content, at) in enumerate(mails, start=start):
            path = here / "cur" / f"{int(at.timestamp())}.M{number:06}.test:2,{flags}"
            path.write_bytes(content)
            os.utime(path, (at.timestamp(), at.timestamp()))
        self._hand_over(self.home / "mail" / user)

    def folder(self, user: str, folder: str) -> Path:
        """Return the Maildir of a folder."""
        top = self.home / "mail" / user
        return top if folder == "INBOX" else top / f".{folder}"

    def forget_uids(self, user: str, folder: str) -> None:
        """Make the folder start anew: other UIDs, another UIDVALIDITY."""
        for path in self.folder(user, folder).glob("dovecot*"):
            path.unlink()
        # V is the UIDVALIDITY, N the next UID, G the folder's own 128 bits.
        self.folder(user, folder).joinpath("dovecot-uidlist").write_text(f"3 V7 N90001 G{7:032x}\n")
        self._hand_over(self.folder(user, folder))

    def _hand_over(self, top: Path) -> None:
        if os.geteuid() != 0:
            return
        for folder, _, names in os.walk(top):
            os.chown(folder, self.uid, self.gid)
            for name in names:
                os.chown(Path(folder, name), self.uid, self.gid)


@contextlib.contextmanager
def running_dovecot(*, sent: str = "Sent") -> Iterator[Dovecot]:
    """Start a server in a folder of its own, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        # As root, it reads as nobody, to whom pytest's own folders are closed.
        Path(folder).chmod(0o755)
        yield from _running(Path(folder), sent)


def _running(home: Path, sent: str) -> Iterator[Dovecot]:
    assert PROGRAM
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    person = pwd.getpwnam(user)
    group = grp.getgrgid(person.pw_gid).gr_name
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Dovecot(home, port, person.pw_uid, person.pw_gid, sent)
    (home / "mail").mkdir(parents=True)
    server._hand_over(home)
    config = home / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            home=home,
            user=user,
            group=group,
            uid=person.pw_uid,
            gid=person.pw_gid,
            port=port,
            sent=sent,
            password=PASSWORD,
        )
    )
    process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)])
    try:
        _wait_for(port, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            if line.recv(4) == b"* OK":
                return
        time.sleep(0.05)
    raise AssertionError("Dovecot did not start; see dovecot.log beside its configuration")
