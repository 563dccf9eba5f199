"""The owner's weekly report: what changed, what drove it, what was done, what to decide. Pure."""
