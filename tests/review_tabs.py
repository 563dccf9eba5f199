"""The two tabs of reviews as values, for tests: rows go in as the bot wants them and come out as read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.reviews.review import Review
from sheets_bot.domain.reviews.review_rows import ReviewTabs, shape_reviews
from sheets_bot.domain.rules.review_settings import ReviewRules
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.sheets.cells import is_empty, read_value, writer
from sheets_bot.sheets.schema import parse_schema

FOLDER = Path(__file__).parents[1] / "sheet_schemas"
REVIEWS, HISTORY, PASTED = (
    parse_schema((FOLDER / f"{name}.toml").read_text("utf-8"), source=name)
    for name in ("reviews", "review_history", "pasted_reviews")
)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)
CLOCK: Clock = parse_rules({"Time zone": "Europe/Berlin"})[0].clock
RULES = ReviewRules()


def an_id(number: int) -> str:
    return f"{number:024x}"


def a_review(number: int = 1, **fields) -> Review:
    usual = {
        "stars": 1,
        "title": "Never came",
        "text": "Three weeks and nothing.",
        "language": "en",
        "created_at": NOW - timedelta(hours=2),
        "display_name": "Jane Doe",
        "status": "active",
    }
    return Review(an_id(number), "Aurora", **{**usual, **fields})


class Tabs:
    """What stands in `Reviews` and `Review history`."""

    def __init__(self) -> None:
        self.reviews: dict[str, dict] = {}
        self.history: dict[str, dict] = {}

    def look(self, *reviews, now=NOW, rules=RULES, written=("history", "reviews"), **parts):
        """Shape some reviews, write the tabs named in *written*, and return what was shaped."""
        shaped = shape_reviews(
            reviews,
            tabs=ReviewTabs(self.reviews, self.history, rules, CLOCK, now, "salt"),
            **parts,
        )
        if "history" in written:
            put(self.history, shaped.history, HISTORY)
        if "reviews" in written:
            put(self.reviews, shaped.reviews, REVIEWS)
        return shaped

    def events(self, number: int = 1) -> list[str]:
        """What happened to a review, in order."""
        rows = {key: row for key, row in self.history.items() if key.startswith(an_id(number))}
        return [rows[key]["what"] for key in sorted(rows, key=lambda key: int(key.split(" / ")[1]))]

    def row(self, number: int = 1) -> dict:
        """How a review stands in the tab."""
        return self.reviews[an_id(number)]


def put(tab, rows, schema):
    """Write rows into a tab as the sheet would hold them and give them back."""
    for row in rows:
        assert set(row.values) <= set(schema.bot_names)
        if row.key not in tab and row.when_absent == "leave":
            continue
        standing = tab.setdefault(row.key, {})
        for name, value in row.values.items():
            kind = schema.by_name[name].type
            content = writer(kind, BERLIN)(value)
            standing[name] = None if is_empty(content) else read_value(kind, content, BERLIN)
