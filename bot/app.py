"""The composition root: settings → Deps → aiohttp app, Bolt app, scheduler."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp

import handlers
from bot.binding.rules.credentials import messaging_token
from bot.collector import settle
from bot.deps import Clock, Deps, utc_now
from bot.discover import discover
from bot.errors import SchemaError, SettingsError, StorageDown
from bot.flows.binding.verify import look_soon
from bot.opening import opened, plain
from bot.settings import Settings
from bot.text import _
from handlers import guide, health, line, menu_pictures, pictures, slack
from handlers.events import Events
from handlers.page_edge import PageEdge
from handlers.pages import Page
from handlers.submissions import PATIENCE, Submissions
from jobs.schedule import Ticker, declared
from storage import accounts

DEPS: web.AppKey[Deps] = web.AppKey("deps")
FINISH_WITHIN = 2.0
"""Seconds each kind of work under way has at shutdown: all of it ends within ten."""
CUT_OFF_WITHIN = 0.5  #: seconds for requests that are still not finished then
GIVE_UP_AFTER = 7.5  #: seconds after which the process ends although something hangs
LAST_CALL = 0.1  #: seconds in which connections under way to us are still taken
PAUSE = 0.02  #: seconds between two looks

log = structlog.get_logger()


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    with_jobs: bool = True,
    clock: Clock = utc_now,
    patience: float = PATIENCE,
) -> AsyncIterator[web.Application]:
    """The whole server, opened and not yet listening.

    `patience` is how many seconds a form may be checked before Slack is told to wait.

    Raises `SettingsError`, and `SchemaError` or `StorageDown` before any job begins.
    """
    async with AsyncExitStack() as stack:
        deps = await stack.enter_async_context(opened(settings, clock))
        await deps.database.ready()

        def on_burst(account_id: str) -> None:
            edge.start(look_soon(deps, account_id, doubting=messaging_token))

        webhook = line.LineEdge(
            deps.database, deps.ring, deps.inbox,
            metrics=deps.metrics, on_burst=on_burst, clock=clock,
        )  # fmt: skip
        deps = replace(deps, forget_account=webhook.forget)
        edge = slack.edge_of(deps)
        signing_secret = plain(settings.slack_signing_secret)
        forms = Submissions(edge, patience)
        bolt = slack.make_bolt(edge, Events(deps, handlers), signing_secret, forms)
        if with_jobs:
            ticker = Ticker(deps, declared())
            await stack.enter_async_context(ticker.ticking(FINISH_WITHIN))
        stack.push_async_callback(edge.drain, FINISH_WITHIN)
        edge.start(warm(deps))
        if settings.slack_app_token:
            socket = slack.connect_socket(bolt, plain(settings.slack_app_token))
            await stack.enter_async_context(socket)
        yield application(deps, webhook, bolt)


async def warm(deps: Deps) -> None:
    """Load the SDK beside the loop when there is an account to use it for."""
    with suppress(StorageDown, SchemaError):
        await deps.database.ready()
        async with deps.database.reading() as session:
            bound = await accounts.every(session)
        if bound:
            await deps.line.warm()


def application(deps: Deps, webhook: line.LineEdge, bolt: AsyncApp) -> web.Application:
    """Every address this server answers at.

    No application middleware: LINE's webhook has two seconds, and every layer costs.
    """
    app = web.Application(client_max_size=line.LARGEST_BODY)
    # A proxy may cut LINE's path short: `webhook-reachable` tells it by what arrives astray.
    pages = PageEdge(deps, discover(handlers, Page), astray=webhook.stray)
    app.add_routes([*line.routes(webhook), *slack.routes(bolt), *health.routes(deps)])
    app.add_routes([*pictures.routes(deps), *menu_pictures.routes(deps), *guide.routes()])
    app.add_routes(pages.routes())
    app[DEPS] = deps
    return app


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve while the block runs; then requests in flight finish before anything is closed."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CUT_OFF_WITHIN)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as taken:
            raise _deaf(host, port, taken) from None
        yield f"http://{host}:{runner.addresses[0][1]}"
        await finished(runner)
    finally:
        await runner.cleanup()


async def finished(runner: web.AppRunner) -> None:
    """Take no new connection and wait for requests under way.

    `AppRunner.cleanup` alone would not do: from its first moment on, aiohttp throws away what still
    arrives of a request's body. Whoever has just connected is heard too.
    """
    await asyncio.sleep(LAST_CALL)
    for site in list(runner.sites):
        await site.stop()
    loop = asyncio.get_running_loop()
    end = loop.time() + FINISH_WITHIN
    while runner.server and loop.time() < end:
        if not any(one._request_in_progress for one in runner.server.connections):
            return
        await asyncio.sleep(PAUSE)


def _deaf(host: str, port: int, why: OSError) -> SettingsError:
    problem = _(
        "{host}:{port} cannot be listened at ({reason}); another program may, or set PORT or HOST",
        host=host,
        port=port,
        reason=why.strerror or str(why),
    )
    return SettingsError({"PORT": problem})


def told_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT, from now on.

    Ten seconds later the process ends whatever still hangs: all that matters is in rows.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told() -> None:
        log.info("stopping")
        last = threading.Timer(GIVE_UP_AFTER, os._exit, (0,))
        last.daemon = True
        last.start()
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told)
    return stop


async def serve(settings: Settings, *, with_jobs: bool) -> None:
    """The real server, until told to stop. Raises `SchemaError` or `StorageDown` before serving."""
    stop = told_to_stop()
    host, port = settings.host or "127.0.0.1", settings.port or 8080
    async with (
        running(settings, with_jobs=with_jobs) as app,
        listening(app, host, port) as address,
    ):
        log.info("serving", address=address, jobs=with_jobs)
        await warm(app[DEPS])
        settle()
        await stop.wait()


async def run_jobs(settings: Settings) -> None:
    """The scheduled jobs alone, until told to stop."""
    stop = told_to_stop()
    async with opened(settings) as deps:
        await deps.database.ready()
        async with Ticker(deps, declared()).ticking(FINISH_WITHIN):
            log.info("jobs.running", jobs=[one.name for one in declared()])
            await stop.wait()
