"""`python -m bot demo`: the story, played through real HTTP and confirmed at the platforms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from bot.demo.mending import MENDING
from bot.demo.network import NETWORK
from bot.demo.screen import Screen
from bot.demo.setting_up import SETTING_UP
from bot.demo.stage import WITHIN, staged
from bot.demo.step import Step, play
from bot.demo.stores import STORES
from bot.demo.talking import TALKING
from bot.logs import configure
from bot.trial import Trial, folder_for, trial

STORY: tuple[Step, ...] = (*SETTING_UP, *TALKING, *MENDING, *NETWORK, *STORES)
VERIFY_EVERY = 1.0  #: seconds; a person would wait five minutes for what the demo shows at once


async def tell(
    keep: Path | None,
    *,
    console: Console | None = None,
    tamper: Callable[[Trial], None] | None = None,
    within: float = WITHIN,
    story: Sequence[Step] = STORY,
) -> int:
    """Play every step; returns 0 when each was observed, else 1.

    `keep` is a folder to keep the database in, `within` how many seconds a step waits for what it
    expects, `story` the steps. `tamper` is given everything once it runs, so that tests see what
    is wrong noticed.
    """
    configure("error", None)
    screen = Screen(console or Console(highlight=False), len(story))
    with folder_for(keep) as folder:
        url = f"sqlite:///{folder / 'demo.db'}"
        async with trial(url, verify_every=VERIFY_EVERY) as running, staged(running) as stage:
            stage.within = within
            if tamper is not None:
                tamper(running)
            with screen.showing():
                return 0 if await play(story, stage, screen) else 1
