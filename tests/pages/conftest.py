"""A world, and a member's browser in it; without Chromium its own tests are absent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests import browser as chromium_of
from tests.members import Browser, browsing
from tests.world import World
from tests.worlds import shown_world, sqlite_url, stored_world, world

__all__ = ["browser", "shown_world", "sqlite_url", "stored_world", "world"]

collect_ignore_glob = [] if chromium_of.program() else ["*_in_browser.py"]


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    """Of somebody who reads English."""
    async with browsing(world) as made:
        yield made
