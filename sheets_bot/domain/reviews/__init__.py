"""Reviews and their history: Records, what changed, whose turn it is, and their rows. Pure."""
