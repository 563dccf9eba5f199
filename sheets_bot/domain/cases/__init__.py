"""What to do about a case: the playbook, its gates, and what fighting is worth. Pure."""
