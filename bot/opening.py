"""Open everything a flow may use, and close it again: the same for server, jobs and commands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from pydantic import SecretStr

from bot.deps import Bell, Clock, Deps, utc_now
from bot.errors import SettingsError
from bot.metrics import Metrics
from bot.platforms.calls import CallRecord
from bot.platforms.line import LineClients, LineUrls
from bot.platforms.session import new_session
from bot.platforms.slack import SlackClient
from bot.settings import Settings
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import BadKeys, KeyRing

log = structlog.get_logger()


def plain(secret: SecretStr | None) -> str:
    """The value of a setting that `Settings.load(needed=…)` has made sure of."""
    return secret.get_secret_value() if secret else ""


def key_ring(settings: Settings) -> KeyRing:
    """The keys of SECRET_KEYS. Raises `SettingsError` when one is none."""
    try:
        return KeyRing.parse(plain(settings.secret_keys))
    except BadKeys as bad:
        raise SettingsError({"SECRET_KEYS": bad.said}) from None


def observer(metrics: Metrics) -> Callable[[CallRecord], None]:
    """Each call to a platform becomes a metric and one log line."""

    def observe(record: CallRecord) -> None:
        metrics.call(record)
        trouble = record.status in (0, 429) or record.status >= 500
        say = log.warning if trouble else log.info  # LINE keeps no log for us: ask by request id
        say("platform.called", vendor=record.vendor, endpoint=record.endpoint,
            status=record.status, milliseconds=round(1000 * record.seconds),
            request_id=record.request_id)  # fmt: skip

    return observe


def line_urls(settings: Settings) -> LineUrls:
    """Where LINE is."""
    return LineUrls(
        api=settings.line_api_url,
        data=settings.line_data_api_url,
        access=settings.line_access_url,
        liff=settings.liff_url,
    )


@asynccontextmanager
async def opened(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Deps]:
    """Everything a flow may use. Raises `SettingsError`; closes all in reverse order."""
    metrics, bell, ring = Metrics(), Bell(), key_ring(settings)
    observe = observer(metrics)
    async with AsyncExitStack() as stack:
        database = Database(plain(settings.database_url))
        await database.open()
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(new_session())
        line = LineClients(line_urls(settings), observe, clock)
        await line.open(session)
        stack.push_async_callback(line.close)
        slack = SlackClient(
            plain(settings.slack_bot_token),
            observe=observe,
            clock=clock,
            base_url=settings.slack_api_url,
        )
        await slack.open(session)
        stack.push_async_callback(slack.close)
        inbox = Inbox(database, on_stored=lambda: bell.ring("intake"), clock=clock)
        await inbox.open()
        stack.push_async_callback(inbox.close)
        yield Deps(settings, database, ring, line, slack, inbox, metrics, clock, bell)
