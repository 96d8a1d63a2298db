"""Webhook events: how they are built, sent, held back, repeated and sent again.

Source: https://developers.line.biz/en/docs/messaging-api/receiving-messages/
"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from sandbox.line.delivery import Delivery
from sandbox.line.event_kinds import kind_of
from sandbox.line.identifiers import Clock, milliseconds, present, ulid
from sandbox.line.model import Group, Json, OfficialAccount, Person
from sandbox.line.refusals import NotPossible
from sandbox.line.sending import REDELIVERED_REPLY_LIMIT, REPLY_LIFE, ReplyToken
from sandbox.line.world import World


class Webhooks(World):
    """The part of the platform that tells bot servers what happened.

    ``redelivery_delays`` are the seconds (of real time) after which an unreceived delivery is
    repeated by itself when the account has redelivery on; LINE publishes no figures. Empty means:
    only when told to.
    """

    def __init__(self, clock: Clock = present) -> None:
        super().__init__(clock)
        self.redelivery_delays: tuple[float, ...] = (2.0, 10.0, 60.0)
        self._held: dict[str, list[Json]] = {}
        self._repeats: set[asyncio.Task[None]] = set()

    def build_event(
        self,
        account: OfficialAccount,
        event_type: str,
        *,
        person: Person | None = None,
        group: Group | None = None,
        reply: bool | None = None,
        details: Json | None = None,
    ) -> Json:
        """One event object at the present moment, with a reply token where its kind has one."""
        now = self.clock()
        source = self._source(account, event_type, person, group)
        kind = kind_of(event_type)
        event: Json = {
            "type": event_type,
            **kind.details,
            **(details or {}),
            "webhookEventId": ulid(now),
            "deliveryContext": {"isRedelivery": False},
            "timestamp": milliseconds(now),
            **({"source": source} if source else {}),
            "mode": "standby" if account.standby else "active",
        }
        wants_reply = kind.reply if reply is None else reply
        if wants_reply and source and not account.standby:
            event["replyToken"] = self._reply_token(account, source)
        return event

    def _source(
        self, account: OfficialAccount, event_type: str, person: Person | None, group: Group | None
    ) -> Json | None:
        if group is not None:
            source: Json = {"type": group.kind, f"{group.kind}Id": group.group_id}
            # Reference, "Source group chat": only message events name the user, if on a phone.
            if person is not None and event_type == "message" and person.uses_phone_app:
                source["userId"] = self.user_id(person, account)
            return source
        return {"type": "user", "userId": self.user_id(person, account)} if person else None

    def _reply_token(self, account: OfficialAccount, source: Json) -> str:
        now = self.clock()
        target = source.get("groupId") or source.get("roomId") or source.get("userId")
        token = ReplyToken(
            value=secrets.token_hex(16),
            basic_id=account.basic_id,
            target_id=str(target),
            event_at=now,
            usable_until=now + REPLY_LIFE,
        )
        self.reply_tokens[token.value] = token
        return token.value

    async def happen(
        self,
        account: OfficialAccount,
        event_type: str,
        *,
        person: Person | None = None,
        group: Group | None = None,
        reply: bool | None = None,
        **details: Any,
    ) -> Delivery:
        """Sends one event of any type, also of types nobody has published; ``details`` become its
        properties.
        """
        event = self.build_event(
            account, event_type, person=person, group=group, reply=reply, details=details
        )
        return await self.dispatch(account, event)

    async def dispatch(self, account: OfficialAccount, event: Json) -> Delivery:
        """Sends an event alone, or keeps it while the account's events are held back."""
        held = self._held.get(account.basic_id)
        if held is not None:
            held.append(event)
            return Delivery(number=0, basic_id=account.basic_id, url=None, events=[event])
        return await self.deliver(account, [event])

    def hold_events(self, account: OfficialAccount) -> None:
        """Keeps the account's events back until release_events, to batch or reorder them."""
        self._held.setdefault(account.basic_id, [])

    async def release_events(
        self,
        account: OfficialAccount,
        *,
        per_request: int | None = None,
        reverse: bool = False,
        times: int = 1,
    ) -> list[Delivery]:
        """Sends what was held: ``per_request`` events in each (None: all in one), the whole
        ``times`` over.
        """
        events = self._held.pop(account.basic_id, [])
        if reverse:
            events.reverse()
        size = per_request or max(1, len(events))
        batches = [events[start : start + size] for start in range(0, len(events), size)]
        return [await self.deliver(account, batch) for _ in range(times) for batch in batches]

    async def deliver(
        self, account: OfficialAccount, events: list[Json], *, redelivery: bool = False
    ) -> Delivery:
        """Posts one webhook request with ``events``. Nothing is sent while the webhook is off or
        unset.
        """
        channel = account.channel
        url = self.url_in_effect(account) if channel.use_webhook and not channel.deleted else None
        delivery = Delivery(
            number=len(self.deliveries) + 1,
            basic_id=account.basic_id,
            url=url,
            events=events,
            redelivery=redelivery,
        )
        self.deliveries.append(delivery)
        if url is not None:
            self._renew_reply_tokens(events, redelivery)
            body = webhook_body(account.user_id, events)
            delivery.attempts.append(await self.courier.post(url, channel.secret, body))
            if not delivery.received and channel.redelivery and not redelivery:
                self._repeat_later(account, delivery)
        self.bell.ring()
        return delivery

    def url_in_effect(self, account: OfficialAccount) -> str | None:
        """Where events go now: the former URL until a new one has spread (up to a minute at
        LINE).
        """
        channel = account.channel
        if channel.effective_until is not None and self.clock() < channel.effective_until:
            return channel.effective_url
        return channel.webhook_url

    def _renew_reply_tokens(self, events: list[Json], redelivery: bool) -> None:
        now = self.clock()
        for event in events:
            token = self.reply_tokens.get(event.get("replyToken", ""))
            late = token is not None and now - token.event_at > REDELIVERED_REPLY_LIMIT
            if token is not None and not (redelivery and late):
                token.usable_until = now + REPLY_LIFE

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """Sends a delivery again as a redelivery: same ids and reply tokens, ``isRedelivery`` true.

        Raises NotPossible when the account has webhook redelivery off.
        """
        account = self.account(delivery.basic_id)
        if not account.channel.redelivery:
            raise NotPossible("webhook redelivery is off for this account")
        events = [{**event, "deliveryContext": {"isRedelivery": True}} for event in delivery.events]
        return await self.deliver(account, events, redelivery=True)

    async def duplicate(self, delivery: Delivery) -> Delivery:
        """Sends a delivery once more unchanged, as LINE's network sometimes does."""
        return await self.deliver(self.account(delivery.basic_id), delivery.events)

    async def redeliver_failed(self, account: OfficialAccount) -> list[Delivery]:
        """Redelivers everything of the account that no receiver has taken yet, oldest first."""
        taken = {
            event["webhookEventId"]
            for delivery in self.deliveries
            if delivery.received
            for event in delivery.events
        }
        missed = [
            delivery
            for delivery in self.deliveries
            if delivery.basic_id == account.basic_id
            and delivery.url is not None
            and not delivery.redelivery
            and any(event["webhookEventId"] not in taken for event in delivery.events)
        ]
        return [await self.redeliver(delivery) for delivery in missed]

    def _repeat_later(self, account: OfficialAccount, delivery: Delivery) -> None:
        task = asyncio.create_task(self._repeat(account, delivery))
        self._repeats.add(task)
        task.add_done_callback(self._repeats.discard)

    async def _repeat(self, account: OfficialAccount, delivery: Delivery) -> None:
        for delay in self.redelivery_delays:
            await asyncio.sleep(delay)
            if not account.channel.redelivery or (await self.redeliver(delivery)).received:
                return

    async def close(self) -> None:
        """Stops pending redeliveries, then closes as World does."""
        for task in list(self._repeats):
            task.cancel()
        await asyncio.gather(*self._repeats, return_exceptions=True)
        await super().close()


def webhook_body(destination: str, events: list[Json]) -> bytes:
    """The raw bytes of a webhook request."""
    body = {"destination": destination, "events": events}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
