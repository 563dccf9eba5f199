"""A file that a module's first words send the reader to is there, at that place."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ("sheets_bot", "jobs", "sheet_schemas", "tests", "docs", "deploy")
MODULES = sorted(path for folder in ("sheets_bot", "jobs", "tests") for path in (ROOT / folder).rglob("*.py"))
FILES = {
    f"/{path.relative_to(ROOT)}" for folder in HOUSE for path in (ROOT / folder).rglob("*") if path.is_file()
}
TOLD = re.compile(r"`+([\w./-]+\.(?:py|toml|sh|md))`+")


def told_in(path):
    return TOLD.findall(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")


def test_every_file_that_a_docstring_names_exists():
    missing = {
        str(path.relative_to(ROOT)): name
        for path in MODULES
        for name in told_in(path)
        if not any(file.endswith(f"/{name}") for file in FILES)
    }

    assert missing == {}
