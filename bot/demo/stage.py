"""Where the demo plays: one shop, its Slack channel, its official account, and what is seen there.

Nothing here looks into Moorline: all is done and seen at the stand-ins, over HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

from bot.demo.control import Control, Json, NotSeen
from bot.demo.sight import button, words
from bot.trial import Trial

T = TypeVar("T")

WITHIN = 12.0  #: seconds a step waits for what it expects
NAP = 0.25  #: seconds between two looks when Slack shows nothing new


@dataclass
class Stage:
    """The scene. `kept` is what one step leaves for a later one."""

    line: Control
    slack: Control
    url: str  #: of Moorline
    channel: str = "line-kojima"
    operator: str = "lin"
    member: str = "chen"
    account: str = "@516kjima"
    login_channel: str = "2006516002"
    within: float = WITHIN
    narrate: Callable[[str], None] = field(default=lambda _: None)
    kept: dict[str, Any] = field(default_factory=dict)

    # ---- at Slack -------------------------------------------------------------------------

    async def command(self, text: str) -> Json:
        """The operator types `/line …`; returns what they saw."""
        self.narrate(f"林店長 types /line {text} in #{self.channel}")
        return self._well(
            await self.slack.post("/commands", user=self.operator, channel=self.channel, text=text)
        )

    async def press(self, message: Json, action: str, label: str, **which: Any) -> Json:
        """The operator presses a button of a message; returns what they saw."""
        self.narrate(f"林店長 presses {label}")
        pressed = button(message, action, **which)
        if pressed is None:
            raise NotSeen(f"a button {label} ({action})", words(message))
        block_id, element = pressed
        return self._well(
            await self.slack.post(
                "/presses", user=self.operator, where=message["ts"], block_id=block_id,
                action_id=element["action_id"], value=element.get("value"),
            )
        )  # fmt: skip

    async def submit(self, view: Json, values: Mapping[str, Any]) -> Json:
        """The operator fills in the open form and submits it."""
        path = f"/views/{view['id']}/submit"
        return dict(await self.slack.post(path, user=self.operator, values=dict(values)))

    async def closes(self, view: Json) -> None:
        """The operator closes what is in front of them."""
        await self.slack.post(f"/views/{view['id']}/close", user=self.operator, everything=True)

    async def form(self, callback: str) -> Json:
        """The form in front of the operator, once it is the one meant."""

        async def look() -> Json | None:
            views = (await self.slack.get(f"/users/{self.operator}"))["views"]
            return next((v for v in views[-1:] if v["callback_id"] == callback), None)

        return await self.until(look, f"the form “{callback}” in front of 林店長", self.screen)

    async def messages(self) -> list[Json]:
        """The channel's messages, oldest first."""
        found: list[Json] = (await self.slack.get(f"/channels/{self.channel}"))["messages"]
        return found

    async def message(self, ts: str) -> Json:
        """One message of the channel, as it is now."""
        for one in await self.messages():
            if one["ts"] == ts:
                return one
        raise NotSeen(f"the message {ts} in #{self.channel}", await self.shown())

    # ---- at LINE --------------------------------------------------------------------------

    async def console(self) -> Json:
        """The official account as its consoles show it."""
        accounts = (await self.line.get("/state"))["accounts"]
        return next(dict(one) for one in accounts if one["basic_id"] == self.account)

    async def login_console(self, channel: str = "") -> Json:
        """A Login channel, the parent's by default, as its console shows it."""
        wanted = channel or self.login_channel
        channels = (await self.line.get("/state"))["login_channels"]
        return next(dict(one) for one in channels if one["channel_id"] == wanted)

    async def writes(self, text: str) -> Json:
        """The member writes to the official account; returns LINE's delivery."""
        self.narrate(f"陳怡君 writes on her phone: {text}")
        path = f"/people/{self.member}/messages"
        return dict(await self.line.post(path, account=self.account, text=text))

    # ---- waiting --------------------------------------------------------------------------

    async def until(
        self,
        look: Callable[[], Awaitable[T | None]],
        expected: str,
        instead: Callable[[], Awaitable[str]],
    ) -> T:
        """Look after every change in Slack, and a few times a second for LINE's sake.

        Raises `NotSeen` with what is there `instead` when time is up.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + self.within
        latest = 0
        while True:
            if (found := await look()) is not None:
                return found
            if loop.time() > end:
                raise NotSeen(expected, await instead())
            changes = await self.slack.get("/changes", after=str(latest), within=str(NAP))
            latest = changes["latest"]

    async def shown(self) -> str:
        """The channel's messages in short, for saying what is seen instead."""
        return " | ".join(words(one)[:160] for one in (await self.messages())[-6:])

    async def screen(self) -> str:
        """What is in front of the operator, in short."""
        there = await self.slack.get(f"/users/{self.operator}")
        seen = [words(one)[:300] for one in [*there["views"][-1:], *there["ephemerals"][-2:]]]
        return " | ".join(seen)

    def _well(self, seen: Json) -> Json:
        if seen["failure"]:
            raise NotSeen("an acknowledgement within three seconds", str(seen["failure"]))
        return seen


@asynccontextmanager
async def staged(running: Trial) -> AsyncIterator[Stage]:
    """The stage over what runs; knows the stand-ins by their addresses alone."""
    timeout = aiohttp.ClientTimeout(total=40)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Stage(
            line=Control(session, f"{running.line_url}/console"),
            slack=Control(session, f"{running.slack_url}/workspace"),
            url=running.url,
        )
