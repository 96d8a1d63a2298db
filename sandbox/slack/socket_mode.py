"""Socket Mode: payloads over a WebSocket instead of requests to a public address.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from sandbox.slack.delivery import Answer
from sandbox.slack.identifiers import Mint
from sandbox.slack.model import Json

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState

MOST = 10
"""Connections one app may hold."""


class Tickets:
    """Leave to open one connection each."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint
        self._unused: set[str] = set()

    def issue(self) -> str:
        """A fresh ticket."""
        ticket = str(uuid.UUID(self._mint.word(32)))
        self._unused.add(ticket)
        return ticket

    def use(self, ticket: str) -> bool:
        """Whether the ticket was good; it is not any more."""
        good = ticket in self._unused
        self._unused.discard(ticket)
        return good


class Connection:
    """One open WebSocket to the app."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._pending: dict[str, asyncio.Future[Json | None]] = {}

    async def deliver(self, kind: str, payload: Json, within: float, retry: int) -> Answer:
        """Send one envelope and wait `within` seconds for its acknowledgement."""
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        waiting: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._pending[envelope["envelope_id"]] = waiting
        try:
            await self._socket.send_str(json.dumps(envelope, ensure_ascii=False))
            async with asyncio.timeout(within):
                body = await waiting
        except TimeoutError:
            return Answer(status=0, failure="operation_timeout")
        except ConnectionError:
            return Answer(status=0, failure="dispatch_failed")
        finally:
            self._pending.pop(envelope["envelope_id"], None)
        return Answer(200, json.dumps(body) if body else "", body)

    def acknowledged(self, text: str) -> None:
        """The app sent something; an acknowledgement is matched to its envelope."""
        try:
            message = json.loads(text)
        except ValueError:
            return
        identifier = message.get("envelope_id") if isinstance(message, dict) else None
        waiting = self._pending.get(str(identifier))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload"))

    def lost(self) -> None:
        """The connection is gone; whatever was under way failed."""
        for waiting in self._pending.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the app hung up"))

    async def hang_up(self, reason: str) -> None:
        """Tell the app to connect anew, then close.

        `reason` is ``warning``, ``refresh_requested`` or ``link_disabled``.
        """
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}
        await self._socket.send_str(json.dumps(goodbye))
        if reason != "warning":
            await self._socket.close()


class SocketMode:
    """Accepts Socket Mode connections of one workspace."""

    def __init__(self, workspace: WorkspaceState) -> None:
        self._workspace = workspace

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its greeting to its end."""
        workspace = self._workspace
        if not workspace.tickets.use(request.query.get("ticket", "")):
            return web.Response(status=401, text="invalid ticket")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket)
        if len(workspace.connections) >= MOST:
            await connection.hang_up("too_many_websockets")
            return socket
        await socket.send_str(json.dumps(self._hello()))
        workspace.connections.append(connection)
        workspace.journal.note("socket.connected")
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    connection.acknowledged(message.data)
        finally:
            workspace.connections.remove(connection)
            connection.lost()
            workspace.journal.note("socket.closed")
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._workspace.connections) + 1,
            "debug_info": {
                "host": "stand-in",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._workspace.app_id},
        }
