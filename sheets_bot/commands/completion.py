"""`sheets-bot completion`: a script that lets the shell complete what is typed."""

import os
from enum import StrEnum
from typing import Annotated

import typer


class Shell(StrEnum):
    """The shells that have a script."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


COMPLETE_VARIABLE = "_SHEETS_BOT_COMPLETE"
"""In the environment while a shell asks what could come next."""

ShellArgument = Annotated[Shell, typer.Argument(metavar="SHELL", help="Your shell: bash, zsh or fish.")]


def completion(shell: ShellArgument) -> None:
    """
    Print a script that makes the Tab key complete commands, options, jobs, tabs and brands.

    Nothing is installed: put the line for your shell into its start-up file, or the script where your shell
    looks for such scripts.

    \b
    Examples:
      eval "$(sheets-bot completion bash)"              in ~/.bashrc
      eval "$(sheets-bot completion zsh)"               in ~/.zshrc, after compinit
      sheets-bot completion fish > ~/.config/fish/completions/sheets-bot.fish
    """
    from typer._completion_shared import get_completion_script

    script = get_completion_script(prog_name="sheets-bot", complete_var=COMPLETE_VARIABLE, shell=shell.value)
    typer.echo(script)


def complete_if_asked() -> None:
    """Make typer ready to answer a shell's question, where there is one."""
    if COMPLETE_VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
