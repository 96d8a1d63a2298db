"""One web application that plays api.line.me, api-data.line.me, access.line.me and liff.line.me."""

from __future__ import annotations

from aiohttp import web

from sandbox.line import (
    console,
    console_events,
    console_login,
    console_menus,
    console_people,
    console_records,
    liff,
    liff_page,
    liff_sdk,
    liff_sign_in,
    login_api,
    login_page,
    login_tokens,
    messaging,
    profiles,
    rich_menu_api,
    token_api,
    webhook_api,
)
from sandbox.line.cross_origin import open_to_pages
from sandbox.line.platform import PLATFORM, LinePlatform
from sandbox.line.replies import apply_faults, record_call, write_refusals

REQUEST_LIMIT = 2 * 1024 * 1024
"""Bytes; larger requests are answered 413 (Messaging API reference, "Status codes")."""

PARTS = (
    token_api,
    webhook_api,
    messaging,
    profiles,
    rich_menu_api,
    login_tokens,
    login_api,
    login_page,
    liff,
    liff_sign_in,
    liff_sdk,
    liff_page,
    console,
    console_login,
    console_menus,
    console_records,
    console_people,
    console_events,
)


def make_app(platform: LinePlatform) -> web.Application:
    """The application for ``platform``; all four addresses a client needs are its root."""
    app = web.Application(
        middlewares=[open_to_pages, record_call, apply_faults, write_refusals],
        client_max_size=REQUEST_LIMIT,
    )
    app[PLATFORM] = platform
    for part in PARTS:
        part.add_routes(app)
    app.on_shutdown.append(_release)
    app.on_cleanup.append(_close)
    return app


async def _release(app: web.Application) -> None:
    """Lets hanging answers go before the server waits for its handlers."""
    app[PLATFORM].faults.clear()


async def _close(app: web.Application) -> None:
    await app[PLATFORM].close()
