"""`python -m bot sandbox`: everything on this machine, and one page to play with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from rich.console import Console

from bot.app import told_to_stop
from bot.errors import Refused
from bot.gallery import app as gallery
from bot.logs import configure
from bot.playing.about import about
from bot.playing.facts import facts
from bot.playing.people import furnish
from bot.text import _
from bot.trial import Trial, folder_for, trial
from sandbox.page.phones import Phones
from sandbox.page.server import Played, make_page
from sandbox.serve import serving
from storage.secrets import new_key

VERIFY_EVERY = 10.0  #: seconds; nobody who plays wants to wait five minutes for an alert


@dataclass(frozen=True)
class Playground:
    """What is playing; `address` is the page's."""

    address: str
    trial: Trial


async def play(port: int, keep: Path | None) -> None:
    """Serve the page until told to stop. Raises `Refused` when the port is taken."""
    configure("warning", None)
    console = Console(highlight=False)
    async with playing(port, keep) as ground:
        console.print("Moorline runs with stand-ins of LINE and Slack, all on this machine.\n")
        console.print(f"  Open  [bold]{ground.address}/[/bold]\n", soft_wrap=True)
        console.print("and type /line setup in the Slack on its left. Ctrl+C stops everything.")
        if keep is not None:
            console.print(f"The database stays in {keep}.", soft_wrap=True)
        await told_to_stop().wait()


@asynccontextmanager
async def playing(port: int, keep: Path | None, **changed: Any) -> AsyncIterator[Playground]:
    """Everything, for as long as the block runs; `changed` are settings of one's own."""
    with folder_for(keep) as folder:
        given: dict[str, Any] = {"verify_every": VERIFY_EVERY, "secret_keys": key_kept_in(folder)}
        url = f"sqlite:///{folder / 'moorline.db'}"
        async with AsyncExitStack() as stack:
            phones = Phones(stack)
            running = await stack.enter_async_context(
                trial(url, fronts=phones, **(given | changed))
            )
            furnish(running)
            page = page_of(
                running, phones, await stack.enter_async_context(serving(gallery.make_app()))
            )
            try:
                address = await stack.enter_async_context(serving(page, port))
            except OSError as taken:
                raise Refused(
                    _("Port {port} is taken. Give another one: `--port 0` takes any free one.",
                      port=str(port))
                ) from taken  # fmt: skip
            yield Playground(address, running)


def page_of(running: Trial, phones: Phones, shown: str) -> web.Application:
    """The page over everything that runs; the gallery's pages are at the address `shown`."""

    async def known() -> Any:
        users = running.slack.directory.users.values()
        people = {one.id: one.is_admin or one.is_owner for one in users if not one.is_bot}
        return await facts(running.deps, people)

    return make_page(
        Played(
            about=about(running),
            line=running.line,
            line_url=running.line_url,
            slack=running.slack,
            slack_url=running.slack_url,
            phones=phones,
            facts=known,
            gallery=lambda: {**gallery.listed(), "address": shown},
        )
    )


def key_kept_in(folder: Path) -> str:
    """The key that opens the secrets of a kept database; a new folder gets a new one."""
    file = folder / "secret-keys"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(new_key())
    return file.read_text()
