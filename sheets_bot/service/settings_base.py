"""
What every table of the configuration is made of: a base class, and how addresses and secrets are read.

Holds no setting. The tables are `settings_accounts.py` (brands and their accounts) and
`settings_sections.py` (everything else).
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict

ENV_PREFIX = "SHEETS_BOT_"


def split_address(address: str) -> SplitResult:
    """
    Return the parts of an address that somebody has typed.

    Raises:
        ValueError: It has none. Python's own words would quote it, and what it holds may be a secret.
    """
    try:
        return urlsplit(address)
    except ValueError:
        raise ValueError(
            "cannot be read as an address. Write each letter of a password that is neither a plain letter "
            "nor a digit in its % form: [ as %5B, ] as %5D, @ as %40, / as %2F"
        ) from None


def has_a_port_or_none(parts: SplitResult) -> bool:
    """Say whether what stands where a port belongs is one; Python's own words would quote it."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Say whether a URL points at this machine itself."""
    host = split_address(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def base_url_of(value: object) -> object:
    """Check a base URL; secrets travel to it, so it is encrypted or never leaves the machine."""
    if not isinstance(value, str):
        return value
    parts = split_address(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not has_a_port_or_none(parts):
        raise ValueError("must be a web address such as https://sheets.googleapis.com")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("must be a plain web address, without user name, ? or #")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError("must start with https:// (http:// only on this machine itself, 127.0.0.1)")
    return value.rstrip("/")


BaseUrl = Annotated[str, BeforeValidator(base_url_of)]


def _shop_url(value: object) -> object:
    """Check the address of a store, which has a place for the store's handle."""
    if not isinstance(value, str):
        return value
    if "{shop}" not in value:
        raise ValueError("must have {shop} where the store's handle belongs")
    base_url_of(value.replace("{shop}", "shop"))
    return value.rstrip("/")


ShopUrl = Annotated[str, BeforeValidator(_shop_url)]


class Section(BaseModel):
    """One table of the configuration; unknown keys are mistakes, and no error quotes a value by itself."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )


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
