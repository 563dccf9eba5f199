"""
The whole configuration as typed values: which spreadsheets, which brands, which limits.

Holds no default secret, prints none, and reads no file but the `..._file` ones that it is pointed
at. Its tables are in `settings_accounts.py` and `settings_sections.py`; files, environment and
mistakes in `settings_file.py`. What a person may change day by day stands in the `Settings` tab
instead (`domain/rules/`).
"""

import re
from typing import Any, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from sheets_bot.service.settings_accounts import Brand
from sheets_bot.service.settings_base import ENV_PREFIX, is_loopback
from sheets_bot.service.settings_notices import Notices, Webhooks, WeeklyReport
from sheets_bot.service.settings_sections import (
    Endpoints,
    Google,
    Paths,
    PayPalUse,
    Queue,
    Service,
    Sheets,
)

SHARED = "shared"
BRAND_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
IN_A_SPREADSHEET_URL = re.compile(r"/spreadsheets/d/([\w-]+)")


class Settings(BaseSettings):
    """The whole configuration. Made by `settings_file.load_settings`, which explains mistakes."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    endpoints: Endpoints = Endpoints()
    google: Google
    """The service account that edits the spreadsheets."""
    workbooks: dict[str, str]
    """Spreadsheet ids (or their web addresses): `shared` for all brands, or one per brand."""
    brands: dict[str, Brand] = Field(default_factory=dict)
    sheets: Sheets = Sheets()
    paypal: PayPalUse = PayPalUse()
    queue: Queue = Queue()
    service: Service = Service()
    notices: Notices = Notices()
    webhooks: Webhooks = Webhooks()
    report: WeeklyReport = WeeklyReport()
    paths: Paths = Paths()

    @classmethod
    def settings_customise_sources(  # pydantic-settings fixes this signature
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file; no other source."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @field_validator("brands", mode="before")
    @classmethod
    def _keys_that_the_environment_can_name(cls, brands: Any) -> Any:
        for key in brands if isinstance(brands, dict) else ():
            if not BRAND_KEY.fullmatch(key) or key == SHARED:
                raise ValueError(
                    f"a brand's key is {key!r}; use small letters, digits and single _ (not 'shared'), "
                    "and put the name that people read into its `name`"
                )
        return brands

    @field_validator("workbooks")
    @classmethod
    def _ids_without_the_rest_of_the_address(cls, workbooks: dict[str, str]) -> dict[str, str]:
        ids = {}
        for key, text in workbooks.items():
            found = IN_A_SPREADSHEET_URL.search(text)
            ids[key] = found[1] if found else text.strip()
            if not re.fullmatch(r"[\w-]+", ids[key]):
                raise ValueError(f"{key} is no spreadsheet id; take it from its address, .../d/ID/edit")
        return ids

    @model_validator(mode="after")
    def _the_report_is_sent_by_a_brand(self) -> Self:
        if self.report.brand and self.report.brand not in self.brands:
            raise ValueError(
                f"[report] brand is {self.report.brand!r}, but there is no such brand under [brands]"
            )
        return self

    @model_validator(mode="after")
    def _every_brand_has_a_spreadsheet(self) -> Self:
        strangers = sorted(set(self.workbooks) - set(self.brands) - {SHARED})
        if strangers:
            raise ValueError(f"[workbooks] names {strangers}, but there is no such brand under [brands]")
        if lost := sorted(set(self.google.service_account_files) - set(self.workbooks)):
            raise ValueError(f"[google.service_account_files] names {lost}, but [workbooks] does not")
        homeless = sorted(key for key in self.brands if key not in self.workbooks)
        if homeless and SHARED not in self.workbooks:
            raise ValueError(
                f"the brands {homeless} have no spreadsheet; add them, or `shared`, to [workbooks]"
            )
        return self

    def brands_by_workbook(self) -> dict[str, tuple[str, ...]]:
        """Return the brands' keys by spreadsheet id; a spreadsheet without brands is there too."""
        homes: dict[str, list[str]] = {spreadsheet: [] for spreadsheet in self.workbooks.values()}
        for key in self.brands:
            homes[self.workbooks.get(key) or self.workbooks[SHARED]].append(key)
        return {spreadsheet: tuple(keys) for spreadsheet, keys in homes.items()}

    def brand_name(self, key: str) -> str:
        """Return the brand's name as it stands in the sheets."""
        return self.brands[key].name or key

    def all_on_this_machine(self) -> bool:
        """Say whether nothing can leave the machine: Google's addresses, the brands' and those of notices."""
        urls = [self.endpoints.sheets, self.endpoints.drive, *self.notices.addresses()]
        for brand in self.brands.values():
            urls += brand.mail_servers()
            accounts = ("paypal", "shopify", "trustpilot")
            urls += [getattr(self.endpoints, name) for name in accounts if getattr(brand, name)]
        return all(is_loopback(url) for url in urls)

    def secrets(self) -> tuple[str, ...]:
        """Return every secret text, for the masking of logs."""
        accounts = [account for brand in self.brands.values() for account in brand.accounts()]
        texts = [
            value.get_secret_value()
            for account in accounts
            for value in dict(account).values()
            if isinstance(value, SecretStr)
        ]
        if self.google.service_account is not None:
            texts += _texts_in(self.google.key())
        return (*texts, *self.queue.secrets(), *self.notices.secrets())


def _texts_in(key: Any) -> list[str]:
    """Return the parts of a service account key that open doors."""
    if not isinstance(key, dict):
        return []
    return [text for name in ("private_key", "private_key_id") if isinstance(text := key.get(name), str)]
