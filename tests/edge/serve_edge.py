"""`python -m tests.edge.serve_edge DATABASE_URL KEYS`: the webhook in a process that can be killed.

Prints its port once it listens.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from aiohttp import web

from handlers.line import LineEdge
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from tests.edge.harness import Counts, application


def now() -> datetime:
    return datetime.now(UTC)


async def serve(url: str, keys: str) -> None:
    database, ring = Database(url), KeyRing.parse(keys)
    inbox = Inbox(database, on_stored=lambda: None, clock=now)
    await inbox.open()
    edge = LineEdge(
        database, ring, inbox, metrics=Counts(), on_burst=lambda account_id: None, clock=now
    )
    runner = web.AppRunner(application(edge), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
