"""
The brands of the configuration and their accounts; every setting is followed by its meaning.

Values only, and no default secret. The other tables are in `settings_sections.py`.
"""

from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from sheets_bot.service.settings_base import Section, has_a_port_or_none, split_address, with_secret_from_file


class PayPalAccount(Section):
    """A REST app of one brand's PayPal business account, from PayPal's developer dashboard."""

    client_id: str = Field(min_length=1)
    """The REST app's client id, from Apps & Credentials in PayPal's developer dashboard."""

    client_secret: SecretStr
    """The REST app's secret, beside its client id in PayPal's developer dashboard."""

    client_secret_file: Path | None = None
    """Path of a file that holds the client secret and nothing else, e.g. a mounted container secret."""

    webhook_id: str = Field(default="", pattern=r"^[A-Za-z0-9]*$")
    """The webhook's id, from the app's page in the dashboard; with it PayPal's webhooks can be verified."""

    @model_validator(mode="before")
    @classmethod
    def _secret_from_its_file(cls, values: Any) -> Any:
        return with_secret_from_file(values, "client_secret")


class ShopifyAccount(Section):
    """A brand's store at Shopify: an app of its own (client id and secret), or an older static token."""

    shop: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """The store's handle: what stands before .myshopify.com."""

    client_id: str = ""
    """The app's client id, from Shopify's Dev Dashboard; the app and the store are in one organization."""

    client_secret: SecretStr | None = None
    """The app's secret, beside its client id."""

    client_secret_file: Path | None = None
    """Path of a file that holds the client secret and nothing else."""

    access_token: SecretStr | None = None
    """Instead of id and secret: the static token (shpat_...) of an app made in the admin before 2026."""

    access_token_file: Path | None = None
    """Path of a file that holds the static token and nothing else."""

    webhook_secret: SecretStr | None = None
    """What webhooks are signed with, where it is not the app's secret: the key in the admin."""

    webhook_secret_file: Path | None = None
    """Path of a file that holds that key and nothing else."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_their_files(cls, values: Any) -> Any:
        for key in ("client_secret", "access_token", "webhook_secret"):
            values = with_secret_from_file(values, key)
        return values

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        by_app = bool(self.client_id) and self.client_secret is not None
        if by_app == (self.access_token is not None):
            raise ValueError("needs either client_id with client_secret, or access_token, and not both")
        return self


class TrustpilotAccount(Section):
    """A brand's API application at Trustpilot. It is a paid addition; reviews can be pasted without it."""

    api_key: str = Field(min_length=1)
    """The application's API key, from Trustpilot's business app, Integrations, Developers, APIs."""

    api_secret: SecretStr
    """The application's secret, beside its key."""

    api_secret_file: Path | None = None
    """Path of a file that holds the secret and nothing else."""

    business_unit_id: str = Field(pattern=r"^[0-9a-f]{24}$")
    """The brand's business unit at Trustpilot: 24 letters and digits."""

    business_user_id: str = Field(default="", pattern=r"^([0-9a-f]{24})?$")
    """Whose name stands under replies; from the person's profile page in the business app."""

    webhook_token: SecretStr | None = Field(default=None, min_length=16)
    """The secret end of the webhook's address, at least 16 letters: Trustpilot signs nothing (unverified)."""

    webhook_token_file: Path | None = None
    """Path of a file that holds that end and nothing else."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_their_files(cls, values: Any) -> Any:
        return with_secret_from_file(with_secret_from_file(values, "api_secret"), "webhook_token")


class MailAccount(Section):
    """A brand's support mailbox, by IMAP and SMTP."""

    imap: str
    """Where mail is read: imaps://host:993, or imap://host:143, which turns to TLS before it signs in."""

    smtp: str = ""
    """Where mail is sent: smtps://host:465, or smtp://host:587, which turns to TLS before it signs in."""

    user: str = Field(min_length=1)
    """The account's name, mostly the mail address itself."""

    address: str = ""
    """The brand's own address, where it is not the user name; mail from it counts as ours."""

    password: SecretStr | None = None
    """The password, or an app password."""

    password_file: Path | None = None
    """Path of a file that holds the password and nothing else."""

    access_token_file: Path | None = None
    """Instead of a password: a file with an OAuth access token, kept fresh by something else (XOAUTH2)."""

    sent_folder: str = ""
    """The folder of sent mail, where the server does not mark it."""

    @model_validator(mode="before")
    @classmethod
    def _secret_from_its_file(cls, values: Any) -> Any:
        return with_secret_from_file(values, "password")

    @field_validator("imap", "smtp")
    @classmethod
    def _a_mail_server(cls, value: str, info: ValidationInfo) -> str:
        kind = str(info.field_name)
        if not value and kind == "smtp":
            return value
        parts = split_address(value)
        named = parts.hostname and has_a_port_or_none(parts)
        if parts.scheme not in {kind, f"{kind}s"} or not named:
            raise ValueError(f"must be an address such as {kind}s://mail.example.com")
        if parts.username or parts.path.strip("/") or parts.query:
            raise ValueError("must be a plain address, without user name or path")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.password is None) == (self.access_token_file is None):
            raise ValueError("needs either password (or password_file) or access_token_file, and not both")
        return self


class Brand(Section):
    """One brand, and its accounts. A source that is left out is not asked."""

    name: str = ""
    """How the brand is called in the sheets; empty: its key in the configuration."""

    paypal: PayPalAccount | None = None
    """The brand's PayPal account."""

    shopify: ShopifyAccount | None = None
    """The brand's Shopify store."""

    trustpilot: TrustpilotAccount | None = None
    """The brand's Trustpilot account with API access."""

    mailbox: MailAccount | None = None
    """The brand's support mailbox."""

    def accounts(self) -> tuple[Section, ...]:
        """Return the accounts that are configured."""
        return tuple(one for one in (self.paypal, self.shopify, self.trustpilot, self.mailbox) if one)

    def mail_servers(self) -> list[str]:
        """Return the addresses of the mailbox, which has its own."""
        return [url for url in (self.mailbox.imap, self.mailbox.smtp) if url] if self.mailbox else []
