"""
Handing one mail over to the server that sends it: taken, refused, or nobody knows.

The third is why this is not left to `smtplib.send_message`: a connection that is lost after the mail's last
line has been sent tells nothing (RFC 5321, 4.2.5 and 6.1), and a second try would send it twice. Nothing is
repeated here.
"""

import re
import smtplib
from collections.abc import Sequence

from sheets_bot.errors import Refused, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.mailbox.compose import Composed
from sheets_bot.platforms.mailbox.server import Server, SignIn
from sheets_bot.platforms.mailbox.smtp import signed_in
from sheets_bot.platforms.patience import Patience

_DOT_AT_START = re.compile(rb"(?m)^\.")
_BROKEN = (smtplib.SMTPException, OSError, ValueError)


def send(
    mail: Composed, *, copy_to: Sequence[str], server: Server, sign_in: SignIn, brand: str, patience: Patience
) -> None:
    """
    Send a mail to its recipient and, unseen by them, to the addresses in *copy_to*. Returns once it is taken.

    The server has `answer_seconds` of *patience* for its last word: it may look for viruses first.

    Raises Misconfigured (sign-in), TryLater where nothing was handed over, Refused where the server does not
    take the mail, NoAnswer where it may have taken it.
    """
    with signed_in(server, sign_in, brand=brand, patience=patience) as smtp:
        try:
            _address(smtp, mail, copy_to)
            code, _ = smtp.docmd("DATA")
        except _BROKEN as error:
            raise TryLater(
                f"Mailbox of {brand}: {server} took no mail ({type(error).__name__}). Nothing was sent."
            ) from None
        if code != 354:
            raise _not_taken(code)
        _hand_over(smtp, mail, brand=brand, patience=patience)


def _address(smtp: smtplib.SMTP, mail: Composed, copy_to: Sequence[str]) -> None:
    """Say from whom and to whom; nothing is sent unless every address is taken."""
    options = []
    if mail.needs_utf8:
        if not smtp.has_extn("smtputf8"):
            raise Refused(
                "The address has letters that the mail server cannot handle (no SMTPUTF8). Answer by hand. "
                "Nothing was sent."
            )
        options = ["SMTPUTF8"]
    code, _ = smtp.mail(mail.sender, options)
    for recipient in (mail.recipient, *copy_to):
        if code == 250:
            code, _ = smtp.rcpt(recipient)
            code = 250 if code == 251 else code
    if code != 250:
        raise _not_taken(code)


def _hand_over(smtp: smtplib.SMTP, mail: Composed, *, brand: str, patience: Patience) -> None:
    """Send the content, and believe only a clear answer."""
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(patience.answer_seconds)
        smtp.send(_DOT_AT_START.sub(b"..", mail.content) + b".\r\n")
        code, _ = smtp.getreply()
    except _BROKEN as error:
        raise NoAnswer(
            f"Mailbox of {brand}: the line was lost when the mail had been handed over "
            f"({type(error).__name__}). It may have been sent.",
            maybe_done=True,
        ) from None
    if not 400 <= code < 600 and code != 250:
        raise NoAnswer(f"Mailbox of {brand}: the mail server's last word makes no sense.", maybe_done=True)
    if code != 250:
        raise _not_taken(code)


def _not_taken(code: int) -> TryLater | Refused:
    """Tell "never" (5xx) from "not now" (4xx, or an answer that makes no sense)."""
    if 500 <= code < 600:
        return Refused(
            f"The mail server refuses the mail ({code}): its recipient, its sender or its size. "
            "Nothing was sent."
        )
    return TryLater(f"The mail server does not take the mail now ({code}). Nothing was sent.")
