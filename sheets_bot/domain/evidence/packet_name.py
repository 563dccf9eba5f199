"""
The name of a packet's file, within what PayPal takes: letters, digits, hyphens, and exactly one dot.

PayPal: Customer Disputes API 1.10, `documents[].name`.
"""

import re
import unicodedata

_LONGEST = 80


def packet_file_name(dispute: str) -> str:
    """Return e.g. ``evidence-PP-R-ABC-123.pdf`` for a case, whatever its key holds."""
    plain = unicodedata.normalize("NFKD", dispute).encode("ascii", "ignore").decode()
    inside = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    return f"evidence-{inside or 'case'}.pdf"
