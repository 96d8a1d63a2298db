"""One settings object from the environment and `.env`; every problem is reported at once.

Names, defaults and meanings are the contract's; `README.md` lists them. Secrets are `SecretStr`.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Self

from dotenv import dotenv_values
from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.binding.liff_sdk import pinned_version
from bot.errors import SettingsError
from bot.setting_values import (
    Problem,
    judge_database,
    judge_sdk,
    listed,
    networks,
    secure_address,
)
from bot.text import Text, _

NEEDED_TO_SERVE = ("public_url", "secret_keys", "slack_bot_token", "slack_signing_secret")
MENDS = {
    "public_url": _("set it to the https address LINE and Slack reach this server at"),
    "secret_keys": _("make a key with `python -m bot keys new` and keep it outside the database"),
    "slack_bot_token": _("copy “Bot User OAuth Token” (xoxb-…) from your Slack app, OAuth page"),
    "slack_signing_secret": _("copy “Signing Secret” from your Slack app, Basic Information"),
}
SECONDS = _("must be a number of seconds above 0")
EXPECTED = {
    "PORT": _("must be a port number from 1 to 65535"),
    "VERIFY_EVERY": SECONDS,
    "WEBHOOK_TEST_EVERY": SECONDS,
    "MEDIA_LIMIT": _("must be a number of megabytes from above 0 to 1000"),
    "LIFF_SDK_INTEGRITY": _("must be the line `python -m bot doctor --liff-sdk` prints"),
    "LOG_FORMAT": _("must be console or json"),
    "LOG_LEVEL": _("must be debug, info, warning or error"),
}
TOKENS = {"slack_bot_token": ("xoxb-", "xoxe.xoxb-"), "slack_app_token": ("xapp-",)}
ALIKE = 0.9  #: difflib's ratio from which an environment name passes for a slip


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
    liff_sdk_url: str = "https://static.line-scdn.net/liff/edge/versions/2.31.2/sdk.js"
    liff_sdk_integrity: str | None = Field(default=None, pattern=r"^sha384-[A-Za-z0-9+/]{64}$")
    verify_every: float = Field(default=300, gt=0, allow_inf_nan=False)
    webhook_test_every: float = Field(default=3600, gt=0, allow_inf_nan=False)
    media_limit: float = Field(default=20, gt=0, le=1000, allow_inf_nan=False)
    trusted_proxies: str = "127.0.0.0/8,::1"
    log_format: str | None = Field(default=None, pattern="^(console|json)$")
    log_level: str = Field(default="info", pattern="^(?i:debug|info|warning|error)$")

    @field_validator("*", mode="before")
    @classmethod
    def _trimmed(cls, value: Any) -> Any:
        """Spaces and line ends come along when people paste."""
        return value.strip() if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else secure_address(value).rstrip("/")

    @field_validator("slack_api_url", "line_api_url", "line_data_api_url", "line_access_url",
                     "liff_url", "liff_sdk_url")  # fmt: skip
    @classmethod
    def _platform(cls, value: str) -> str:
        return secure_address(value)

    @field_validator("liff_sdk_url")
    @classmethod
    def _sdk(cls, value: str) -> str:
        judge_sdk(value)
        return value

    @field_validator("liff_sdk_integrity")
    @classmethod
    def _integrity(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and pinned_version(info.data.get("liff_sdk_url", "")) is None:
            raise Problem(_("needs a LIFF_SDK_URL that names a version, such as LINE's default"))
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        judge_database(value.get_secret_value())
        return value

    @field_validator("secret_keys")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        from storage.secrets import BadKeys, KeyRing  # noqa: PLC0415  only who has keys pays

        try:
            if value is not None:
                KeyRing.parse(value.get_secret_value())
        except BadKeys as bad:
            raise Problem(bad.said) from None
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        beginnings = TOKENS[str(info.field_name)]
        if value is not None and not value.get_secret_value().startswith(beginnings):
            raise Problem(_("must begin with {beginning}", beginning=f"{beginnings[0]}…"))
        return value

    @field_validator("slack_admins")
    @classmethod
    def _people(cls, value: str) -> str:
        wrong = [one for one in listed(value) if not re.fullmatch(r"[UW][A-Z0-9]+", one)]
        if wrong:
            raise Problem(
                _("takes Slack user ids such as U012ABCDEF, not {names}: in Slack, open the "
                  "profile, “…”, “Copy member ID”", names=", ".join(wrong))
            )  # fmt: skip
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        networks(value)
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
        return frozenset(listed(self.slack_admins))

    @cached_property
    def trusted_networks(self) -> Sequence[IPv4Network | IPv6Network]:
        """Where connections come from whose `X-Forwarded-…` headers are believed."""
        return networks(self.trusted_proxies)

    @classmethod
    def load(cls, *, needed: Sequence[str] = (), env_file: str | None = ".env") -> Settings:
        """Read and judge everything; raises `SettingsError` naming each problem and its mend."""
        written = _read(env_file)
        problems = misspelt(written)
        settings: Settings | None = None
        try:
            settings = cls(_env_file=env_file)
        except ValidationError as refusal:
            problems |= {_name(error): _problem(error) for error in refusal.errors()}
        for field in needed:
            if field.upper() not in problems and not _given(settings, field, written):
                problems[field.upper()] = _("is missing: {mend}", mend=MENDS[field])
        if problems or settings is None:
            raise SettingsError(problems)
        return settings


def misspelt(written: Mapping[str, str | None]) -> dict[str, Text]:
    """Names in `.env` that mean nothing, and environment names that look like a slip.

    One that only looks like a setting that is set is somebody else's.
    """
    known = {name.upper() for name in Settings.model_fields}
    problems: dict[str, Text] = {}
    for name in [*written, *os.environ]:
        close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=ALIKE)
        if name.upper() in known:
            continue
        if close and (name in written or close[0] not in os.environ):
            problems[name] = _("is unknown; did you mean {name}?", name=close[0])
        elif name in written:
            problems[name] = _("is unknown; remove it from .env")
    return problems


def _read(env_file: str | None) -> Mapping[str, str | None]:
    """What `.env` says. Raises `SettingsError` when it is no text."""
    if env_file is None or not Path(env_file).is_file():
        return {}
    try:
        return dotenv_values(env_file)
    except (UnicodeDecodeError, OSError):
        problem = _("cannot be read; save it as plain text in UTF-8")
        raise SettingsError({env_file: problem}) from None


def _given(settings: Settings | None, field: str, written: Mapping[str, str | None]) -> bool:
    if settings is not None:
        return bool(getattr(settings, field))
    return bool((os.environ.get(field.upper()) or written.get(field.upper()) or "").strip())


def _name(error: Mapping[str, Any]) -> str:
    return str(error["loc"][0]).upper() if error["loc"] else "settings"


def _problem(error: Mapping[str, Any]) -> Text:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Problem):
        return cause.text
    return EXPECTED.get(_name(error)) or _("is not valid: {reason}", reason=str(error["msg"]))
