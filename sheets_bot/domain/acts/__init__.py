"""What the bot does in people's name: from a tick to an outcome. Pure; `approvals/` does it."""
