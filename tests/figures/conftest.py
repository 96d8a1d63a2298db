"""A café between LINE and Slack, on both databases."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import desk, platform, workspace
from tests.conversation.desk import Desk
from tests.tasks.shop import Shop, opened

__all__ = ["desk", "platform", "shop", "workspace"]


@pytest.fixture
async def shop(desk: Desk) -> Shop:
    """The café with its parent site and the store Taipei."""
    return await opened(desk)
