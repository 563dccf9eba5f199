"""
The commands of `sheets-bot`, one file each; `cli.py` puts them together.

Their modules import typer and the standard library only: everything else is imported inside the
commands, so that `--help` is quick. Commands ask, call and print; the work is done below them.
"""
