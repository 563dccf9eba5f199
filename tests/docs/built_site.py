"""The site as it is built, and as a browser would read it: text, anchors, addresses."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.ids, self.links, self.loads = [], set(), [], []
        self._silent = 0

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self._silent += tag in {"script", "style", "svg"}
        if "id" in told:
            self.ids.add(told["id"])
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        elif tag == "link" or "src" in told:
            self.loads.append(told.get("src") or told.get("href") or "")

    def handle_endtag(self, tag):
        self._silent -= tag in {"script", "style", "svg"}

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)


@dataclass
class Page:
    """One page of the site."""

    path: Path
    words: str = ""
    """All that is to be read on it, with single blanks."""
    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)
    loads: list = field(default_factory=list)
    """Addresses of what a browser fetches by itself."""

    def says(self, text):
        return " ".join(text.split()).replace("`", "") in self.words


@dataclass
class Site:
    """All pages, by their place below the root of the site."""

    folder: Path

    @cached_property
    def pages(self):
        return {path.relative_to(self.folder).as_posix(): read(path) for path in self.folder.rglob("*.html")}

    def page(self, name):
        return self.pages[f"{name}.html"]


def read(path):
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return Page(path, " ".join("".join(reader.words).split()), reader.ids, reader.links, reader.loads)


def build(out):
    """Build as CONTRIBUTING.md says, with every warning an error."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "docs", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
