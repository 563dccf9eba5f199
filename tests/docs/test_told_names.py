"""What pages say of tabs, columns, settings and jobs is true of the bot as it is."""

import re
import tomllib

import pytest
from typer.testing import CliRunner

from fenced import FENCE, ROOT, blocks
from sheets_bot.cli import app
from sheets_bot.commands import demo
from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.acts.asking import KINDS
from sheets_bot.domain.report.report import SECTIONS
from sheets_bot.domain.rules.rules import SETTINGS
from sheets_bot.sandbox.world import brands
from sheets_bot.service.job import load_jobs
from sheets_bot.sheets.schema import load_schemas
from small_house import TINY_BRAND

DOCS = ROOT / "docs"
SCHEMAS = load_schemas([ROOT / "sheet_schemas"])
JOBS = load_jobs([ROOT / "jobs"])
EMPHASIS = re.compile(r"(?<![*\w\\])\*([^*\s][^*]*?)\*(?![*\w])")
CODE = re.compile(r"(?<!`)`([A-Z][A-Za-z]*(?: [a-z]+)*)`")
NO_NAMES = frozenset(
    {"Not clear", "told", "worse than chance", "better than chance", "within the usual range"}
    | {"more than usual", "fewer than usual", "Next shift"}
)
"""What is set in italics on these pages without being a column, a choice or a setting."""
BY_THEMSELVES = frozenset({"Status", "Bot log"})
"""Tabs that every job writes."""
LINE = re.compile(r" {2}(?P<tab>\S+(?: \S+)*) +\d+ new rows, +\d+ changed cells")


def names():
    columns = {column.header for schema in SCHEMAS.values() for column in schema.column}
    choices = {choice for schema in SCHEMAS.values() for column in schema.column for choice in column.choices}
    return columns | choices | {setting.name for setting in SETTINGS} | set(SCHEMAS) | set(SECTIONS)


@pytest.mark.parametrize("room", ["specialist", "owner"])
def test_what_pages_call_by_name_has_that_name(room):
    """A renamed column or setting is noticed here."""
    known = names()

    strangers = {
        f"{file.name}: {name}"
        for file in (DOCS / room).glob("*.md")
        for name in EMPHASIS.findall(FENCE.sub("", file.read_text(encoding="utf-8")))
        if " ".join(name.split()) not in known | NO_NAMES and not name.startswith("Goes out after")
    }

    assert strangers == set()


def test_tabs_that_pages_name_are_there():
    words = {"MISSED", "LATE", "OK", "SOON", "WAITING", "CLOSED"}

    strangers = {
        f"{file.name}: {name}"
        for room in ("specialist", "owner")
        for file in (DOCS / room).glob("*.md")
        for name in CODE.findall(FENCE.sub("", file.read_text(encoding="utf-8")))
        if name not in SCHEMAS and name not in words and name.upper() != name
    }

    assert strangers == set()


def test_the_page_on_acts_offers_what_the_bot_does():
    """In each tab the very actions that can be asked for there; to hold a case is no act."""
    page = (DOCS / "specialist" / "acts.md").read_text(encoding="utf-8")
    table = page.partition("## What can be asked for")[2].partition("**Never here")[0]
    told: dict[str, set[str]] = {}
    for where, actions, _ in (line.strip("|").split("|") for line in table.splitlines() if "`" in line):
        for tab in CODE.findall(where):
            told.setdefault(tab, set()).update(actions.strip().split(", "))

    assert told == {tab: {*kinds} - {Kind.HOLD} for tab, kinds in KINDS.items()}


def test_the_demo_prints_what_the_readme_shows_and_jobs_fill_the_tabs_that_pages_say(monkeypatch):
    """In a smaller world, so the same lines and tabs with other numbers."""
    monkeypatch.setattr(brands, "BRANDS", (TINY_BRAND,))
    receipts = []
    tell = demo.report
    monkeypatch.setattr(
        demo, "report", lambda got, *rest, **more: (receipts.extend(got), tell(got, *rest, **more))
    )

    result = CliRunner().invoke(app, ["demo", "--weeks", "1", "--brands", "1", "--exit"])

    assert result.exit_code == 0, result.output
    assert shape_of(result.stdout) == shape_of(shown_by_the_readme())
    told = tomllib.loads((DOCS / "tabs.toml").read_text(encoding="utf-8"))
    wrote = {
        (tab.tab, receipt.job)
        for receipt in receipts
        for tab in receipt.tabs
        if (tab.new_rows or tab.changed_cells) and tab.tab not in BY_THEMSELVES
    }
    assert {pair for pair in wrote if pair[1] not in told[pair[0]]["filled_by"]} == set()


def test_who_fills_a_tab_is_a_job_that_there_is():
    told = tomllib.loads((DOCS / "tabs.toml").read_text(encoding="utf-8"))

    assert {job for tab in told.values() for job in tab["filled_by"]} <= set(JOBS)
    written = {job for tab in told.values() for job in tab["filled_by"]}
    assert set(JOBS) - written == set(), "each job fills some tab"


def shown_by_the_readme():
    return next(block.text for block in blocks(ROOT / "README.md") if "Running every job" in block.text)


def shape_of(text):
    """Return the tabs in a demo's report."""
    return {found["tab"] for line in text.splitlines() if (found := LINE.fullmatch(line.rstrip()))}
