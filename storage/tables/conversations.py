"""Members, and what was said either way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Due, new_id


class Member(Due, table=True):
    """A person on LINE, one per account whatever the site; due when the profile is to be read."""

    __table_args__ = (
        UniqueConstraint("account_id", "user_id"),
        Index("ix_member_level", "account_id", "level"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    user_id: str
    name: str = ""
    picture_url: str | None = None
    language: str | None = None
    friendship: str = "unknown"  #: friend | blocked | unknown
    friendship_at: datetime | None = None  #: LINE's time of the event that last said so
    profile_read_at: datetime | None = None
    level: str | None = None  #: name of the level, as the account calls it
    level_fixed: bool = False  #: set by a person or a task; thresholds leave it alone
    forgotten_at: datetime | None = None  #: the member unlinked; what named them is gone
    signed_in_at: datetime | None = None  #: the latest sign-in on any site
    created_at: datetime


class Message(Due, table=True):
    """One line of a conversation, either way; due when it is to be sent to LINE or, for one that
    came in, when what LINE keeps of it (a picture, a file) is to be copied to Slack.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "line_message_id"),
        UniqueConstraint("account_id", "written_as"),
        Index("ix_message_conversation", "account_id", "conversation", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    conversation: str  #: "user:U…", "group:C…", "room:R…": where it was said
    member_id: str | None = Field(default=None, foreign_key="member.id", index=True)
    event_id: str | None = Field(default=None, foreign_key="event.id")
    line_message_id: str | None = None
    direction: str  #: in | out
    kind: str  #: text, image, sticker, follow, … LINE's own word, unknown ones included
    text: str | None = None  #: what was written; None once unsent
    line: Any = Field(default=None, sa_column=Column(JSON))  #: the `Text` Slack shows (bot.text)
    at: datetime  #: LINE's timestamp; for our own, when it was written
    reply_token: str | None = None
    reply_until: datetime | None = None
    mode: str = "active"
    edited_at: datetime | None = None  #: LINE's timestamp of the newest edit; its text is shown
    unsent_at: datetime | None = None
    author: str = ""  #: Slack user id of who wrote an outgoing one
    written_as: str | None = None  #: "channel:ts" of the Slack message it was written as
    changed_since: str | None = None  #: edited | deleted: what became of that Slack message
    answers_id: str | None = None  #: the incoming message an outgoing one answers
    retry_key: str | None = None
    sent_at: datetime | None = None
    sent_as: str | None = None  #: reply | push
    failure: Any = Field(default=None, sa_column=Column(JSON))  #: a `Text`: why it was not sent
    request_id: str = ""  #: LINE's, of the newest attempt
    left_after: int | None = None  #: messages left of the month then, as LINE counts
    wakes: bool = False  #: nobody was waited for when it came, so the channel hears of it
    read_token: str | None = None  #: marks everything up to this message as read at LINE
    media: Any = Field(default=None, sa_column=Column(JSON))  #: what it shows besides words
    #: (`bot.platforms.line_media`)
    slack_file: str | None = None  #: Slack's id of the copy of its content
    slack_channel: str | None = None
    slack_ts: str | None = None


class Conversation(Due, table=True):
    """What the team knows of a conversation besides its messages; due when the team is to be
    reminded of an unanswered one.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        Index("ix_conversation_slack", "slack_channel", "slack_ts"),
        Index("ix_conversation_newest", "account_id", "last_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    name: str  #: "user:U…", "group:C…", "room:R…", as in `Message.conversation`
    member_id: str | None = Field(default=None, foreign_key="member.id", index=True)
    #: who the chat is with; in a group, who wrote last
    title: str = ""  #: a group's name at LINE
    last_at: datetime  #: of its newest line; LINE's time, or ours for our own
    slack_channel: str | None = None  #: where its thread stands
    slack_ts: str | None = None
    assigned_to: str = ""  #: Slack user id
    assigned_by: str = ""
    resolved_at: datetime | None = None  #: a later message of the member opens it again
    resolved_by: str = ""
    waiting_since: datetime | None = Field(default=None, index=True)  #: LINE's time of the first
    #: message nobody has answered; None when nobody waits
    reminded_at: datetime | None = None
    reminder_channel: str | None = None  #: where the newest reminder stands
    reminder_ts: str | None = None
    read_at: datetime | None = None  #: LINE's time of the newest message marked as read


class Overheard(Due, table=True):
    """What somebody wrote in a member's Slack thread, or did to it afterwards; due until it is
    decided what becomes of it. Slack may tell it several times: `event` is known once.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "event"),
        Index("ix_overheard_thread", "slack_channel", "thread_ts"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    conversation: str  #: as in `Message.conversation`
    event: str  #: "written:C…:ts", "edited:C…:ts:when", "deleted:C…:ts"
    slack_channel: str
    slack_ts: str  #: of the message
    thread_ts: str
    user: str  #: Slack user id of who did it
    words: str = ""  #: as LINE would show them; emptied once it is decided
    hindrance: str = ""  #: files | people: what keeps it from being sent
    heard_at: datetime
