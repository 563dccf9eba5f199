"""The support mailbox by IMAP and SMTP, read only: `client.py` is the way in."""
