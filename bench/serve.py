"""`python -m bench.serve VARIANT DATABASE`: serves one variant on a free port of this machine.

All variants get the same: aiohttp's own runner without access log, asyncio's event loop, and the
garbage collector set as `serve` sets it, which makes (a) and (h) faster too.

Prints the port once it listens; ends with a clean shutdown at SIGTERM.
"""

from __future__ import annotations

import asyncio
import importlib
import signal
import sys

import structlog
from aiohttp import web

from bot.collector import settle


async def serve(variant: str, database: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    module = importlib.import_module(f"bench.variants.{variant}")
    runner = web.AppRunner(await module.make(database), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    settle()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
