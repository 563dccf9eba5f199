"""
The tables of the configuration beside the brands, one class each; every setting is followed by its meaning.

Values only. The meaning's first sentence is also what an error says about a setting that is missing
or wrong. The brands' accounts are in `settings_accounts.py`, the whole configuration is `settings.py`;
where values come from is `settings_file.py`.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote

from pydantic import Field, SecretStr, field_validator, model_validator

from sheets_bot.service.settings_base import (
    ENV_PREFIX,
    BaseUrl,
    Section,
    ShopUrl,
    is_loopback,
    split_address,
    with_secret_from_file,
)


class Endpoints(Section):
    """Where each service answers; any of them can be a stand-in."""

    sheets: BaseUrl = "https://sheets.googleapis.com"
    """Google Sheets, without a path."""

    drive: BaseUrl = "https://www.googleapis.com"
    """Google Drive, without a path."""

    paypal: BaseUrl = "https://api-m.paypal.com"
    """PayPal; https://api-m.sandbox.paypal.com for PayPal's own test accounts."""

    shopify: ShopUrl = "https://{shop}.myshopify.com"
    """A Shopify store, with ``{shop}`` where its handle belongs."""

    trustpilot: BaseUrl = "https://api.trustpilot.com"
    """Trustpilot's API, without a path."""

    clock: BaseUrl | None = None
    """The sandbox's clock; a bot that talks to real services takes the machine's clock."""

    @field_validator("clock")
    @classmethod
    def _only_the_sandbox_has_a_clock(cls, value: str | None) -> str | None:
        if value is not None and not is_loopback(value):
            raise ValueError("only the sandbox on this machine (127.0.0.1) can set the clock; leave it out")
        return value


class Google(Section):
    """The service account that edits the spreadsheets: a key file, or its JSON inline."""

    service_account_file: Path | None = None
    """Path of the service account's JSON key file."""

    service_account: SecretStr | None = None
    """The service account's JSON key itself; from the environment only."""

    service_account_files: dict[str, Path] = Field(default_factory=dict)
    """Key files of further service accounts, each for one spreadsheet, by its key under [workbooks]."""

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


class Sheets(Section):
    """How hard Google Sheets may be used."""

    reads_per_minute: int = Field(default=50, ge=1, le=300)
    """Reads a minute; Google allows a service account 60 (Sheets API usage limits), the rest is spare."""

    writes_per_minute: int = Field(default=50, ge=1, le=300)
    """Writes a minute, under a limit of their own that is 60 too."""

    max_cells_per_write: int = Field(default=50_000, ge=100)
    """Most cells in one call; Google advises 2 MB a request and cuts off at 180 s (Sheets API limits)."""


class Queue(Section):
    """Past one machine: what is due is put into a queue in PostgreSQL, and workers carry it out."""

    url: SecretStr | None = None
    """Address of the database, postgresql://user:password@host/name; from the environment or a file only."""

    url_file: Path | None = None
    """Path of a file that holds the address of the database and nothing else."""

    stalled_after_seconds: int = Field(default=30, ge=1, le=3600)
    """A worker without a sign of life for so long loses its work to the others."""

    workers: int = Field(default=4, ge=1, le=32)
    """How many spreadsheets one `sheets-bot worker` works on side by side."""

    @model_validator(mode="before")
    @classmethod
    def _address_from_its_file(cls, values: Any) -> Any:
        return with_secret_from_file(values, "url")

    @field_validator("url")
    @classmethod
    def _of_a_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must start with postgresql:// and name user, password, host and database")
        if value is not None:
            address = value.get_secret_value()
            # PostgreSQL's library ends the password at the first @, and tells the rest as the host's name.
            if split_address(address).netloc.count("@") != address.count("@") or address.count("@") > 1:
                raise ValueError("has an @ in the password, or / ? # before it. Write %40, %2F, %3F, %23")
        return value

    def secrets(self) -> Iterable[str]:
        """Yield the address and the passwords in it, as written and as meant, for the masking of logs."""
        if self.url is None:
            return
        address = self.url.get_secret_value()
        parts = split_address(address)
        options = [option.partition("=") for option in parts.query.split("&")]
        in_options = [value for name, _, value in options if name.endswith("password")]
        for text in (address, parts.password or "", *in_options):
            yield from (text, unquote(text))


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
    """Compute everything, write and submit nothing; `init`, `restore`, `check --probe` write all the same."""


class Paths(Section):
    """Folders of the user's own, beside those that come with the bot."""

    jobs: tuple[Path, ...] = ()
    """Folders with jobs; their files are executed as Python, so name only folders that you trust."""

    schemas: tuple[Path, ...] = ()
    """Folders with tab schemas (TOML)."""
