"""
The templates that count: people's own words where they can be used, our defaults otherwise.

Read from `templates.toml` and from the tab `Templates`. A person may add a row for another language of a
known template, such as ``mail_other.fr``. A text of theirs that is broken is told; the default fills the
drafts meanwhile, and `last_check.py` lets none of them go out. How a template is filled is in `templates.py`;
the rows of the tab are in `template_rows.py`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sheets_bot.domain.drafts.templates import BrokenTemplate, check_template
from sheets_bot.domain.drafts.variables import names_for
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.tab_rows import TabRow, TabRows
from sheets_bot.sheets.row import Value

_FILE = Path(__file__).with_name("templates.toml")
_MEANWHILE = "Drafts have the default meanwhile, and do not go out."
_LANGUAGE = re.compile(r"(?P<base>[a-z0-9_]+)\.(?P<language>[a-z]{2})")


@dataclass(frozen=True, slots=True)
class Template:
    """One letter with places to fill."""

    name: str
    audience: Audience
    about: str
    text: str
    subject: str = ""
    """Of a mail that begins a thread; an answer keeps the thread's."""
    problem: str = ""
    """What is wrong with a person's own text, so that the default stands here; empty is good."""
    language: str = "en"


@cache
def defaults() -> Mapping[str, Template]:
    """Return our templates by name, in the order of `templates.toml`."""
    written = tomllib.loads(_FILE.read_text("utf-8"))["template"]
    return {
        told["name"]: Template(
            name=told["name"],
            audience=Audience(told["audience"]),
            about=told["about"],
            text=told["text"],
            subject=told.get("subject", ""),
            language=_language_of(told["name"]),
        )
        for told in written
    }


class TemplateBook:
    """All templates of one run."""

    def __init__(self, rows: TabRows) -> None:
        """*rows* is the tab `Templates` as read; empty where there is none."""
        own = {name: template_of(name, rows.get(name, {})) for name in {**defaults(), **rows}}
        self._templates = {name: template for name, template in own.items() if template}

    def choose(self, name: str, language: str) -> Template | None:
        """Return a template in a language, else in English; None where there is no such name."""
        return self._templates.get(f"{name}.{language}") or self._templates.get(name)

    def first_of(self, names: tuple[str, ...], language: str) -> Template | None:
        """Return the first of some templates that there is."""
        return next((found for name in names if (found := self.choose(name, language))), None)


def template_of(name: str, row: TabRow) -> Template | None:
    """Return what counts for a name of the tab; None where it is no template and cannot become one."""
    template = defaults().get(name) or _in_other_language(name, row)
    if template is None:
        return None
    text, subject = _typed(row, "your_text"), _typed(row, "your_subject")
    told = {"Text (yours)": text, "Subject (yours)": subject}
    for header, typed in told.items():
        try:
            check_template(typed, names_for(template.audience))
        except BrokenTemplate as error:
            return _with(template, problem=f"{header}: {error} {_MEANWHILE}")
    return _with(template, text=text or template.text, subject=subject or template.subject)


def _in_other_language(name: str, row: TabRow) -> Template | None:
    """Return the default that a row of a person's own is another language of, once it has a text."""
    found = _LANGUAGE.fullmatch(name)
    base = defaults().get(found["base"]) if found else None
    if not found or not base or not _typed(row, "your_text"):
        return None
    return _with(base, name=name, language=found["language"])


def _with(template: Template, **changed: str) -> Template:
    told = {slot: getattr(template, slot) for slot in Template.__slots__}
    return Template(**{**told, **changed})


def _typed(row: TabRow, name: str) -> str:
    """Return a cell as it was typed, lines and all."""
    value: Value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _language_of(name: str) -> str:
    found = _LANGUAGE.fullmatch(name)
    return found["language"] if found else "en"
