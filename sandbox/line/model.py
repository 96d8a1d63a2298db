"""What exists on LINE: providers, channels, official accounts, LIFF apps, people and what they
wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]
"""A JSON object as it goes over the wire."""


@dataclass(slots=True, kw_only=True)
class Provider:
    """The company or person that owns channels. User ids are the same within one provider only."""

    provider_id: str
    name: str


@dataclass(slots=True, kw_only=True)
class Channel:
    """What a Messaging API channel and a LINE Login channel have in common."""

    channel_id: str
    name: str
    provider_id: str
    secret: str = field(repr=False)
    former_secrets: list[str] = field(default_factory=list, repr=False)
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class MessagingChannel(Channel):
    """The Messaging API side of an official account.

    ``use_webhook`` and ``redelivery`` are switches of the console; no API writes them.
    ``effective_url`` is where events still go while a new URL has not taken effect.
    """

    webhook_url: str | None = None
    use_webhook: bool = False
    redelivery: bool = False
    effective_url: str | None = None
    effective_until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class LiffApp:
    """One LIFF app; the field names are those of the LIFF server API."""

    liff_id: str
    view: Json
    description: str | None = None
    features: Json = field(default_factory=dict)
    permanent_link_pattern: str | None = None
    scope: list[str] = field(default_factory=list)
    bot_prompt: str = "none"

    def as_json(self) -> Json:
        """The app as ``GET /liff/v1/apps`` lists it; absent properties are left out."""
        shown: Json = {"liffId": self.liff_id, "view": dict(self.view)}
        if self.description is not None:
            shown["description"] = self.description
        if self.features:
            shown["features"] = dict(self.features)
        if self.permanent_link_pattern is not None:
            shown["permanentLinkPattern"] = self.permanent_link_pattern
        return {**shown, "scope": list(self.scope), "botPrompt": self.bot_prompt}


@dataclass(slots=True, kw_only=True)
class LoginChannel(Channel):
    """A LINE Login channel. New ones are Developing: only people with a role may log in."""

    published: bool = False
    callbacks: list[str] = field(default_factory=list)
    linked_account: str | None = None
    share_target_picker: bool = False
    email_permission: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    liff_apps: dict[str, LiffApp] = field(default_factory=dict)
    consents: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a person sent on from a LIFF page through shareTargetPicker, and to whom (keys)."""

    at: datetime
    person_key: str
    liff_id: str
    to: list[str]
    messages: list[Json]


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a LINE account.

    ``consented`` is false for people who never agreed to official accounts reading their profile;
    ``uses_phone_app`` is false for those who never used LINE on a phone (they have no user id in
    groups).
    """

    key: str
    display_name: str
    language: str | None = None
    picture_url: str | None = None
    status_message: str | None = None
    email: str | None = None
    consented: bool = True
    uses_phone_app: bool = True


@dataclass(slots=True, kw_only=True)
class Group:
    """A group chat (``kind`` group) or a multi-person chat (room)."""

    group_id: str
    name: str
    kind: str = "group"
    members: list[str] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Friendship:
    """What one person and one official account are to each other."""

    friend: bool = False
    blocked: bool = False
    wrote_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class ChatMessage:
    """One line of a chat as the person's phone shows it. ``sender`` is "member" or "account"."""

    message_id: str
    at: datetime
    sender: str
    content: Json
    person_key: str | None = None
    body: bytes = field(default=b"", repr=False)
    ready_at: datetime | None = None
    read: bool = False
    unsent: bool = False
    edited: bool = False

    @property
    def text(self) -> str:
        """The text of a text message, else an empty string."""
        return str(self.content.get("text", ""))


@dataclass(slots=True, kw_only=True)
class RichMenu:
    """A rich menu made with the Messaging API; ``content`` is the object it was made of.

    It is shown to nobody before it has a picture, and a picture is given once.
    """

    rich_menu_id: str
    content: Json
    picture: bytes = field(default=b"", repr=False)
    picture_type: str = ""

    def as_json(self) -> Json:
        """The rich menu response object."""
        return {"richMenuId": self.rich_menu_id, **self.content}


@dataclass(slots=True, kw_only=True)
class OfficialAccount:
    """A LINE official account with its Messaging API channel.

    ``quota`` None means no limit; ``usage`` counts recipients this month.
    ``standby`` means a module channel holds the chat: events carry mode ``standby``.
    ``linked_menus`` names each person's own rich menu, by the person's key; ``manager_menu`` means
    LINE Official Account Manager shows one of its own, which no API lists. ``loading_until`` is
    how long a person's phone shows that an answer is on its way.
    """

    basic_id: str
    display_name: str
    user_id: str
    channel: MessagingChannel
    premium_id: str | None = None
    picture_url: str | None = None
    chat: bool = False
    joins_groups: bool = False
    standby: bool = False
    quota: int | None = 200
    usage: int = 0
    friendships: dict[str, Friendship] = field(default_factory=dict)
    chats: dict[str, list[ChatMessage]] = field(default_factory=dict)
    messages: dict[str, ChatMessage] = field(default_factory=dict)
    rich_menus: dict[str, RichMenu] = field(default_factory=dict)
    default_menu: str | None = None
    linked_menus: dict[str, str] = field(default_factory=dict)
    manager_menu: bool = False
    loading_until: dict[str, datetime] = field(default_factory=dict)

    def friendship(self, person: Person) -> Friendship:
        """The relation to ``person``, made on first use."""
        return self.friendships.setdefault(person.key, Friendship())

    def has_friend(self, person: Person) -> bool:
        """Whether ``person`` is a friend and has not blocked the account."""
        friendship = self.friendship(person)
        return friendship.friend and not friendship.blocked

    def keep(self, target_id: str, message: ChatMessage) -> None:
        """Adds a line to the chat with ``target_id`` (a user, group or room id)."""
        self.chats.setdefault(target_id, []).append(message)
        self.messages[message.message_id] = message
