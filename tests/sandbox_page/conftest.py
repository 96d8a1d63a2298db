"""The sandbox as `python -m bot sandbox` starts it; without Chromium its tests are absent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.playing import Playground, playing
from tests import browser

collect_ignore_glob = [] if browser.program() else ["*_in_browser.py"]


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    """Everything running, verifying every second."""
    async with playing(0, None, verify_every=1.0) as ground:
        yield ground
