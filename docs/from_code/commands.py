"""
Every command with its options, its examples and the exit statuses, from the command line itself.
"""

import re
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from from_code.markdown import code, plain, table
from sheets_bot.cli import app

PROGRAM = "sheets-bot"


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of all commands."""
    line: Any = get_command(app)
    parts = ["# Every command", *help_text(line.help)]
    for name, command in line.commands.items():
        parts += [f"## {name}", f"```text\n{usage(name, command)}\n```", *help_text(command.help)]
        context = command.make_context(name, [], resilient_parsing=True)
        rows = [_row(parameter, context) for parameter in command.params]
        parts.append(table(("", "what", "if left out"), rows))
    yield "commands", "\n\n".join(parts) + "\n"


def usage(name: str, command: Any) -> str:
    """Return how a command is typed: ``sheets-bot undo [OPTIONS] RUN``."""
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    return " ".join([PROGRAM, name, "[OPTIONS]", *(parameter.metavar for parameter in arguments)])


def help_text(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; what is marked to keep its lines stays as it was typed."""
    for paragraph in re.split(r"\n\n", text):
        if not paragraph.startswith("\b"):
            yield plain(paragraph)
            continue
        title, *lines = paragraph.removeprefix("\b\n").split("\n")
        if title.startswith(" "):
            title, lines = "", [title, *lines]
        if title:
            yield plain(title)
        yield "\n".join(["```text", *(line.removeprefix("  ") for line in lines), "```"])


def _row(parameter: Any, context: Any) -> tuple[str, str, str]:
    typed, _help = parameter.get_help_record(context)
    # What typer calls a type says nothing to people.
    typed = re.sub(r"<int.*>", "N", typed).removesuffix(" <str>")
    return f"**{code(typed)}**", plain(parameter.help or ""), _left_out(parameter)


def _left_out(parameter: Any) -> str:
    if parameter.required:
        return "must be given"
    if parameter.default in {None, False, ""}:
        return ""
    return code(str(parameter.default))
