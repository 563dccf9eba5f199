"""
What people call each number, from `Metrics explained` and `Weekly metrics`.

Two numbers of two platforms may have one title; then the platform stands behind it. A number of one currency
has the currency behind it, as in the sheet. What stands in neither tab keeps its own name.
"""

from collections import Counter

from sheets_bot.domain.report.source import Source
from sheets_bot.domain.tab_rows import text_in


class Titles:
    """The titles of all numbers of a spreadsheet."""

    def __init__(self, source: Source) -> None:
        """Read them from the two tabs; one that is missing has none."""
        found = {
            key: (text_in(row, "title"), text_in(row, "area"))
            for key, row in source.rows("Metrics explained").items()
        }
        for key, row in source.rows("Weekly metrics").items():
            name = key.partition("|")[2]
            if name not in found and name.partition(".")[0] not in found:
                found[name] = (text_in(row, "metric"), text_in(row, "area"))
        self._found = found
        self._counts = Counter(title for title, _ in found.values())

    def of(self, name: str) -> str:
        """Return the title of a number by its name in `Metrics data`, such as ``opened_value.EUR``."""
        if name in self._found:
            return self._apart(name)
        bare, _, currency = name.partition(".")
        return f"{self._apart(bare)}, {currency}" if bare in self._found and currency else name

    def _apart(self, name: str) -> str:
        title, area = self._found[name]
        platform = area.partition(":")[0]
        return f"{title} ({platform})" if self._counts[title] > 1 and platform else title or name
