"""Puts one aiohttp application on a loopback port for as long as a block runs."""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web

AddressListener = Callable[[str], None]

ON_ADDRESS: web.AppKey[AddressListener] = web.AppKey("on_address")
"""An application that must know its own address keeps a function here; it is told at once."""

OWN_PORTS = range(12_000, 32_000)
"""Below those that systems give to outgoing connections: one of these is not taken by chance in the
moment between finding it free and listening at it, however busy the machine is."""


def free_port() -> int:
    """A port nobody listens on, for a server whose address must be known before it starts."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = secrets.choice(OWN_PORTS)
            probe.bind(("127.0.0.1", port))
            return port


@asynccontextmanager
async def serving(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on 127.0.0.1 and yield its address, such as ``http://127.0.0.1:40123``.

    Port 0 takes any free one. Raises OSError when the port is taken. Leaving the block stops the
    server and runs the application's cleanup.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        if ON_ADDRESS in app:
            app[ON_ADDRESS](address)
        yield address
    finally:
        await runner.cleanup()
