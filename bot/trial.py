"""The real server against stand-in platforms, all on this machine: for `sandbox`, `demo`, tests.

Besides `bot.__main__`, the one module of ours that may import `sandbox`.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from bot.app import DEPS, listening, running
from bot.deps import Clock, Deps, utc_now
from bot.settings import Settings
from handlers.manifest import manifest
from handlers.submissions import PATIENCE
from sandbox.line.app import make_app as make_line
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from sandbox.line.seed import furnish as furnish_line
from sandbox.serve import free_port, serving
from sandbox.slack.app import make_app as make_slack
from sandbox.slack.seed import furnish as furnish_slack
from sandbox.slack.seed import new_workspace
from sandbox.slack.workspace import SlackWorkspace
from storage.migrate import migrate
from storage.secrets import new_key


class Fronts(Protocol):
    """Gives the address members reach a server at, whose own address is `behind`."""

    async def before_site(self, behind: str) -> str:
        """Of a server with sites' pages."""
        ...

    async def before_line(self, behind: str) -> str:
        """Of LINE's own pages."""
        ...


class NoneInFront:
    """Members reach every server directly."""

    async def before_site(self, behind: str) -> str:
        """The server's own address."""
        return behind

    async def before_line(self, behind: str) -> str:
        """The server's own address."""
        return behind


NONE_IN_FRONT = NoneInFront()


@dataclass(frozen=True)
class Trial:
    """Moorline and both platforms, running."""

    line: LinePlatform
    slack: SlackWorkspace
    furnished: Furnished
    deps: Deps
    app: web.Application
    settings: Settings
    line_url: str
    slack_url: str
    url: str  #: where Moorline itself listens


@asynccontextmanager
async def trial(
    database_url: str,
    *,
    with_jobs: bool = True,
    clock: Clock = utc_now,
    fronts: Fronts = NONE_IN_FRONT,
    patience: float = PATIENCE,
    **changed: Any,
) -> AsyncIterator[Trial]:
    """Start all three; `changed` are settings of one's own. The schema is brought up to date.

    The Slack app is installed from our own manifest: nothing works here that it does not ask for.
    `patience` is `running`'s. Members come to us and to LINE's pages by the addresses of `fronts`.
    """
    await migrate(database_url)
    line, slack = LinePlatform(clock=clock), new_workspace(clock)
    furnished = furnish_line(line)
    furnish_slack(slack)
    async with AsyncExitStack() as stack:
        line_url = await stack.enter_async_context(serving(make_line(line)))
        slack_url = await stack.enter_async_context(serving(make_slack(slack)))
        port = free_port()
        url = await fronts.before_site(f"http://127.0.0.1:{port}")
        seen_at = await fronts.before_line(line_url)
        slack.request_url = f"{url}/slack/events"
        slack.install(manifest(url, socket_mode=False))
        given = {
            "line_access_url": seen_at,
            "liff_url": seen_at,
            "liff_sdk_url": f"{seen_at}/liff/edge/2/sdk.js",
        }
        settings = settings_for(url, line_url, slack_url, slack, database_url, **given | changed)
        server = running(settings, with_jobs=with_jobs, clock=clock, patience=patience)
        app = await stack.enter_async_context(server)
        await stack.enter_async_context(listening(app, "127.0.0.1", port))
        await app[DEPS].line.warm()  # nobody who tries it waits for the SDK's import
        yield Trial(line, slack, furnished, app[DEPS], app, settings, line_url, slack_url, url)


def settings_for(
    url: str,
    line_url: str,
    slack_url: str,
    slack: SlackWorkspace,
    database_url: str,
    **changed: Any,
) -> Settings:
    """Settings that point everywhere at the stand-ins; the environment is not asked."""
    given: dict[str, Any] = {
        "public_url": url,
        "database_url": database_url,
        "secret_keys": new_key(),
        "slack_bot_token": slack.bot_token,
        "slack_signing_secret": slack.signing_secret,
        "slack_api_url": f"{slack_url}/api/",
        "line_api_url": line_url,
        "line_data_api_url": line_url,
        "line_access_url": line_url,
        "liff_url": line_url,
        "liff_sdk_url": f"{line_url}/liff/edge/2/sdk.js",
        "slack_app_token": None,
        "slack_admins": "",
    }
    unset = {name: field.get_default() for name, field in Settings.model_fields.items()}
    return Settings(_env_file=None, **(unset | given | changed))


@contextmanager
def folder_for(keep: Path | None) -> Any:
    """Where the database goes: a folder that is kept, or one that goes away again."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="moorline-") as folder:
        yield Path(folder)
