"""`sheets-bot plan`: what a job would write, cell by cell."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_bot.commands.asking import short
from sheets_bot.commands.completing import job_names
from sheets_bot.commands.once import as_plain, receipts_of, tell
from sheets_bot.commands.options import BrandOption, ConfigOption, JsonOption, NowOption
from sheets_bot.commands.outcome import print_json, status_of_receipts, told

if TYPE_CHECKING:
    from sheets_bot.sheets.cells import Content
    from sheets_bot.sheets.plan import Plan

LONGEST_VALUE = 60


def plan(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Name of a job.", autocompletion=job_names)],
    brand: BrandOption = None,
    now: NowOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """
    Print what a job would write, cell by cell. Nothing is written.

    \b
    Example:
      sheets-bot plan sync_paypal_disputes --brand aurora
    """
    with told(as_json=as_json):
        receipts = receipts_of(
            [job], config=config, brands=brand or [], dry_run=True, allow_large=True, now=now, quiet=as_json
        )
    if as_json:
        plans = {name: [plain_plan(one) for one in receipt.plans] for name, receipt in receipts}
        print_json({"ok": all(one.ok for _, one in receipts), "receipts": as_plain(receipts), "plans": plans})
    else:
        for name, receipt in receipts:
            for one in receipt.plans:
                tell_plan(name, one)
        tell(receipts)
    raise typer.Exit(status_of_receipts(one for _, one in receipts))


def tell_plan(name: str, plan: "Plan") -> None:
    """Print one plan for people: a line for each row that would come and each cell that would change."""
    typer.echo(f"{name}  {plan.schema.tab}: {plan.because}")
    headers = {column.name: column.header for column in plan.schema.column}
    for row in plan.new_rows:
        cells = {headers[name]: text for name, text in shown(plan, row.cells).items() if text != row.key}
        typer.echo(f"  + {row.key}  {', '.join(f'{header}: {text}' for header, text in cells.items())}")
    for change in plan.changes:
        old = shown(plan, {change.name: change.old}).get(change.name, "(empty)")
        new = shown(plan, {change.name: change.new}).get(change.name, "(empty)")
        typer.echo(f"  ~ {change.key}  {headers[change.name]}: {old} -> {new}")
    for key, reason in plan.in_doubt.items():
        typer.echo(f"  ! {key}  {reason}")


def plain_plan(plan: "Plan") -> dict[str, object]:
    """Return one plan as plain data, with the contents as Google carries them (dates are serial numbers)."""
    return {
        "tab": plan.schema.tab,
        "because": plan.because,
        "new_rows": [{"key": row.key, "cells": dict(row.cells), "why": row.why} for row in plan.new_rows],
        "changes": [
            {"key": one.key, "column": one.name, "old": one.old, "new": one.new, "why": one.why}
            for one in plan.changes
        ],
        "in_doubt": dict(plan.in_doubt),
    }


def shown(plan: "Plan", cells: "Mapping[str, Content]", most: int = LONGEST_VALUE) -> dict[str, str]:
    """Return the contents of cells by column name, as people read them and short; empty ones are left out."""
    from zoneinfo import ZoneInfo

    from sheets_bot.sheets.cells import is_empty, read_value

    types = {column.name: column.type for column in plan.schema.column}
    texts = {}
    for name, content in cells.items():
        if is_empty(content):
            continue
        # Serial numbers are local times without a zone; UTC shows them as they stand.
        value = read_value(types[name], content, ZoneInfo("UTC"))
        texts[name] = short(f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value), most)
    return texts
