"""
Which row of ours a row of somebody's tracker is about: by its number, in whatever column it stands.

Pure. A number that our tab knows decides; else one that looks like a platform's makes a new row; else the
order, if just one row is about it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets_bot.domain.importing.headers import ORDER, Meant
from sheets_bot.domain.importing.tracker import Cell, text_of
from sheets_bot.domain.join.match_numbers import OrderNumber, may_mean, number_of, order_numbers
from sheets_bot.domain.orders.order import order_key
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.sheets.schema import TabSchema

_PATTERNS: Mapping[str, re.Pattern[str]] = {
    # PP-D-27803, PP-R-AYP-10135034 and PP-000-042-663-135 have been seen (PayPal, disputes).
    "Disputes": re.compile(
        r"(?<![\w-])(PP(?:-[A-Z]{1,4})*(?:-[0-9]{3,})+|SH-[0-9]{5,})(?![\w-])", re.IGNORECASE
    ),
    "Reviews": re.compile(r"(?<![0-9a-f])([0-9a-f]{24})(?![0-9a-f])"),
    "Pasted reviews": re.compile(r"(https?://\S*trustpilot\.[a-z.]+/\S*reviews/[0-9a-f]{24}\S*)"),
    "Inbox": re.compile(r"(?<![\w-])(T-[0-9a-f]{12,})(?![\w-])"),
}
"""What the keys of our tabs look like, by tab."""


@dataclass(frozen=True, slots=True)
class Id:
    """What a row of theirs is about."""

    key: str
    """Of our row; empty where it cannot be told."""
    is_new: bool = False
    problem: str = ""
    """Why it cannot be told, in words."""


@dataclass(frozen=True)
class Finder:
    """Finds the rows of one tab."""

    schema: TabSchema
    rows: TabRows
    brands: Sequence[str]
    """The brands of the spreadsheet, as in the sheets."""
    meant: Sequence[Meant]

    def find(self, row: Sequence[Cell]) -> Id:
        """Return which row of ours one of theirs is about."""
        texts = [text_of(cell) for cell in row]
        # The column that they themselves call the number comes first.
        first = [texts[m.at] for m in self.meant if m.column == self.schema.key]
        candidates = list(dict.fromkeys([*first, *texts]))
        known = next((text for text in candidates if text in self.rows), "")
        if known:
            return Id(known)
        looks = [key for text in candidates for key in self._looking_like_keys(text)]
        for key in looks:
            if key in self.rows:
                return Id(key)
        if looks:
            return Id(looks[0], is_new=True)
        return self._by_order(texts)

    def _looking_like_keys(self, text: str) -> Iterator[str]:
        pattern = _PATTERNS.get(self.schema.tab)
        for found in pattern.finditer(text) if pattern else ():
            key = found.group(1)
            yield key.upper() if self.schema.tab == "Disputes" else key

    def _by_order(self, texts: Sequence[str]) -> Id:
        meant = [texts[m.at] for m in self.meant if m.column in {ORDER, "order_typed"}]
        quoted = next((number for text in meant for number in order_numbers(text)), None)
        quoted = quoted or next(
            (n for t in texts if re.fullmatch(r"#[0-9]{1,10}", t) for n in order_numbers(t)), None
        )
        if quoted is None:
            return Id("", problem="no number of a case and no order stands in it")
        found = [key for key, row in self.rows.items() if self._is_about(quoted, key, text_in(row, ORDER))]
        if len(found) == 1:
            return Id(found[0])
        if found:
            return Id("", problem=f"order {quoted.digits} stands in several rows: {', '.join(found[:3])}")
        if self.schema.key == ORDER and len(self.brands) == 1:
            return Id(order_key(self.brands[0], f"#{quoted.digits}"), is_new=True)
        return Id("", problem=f"no row is about order {quoted.digits}, and it has no number of its own")

    def _is_about(self, quoted: OrderNumber, key: str, order: str) -> bool:
        order = key if self.schema.key == ORDER else order
        brand = next((brand for brand in self.brands if order.startswith(brand)), "")
        number = number_of(order.removeprefix(brand)) if order else None
        return number is not None and may_mean(quoted, number, brand=brand)
