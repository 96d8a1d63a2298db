"""`python -m bot sandbox`: everything on this machine, and one page to play with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

import handlers
from bot.app import told_to_stop
from bot.discover import discover
from bot.errors import Refused
from bot.locale import Language, Speaker
from bot.logs import configure
from bot.text import _
from bot.trial import Trial, folder_for, trial
from handlers.declare import Command
from sandbox.page.server import About, Suggestion, make_page
from sandbox.serve import serving
from storage.secrets import new_key

VERIFY_EVERY = 10.0  #: seconds; nobody who plays wants to wait five minutes for an alert
FILLS = {
    "oa_id": "account.basic_id",
    "messaging_channel_id": "account.channel_id",
    "messaging_channel_secret": "account.secret",
    "login_channel_id": "login.channel_id",
    "login_channel_secret": "login.secret",
}
"""Which value of LINE's consoles belongs into which input of our forms."""


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
            running = await stack.enter_async_context(trial(url, **(given | changed)))
            page = make_page(
                about(running), (running.line, running.line_url), (running.slack, running.slack_url)
            )
            try:
                address = await stack.enter_async_context(serving(page, port))
            except OSError as taken:
                raise Refused(
                    _("Port {port} is taken. Give another one: `--port 0` takes any free one.",
                      port=str(port))
                ) from taken  # fmt: skip
            yield Playground(address, running)


def about(running: Trial) -> About:
    """What the page starts with: the furnished café."""
    furnished = running.furnished
    return About(
        app=running.url,
        channel="line-kojima",
        operator="lin",
        member=furnished.chen.key,
        account=furnished.account.basic_id,
        login_channel=furnished.login_channel.channel_id,
        suggestions=suggestions(),
        fills=FILLS,
    )


def suggestions() -> Sequence[Suggestion]:
    """Every subcommand, with what it does in each language."""
    return [
        Suggestion(
            f"/line {command.name}",
            {tag(language): Speaker(language).say(command.summary) for language in Language},
        )
        for command in discover(handlers, Command)
    ]


def tag(language: Language) -> str:
    """The language as browsers name it."""
    return language.value.replace("_", "-")


def key_kept_in(folder: Path) -> str:
    """The key that opens the secrets of a kept database; a new folder gets a new one."""
    file = folder / "secret-keys"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(new_key())
    return file.read_text()
