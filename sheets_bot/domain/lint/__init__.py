"""What no text of ours may say, and how to say it instead. Pure."""
