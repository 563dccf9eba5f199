"""
A tab as its TOML file describes it: columns, owners, types, choices, looks.

Validates on load and says every fault at once, with file, table and key. Knows
nothing of Google: `provision.py` turns a schema into requests, `snapshot.py`
finds its columns in a tab as read.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from sheets_bot.errors import Misconfigured

Owner = Literal["bot", "human", "request"]
ColumnType = Literal[
    "text", "longtext", "integer", "number", "money", "percent", "date", "datetime", "checkbox", "choice"
]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
"""A text that people read, as the tab gives it back: without blanks around it."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """A part of a schema file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column of a tab."""

    name: Name
    header: Title
    owner: Owner
    type: ColumnType = "text"
    note: str = ""
    """What the column means, in words for people; becomes the note of the header cell."""
    choices: tuple[str, ...] = ()
    strict: bool = False
    """Whether the drop-down refuses other values. Off by default: people know better."""
    width: Annotated[int, Field(ge=20, le=800)] = 120
    """In pixels."""
    gap: Annotated[int, Field(ge=0, le=30)] = 0
    """Blank columns left of it when the tab is made: room for charts."""
    hidden: bool = False
    personal: bool = False
    """True where it tells more of a person than a key or number: emptied when it expires or is erased."""
    clock: bool = False
    """True where the value moves with time by itself, so that it is no sign of a big change."""
    link: str = ""
    """Address of the cell's link, with ``{column}`` places; written again when a value in a place changes."""
    format: str = ""
    """A Sheets number pattern; by default one that fits the type."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices belong to type 'choice', and it needs at least one")
        if self.owner == "request" and self.type not in {"choice", "checkbox"}:
            raise ValueError("a request column is of type 'choice' or 'checkbox'")
        if self.owner != "bot" and (self.link or self.clock):
            raise ValueError("link and clock belong to bot columns")
        if self.personal and (self.owner != "bot" or self.link):
            raise ValueError(
                "personal belongs to bot columns that are no key: people's own are theirs to empty"
            )
        _places(self.link)
        return self


class Highlight(Strict):
    """Colours for rows or cells, decided by the value in one column."""

    column: Name
    equals: Annotated[tuple[str, ...], Field(min_length=1)]
    background: Colour | None = None
    text: Colour | None = None
    bold: bool = False
    whole_row: bool = False


class Chart(Strict):
    """A chart that stands on this tab and takes its data from columns of a tab."""

    id: Annotated[int, Field(ge=1, le=2_000_000_000)]
    title: Annotated[str, Field(min_length=1)]
    kind: Literal["LINE", "COLUMN", "BAR", "AREA"]
    data_tab: Title
    x: Name
    series: Annotated[tuple[Name, ...], Field(min_length=1)]
    anchor_row: int = 0
    anchor_column: int = 0
    width: int = 720
    height: int = 360
    x_title: str = ""
    y_title: str = ""


class TabSchema(Strict):
    """One tab: how it is named, keyed, and what stands in each column."""

    tab: Title
    key: Name
    """The column by which a row is known again. Where it is people's, only they add rows."""
    purpose: Annotated[str, Field(min_length=1)]
    order: int = 100
    """Place among the tabs when they are made: smaller stands further left."""
    problem: Name | None = None
    """The bot column that says what is wrong with a row; the only one written on a row in doubt."""
    frozen_columns: Annotated[int, Field(ge=0, le=10)] = 0
    logged: bool = True
    """Whether writes to this tab stand in the `Bot log`."""
    newest_first: bool = False
    """New rows go under the header instead of below the last row."""
    most_rows: Annotated[int, Field(ge=1)] | None = None
    """The oldest rows beyond this number are dropped. For logs only."""
    column: Annotated[tuple[Column, ...], Field(min_length=1)]
    highlight: tuple[Highlight, ...] = ()
    chart: tuple[Chart, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = "; ".join(self._faults())
        if faults:
            raise ValueError(faults)
        return self

    def _faults(self) -> Iterator[str]:
        for what, values in (("name", self.names), ("header", tuple(c.header for c in self.column))):
            twice = sorted({v for v in values if values.count(v) > 1})
            if twice:
                yield f"column {what} {', '.join(map(repr, twice))} stands more than once"
        if self.key not in {column.name for column in self.owned_by("bot", "human")}:
            yield f"key {self.key!r} must name a bot or human column"
        if self.key in self.personal_names or self.problem in self.personal_names:
            yield "key and problem cannot be personal: they stay when a person is forgotten"
        if self.problem and self.problem not in self.bot_names:
            yield f"problem {self.problem!r} must name a bot column"
        for rule in self.highlight:
            if rule.column not in self.by_name:
                yield f"highlight names column {rule.column!r}, which this tab has not"
        yield from self._link_faults()
        if self.frozen_columns > len(self.column):
            yield "frozen_columns is more than there are columns"
        if self.most_rows and not self.newest_first:
            yield "most_rows drops the rows at the bottom, so it needs newest_first"

    def _link_faults(self) -> Iterator[str]:
        for column in self.column:
            if column.link and column.name != self.key:
                yield f"column {column.name!r} has a link; only the key column may"
            for place in sorted(_places(column.link) - self.by_name.keys()):
                yield f"the link of {column.name!r} names column {place!r}, which this tab has not"

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.column}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.column)

    @cached_property
    def bot_names(self) -> tuple[str, ...]:
        """The names of the columns that the bot writes."""
        return tuple(column.name for column in self.column if column.owner == "bot")

    @cached_property
    def personal_names(self) -> frozenset[str]:
        """The names of the columns that hold personal data."""
        return frozenset(column.name for column in self.column if column.personal)

    @cached_property
    def needed_names(self) -> tuple[str, ...]:
        """The names of the columns without which the bot cannot work in the tab: its own, and the key."""
        return tuple(
            column.name for column in self.column if column.owner == "bot" or column.name == self.key
        )

    @property
    def people_add_rows(self) -> bool:
        """True where the key is typed by people, so that a new row is theirs to make."""
        return self.by_name[self.key].owner == "human"

    def owned_by(self, *owners: Owner) -> Iterator[Column]:
        """Yield the columns of these owners, in order."""
        return (column for column in self.column if column.owner in owners)


