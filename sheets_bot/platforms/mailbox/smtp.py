"""
The way to a brand's SMTP server, up to the point where a mail could be handed over.

For `check`, which goes no further, and for `mailbox/send.py`. The server's own sentences stand in no error,
since they may quote a user name.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sheets_bot.errors import Misconfigured, TryLater
from sheets_bot.platforms.mailbox.server import Server, SignIn
from sheets_bot.platforms.patience import Patience


def check_smtp(server: Server, sign_in: SignIn, *, brand: str, patience: Patience) -> None:
    """
    Sign in, ask for nothing, sign off.

    Raises Misconfigured where the server refuses us or offers no way to sign in, TryLater without an answer.
    """
    with signed_in(server, sign_in, brand=brand, patience=patience) as smtp:
        try:
            code, _ = smtp.noop()
            if code != 250:
                raise smtplib.SMTPResponseException(code, "NOOP")
            smtp.quit()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _no_answer(brand, server, error) from None


@contextmanager
def signed_in(server: Server, sign_in: SignIn, *, brand: str, patience: Patience) -> Iterator[smtplib.SMTP]:
    """
    Yield a connection that is signed in, and close it at the end. Nothing is sent by this.

    Raises Misconfigured where the server refuses us or offers no way to sign in, TryLater without an answer.
    """
    token = sign_in.token() if sign_in.token else ""
    try:
        smtp = _dial(server, patience)
    except ssl.SSLCertVerificationError as error:
        raise _not_trusted(brand, server, error) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise _no_answer(brand, server, error) from None
    try:
        _enter(smtp, server, sign_in, brand=brand, has_token=bool(token), patience=patience)
        yield smtp
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.close()


def _enter(
    smtp: smtplib.SMTP, server: Server, sign_in: SignIn, *, brand: str, has_token: bool, patience: Patience
) -> None:
    try:
        assert smtp.sock is not None  # it has just connected
        smtp.sock.settimeout(patience.read_seconds)
        _greet(smtp, server, sign_in, has_token=has_token)
    except smtplib.SMTPAuthenticationError as error:
        raise _refused(brand, server, error, token=has_token) from None
    except smtplib.SMTPNotSupportedError:
        raise Misconfigured(
            f"Mailbox of {brand}: {server} offers no sign-in that the bot knows, or no encryption. Check "
            "address and port in the configuration. Nothing was sent."
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise _not_trusted(brand, server, error) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise _no_answer(brand, server, error) from None


def _dial(server: Server, patience: Patience) -> smtplib.SMTP:
    if server.encryption == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=patience.connect_seconds, context=server.certificates()
        )
    return smtplib.SMTP(server.host, server.port, timeout=patience.connect_seconds)


def _greet(smtp: smtplib.SMTP, server: Server, sign_in: SignIn, *, has_token: bool) -> None:
    if server.encryption == "starttls":
        smtp.starttls(context=server.certificates())
    smtp.ehlo()
    if has_token:
        smtp.auth("XOAUTH2", lambda _challenge=None: sign_in.xoauth2())
    else:
        smtp.login(sign_in.user, sign_in.password)


def _not_trusted(brand: str, server: Server, error: ssl.SSLCertVerificationError) -> Misconfigured:
    return Misconfigured(
        f"Mailbox of {brand}: the certificate of {server} is not valid ({error.verify_message}). "
        "Check the address in the configuration. Nothing was sent."
    )


def _refused(
    brand: str, server: Server, error: smtplib.SMTPAuthenticationError, *, token: bool
) -> Misconfigured | TryLater:
    if 400 <= error.smtp_code < 500:
        return _no_answer(brand, server, error)
    secret = "token" if token else "password"
    return Misconfigured(
        f"Mailbox of {brand}: {server} refuses the user and {secret} for sending ({error.smtp_code}). Set "
        "both anew in the configuration; many providers want an app password here. Nothing was sent."
    )


def _no_answer(brand: str, server: Server, error: Exception) -> TryLater:
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return TryLater(
        f"Mailbox of {brand}: no usable answer from {server} for sending ({type(error).__name__}{code}). "
        "Nothing was sent."
    )
