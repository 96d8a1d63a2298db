"""What a Slack workspace is made of, and what the platform itself does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from sandbox.slack.delivery import Delivery
from sandbox.slack.directory import Directory
from sandbox.slack.events import Events
from sandbox.slack.hooks import Hooks
from sandbox.slack.identifiers import Clock, Mint
from sandbox.slack.installation import Installation, from_manifest
from sandbox.slack.journal import Journal
from sandbox.slack.limits import Fault, Limits
from sandbox.slack.messages import Messages
from sandbox.slack.model import ApiCall, Json, Team, User
from sandbox.slack.socket_mode import Connection, Tickets
from sandbox.slack.surfaces import Surfaces
from sandbox.slack.triggers import Triggers

Wanted = TypeVar("Wanted")


def machine_time() -> datetime:
    """The time now, aware, UTC."""
    return datetime.now(UTC)


class WorkspaceState:
    """The parts of one workspace, all in memory.

    `address` is where the stand-in is served; `calls` every Web API call answered, oldest first.
    """

    def __init__(
        self,
        *,
        team: Team,
        bot: User,
        app_id: str,
        bot_token: str,
        app_token: str,
        signing_secret: str,
        clock: Clock = machine_time,
    ) -> None:
        self.team, self.bot, self.app_id = team, bot, app_id
        self.bot_token, self.app_token = bot_token, app_token
        self.clock = clock
        self.verification_token = "standInVerificationToken"
        self.address = "http://127.0.0.1"
        self.mint = Mint(clock)
        self.journal = Journal(clock)
        self.directory = Directory(team, bot, self.mint, self.journal, clock)
        self.messages = Messages(self.mint, self.journal)
        self.surfaces = Surfaces(self.mint, self.journal, clock)
        self.triggers = Triggers(self.mint, clock)
        self.hooks = Hooks(self)
        self.limits = Limits(clock)
        self.delivery = Delivery(signing_secret, self.journal)
        self.events = Events(self)
        self.calls: list[ApiCall] = []
        self.files: dict[str, Json] = {}
        self.tickets = Tickets(self.mint)
        self.connections: list[Connection] = []
        self.delivery.sockets = self.connections
        self.installation = Installation()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def signing_secret(self) -> str:
        """What requests to the app are signed with."""
        return self.delivery.signing_secret

    @property
    def request_url(self) -> str | None:
        """Where payloads go; ``/slack/events`` is added to a bare origin."""
        return self.delivery.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.delivery.request_url = url

    async def wait_for(
        self, predicate: Callable[[], Wanted | None], within: float = 5.0, about: str = ""
    ) -> Wanted:
        """Wait for `predicate` to give something true, asking after every change; see Journal."""
        return await self.journal.wait_for(predicate, within, about=about)

    def fail(self, method: str = "*", **fault: Any) -> None:
        """Break the next calls of a Web API method; the fields are those of Fault."""
        self.limits.inject(Fault(method, **fault))

    def install(self, manifest: Mapping[str, Any]) -> None:
        """Hold the app to its manifest from now on: scopes, events, commands and features."""
        self.installation = from_manifest(manifest)

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something on the side; it is cancelled by `aclose`."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is being delivered on the side any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def aclose(self) -> None:
        """Stop deliveries under way and close connections to the app."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.delivery.close()