def _places(link: str) -> set[str]:
    """Return the columns that a link has places for; ValueError where its braces are not in order."""
    return {name for _, name, _, _ in Formatter().parse(link) if name is not None}


@cache  # frozen, and the same few files for every bot that a process opens
def parse_schema(text: str, *, source: str) -> TabSchema:
    """
    Return the schema that a TOML text describes.

    Args:
        text: The file's content.
        source: The file's name, for messages.

    Raises:
        Misconfigured: Not TOML, or not a schema; the message lists every fault with table and key.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            f"{source} is not TOML: {error}. Correct the file. No tab was touched."
        ) from error
    try:
        return TabSchema.model_validate(data)
    except ValidationError as error:
        faults = "\n".join(f"  {_place(data, fault['loc'])}: {_words(fault)}" for fault in error.errors())
        raise Misconfigured(f"{source}:\n{faults}\nCorrect the file. No tab was touched.") from error


def load_schemas(folders: Iterable[Path]) -> dict[str, TabSchema]:
    """
    Return the schemas of all ``*.toml`` files in some folders, by tab title.

    A later folder may replace a tab of an earlier one, so that a user can change
    a tab without touching ours.

    Raises:
        Misconfigured: A folder is missing, a file is wrong, one folder describes a tab twice,
            or a chart takes its data from a tab or column that does not exist.
    """
    schemas: dict[str, TabSchema] = {}
    files: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise Misconfigured(
                f"The folder of tab schemas {folder} does not exist. Correct [paths] schemas. "
                "No tab was touched."
            )
        here: set[str] = set()
        for path in sorted(folder.glob("*.toml")):
            schema = parse_schema(_read(path), source=str(path))
            if schema.tab in here:
                raise Misconfigured(
                    f"{path}: tab {schema.tab!r} is already described by {files[schema.tab]}. "
                    "Keep one of the two. No tab was touched."
                )
            here.add(schema.tab)
            files[schema.tab] = path
            schemas[schema.tab] = schema
    faults = [
        f"  {files[schema.tab]}: {fault}"
        for schema in schemas.values()
        for fault in _chart_faults(schema, schemas)
    ]
    if faults:
        raise Misconfigured("\n".join(["Charts:", *faults, "Correct the files. No tab was touched."]))
    return schemas


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path} is not UTF-8: {error}. Save it as UTF-8. No tab was touched.") from error


def _chart_faults(schema: TabSchema, schemas: Mapping[str, TabSchema]) -> Iterator[str]:
    """Yield what the charts of a tab ask for that there is not."""
    ids = [chart.id for other in schemas.values() for chart in other.chart]
    for at, chart in enumerate(schema.chart, start=1):
        place = f"[[chart]] {at} ({chart.title}), key"
        data = schemas.get(chart.data_tab)
        if data is None:
            yield f"{place} data_tab: there is no tab {chart.data_tab!r}"
            continue
        for key, names in (("x", (chart.x,)), ("series", chart.series)):
            for name in names:
                if name not in data.by_name:
                    yield f"{place} {key}: tab {chart.data_tab!r} has no column {name!r}"
        if ids.count(chart.id) > 1:
            yield f"{place} id: {chart.id} is the id of another chart too"


def _place(data: Mapping[str, Any], loc: tuple[int | str, ...]) -> str:
    """Say where a fault is as a person would look for it: ``[[column]] 3 (due), key type``."""
    if not loc:
        return "the file as a whole"
    if len(loc) > 1 and isinstance(loc[1], int):
        entry = data.get(str(loc[0]), [])[loc[1]]
        label = (
            next((entry[k] for k in ("name", "column", "title") if k in entry), "")
            if isinstance(entry, dict)
            else ""
        )
        table = f"[[{loc[0]}]] {loc[1] + 1}" + (f" ({label})" if label else "")
        return table + (f", key {'.'.join(map(str, loc[2:]))}" if len(loc) > 2 else "")
    return f"key {'.'.join(map(str, loc))}"


def _words(fault: Mapping[str, Any]) -> str:
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] in {"missing", "extra_forbidden"}:
        return {"missing": "is missing", "extra_forbidden": "is not a key of this table"}[fault["type"]]
    found = fault.get("input")
    return f"{message} (found {found!r})" if isinstance(found, str | int | float | bool) else message
