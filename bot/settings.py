"""One settings object from the environment and `.env`; every problem is reported at once.

Names, defaults and meanings are the contract's; `README.md` lists them. Secrets are `SecretStr`.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.text import Text, _

LOOPBACK = ("127.0.0.1", "::1", "localhost")
NEEDED_TO_SERVE = ("public_url", "secret_keys", "slack_bot_token", "slack_signing_secret")
MENDS = {
    "public_url": _("set it to the https address LINE and Slack reach this server at"),
    "secret_keys": _("make a key with `python -m bot keys new` and keep it outside the database"),
    "slack_bot_token": _("copy “Bot User OAuth Token” (xoxb-…) from your Slack app, OAuth page"),
    "slack_signing_secret": _("copy “Signing Secret” from your Slack app, Basic Information"),
}


class Problem(ValueError):
    """What is wrong with one setting, and the mend."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Settings(BaseSettings):
    """How this installation is configured."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    public_url: str | None = None
    host: str | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    database_url: SecretStr = SecretStr("sqlite:///moorline.db")
    secret_keys: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_admins: str = ""
    slack_api_url: str = "https://slack.com/api/"
    line_api_url: str = "https://api.line.me"
    line_data_api_url: str = "https://api-data.line.me"
    line_access_url: str = "https://access.line.me"
    liff_url: str = "https://liff.line.me"
    verify_every: float = Field(default=300, gt=0)
    webhook_test_every: float = Field(default=3600, gt=0)
    log_format: str | None = Field(default=None, pattern="^(console|json)$")
    log_level: str = Field(default="info", pattern="^(?i:debug|info|warning|error)$")

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        local = parts.hostname in LOOPBACK
        if parts.scheme != "https" and not (local and parts.scheme == "http"):
            raise Problem(_("must start with https:// (http only for this machine)"))
        if not parts.hostname or parts.query or parts.fragment:
            raise Problem(_("must be an address without ? and #, such as https://line.example.com"))
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        if urlsplit(value.get_secret_value()).scheme not in ("sqlite", "postgresql", "postgres"):
            raise Problem(_("must start with sqlite:/// or postgresql://"))
        return value

    @model_validator(mode="after")
    def _listen(self) -> Self:
        if self.host is None:
            self.host = "0.0.0.0" if self.port else "127.0.0.1"  # a platform set PORT
        self.port = self.port or 8080
        return self

    @property
    def admins(self) -> frozenset[str]:
        """Slack user ids that are always administrators."""
        return frozenset(filter(None, (name.strip() for name in self.slack_admins.split(","))))

    @classmethod
    def load(cls, *, needed: Sequence[str] = (), env_file: str | None = ".env") -> Settings:
        """Read and judge everything; raises `SettingsError` naming each problem and its mend."""
        problems = misspelt(env_file)
        settings: Settings | None = None
        try:
            settings = cls(_env_file=env_file)
        except ValidationError as refusal:
            problems |= {_name(error): _problem(error) for error in refusal.errors()}
        for field in needed:
            if field.upper() not in problems and not _given(settings, field, env_file):
                problems[field.upper()] = _("is missing: {mend}", mend=MENDS[field])
        if problems or settings is None:
            raise SettingsError(problems)
        return settings


def misspelt(env_file: str | None) -> dict[str, Text]:
    """Names in `.env` that mean nothing, and environment names that look like a slip."""
    known = {name.upper() for name in Settings.model_fields}
    problems: dict[str, Text] = {}
    written = dotenv_values(env_file) if env_file and Path(env_file).exists() else {}
    for name in [*written, *os.environ]:
        close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.88)
        if name.upper() in known:
            continue
        if close:
            problems[name] = _("is unknown; did you mean {name}?", name=close[0])
        elif name in written:
            problems[name] = _("is unknown; remove it from .env")
    return problems


def _given(settings: Settings | None, field: str, env_file: str | None) -> bool:
    if settings is not None:
        return bool(getattr(settings, field))
    written = dotenv_values(env_file) if env_file and Path(env_file).exists() else {}
    return bool(os.environ.get(field.upper()) or written.get(field.upper()))


def _name(error: Mapping[str, Any]) -> str:
    return str(error["loc"][0]).upper() if error["loc"] else "settings"


def _problem(error: Mapping[str, Any]) -> Text:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Problem):
        return cause.text
    return _("is not valid: {reason}", reason=str(error["msg"]))
