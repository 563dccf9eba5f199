"""Notices: what is worth telling, to whom, when, and never twice. The sending is in `service/notices/`."""
