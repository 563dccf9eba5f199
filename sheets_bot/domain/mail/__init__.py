"""Mails and threads: Records, who waits for whom, what it is about, and their rows. Pure."""
