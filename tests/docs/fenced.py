"""Commands and their output as they stand in the Markdown of the project."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL
)
INLINE = re.compile(r"(?<!`)`((?:\./)?sheets-bot [^`\n]+)`(?!`)")
PROGRAM = re.compile(r"(?:\./)?sheets-bot")
ENDS = frozenset({">", "|", "&", "&&", ";"})


def markdown_files():
    """Return every page that people wrote; what is made from the code is judged elsewhere."""
    written = [path for path in (ROOT / "docs").rglob("*.md") if "reference" not in path.parts]
    return sorted([*written, ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    language: str
    text: str
    before: str
    """The line above it."""


def blocks(file):
    text = file.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        lines = [line.removeprefix(found["indent"]) for line in found["body"].splitlines()]
        before = text[: found.start()].rstrip().rsplit("\n", 1)[-1]
        yield Block(found["language"].strip(), "\n".join(lines), before)


@dataclass(frozen=True)
class Typed:
    """One command in a block of the language `console`, with what is shown below it."""

    words: tuple
    output: tuple


def typed_in(block):
    """Return the commands of a console block. Lines that begin with a dollar are typed, the others are printed."""
    commands = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append((shlex.split(line[2:]), []))
        else:
            commands[-1][1].append(line)
    return [Typed(tuple(words), tuple(output)) for words, output in commands]


def commands_in(file):
    """Return the arguments of every `sheets-bot` command that stands on a page, in a block or in a sentence."""
    lines = [
        line.removeprefix("$ ")
        for block in blocks(file)
        if block.language in {"sh", "console", "text", ""}
        for line in block.text.replace("\\\n", " ").splitlines()
    ]
    lines += INLINE.findall(FENCE.sub("", file.read_text(encoding="utf-8")))
    return [arguments for line in lines if (arguments := arguments_of(line))]


def arguments_of(line):
    """Return what follows `sheets-bot` on a line that runs it; none for another line."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return []
    at = next((at for at, word in enumerate(words) if PROGRAM.fullmatch(word)), None)
    first = next((word for word in words if "=" not in word and word != "export"), "")
    # Names of an image or of a service: `docker build -t sheets-bot .`, `gcloud run deploy sheets-bot`.
    if at is None or "build" in words[:at] or first not in {"sheets-bot", "./sheets-bot", "docker"}:
        return []
    rest = words[at + 1 :]
    return rest[: next((at for at, word in enumerate(rest) if word in ENDS), len(rest))]
