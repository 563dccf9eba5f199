"""
The pages of the site that follow from the code, written at each build into `docs/reference/`.

A small extension of Sphinx. Each module beside this one makes the pages of one subject; nothing here
knows what stands in them. The folder is in `.gitignore`: a page that nobody edits cannot grow old.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from sphinx.application import Sphinx

from from_code import commands, configuration, jobs, numbers, settings_tab, tabs, words

FOLDER = "reference"


def setup(app: Sphinx) -> Mapping[str, bool]:
    """Let the pages be written before Sphinx looks for its sources."""
    app.connect("config-inited", lambda app, _config: write_pages(Path(app.srcdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(docs: Path) -> None:
    """Write every page that follows from the code; one that no longer does is removed."""
    folder = docs / FOLDER
    wanted = {folder / f"{name}.md": text for name, text in pages(docs)}
    for page in set(folder.rglob("*.md")) - wanted.keys():
        page.unlink()
    for page, text in wanted.items():
        # A page that stays is left alone, so that the next build has less to do.
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")


def pages(docs: Path) -> Iterator[tuple[str, str]]:
    """Yield each page: its name below the folder, and its Markdown."""
    return chain(
        tabs.pages(docs),
        numbers.pages(),
        commands.pages(),
        configuration.pages(),
        settings_tab.pages(),
        jobs.pages(),
        words.pages(),
    )
