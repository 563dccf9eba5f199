"""How people are told outside the sheet; what they are told is decided in `domain/notices/`."""
