"""Trackers that people kept before: read, mapped onto ours, and compared; nothing of theirs is lost."""
