"""
Every key of the configuration file with its variable, default and meaning, from the models that read it.
"""

from collections.abc import Iterator
from pathlib import PurePath
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from from_code.markdown import code, plain, table
from sheets_bot.service.settings import Settings
from sheets_bot.service.settings_base import ENV_PREFIX

INTRO = """\
# The configuration, key by key

`sheets_bot.toml` holds what the operator decides; `sheets_bot.example.toml` is one to copy. What people
change day by day stands in the tab [Settings](/reference/settings.md) instead.

Every key can also be given as a variable of the environment, which wins over the file: `SHEETS_BOT_`, the
table, two underscores, the key. A **secret** is taken from its variable, or from a file that the key ending
in `_file` names, and refused in the configuration file. Paths are taken from the folder of the
configuration file. `sheets-bot check` names every mistake with its place."""

BRAND = "BRAND"
"""Stands for the key of a brand, as `aurora` in the example."""


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of the configuration."""
    parts = [INTRO, *_tables(Settings, ())]
    yield "configuration", "\n\n".join(parts) + "\n"


def _tables(model: type[BaseModel], place: tuple[str, ...]) -> Iterator[str]:
    """Yield a heading and a table for the keys of a model, then those of the tables in it."""
    inner = {name: found for name, field in model.model_fields.items() if (found := _table_of(field))}
    keys = {name: field for name, field in model.model_fields.items() if name not in inner}
    if place and not (keys or inner):
        return
    if place:
        yield f"## `[{'.'.join(place)}]`"
        yield plain((model.__doc__ or "").split("\n\n")[0])
    if keys:
        rows = [_row(field, (*place, name)) for name, field in keys.items()]
        yield table(("key", "default", "what it is, and its variable"), rows)
    for name, found in inner.items():
        nested = (*place, name, BRAND) if name == "brands" else (*place, name)
        yield from _tables(found, nested)


def _table_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model that a key holds, alone, by name or not at all; None for a plain value."""
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _row(field: FieldInfo, place: tuple[str, ...]) -> tuple[str, str, str]:
    variable = ENV_PREFIX + "__".join(part.upper() for part in place)
    meaning = plain((field.description or "").split("\n\n")[0])
    if _is_secret(field):
        meaning = f"**Secret.** {meaning}"
    return f"**{code(place[-1])}**", _default(field), f"{meaning}<br>{code(variable)}"


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True)
    if value in (None, "", (), {}) or value is PydanticUndefined:
        return _kind(field.annotation)
    return code(_typed(value))


def _kind(annotation: Any) -> str:
    """Say what may stand there where nothing does by default."""
    kinds = get_args(annotation) if get_origin(annotation) in {Union, UnionType, Literal} else (annotation,)
    return "no file" if any(isinstance(k, type) and issubclass(k, PurePath) for k in kinds) else "nothing"


def _typed(value: object) -> str:
    """Return a value as it is typed in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
