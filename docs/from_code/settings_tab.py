"""
Every row of the tab `Settings`, from the rules that read it.
"""

from collections.abc import Iterator

from from_code.markdown import code, plain, table
from sheets_bot.domain.rules.rule_settings import Setting
from sheets_bot.domain.rules.rules import AREAS

INTRO = """\
# Every setting of the tab Settings

Type under *Value*. It counts from the next run on, within minutes. What cannot be used is named under
*Problem*, with what counts until you correct it. An emptied cell means the default, unless something else
is said."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of the tab's rows, by what they are about."""
    parts = [INTRO]
    for area, settings in AREAS.items():
        rows = [_row(setting) for setting in settings]
        parts += [
            f"## {plain(area)}",
            table(("setting", "at first", "what it does", "what you may type"), rows),
        ]
    yield "settings", "\n\n".join(parts) + "\n"


def _row(setting: Setting[object]) -> tuple[str, str, str, str]:
    meaning = plain(setting.meaning)
    if setting.empty_means:
        meaning += f" Emptied, it means {code(setting.empty_means)}."
    return f"**{plain(setting.name)}**", code(setting.default), meaning, plain(setting.expected)
