"""The meeting of the sources: which order a case belongs to, who is right, who was paid twice. Pure."""
