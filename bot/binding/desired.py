"""What the operator asked for: the account, its Login channels and sites, as rules see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar


class Kind(StrEnum):
    """What a rule can be about."""

    ACCOUNT = "account"
    LOGIN_CHANNEL = "login-channel"
    SITE = "site"


@dataclass(frozen=True)
class Subject:
    """The one thing a finding is about; `key` is its slug or channel id, unique in the account."""

    kind: Kind
    key: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True)
class DesiredLoginChannel:
    """A LINE Login channel of the account."""

    channel_id: str
    label: str

    @property
    def subject(self) -> Subject:
        return Subject(Kind.LOGIN_CHANNEL, self.channel_id, self.label or self.channel_id)


@dataclass(frozen=True)
class DesiredSite:
    """A site, its addresses, and the LIFF app it should have."""

    site_id: str
    slug: str
    name: str
    url: str  #: the site's own address, without a trailing slash
    login_channel: DesiredLoginChannel
    liff_id: str | None
    rich_menu: str = ""  #: its name at LINE; "" for the account's own default
    made_at: datetime | None = None  #: when it was added here

    @property
    def subject(self) -> Subject:
        return Subject(Kind.SITE, self.slug, self.name)

    @property
    def callback_url(self) -> str:
        return f"{self.url}/login/callback"

    @property
    def liff_url(self) -> str:
        return f"{self.url}/liff"


@dataclass(frozen=True)
class Desired:
    """What the operator asked for, plus where this server is."""

    account_id: str
    slug: str
    name: str
    oa_id: str  #: LINE's basic or premium id, without the @
    messaging_channel_id: str
    webhook_url: str
    slack_channel: str
    login_channels: Sequence[DesiredLoginChannel]
    sites: Sequence[DesiredSite]
    webhook_test_every: timedelta = timedelta(hours=1)
    verify_every: timedelta = timedelta(minutes=5)  #: between two rounds
    service_until: date | None = None  #: shown and reminded of; nothing is switched off

    @property
    def subject(self) -> Subject:
        return Subject(Kind.ACCOUNT, self.slug, self.name)

    def wants(self, kind: Kind) -> Sequence[Want]:
        """Everything of this kind that rules are asked about."""
        match kind:
            case Kind.ACCOUNT:
                return (self,)
            case Kind.LOGIN_CHANNEL:
                return self.login_channels
            case Kind.SITE:
                return self.sites


Want = Desired | DesiredLoginChannel | DesiredSite
W = TypeVar("W", Desired, DesiredLoginChannel, DesiredSite)
