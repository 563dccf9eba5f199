"""The support mailbox by IMAP and SMTP: `client.py` is the way in; `outbox.py` sends, the rest only reads."""
