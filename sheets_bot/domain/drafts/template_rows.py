"""
The rows of the tab `Templates`: our defaults beside people's own words, and what is wrong with those.

What counts is decided in `template_book.py`. A person's text is never touched.
"""

from sheets_bot.domain.drafts.template_book import defaults, template_of
from sheets_bot.domain.drafts.variables import names_told
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.sheets.row import Row, Value

_NO_SUCH = (
    "There is no template of this name, so nothing uses it. A language more is the name of a template with "
    "its two letters behind it, such as mail_other.fr, and a text."
)


def template_rows(standing: TabRows) -> list[Row]:
    """Return one row for each default, and for each row of a person's own what became of it."""
    rows = [_row(name, standing) for name in defaults()]
    own = [_own_row(name, standing) for name in standing if name not in defaults()]
    return [*rows, *own]


def _row(name: str, standing: TabRows) -> Row:
    default = defaults()[name]
    counts = template_of(name, standing.get(name, {}))
    values: dict[str, Value] = {
        "template": name,
        "about": default.about,
        "audience": default.audience.value,
        "default_text": default.text,
        "default_subject": default.subject or None,
        "variables": names_told(default.audience),
        "problem": (counts.problem if counts else "") or None,
    }
    return Row(name, values, why="templates of this version")


def _own_row(name: str, standing: TabRows) -> Row:
    found = template_of(name, standing[name])
    if found is None:
        problem = _NO_SUCH if text_in(standing[name], "your_text") else None
        return Row(name, {"problem": problem}, when_absent="leave", why="checked")
    values: dict[str, Value] = {
        "about": found.about,
        "audience": found.audience.value,
        "variables": names_told(found.audience),
        "problem": found.problem or None,
    }
    return Row(name, values, when_absent="leave", why="a language of your own")
