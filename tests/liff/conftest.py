"""A café whose LIFF page works; without Chromium the browser's tests are absent."""

from __future__ import annotations

from tests import browser
from tests.worlds import shown_world, sqlite_url, stored_world, world

__all__ = ["shown_world", "sqlite_url", "stored_world", "world"]

collect_ignore_glob = [] if browser.program() else ["*_in_browser.py"]
