"""Puts one aiohttp application on a loopback port for as long as a block runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

AddressListener = Callable[[str], None]

ON_ADDRESS: web.AppKey[AddressListener] = web.AppKey("on_address")
"""An application that must know its own address keeps a function here; it is told at once."""


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
