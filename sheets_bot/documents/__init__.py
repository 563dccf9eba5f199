"""Documents as files: the only importers of reportlab. What stands in them is decided in `domain/`."""
