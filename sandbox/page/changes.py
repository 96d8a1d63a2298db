"""Tells the page that something changed, as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json

from aiohttp import web

from sandbox.line.console_views import state_view
from sandbox.line.platform import LinePlatform
from sandbox.page.guard import HEADERS
from sandbox.page.phones import Phones
from sandbox.slack.workspace import SlackWorkspace

LOOK_EVERY = 0.25
"""Seconds. Slack's stand-in wakes whoever waits; LINE's has to be looked at."""
QUIET_FOR = 60
"""Looks without news before a comment keeps the connection open."""


class Changes:
    """What the page has to look at again, for any number of listeners."""

    def __init__(self, line: LinePlatform, slack: SlackWorkspace, phones: Phones) -> None:
        self._line = line
        self._slack = slack
        self._phones = phones
        self._ended = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One listener: an event at once, then one after every change."""
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        before: dict[str, str] = {}
        quiet = 0
        with contextlib.suppress(ConnectionResetError):
            while not self._ended.is_set():
                now = self._now()
                if now != before:
                    changed = [side for side in now if now[side] != before.get(side)]
                    await response.write(f"data: {json.dumps(changed)}\n\n".encode())
                    before, quiet = now, 0
                elif (quiet := quiet + 1) % QUIET_FOR == 0:
                    await response.write(b": still here\n\n")
                await self._news(int(before["slack"]))
        return response

    async def end(self, app: web.Application) -> None:
        """Lets listeners go, so that the server can stop."""
        self._ended.set()

    def _now(self) -> dict[str, str]:
        """A mark for each side that differs when anything there does."""
        state = json.dumps(state_view(self._line), sort_keys=True)
        return {
            "slack": str(self._slack.journal.latest),
            "phone": self._phones.mark(),
            "line": hashlib.sha256(state.encode()).hexdigest(),
        }

    async def _news(self, seen: int) -> None:
        """Wait until Slack has news, and no longer than LINE may wait to be looked at."""

        def fresh() -> bool:
            return self._slack.journal.latest > seen

        with contextlib.suppress(TimeoutError):
            await self._slack.wait_for(fresh, LOOK_EVERY)
