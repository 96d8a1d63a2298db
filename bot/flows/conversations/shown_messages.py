"""A line of a conversation, read for showing: from rows to what cards take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from bot.cards.messages import Changed, Heard, Place, Receipt, SendTo, Spot
from bot.deps import Deps
from bot.flows.conversations.hearing import PARTINGS
from bot.platforms.line_media import state_of
from bot.text import from_json
from storage import lines
from storage.tables import Account, Member, Message


@dataclass(frozen=True)
class Shown:
    """A message and what its card needs to know besides."""

    account: Account
    message: Message
    member: Member | None

    @property
    def place(self) -> Place:
        return cast(Place, self.message.conversation.partition(":")[0])


async def look(deps: Deps, message_id: str) -> Shown:
    """Read a message, its account and who it is of, or for."""
    async with deps.database.reading() as session:
        one = await session.get_one(Message, message_id)
        account = await session.get_one(Account, one.account_id)
        if one.member_id:
            member = await session.get(Member, one.member_id)
        else:
            member = await lines.member_of(session, one.account_id, one.conversation)
    return Shown(account, one, member)


def heard(shown: Shown, limit: int = 0) -> Heard:
    """Something that came from LINE; `limit` is how many megabytes are copied at most."""
    one, media = shown.message, shown.message.media or {}
    state = state_of(media)
    member = shown.member if one.member_id else None
    reply = SendTo(one.conversation, one.id, shown.account.id)
    return Heard(
        name=member.name if member else None,
        words=from_json(one.line),
        at=one.at,
        place=shown.place,
        picture_url=member.picture_url if member else None,
        reply=reply if _answerable(shown) else None,
        edited=one.edited_at is not None and one.unsent_at is None,
        standby=one.mode != "active",
        photo_url=media.get("url"),
        spot=Spot(media["latitude"], media["longitude"]) if media.get("kind") == "place" else None,
        missing="" if state == "copied" else state,
        limit=limit,
    )


def receipt(shown: Shown) -> Receipt:
    """What became of something of ours."""
    one, member = shown.message, shown.member
    alone = member if shown.place == "user" else None
    return Receipt(
        author=one.author,
        to=alone.name if alone else "",
        words=one.text or "",
        state="sent" if one.sent_at else "waiting" if one.due_at else "failed",
        free=one.sent_as == "reply",
        reason=from_json(one.failure) if one.failure else None,
        blocked=alone is not None and alone.friendship == "blocked",
        left=one.left_after,
        request_id=one.request_id,
        above=one.written_as is not None,
        changed=cast(Changed, one.changed_since or ""),
    )


def _answerable(shown: Shown) -> bool:
    """Nobody hears us where we stand by, in no chat, and after somebody left."""
    one = shown.message
    there = shown.place != "account" and one.kind not in PARTINGS
    return there and one.mode == "active" and one.unsent_at is None
