"""Faults people switch on to see how a client bears them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web

GARBAGE = b"\x00<html>upstream\xff"


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong for calls whose path starts with ``path``.

    ``latency`` (seconds) comes first and, alone, leaves the answer as it is. ``status`` answers
    with it and ``body``; ``garbage`` answers 200 with bytes that are no JSON; ``hang`` never
    answers; ``down`` closes the connection. ``count`` calls are hit, or all until cleared.
    ``method`` limits the fault to one HTTP method.
    """

    path: str = "/"
    method: str | None = None
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    latency: float = 0.0
    garbage: bool = False
    hang: bool = False
    down: bool = False
    count: int | None = None

    def hits(self, request: web.BaseRequest) -> bool:
        """Whether this fault applies to ``request``."""
        if self.count is not None and self.count <= 0:
            return False
        return request.path.startswith(self.path) and self.method in {None, request.method}


class Faults:
    """The faults switched on now."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        self._released = asyncio.Event()

    def add(self, path: str = "/", **how: Any) -> Fault:
        """Switches a fault on; the keywords are the fields of Fault."""
        fault = Fault(path=path, **how)
        self.active.append(fault)
        return fault

    def clear(self, path: str | None = None) -> None:
        """Switches faults off (those of one path prefix, or all) and lets hanging calls go."""
        self.active = [fault for fault in self.active if path is not None and fault.path != path]
        self._released.set()
        self._released = asyncio.Event()

    def as_json(self) -> list[dict[str, Any]]:
        """The active faults as JSON."""
        return [asdict(fault) for fault in self.active]

    async def strike(self, request: web.Request) -> web.Response | None:
        """Waits and answers as the active faults say; None lets the call through."""
        for fault in list(self.active):
            if not fault.hits(request):
                continue
            if fault.count is not None:
                fault.count -= 1
            if fault.latency:
                await asyncio.sleep(fault.latency)
            answer = await self._answer(fault, request)
            if answer is not None:
                return answer
        return None

    async def _answer(self, fault: Fault, request: web.Request) -> web.Response | None:
        if fault.hang:
            await self._released.wait()
        if fault.down or fault.hang:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault.garbage:
            return web.Response(body=GARBAGE, content_type="application/json")
        if fault.status is None:
            return None
        if isinstance(fault.body, str | bytes):
            return web.Response(status=fault.status, headers=fault.headers, body=fault.body)
        body = {"message": "Internal server error"} if fault.body is None else fault.body
        return web.json_response(body, status=fault.status, headers=fault.headers)
