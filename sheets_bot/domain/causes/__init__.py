"""Root causes: what may lie behind a complaint, suggested by facts; people decide."""
