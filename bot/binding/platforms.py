"""What rules may ask of the outside, as protocols; `bot/platforms/` and `bot/deps.py` fulfil them.

Every method may raise a `VendorError`; then the rules that needed the answer are unread, which is
not drift.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True)
class BotInfo:
    """GET /v2/bot/info (https://developers.line.biz/en/reference/messaging-api/#get-bot-info)."""

    user_id: str
    basic_id: str  #: with the leading @, as LINE writes it
    display_name: str
    premium_id: str | None = None
    picture_url: str | None = None
    chat_mode: str = "chat"  #: "chat" or "bot"; new values may appear


@dataclass(frozen=True)
class Webhook:
    """LINE's webhook setting; `url` is None while none is set."""

    url: str | None
    active: bool


@dataclass(frozen=True)
class WebhookTest:
    """LINE's own test of a webhook address, as LINE reports it."""

    success: bool
    status: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Quota:
    """This month's messages; `limit` is None where the plan has none. `used` is approximate."""

    limit: int | None
    used: int


@dataclass(frozen=True)
class RichMenu:
    """A rich menu made with the Messaging API; those of LINE Official Account Manager no API shows
    (https://developers.line.biz/en/docs/messaging-api/rich-menus-overview/).
    """

    id: str
    name: str  #: for those who manage it; LINE lets two have the same
    chat_bar_text: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class LiffApp:
    """One LIFF app of a Login channel, as the LIFF server API lists it."""

    liff_id: str
    url: str
    view: str
    description: str
    scopes: tuple[str, ...]
    bot_prompt: str


@dataclass(frozen=True)
class LiffWanted:
    """The LIFF app a site should have."""

    name: str
    url: str
    scopes: tuple[str, ...] = ("openid", "profile", "chat_message.write")
    view: str = "full"
    bot_prompt: str = "aggressive"


@dataclass(frozen=True)
class Sightings:
    """How often each kind of test request has reached this server's webhook edge so far.

    Counters only grow; the closed loop compares two of them. `strayed` counts requests that looked
    like LINE's but came to a path nobody has.
    """

    well: int
    badly_signed: int
    strayed: int


@dataclass(frozen=True)
class Rejections:
    """Deliveries for this bot that did not verify under any secret we hold, and are kept."""

    held: int
    first_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """Something that proved, or disproved, what LINE's API cannot show."""

    subject: str  #: "login-channel:1234567890"
    name: str  #: of the checklist step it is about
    value: str
    at: datetime
    by: str  #: a Slack user id, or "" when an event proved it


@dataclass(frozen=True)
class PoolChannel:
    """The LIFF slots of one Login channel that are used or promised, by our own rows."""

    channel: str  #: the channel's id at LINE
    used: int


@dataclass(frozen=True)
class Pool:
    """All Login channels of an account, oldest first; `made_at` are the sites' times of making."""

    channels: tuple[PoolChannel, ...]
    made_at: tuple[datetime, ...]
    waiting: int  #: sites without a slot
    now: datetime


Standing = Literal["member", "not-in-channel", "archived", "gone"]


class MessagingChannel(Protocol):
    """The account's Messaging API channel."""

    async def prove(self) -> None:
        """Have LINE issue a token anew; `CredentialsRefused` says which value is wrong."""
        ...

    async def bot_info(self) -> BotInfo: ...

    async def webhook(self) -> Webhook: ...

    async def set_webhook(self, url: str) -> None: ...

    async def test_webhook(self, url: str) -> WebhookTest: ...

    async def message_limit(self) -> int | None: ...

    async def messages_used(self) -> int: ...

    async def rich_menus(self) -> Sequence[RichMenu]: ...


class LoginChannel(Protocol):
    """One LINE Login channel."""

    async def prove(self) -> None: ...

    async def liff_apps(self) -> Sequence[LiffApp]: ...

    async def add_liff_app(self, wanted: LiffWanted) -> str:
        """Create it and return its LIFF id."""
        ...

    async def update_liff_app(self, liff_id: str, wanted: LiffWanted) -> None: ...

    async def accepts_callback(self, url: str) -> bool | None:
        """Whether LINE Login knows this callback address; None when LINE's answer says neither."""
        ...


class SlackChannel(Protocol):
    """The account's Slack channel."""

    async def standing(self) -> Standing: ...

    async def join(self) -> None: ...


class Records(Protocol):
    """What this server itself knows about the account."""

    async def sightings(self) -> Sightings: ...

    async def rejections(self) -> Rejections: ...

    async def evidence(self) -> Sequence[Evidence]: ...

    async def pool(self) -> Pool: ...

    async def silence(self) -> datetime | None:
        """Since when a check could not be told, once that is an hour ago; None before.

        While no account can be told at all, the fault is upstream and only one account says so.
        """
        ...

    async def menu_troubles(self) -> Mapping[str, str]:
        """Why LINE did not show a rich menu to members, by the menu's name."""
        ...

    async def remember_liff_app(self, site_id: str, liff_id: str) -> None: ...


class Platforms(Protocol):
    """Everything a probe or a repair of one account may reach; nothing of another account."""

    @property
    def line(self) -> MessagingChannel: ...

    @property
    def slack(self) -> SlackChannel: ...

    @property
    def records(self) -> Records: ...

    def login(self, channel_id: str) -> LoginChannel: ...
