"""The viewer's files as the server hands them out; no browser needed."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sheets_bot.sandbox.viewer as viewer_package
from sheets_bot.sandbox.viewer.room import ViewerRoom
from sheets_bot.sandbox.wire import Call

FOLDER = Path(viewer_package.__file__).parent
SCRIPTS = sorted(FOLDER.glob("*.js"))


def ask(path: str, method: str = "GET"):
    return ViewerRoom().answer(Call(method, path, {}, {}, b"", 0.0))


def test_the_page_is_at_the_root_and_may_load_only_from_here():
    page = ask("/")

    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=UTF-8"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


def test_every_file_that_the_page_names_is_there():
    named: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            named.extend(value for name, value in attrs if name in {"src", "href"})

    Reader().feed((FOLDER / "index.html").read_text())

    assert named
    assert {ask(path).status for path in named} == {200}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_imports_only_its_neighbours_and_says_what_it_is(script):
    text = script.read_text()

    imported = re.findall(r'from "([^"]+)"', text)
    assert text.startswith("/*\n * ")
    assert all((FOLDER / name.removeprefix("./")).exists() and name.startswith("./") for name in imported)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)


@pytest.mark.parametrize(
    "path",
    [
        "/viewer/room.py",
        "/viewer/__init__.py",
        "/viewer/../app.py",
        "/viewer/",
        "/viewer/nothing.js",
        "/viewer//etc/passwd",
    ],
)
def test_nothing_but_the_viewer_can_be_named(path):
    assert ask(path).status == 404


def test_the_viewer_only_answers_to_reading():
    assert ask("/", "HEAD").status == 200
    assert ask("/", "POST").status == 405
    assert ask("/favicon.ico").headers["content-type"] == "image/svg+xml"
