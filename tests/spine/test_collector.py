"""The garbage collector of a server."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bot.collector import settle


@pytest.fixture(autouse=True)
def unsettled() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


def test_what_is_loaded_is_left_alone_and_garbage_still_goes() -> None:
    garbage: list[object] = []
    garbage.append(garbage)
    del garbage
    settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.isenabled()
    later: list[object] = []
    later.append(later)
    del later
    assert gc.collect() >= 1
