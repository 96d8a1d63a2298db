"""The one HTTP session a process shares for its raw calls."""

from __future__ import annotations

import aiohttp

CONNECTIONS = 100


def new_session() -> aiohttp.ClientSession:
    """Make a session; needs a running loop, and the caller closes it.

    It keeps no cookies: what LINE sets while one account's address is probed must not travel with
    another's. Proxies are taken from the environment, as the vendors' own libraries do.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=True,
    )
