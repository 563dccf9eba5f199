"""
From a configuration file and the environment to `Settings`, or to sentences about what is wrong.

All mistakes are told at once, each with file, table, key, what was found and what to do; never a
secret. The meaning of each setting is in `settings.py`.
"""

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from sheets_bot.errors import Misconfigured
from sheets_bot.service.settings import Settings
from sheets_bot.service.settings_base import ENV_PREFIX

CONFIG_VARIABLE = f"{ENV_PREFIX}CONFIG"
DEFAULT_FILE = Path("sheets_bot.toml")
SECRET_KEYS = frozenset(
    {"client_secret", "service_account", "access_token", "api_secret", "password"}
    | {"webhook_secret", "webhook_token", "specialist", "owner", "ping_url", "ping_fail_url", "url"}
)
_SIGN_IN = re.compile(r"//.*@", re.DOTALL)
NOTHING_DONE = "Nothing was started."


def load_settings(file: Path | None) -> Settings:
    """
    Return the configuration of a file (TOML, or JSON if it ends so), with the environment on top.

    Args:
        file: None means `SHEETS_BOT_CONFIG`, else `sheets_bot.toml` in the current folder if it is there,
            else the environment alone.

    Raises:
        Misconfigured: With every mistake that could be found.
    """
    file = file or _file_by_default()
    if file:
        return settings_from(_read(file), where=str(file))
    try:
        return settings_from({}, where="the environment")
    except Misconfigured as error:
        raise Misconfigured(
            f"There is no {DEFAULT_FILE} in {Path.cwd()}; name one with --config or {CONFIG_VARIABLE}, or "
            f"copy sheets_bot.example.toml. {error}"
        ) from None


def settings_from(values: Mapping[str, Any], *, where: str) -> Settings:
    """
    Return the configuration of a raw table, with the environment on top.

    A secret in the table is refused, unless every endpoint is on this machine: so the sandbox's
    ready configuration works as it is printed, and no real secret ends up in a file by habit.

    Raises:
        Misconfigured: With every mistake that could be found.
    """
    strangers = list(_unknown_variables())
    # A leading underscore would be taken for an option of pydantic-settings itself.
    strangers += [f"[{key}] is no setting." for key in values if key.startswith("_")]
    try:
        settings = Settings(**{key: value for key, value in values.items() if not key.startswith("_")})
    except ValidationError as error:
        raise _misconfigured(where, [*strangers, *_sentences(error)]) from None
    except SettingsError as error:
        raise _misconfigured(where, [*strangers, f"{error}; its value is no JSON."]) from None
    written_down = [] if settings.all_on_this_machine() else list(_secrets_in(values))
    if strangers or written_down:
        raise _misconfigured(where, [*strangers, *written_down])
    return settings


