"""Webhooks as hints: what a platform sends is verified and thrown away; it only wakes a job that reads."""
