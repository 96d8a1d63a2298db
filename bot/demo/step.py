"""A step of the demo's story, and the runner that plays one after the other."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp

from bot.demo.control import ControlRefused, NotSeen
from bot.demo.screen import Screen
from bot.demo.stage import Stage

Play = Callable[[Stage], Awaitable[str]]


@dataclass(frozen=True, eq=False)
class Step:
    """Something people do, and how the platforms show that it worked.

    `run` returns what was observed there, in words; it raises `NotSeen` when it was not.
    """

    title: str
    run: Play


def step(title: str) -> Callable[[Play], Step]:
    """Declare a step."""
    return lambda run: Step(title, run)


async def play(story: Sequence[Step], stage: Stage, screen: Screen) -> bool:
    """Play until the end or the first step that is not observed; whether all were."""
    begun = time.monotonic()
    for number, one in enumerate(story, 1):
        screen.begins(number, one.title)
        stage.narrate = screen.narrates
        at = time.monotonic()
        try:
            observed = await one.run(stage)
        except (NotSeen, ControlRefused, aiohttp.ClientError, TimeoutError) as failure:
            screen.failed(number, one.title, _words(failure))
            return False
        screen.observed(observed, time.monotonic() - at)
    screen.ended(time.monotonic() - begun)
    return True


def _words(failure: Exception) -> str:
    return str(failure) or f"no answer from a stand-in ({type(failure).__name__})"
