"""A café with its stores, on both databases; and the whole product, where Slack's forms matter."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import desk, platform, workspace
from tests.conversation.desk import Desk
from tests.tasks.shop import Shop, opened
from tests.worlds import sqlite_url, stored_world, world

__all__ = ["desk", "platform", "shop", "sqlite_url", "stored_world", "workspace", "world"]


@pytest.fixture
async def shop(desk: Desk) -> Shop:
    """The café with its parent site and the store Taipei."""
    return await opened(desk)
