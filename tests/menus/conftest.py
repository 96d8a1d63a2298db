"""Worlds to play in."""

from __future__ import annotations

from tests.worlds import sqlite_url, stored_world, world

__all__ = ["sqlite_url", "stored_world", "world"]
