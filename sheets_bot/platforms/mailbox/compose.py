"""
A letter becomes a mail: its headers, its text, and the name by which it is found again.

Pure. The Message-ID is made of the act, so the same act has the same one whenever it is tried. No header can
be forged by what stands in a letter: line breaks and what cannot be seen are taken out, and the standard
library refuses them once more. The text goes as quoted-printable, which every server takes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from sheets_bot.domain.mail.letter import Letter, Rich, one_line
from sheets_bot.errors import Refused

REF_HEADER = "X-Sheets-Bot-Ref"
"""Row, act and the text's digest: by it a draft of ours is known, and known to be untouched."""
_DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail, ready to be handed over or filed."""

    message_id: str
    sender: str
    """Of the envelope, with an ASCII domain."""
    recipient: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether an address has letters beyond ASCII before the ``@`` (RFC 6531)."""
        return not (self.recipient.isascii() and self.sender.isascii())


def message_id_of(act_id: str, address: str) -> str:
    """Return the Message-ID of an act's mail from an address of ours."""
    return f"<sb.{act_id}@{_ascii_domain(address).rpartition('@')[2]}>"


def compose(letter: Letter, *, address: str, brand: str, at: datetime) -> Composed:
    """
    Return a letter as the mail of a brand.

    Args:
        letter: What to say, to whom.
        address: The brand's own; answers go there.
        brand: The name that stands before it.
        at: The mail's Date.

    Raises:
        Refused: An address cannot stand in a mail.
    """
    sender, recipient = _ascii_domain(address), _ascii_domain(letter.to)
    mail = EmailMessage(policy.SMTP.clone(utf8=not (sender.isascii() and recipient.isascii())))
    message_id = message_id_of(letter.name, address)
    try:
        user, _, domain = sender.rpartition("@")
        mail["From"] = Address(one_line(brand), user, domain)
        mail["To"] = recipient
        mail["Subject"] = one_line(letter.subject)
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = message_id
        if letter.in_reply_to:
            mail["In-Reply-To"] = letter.in_reply_to
        if letter.references:
            mail["References"] = " ".join(letter.references)
        if letter.automatic:
            mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{letter.text.rstrip()}\n", cte="quoted-printable")
        if letter.rich:
            _add_rich(mail, letter.rich)
        mail[REF_HEADER] = f"{letter.row}/{letter.name}/{_digest(_body(bytes(mail)))}"
        content = bytes(mail)
    except (ValueError, IndexError, UnicodeError):
        raise Refused(
            "The mail cannot be written: an address or a header is not usable. Nothing was sent."
        ) from None
    return Composed(message_id, sender, recipient, content)


def _add_rich(mail: EmailMessage, rich: Rich) -> None:
    """Put the HTML with its pictures beside the text, and the files behind both (RFC 2046, 2387, 2392)."""
    mail.add_alternative(rich.html, subtype="html", cte="base64")
    parts = mail.get_payload()
    assert isinstance(parts, list)
    page = parts[-1]
    assert isinstance(page, EmailMessage)
    for name, content in rich.pictures.items():
        page.add_related(
            content, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline"
        )
    for name, content in rich.files.items():
        mail.add_attachment(content, "application", "pdf", filename=one_line(name))
    # Each part has a boundary of its own making, so that equal letters are equal mails.
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_sheets_bot_{number}_{_digest(rich.html.encode())}")


def is_untouched(content: bytes, *, row: str) -> bool:
    """
    Say whether a mail is a draft of ours about a row, and stands as we placed it.

    A person who goes on writing in it changes its text, and then it is theirs.
    """
    mail = BytesParser(policy=policy.compat32).parsebytes(content, headersonly=True)
    parts = str(mail.get(REF_HEADER, "")).split("/")
    return len(parts) == 3 and parts[0] == row and parts[2] == _digest(_body(content))


def _body(content: bytes) -> bytes:
    """Return what stands below the header, however the server ends its lines."""
    return b"\n".join(content.splitlines()).partition(b"\n\n")[2].rstrip()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:_DIGEST_DIGITS]


def _ascii_domain(address: str) -> str:
    """
    Return an address with its domain in ASCII (RFC 5890); raises Refused where that cannot be.

    The standard library follows IDNA 2003, in which some letters (ß) lead to another domain than in the
    one of today: what does not come back as it was is nobody's address.
    """
    user, _, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
        is_same = ascii_domain.encode().decode("idna").lower() == domain.lower()
    except UnicodeError:
        is_same = False
    if not is_same:
        raise Refused("The domain of an address is not usable; answer by hand. Nothing was sent.")
    return f"{user}@{ascii_domain}"
