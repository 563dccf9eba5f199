"""
The tables of the configuration, one class each; every setting is followed by its meaning.

Values only. The meaning's first sentence is also what an error says about a setting that is missing
or wrong. The whole configuration is `settings.py`; where values come from is `settings_file.py`.
"""

import ipaddress
import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

ENV_PREFIX = "SHEETS_BOT_"


def is_loopback(url: str) -> bool:
    """Say whether a URL points at this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _base_url(value: object) -> object:
    """Check a base URL; secrets travel to it, so it is encrypted or never leaves the machine."""
    if not isinstance(value, str):
        return value
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address such as https://sheets.googleapis.com")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("must be a plain web address, without user name, ? or #")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError("must start with https:// (http:// only on this machine itself, 127.0.0.1)")
    return value.rstrip("/")


BaseUrl = Annotated[str, BeforeValidator(_base_url)]


class Section(BaseModel):
    """One table of the configuration; unknown keys are mistakes, and no error quotes a value by itself."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )


class Endpoints(Section):
    """Where each service answers; any of them can be a stand-in."""

    sheets: BaseUrl = "https://sheets.googleapis.com"
    """Google Sheets, without a path."""

    drive: BaseUrl = "https://www.googleapis.com"
    """Google Drive, without a path."""

    paypal: BaseUrl = "https://api-m.paypal.com"
    """PayPal; https://api-m.sandbox.paypal.com for PayPal's own test accounts."""

    clock: BaseUrl | None = None
    """The sandbox's clock; a bot that talks to real services takes the machine's clock."""

    @field_validator("clock")
    @classmethod
    def _only_the_sandbox_has_a_clock(cls, value: str | None) -> str | None:
        if value is not None and not is_loopback(value):
            raise ValueError("only the sandbox on this machine (127.0.0.1) can set the clock; leave it out")
        return value

    def all_on_this_machine(self) -> bool:
        """Say whether no request can leave the machine."""
        return all(is_loopback(url) for url in (self.sheets, self.drive, self.paypal))


class Google(Section):
    """The service account that edits the spreadsheets: a key file, or its JSON inline."""

    service_account_file: Path | None = None
    """Path of the service account's JSON key file."""

    service_account: SecretStr | None = None
    """The service account's JSON key itself; from the environment only."""

    @field_validator("service_account", mode="before")
    @classmethod
    def _as_json_text(cls, value: object) -> object:
        return json.dumps(value) if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.service_account_file is None and self.service_account is None:
            raise ValueError(
                "no service account. Set service_account_file to the path of its JSON key, "
                f"or {ENV_PREFIX}GOOGLE__SERVICE_ACCOUNT to the JSON itself"
            )
        if self.service_account_file is not None and self.service_account is not None:
            raise ValueError("both service_account and service_account_file are set. Leave one of them out")
        return self

    def key(self) -> Path | dict[str, Any]:
        """
        Return the path of the key file, or the key itself.

        Raises:
            ValueError: The inline key is not a JSON object.
        """
        if self.service_account is None:
            assert self.service_account_file is not None
            return self.service_account_file
        key = json.loads(self.service_account.get_secret_value())
        if not isinstance(key, dict):
            raise ValueError("the inline service account is not a JSON object")  # noqa: TRY004 - a value, not a type
        return key


class PayPalAccount(Section):
    """A REST app of one brand's PayPal business account, from PayPal's developer dashboard."""

    client_id: str = Field(min_length=1)
    """The REST app's client id, from Apps & Credentials in PayPal's developer dashboard."""

    client_secret: SecretStr
    """The REST app's secret, beside its client id in PayPal's developer dashboard."""

    client_secret_file: Path | None = None
    """Path of a file that holds the client secret and nothing else, e.g. a mounted container secret."""

    @model_validator(mode="before")
    @classmethod
    def _secret_from_its_file(cls, values: Any) -> Any:
        return with_secret_from_file(values, "client_secret")


class Brand(Section):
    """One brand, and its accounts."""

    name: str = ""
    """How the brand is called in the sheets; empty: its key in the configuration."""

    paypal: PayPalAccount | None = None
    """The brand's PayPal account; left out, the bot asks PayPal nothing for it."""


class Sheets(Section):
    """How hard Google Sheets may be used."""

    reads_per_minute: int = Field(default=50, ge=1, le=300)
    """Reads a minute; Google allows a service account 60 (Sheets API usage limits), the rest is spare."""

    writes_per_minute: int = Field(default=50, ge=1, le=300)
    """Writes a minute, under a limit of their own that is 60 too."""

    max_cells_per_write: int = Field(default=50_000, ge=100)
    """Most cells in one call; Google advises 2 MB a request and cuts off at 180 s (Sheets API limits)."""


class PayPalUse(Section):
    """How hard PayPal may be used."""

    details_at_once: int = Field(default=4, ge=1, le=16)
    """How many disputes are looked up side by side. PayPal publishes no limit."""


class Service(Section):
    """The long-running process."""

    tick_seconds: int = Field(default=60, ge=1, le=3600)
    """How often each job is asked whether it is due."""

    jitter_seconds: int = Field(default=5, ge=0, le=600)
    """Each tick comes up to this much later, so that a fleet does not knock all at once."""

    stop_within_seconds: int = Field(default=25, ge=1, le=600)
    """How long a running write may take to end after SIGTERM; let the container wait a little longer."""

    hung_after_seconds: int = Field(default=1800, ge=60)
    """A job that runs longer than this makes /healthz fail, so that the container is started anew."""

    health_host: str = "127.0.0.1"
    """Address of the health endpoint; 0.0.0.0 lets other machines ask."""

    health_port: int = Field(default=8080, ge=0, le=65535)
    """Port of the health endpoint; 0 takes any free one, which the log names."""

    log_format: Literal["auto", "json", "text"] = "auto"
    """`auto`: text in a terminal, JSON elsewhere."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important lines that are still written."""

    lock_folder: Path | None = None
    """Where the locks against a second process on this machine are kept; empty: the temporary folder."""

    dry_run: bool = False
    """Read and compute everything, write and submit nothing."""


class Paths(Section):
    """Folders of the user's own, beside those that come with the bot."""

    jobs: tuple[Path, ...] = ()
    """Folders with jobs; their files are executed as Python, so name only folders that you trust."""

    schemas: tuple[Path, ...] = ()
    """Folders with tab schemas (TOML)."""


def with_secret_from_file(values: Any, key: str) -> Any:
    """Return a raw table with *key* filled from the file that `key_file` names."""
    if not isinstance(values, dict) or values.get(f"{key}_file") is None:
        return values
    if key in values:
        raise ValueError(f"both {key} and {key}_file are set. Leave one of them out")
    try:
        text = Path(values[f"{key}_file"]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, TypeError) as error:
        reason = getattr(error, "strerror", None) or "it is no readable text"
        raise ValueError(f"{key}_file cannot be read: {reason}") from None
    if not text:
        raise ValueError(f"{key}_file names an empty file")
    return {**values, key: text}