def _file_by_default() -> Path | None:
    if named := os.environ.get(CONFIG_VARIABLE):
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def _read(file: Path) -> dict[str, Any]:
    """Return the raw table of one file, its relative paths taken from the file's own folder."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before it
        values = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise Misconfigured(
            f"The configuration {file} cannot be read: {error.strerror}. Name another with --config or "
            f"{CONFIG_VARIABLE}; sheets_bot.example.toml shows what belongs in it. {NOTHING_DONE}"
        ) from None
    except UnicodeDecodeError:
        raise Misconfigured(
            f"The configuration {file} is not saved as UTF-8. Open it in an editor and save it as UTF-8. "
            f"{NOTHING_DONE}"
        ) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Misconfigured(
            f"The configuration {file} is no JSON at {place}: {error.msg}. {NOTHING_DONE}"
        ) from None
    except ValueError as error:  # TOML's message names the place and quotes nothing
        raise Misconfigured(f"The configuration {file} is no TOML: {error}. {NOTHING_DONE}") from None
    if not isinstance(values, dict):
        raise Misconfigured(f"The configuration {file} holds no table at its outermost level. {NOTHING_DONE}")
    return {key: _anchored(value, file.resolve().parent, key) for key, value in values.items()}


def _anchored(value: Any, folder: Path, key: str, table: str = "") -> Any:
    """Return a value with relative paths made absolute: `..._file`, `..._files`, `..._folder` and [paths]."""
    if isinstance(value, dict):
        return {inner: _anchored(item, folder, inner, key) for inner, item in value.items()}
    if isinstance(value, list) and table == "paths":
        return [folder / item if isinstance(item, str) else item for item in value]
    if isinstance(value, str) and (key.endswith(("_file", "_folder")) or table.endswith("_files")):
        return str(folder / value)
    return value


def _unknown_variables() -> Iterator[str]:
    """Yield a sentence for each variable that looks like ours and names no table."""
    for name in sorted(os.environ):
        table = name.removeprefix(ENV_PREFIX).split("__")[0].lower()
        if not name.startswith(ENV_PREFIX) or name == CONFIG_VARIABLE or table in Settings.model_fields:
            continue
        yield f"the environment variable {name}: there is no table [{table}].{_perhaps(table, Settings)}"


def _secrets_in(values: Mapping[str, Any], table: str = "") -> Iterator[str]:
    """Yield a sentence for each secret that stands in the file."""
    for key, value in values.items():
        inner = f"{table}.{key}" if table else key
        if isinstance(value, Mapping) and key not in SECRET_KEYS:
            yield from _secrets_in(value, inner)
        elif key in SECRET_KEYS:
            variable = _variable(inner.split("."))
            yield (
                f"[{table}] {key}: a secret stands in the file. Take it out, and if anybody else could read "
                f"it, make a new one. Set the environment variable {variable} instead, or put the secret "
                f"into a file of its own and name that file in {variable}_FILE."
            )


def _sentences(error: ValidationError) -> Iterator[str]:
    """Yield one sentence for each mistake that pydantic found."""
    for mistake in error.errors(include_url=False):
        loc = tuple(str(part) for part in mistake["loc"])
        table, key = ".".join(loc[:-1]), loc[-1] if loc else ""
        place = f"[{table}] {key}: " if table else f"[{key}] " if key else ""
        if (variable := _variable(loc)) in os.environ:
            place = f"{variable}: "
        model, meaning = _model_at(loc[:-1]), _meaning(loc)
        kind, message = mistake["type"], mistake["msg"].removeprefix("Value error, ")
        message = message.replace("Input should", "it should")
        if kind == "missing":
            yield f"{place}is missing.{meaning}"
        elif kind == "extra_forbidden":
            yield f"{place}is no setting.{_perhaps(key, model)}"
        elif kind == "value_error":
            yield f"{place}{_found(key, mistake['input'])}{message}."
        else:
            yield f"{place}{_found(key, mistake['input'])}{message}.{meaning}"


def _variable(loc: Iterable[str]) -> str:
    """Return the environment variable that overrides one setting."""
    return ENV_PREFIX + "__".join(loc).upper()


def _found(key: str, value: object) -> str:
    """Return what stood there, unless it is or holds a secret."""
    if key in SECRET_KEYS or not isinstance(value, str | int | float):
        return ""
    # Who signs in at an address, and with what, is nobody's business, though it does not belong there.
    return f"found {_SIGN_IN.sub('//***@', str(value))[:80]!r}; "


def _perhaps(key: str, model: type[BaseModel] | None) -> str:
    """Return a guess at what was meant."""
    names = list(model.model_fields) if model else []
    close = get_close_matches(key, names, n=1)
    return f" Did you mean {close[0]!r}?" if close else f" There are: {', '.join(names)}." if names else ""


def _meaning(loc: tuple[str, ...]) -> str:
    """Return the first sentence about a setting."""
    model = _model_at(loc[:-1])
    field = model.model_fields.get(loc[-1]) if model and loc else None
    return f" {field.description}" if field and field.description else ""


def _model_at(loc: tuple[str, ...]) -> type[BaseModel] | None:
    """Return the class of the table at a place such as ("brands", "aurora", "paypal")."""
    place: Any = Settings
    for part in loc:
        if _is_model(place):
            field = place.model_fields.get(part)
            place = _without_none(field.annotation) if field else None
        else:  # dict[str, Model]: any key leads to the model
            place = get_args(place)[-1] if get_origin(place) is dict else None
    return place if _is_model(place) else None


def _without_none(annotation: Any) -> Any:
    """Return Model for Model | None, anything else as it is."""
    return next(
        (arg for arg in get_args(annotation) if _is_model(arg) and get_origin(annotation) is not dict),
        annotation,
    )


def _is_model(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)


def _misconfigured(where: str, sentences: list[str]) -> Misconfigured:
    count = "1 mistake" if len(sentences) == 1 else f"{len(sentences)} mistakes"
    lines = "\n".join(f"  - {sentence}" for sentence in sentences)
    return Misconfigured(f"The configuration ({where}) has {count}:\n{lines}\n{NOTHING_DONE}")
