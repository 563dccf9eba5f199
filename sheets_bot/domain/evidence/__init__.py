"""Evidence: what proves our side of a case, how complete it is, and how it is told. Pure."""
