"""
An embedded mailbox for the sandbox: IMAP4rev1 and SMTP submission on loopback, per brand one account.

`server.py` opens the ports; `imap_*.py` and `smtp_session.py` speak; `post_office.py`
and `store.py` keep the mail; `render.py` turns the world's letters into bytes. Only
the standard library. Imitates no other mail server to the letter: Dovecot is what
tests hold beside it where it is installed.
"""

from sheets_bot.sandbox.mailbox.server import MailServer

__all__ = ["MailServer"]
