"""The things a Slack workspace holds: people, channels, messages and views."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]
Blocks = list[Json]
FieldName = tuple[str, str]
"""A block_id and an action_id, which together name one input on a surface."""


@dataclass
class Team:
    """The workspace itself (https://docs.slack.dev/reference/methods/team.info)."""

    id: str
    name: str
    domain: str


@dataclass
class User:
    """A person or a bot (https://docs.slack.dev/reference/objects/user-object).

    `tz` is an IANA zone name, `locale` an IETF language code as Slack gives it (``zh-TW``).
    """

    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Asia/Taipei"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False
    bot_id: str | None = None


@dataclass
class Channel:
    """A public or private channel, or a direct message when `direct_with` names a user."""

    id: str
    name: str
    created: datetime
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    direct_with: str | None = None
    topic: str = ""
    previous_names: list[str] = field(default_factory=list)

    @property
    def is_direct(self) -> bool:
        """Whether this is a direct message."""
        return self.direct_with is not None


@dataclass
class Message:
    """A message; `ts` is its identity within its channel.

    `only_for` is the one user who can see it when it is ephemeral. `edits` holds the contents it
    had before, oldest first; `gone` is true once it was deleted.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    reply_broadcast: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    only_for: str | None = None
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)
    edited_ts: str | None = None
    edits: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    gone: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class View:
    """A modal or an App Home (https://docs.slack.dev/reference/views).

    `content` is what the app sent; `typed` what the person entered, as Slack's state values.
    """

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[FieldName, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    response_urls: list[Json] = field(default_factory=list)

    @property
    def type(self) -> str:
        """``modal`` or ``home``."""
        return str(self.content["type"])

    @property
    def blocks(self) -> Blocks:
        """The blocks shown, each with its block_id."""
        blocks: Blocks = self.content["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        """The app's own name for this form; empty when it gave none."""
        return str(self.content.get("callback_id") or "")


@dataclass(frozen=True)
class ApiCall:
    """One Web API call the app made, as answered. `arguments` never holds the token."""

    method: str
    at: datetime
    status: int
    ok: bool
    error: str | None
    channel: str | None
    arguments: Json
