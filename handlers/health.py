"""What probes and Prometheus ask."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.deps import Deps
from bot.errors import SchemaError, StorageDown
from storage import backlog


def routes(deps: Deps) -> list[web.RouteDef]:
    """`/healthz`, `/readyz` and `/metrics`."""

    async def healthz(request: web.Request) -> web.Response:
        """200 while the process lives."""
        return web.Response(text="ok\n")

    async def readyz(request: web.Request) -> web.Response:
        """200 when database and schema are ready, else 503 with the reason."""
        try:
            await deps.database.ready()
        except (StorageDown, SchemaError) as error:
            return web.Response(status=503, text=f"{error}\n")
        return web.Response(text="ready\n")

    async def metrics(request: web.Request) -> web.Response:
        """Prometheus' text format; rows that wait are counted when asked."""
        try:
            async with deps.database.reading() as session:
                lag = await backlog.intake_lag(session, deps.clock())
                waiting = await backlog.outbox_waiting(session)
            deps.metrics.intake_lag.set(lag)
            deps.metrics.outbox_waiting.set(waiting)
        except StorageDown:  # the counters of this process are still worth having
            deps.metrics.intake_lag.set(float("nan"))
            deps.metrics.outbox_waiting.set(float("nan"))
        body = generate_latest(deps.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [
        web.get("/healthz", healthz),
        web.get("/readyz", readyz),
        web.get("/metrics", metrics),
    ]
