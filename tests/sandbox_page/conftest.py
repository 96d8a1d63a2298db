"""The sandbox as `python -m bot sandbox` starts it; without Chromium its tests are absent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.playing import Playground, playing
from tests import browser

collect_ignore_glob = [] if browser.program() else ["*_in_browser.py"]


@pytest_asyncio.fixture(loop_scope="session")
async def played() -> AsyncIterator[Playground]:
    """As `ground`, to look at in a browser."""
    async with playing(0, None, verify_every=1.0) as ground:
        yield ground


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    """Everything running, verifying every second."""
    async with playing(0, None, verify_every=1.0) as ground:
        yield ground
