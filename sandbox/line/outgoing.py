"""What official accounts send to people, and what arrives.

Source: https://developers.line.biz/en/reference/messaging-api/#sending-messages
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sandbox.line.members import QUOTABLE
from sandbox.line.model import ChatMessage, Json, OfficialAccount, Person
from sandbox.line.refusals import Refused, refusal
from sandbox.line.sending import RETRY_KEY_LIFE, AcceptedKey
from sandbox.line.world import World

OPEN_AFTER_WRITING = timedelta(days=7)
"""How long somebody who is no friend can be answered after writing one to one."""


class Outgoing(World):
    """Replies and pushes."""

    def reply(self, account: OfficialAccount, token_value: str, messages: list[Json]) -> list[Json]:
        """Answers an event. The token works once, for a minute after the webhook was sent."""
        token = self.reply_tokens.get(token_value)
        usable = (
            token is not None
            and token.basic_id == account.basic_id
            and not token.used
            and self.clock() <= token.usable_until
        )
        if token is None or not usable:
            raise refusal(400, "Invalid reply token")
        token.used = True
        return self._send(account, token.target_id, messages, arrives=True)

    def push(
        self,
        account: OfficialAccount,
        target_id: str,
        messages: list[Json],
        *,
        request_id: str,
        retry_key: str | None = None,
    ) -> list[Json]:
        """Sends at any time. 200 even if the receiver has blocked the account; then nothing
        arrives.
        """
        self._refuse_accepted(account, retry_key)
        people = self._receivers(account, target_id)
        arrives = [person for person in people if self._reachable(account, person, target_id)]
        if account.quota is not None and account.usage + len(arrives) > account.quota:
            raise refusal(429, "You have reached your monthly limit.")
        account.usage += len(arrives)
        sent = self._send(account, target_id, messages, arrives=bool(arrives))
        if retry_key is not None:
            key = (account.channel.channel_id, retry_key.lower())
            self.retry_keys[key] = AcceptedKey(
                at=self.clock(), request_id=request_id, sent_messages=sent
            )
        return sent

    def _refuse_accepted(self, account: OfficialAccount, retry_key: str | None) -> None:
        key = (account.channel.channel_id, (retry_key or "").lower())
        accepted = self.retry_keys.get(key)
        if accepted is not None and self.clock() - accepted.at < RETRY_KEY_LIFE:
            raise Refused(
                409,
                {
                    "message": "The retry key is already accepted",
                    "sentMessages": accepted.sent_messages,
                },
                {"x-line-accepted-request-id": accepted.request_id},
            )

    def _receivers(self, account: OfficialAccount, target_id: str) -> list[Person]:
        group = self.groups.get(target_id)
        if group is not None and account.basic_id in group.accounts:
            return [self.person(key) for key in group.members]
        person = self.person_by_user_id(account.channel.provider_id, target_id)
        if person is None:
            raise refusal(400, "Failed to send messages")
        return [person]

    def _reachable(self, account: OfficialAccount, person: Person, target_id: str) -> bool:
        if target_id in self.groups:
            return True
        friendship = account.friendship(person)
        if friendship.blocked:
            return False
        wrote = friendship.wrote_at
        return friendship.friend or (
            wrote is not None and self.clock() - wrote <= OPEN_AFTER_WRITING
        )

    def _send(
        self, account: OfficialAccount, target_id: str, messages: list[Json], *, arrives: bool
    ) -> list[Json]:
        sent: list[Json] = []
        receiver = self.person_by_user_id(account.channel.provider_id, target_id)
        if receiver is not None:  # an answer ends the loading animation
            account.loading_until.pop(receiver.key, None)
        for content in messages:
            message_id = self.next_message_id()
            shown: Json = {"id": message_id}
            if content.get("type") in QUOTABLE:
                shown["quoteToken"] = secrets.token_urlsafe(48)
            sent.append(shown)
            if arrives:
                message = ChatMessage(
                    message_id=message_id, at=self.clock(), sender="account", content=dict(content)
                )
                account.keep(target_id, message)
        return sent

    def mark_read(self, account: OfficialAccount, token: str) -> None:
        """Marks the token's message and all before it as read."""
        owner, target, message_id = self.read_tokens.get(token, ("", "", ""))
        if owner != account.basic_id:
            raise refusal(400, "Invalid markAsReadToken")
        for message in account.chats.get(target, []):
            message.read = message.read or message.sender == "member"
            if message.message_id == message_id:
                return
