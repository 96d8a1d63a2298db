"""A café whose LIFF page works; without Chromium the browser's tests are absent, and those with
LINE's SDK without a build of it.
"""

from __future__ import annotations

from tests import browser
from tests.liff import sdk_build
from tests.worlds import shown_world, sqlite_url, stored_world, world

__all__ = ["shown_world", "sqlite_url", "stored_world", "world"]

collect_ignore_glob = [] if browser.program() else ["*_in_browser.py"]
if sdk_build.bundle() is None:
    collect_ignore_glob.append("test_line_sdk_in_browser.py")
