"""What people do on their phones, each act told to the official account's webhook."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta

from sandbox.line.delivery import Delivery
from sandbox.line.model import ChatMessage, Group, Json, OfficialAccount, Person
from sandbox.line.refusals import NotPossible, Unknown
from sandbox.line.webhook import Webhooks

ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG picture of one pixel, sent where no other content is given."""

BINARY = frozenset({"image", "video", "audio", "file"})
QUOTABLE = frozenset({"text", "image", "video", "sticker"})


class Members(Webhooks):
    """The members' side. Each act returns the Delivery that told the bot server."""

    async def follow(self, person: Person, account: OfficialAccount) -> Delivery:
        """Adds the account as a friend; somebody who had blocked it unblocks it."""
        friendship = account.friendship(person)
        unblocked = friendship.blocked
        friendship.friend, friendship.blocked = True, False
        return await self.happen(
            account, "follow", person=person, follow={"isUnblocked": unblocked}
        )

    async def unblock(self, person: Person, account: OfficialAccount) -> Delivery:
        """Lifts a block; LINE tells it as a follow event with ``isUnblocked``."""
        return await self.follow(person, account)

    async def block(self, person: Person, account: OfficialAccount) -> Delivery:
        """Blocks the account; LINE tells it as an unfollow event."""
        account.friendship(person).blocked = True
        return await self.happen(account, "unfollow", person=person)

    async def send_text(
        self, person: Person, account: OfficialAccount, text: str, *, group: Group | None = None
    ) -> Delivery:
        """Sends a text message to the account, or in a group the account is in."""
        return await self.send(person, account, {"type": "text", "text": text}, group=group)

    async def send(
        self,
        person: Person,
        account: OfficialAccount,
        content: Json,
        *,
        group: Group | None = None,
        body: bytes | None = None,
        ready_after: float = 0.0,
    ) -> Delivery:
        """Sends a message of any type: ``content`` is the message object without id and tokens.

        ``body`` is what the content API answers for pictures, films, sounds and files, 202 during
        the first ``ready_after`` seconds. Raises NotPossible when the person has blocked the
        account or is not in the group.
        """
        if group is None and account.friendship(person).blocked:
            raise NotPossible(f"{person.display_name} has blocked {account.display_name}")
        if group is not None and not (
            person.key in group.members and account.basic_id in group.accounts
        ):
            raise NotPossible("both must be in the group")
        message = self._member_message(person, account, content, body, ready_after)
        target = group.group_id if group else self.user_id(person, account)
        self._add_tokens(account, target, message)
        account.keep(target, message)
        if group is None:
            account.friendship(person).wrote_at = message.at
        return await self.happen(
            account, "message", person=person, group=group, message=message.content
        )

    def _member_message(
        self,
        person: Person,
        account: OfficialAccount,
        content: Json,
        body: bytes | None,
        ready_after: float,
    ) -> ChatMessage:
        now = self.clock()
        message = ChatMessage(
            message_id=self.next_message_id(),
            at=now,
            sender="member",
            person_key=person.key,
            content=dict(content),
        )
        if content.get("type") in BINARY:
            message.body = ONE_PIXEL if body is None else body
            message.ready_at = now + timedelta(seconds=ready_after)
            if content["type"] == "file":
                message.content.setdefault("fileName", "note.txt")
                message.content.setdefault("fileSize", len(message.body))
            else:
                message.content.setdefault("contentProvider", {"type": "line"})
        return message

    def _add_tokens(self, account: OfficialAccount, target: str, message: ChatMessage) -> None:
        content = message.content
        content["id"] = message.message_id
        if content.get("type") in QUOTABLE:
            content["quoteToken"] = secrets.token_urlsafe(48)
        token = content["markAsReadToken"] = secrets.token_urlsafe(64)
        self.read_tokens[token] = (account.basic_id, target, message.message_id)

    async def unsend(self, account: OfficialAccount, message_id: str) -> Delivery:
        """Takes a message back: it disappears from the chat and its content is gone."""
        message = self._member_message_with(account, message_id)
        message.unsent, message.body = True, b""
        message.content = {"type": message.content["type"], "id": message_id}
        person, group = self._where(account, message)
        return await self.happen(
            account, "unsend", person=person, group=group, unsend={"messageId": message_id}
        )

    async def edit(self, account: OfficialAccount, message_id: str, text: str) -> Delivery:
        """Edits a text message in a group chat; LINE has no editing in chats with an account."""
        message = self._member_message_with(account, message_id)
        person, group = self._where(account, message)
        if group is None or message.content.get("type") != "text" or message.unsent:
            raise NotPossible("only texts in group chats can be edited")
        message.edited = True
        quote = secrets.token_urlsafe(48)
        message.content = {"type": "text", "id": message_id, "text": text, "quoteToken": quote}
        return await self.happen(
            account, "messageEdited", person=person, group=group, message=message.content
        )

    async def postback(self, person: Person, account: OfficialAccount, data: str) -> Delivery:
        """Presses a button that carries ``data``."""
        return await self.happen(account, "postback", person=person, postback={"data": data})

    async def invite(self, account: OfficialAccount, group: Group) -> Delivery:
        """Brings the account into a group. Raises NotPossible unless its console allows groups."""
        if not account.joins_groups:
            raise NotPossible("'Allow bot to join group chats' is off")
        group.accounts.add(account.basic_id)
        return await self.happen(account, "join", group=group)

    async def expel(self, account: OfficialAccount, group: Group) -> Delivery:
        """Removes the account from a group."""
        group.accounts.discard(account.basic_id)
        return await self.happen(account, "leave", group=group)

    async def join_group(self, person: Person, account: OfficialAccount, group: Group) -> Delivery:
        """A person enters a group the account is in."""
        if person.key not in group.members:
            group.members.append(person.key)
        member = {"type": "user", "userId": self.user_id(person, account)}
        return await self.happen(account, "memberJoined", group=group, joined={"members": [member]})

    async def leave_group(self, person: Person, account: OfficialAccount, group: Group) -> Delivery:
        """A person leaves a group the account is in."""
        if person.key in group.members:
            group.members.remove(person.key)
        member = {"type": "user", "userId": self.user_id(person, account)}
        return await self.happen(account, "memberLeft", group=group, left={"members": [member]})

    def chat(self, account: OfficialAccount, who: Person | Group) -> list[ChatMessage]:
        """Both sides of the chat, oldest first."""
        target = who.group_id if isinstance(who, Group) else self.user_id(who, account)
        return account.chats.get(target, [])

    def received(self, person: Person, account: OfficialAccount) -> list[ChatMessage]:
        """What the account sent that reached the person, oldest first."""
        return [message for message in self.chat(account, person) if message.sender == "account"]

    def _member_message_with(self, account: OfficialAccount, message_id: str) -> ChatMessage:
        message = account.messages.get(message_id)
        if message is None or message.sender != "member":
            raise Unknown(f"no member wrote message {message_id}")
        return message

    def _where(self, account: OfficialAccount, message: ChatMessage) -> tuple[Person, Group | None]:
        for group in self.groups.values():
            if message in account.chats.get(group.group_id, []):
                return self.person(str(message.person_key)), group
        return self.person(str(message.person_key)), None
