"""
Reviews that people paste: rows of the tab `Pasted reviews` become Records.

For a brand without access to Trustpilot's API. A person types the permalink, stars and text, and
corrects them when the review changes; from there on it is treated as if it had been fetched. A row
that cannot be used says why, and what stands in `Reviews` stays. What comes from Trustpilot itself
wins over what was pasted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sheets_bot.domain.reviews.review import PASTED, Reply, Review, review_id_in
from sheets_bot.domain.tab_rows import TabRow, TabRows, day_in, instant_in, text_in, whole_in
from sheets_bot.sheets.row import Row

_NO_LINK = (
    "This is no link to a review. Open the review on Trustpilot and copy its address, "
    "such as https://www.trustpilot.com/reviews/ and 24 letters and digits."
)
_TWICE = "This review is pasted in another row too; that row counts. Keep one of them."
_NOT_NEEDED = "This review comes from Trustpilot by itself; this row is not needed."


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the rows of people hold."""

    reviews: tuple[Review, ...]
    problems: Mapping[str, str]
    """What is wrong with a row, by key; ``""`` for a good one."""


class _Unusable(ValueError):
    """A row that cannot be used, with the reason in words."""


def read_pasted(rows: TabRows, *, standing: TabRows, brands: Sequence[str], zone: ZoneInfo) -> Pasted:
    """
    Return the pasted reviews and, for each row, what is wrong with it.

    Args:
        rows: The tab `Pasted reviews`.
        standing: The tab `Reviews`.
        brands: The names of the brands of this spreadsheet.
        zone: Where a typed day begins.
    """
    reviews: dict[str, Review] = {}
    problems: dict[str, str] = {}
    # By key and not by place: sorting the tab must not change which of two rows counts.
    for key in sorted(rows):
        try:
            review = _review(key, rows[key], brands=brands, zone=zone)
        except _Unusable as error:
            problems[key] = str(error)
            continue
        if text_in(standing.get(review.review_id, {}), "came_from") not in {"", PASTED}:
            problems[key] = _NOT_NEEDED
        elif review.review_id in reviews:
            problems[key] = _TWICE
        else:
            reviews[review.review_id] = review
            problems[key] = "" if review.created_at else "Type the day on which it was written."
    return Pasted(tuple(reviews.values()), problems)


def pasted_rows(pasted: Pasted) -> list[Row]:
    """Return what should stand beside the rows of people."""
    return [
        Row(key, {"problem": problem or None}, when_absent="leave", why="pasted row read")
        for key, problem in pasted.problems.items()
    ]


def _review(key: str, row: TabRow, *, brands: Sequence[str], zone: ZoneInfo) -> Review:
    review_id = review_id_in(key)
    if not review_id:
        raise _Unusable(_NO_LINK)
    stars = whole_in(row, "stars")
    if stars is None or not 1 <= stars <= 5:
        raise _Unusable("Type the stars as a whole number from 1 to 5.")
    replied_at = _day_at(row, "replied_on", zone, what="answered")
    return Review(
        review_id=review_id,
        brand=_brand(text_in(row, "brand"), brands),
        source=PASTED,
        stars=stars,
        title=text_in(row, "title"),
        text=text_in(row, "text"),
        created_at=_day_at(row, "written_on", zone, what="written"),
        display_name=text_in(row, "reviewer"),
        reply=Reply(at=replied_at) if replied_at else None,
        gone=row.get("gone") is True,
    )


def _brand(typed: str, brands: Iterable[str]) -> str:
    names = list(brands)
    if not typed and len(names) == 1:
        return names[0]
    found = [name for name in names if name.casefold() == typed.casefold()]
    if len(found) != 1:
        raise _Unusable(f"Type the brand as it is called here: {', '.join(names)}.")
    return found[0]


def _day_at(row: TabRow, name: str, zone: ZoneInfo, *, what: str) -> datetime | None:
    """Return the beginning of a typed day, or a typed instant; None for an empty cell."""
    at = instant_in(row, name)
    if at is not None:
        return at
    day = day_in(row, name)
    if day is not None:
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    if text_in(row, name):
        raise _Unusable(f"Type the day on which it was {what} as a date, such as 2026-11-02.")
    return None
