"""
A page for each tab: what it is for, how it looks, who fills it, and every column.

Columns come from `sheet_schemas/`, jobs from their own first sentences; what only a person can tell of a tab
stands in `docs/tabs.toml`. A tab that is missing there, or there without a schema, stops the build.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from from_code.jobs import shipped_jobs
from from_code.markdown import page_name, plain, table
from sheets_bot.sheets.schema import Column, TabSchema, load_schemas

ROOT = Path(__file__).resolve().parents[2]
NOTES = "tabs.toml"
PICTURES = Path("images/tabs")

INTRO = """\
# Every tab, column by column

[bot]{.bot} columns have a blue header: the bot fills them and puts them right if they are changed.
[yours]{.human} have a green one: the bot never writes there. [you ask]{.request} have a yellow one: there
you ask for something, and the bot clears it when it is done. Columns can be moved, hidden and renamed; the
bot finds them again."""

OWNERS = {
    "bot": "[bot]{.bot}",
    "human": "[yours]{.human}",
    "request": "[you ask]{.request}",
}
KINDS = {
    "text": "text",
    "longtext": "text",
    "integer": "whole number",
    "number": "number",
    "money": "amount",
    "percent": "percent",
    "date": "day",
    "datetime": "day and time",
    "checkbox": "tick",
    "choice": "choice",
}
READERS = {
    "specialist": "For the specialist",
    "owner": "For the owner",
    "both": "For both",
    "ledger": "Ledgers: where the other tabs find their facts",
    "operator": "For the operator",
}


@dataclass(frozen=True)
class Note:
    """What a person has to say about a tab."""

    reader: str
    """One of `READERS`."""
    filled_by: tuple[str, ...]
    """The jobs that write into it; none where people alone do."""
    text: str
    """How one works with it, as Markdown."""


def shipped_tabs() -> list[TabSchema]:
    """Return the tabs that come with the bot, in their order in the spreadsheet."""
    return sorted(load_schemas([ROOT / "sheet_schemas"]).values(), key=lambda schema: schema.order)


def notes(docs: Path) -> Mapping[str, Note]:
    """Return what stands in `tabs.toml`, by tab."""
    tables = tomllib.loads((docs / NOTES).read_text(encoding="utf-8"))
    return {
        tab: Note(entry["reader"], tuple(entry["filled_by"]), entry["text"].strip())
        for tab, entry in tables.items()
    }


def pages(docs: Path) -> Iterator[tuple[str, str]]:
    """Yield a page per tab, and the one that lists them. Raises ValueError where tabs and notes differ."""
    schemas, about = shipped_tabs(), notes(docs)
    if odd := {schema.tab for schema in schemas} ^ about.keys():
        raise ValueError(f"docs/{NOTES} and sheet_schemas/ differ in {sorted(odd)}. Write or remove a table.")
    for schema in schemas:
        yield f"tabs/{page_name(schema.tab)}", _page(schema, about[schema.tab], docs)
    yield "tabs/index", _index(schemas, about)


def _page(schema: TabSchema, note: Note, docs: Path) -> str:
    parts = [f"# {plain(schema.tab)}", plain(schema.purpose)]
    picture = PICTURES / f"{page_name(schema.tab)}.png"
    if (docs / picture).exists():
        parts.append(f"![The tab {plain(schema.tab)} in a practice world](/{picture})")
    parts.append(note.text)
    if note.filled_by:
        parts += ["## Who fills it", _jobs(note.filled_by)]
    parts += ["## Its columns", table(("column", "whose", "what it means"), map(_row, schema.column))]
    return "\n\n".join(parts) + "\n"


def _row(column: Column) -> tuple[str, str, str]:
    meaning = [plain(column.note)] if column.note else []
    if column.choices:
        meaning.append(f"One of: {', '.join(f'*{plain(choice)}*' for choice in column.choices)}.")
    if column.hidden:
        meaning.append("Hidden at first.")
    if column.personal:
        meaning.append("Emptied when personal data expires.")
    header = f"**{plain(column.header)}** ({KINDS[column.type]})"
    return header, OWNERS[column.owner], " ".join(meaning)


def _jobs(names: Sequence[str]) -> str:
    known = shipped_jobs()
    return "".join(f"- [`{name}`](/reference/jobs.md): {plain(known[name].about)}\n" for name in names)


def _index(schemas: Sequence[TabSchema], about: Mapping[str, Note]) -> str:
    parts = [INTRO]
    for reader, title in READERS.items():
        mine = [schema for schema in schemas if about[schema.tab].reader == reader]
        rows = [
            (f"[{plain(schema.tab)}](/reference/tabs/{page_name(schema.tab)}.md)", plain(schema.purpose))
            for schema in mine
        ]
        parts += [f"## {title}", table(("tab", "what"), rows)]
    toctree = "\n".join(page_name(schema.tab) for schema in schemas)
    parts.append(f"```{{toctree}}\n:hidden:\n:titlesonly:\n\n{toctree}\n```")
    return "\n\n".join(parts) + "\n"
