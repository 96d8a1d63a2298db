"""The sandbox as `python -m bot sandbox` starts it; without Chromium its tests are absent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.playing import Playground, playing
from tests import browser
from tests.sandbox_page.steps import bind

collect_ignore_glob = [] if browser.program() else ["*_in_browser.py"]


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    """Everything running, verifying every second."""
    async with playing(0, None, verify_every=1.0) as ground:
        yield ground


@pytest_asyncio.fixture(loop_scope="session")
async def played() -> AsyncIterator[Playground]:
    """As `ground`, to look at in a browser."""
    async with playing(0, None, verify_every=1.0) as ground:
        yield ground


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unbound() -> AsyncIterator[Playground]:
    """As `played`, for all tests of a file: nobody binds the café."""
    async with playing(0, None, verify_every=1.0) as ground:
        yield ground


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bound() -> AsyncIterator[Playground]:
    """The café, bound and well, for all tests of a file: each leaves it so."""
    async with playing(0, None, verify_every=1.0) as ground:
        await bind(ground)
        yield ground
