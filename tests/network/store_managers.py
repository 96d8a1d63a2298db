"""Stores with managers, and what is wrong with them."""

from __future__ import annotations

from typing import Any

from storage.tables import Alert, LoginChannel, Site
from tests.world import ROOM, World


async def a_store(world: World, slug: str) -> Site:
    """A sub-site of the café on its own Login channel, well, with its LIFF app."""
    (channel,) = await world.rows(LoginChannel)
    url = f"{world.trial.url}/s/{slug}"
    world.line.register_callback(world.login, f"{url}/login/callback")
    app = world.line.add_liff_app(
        world.login,
        {
            "view": {"type": "full", "url": f"{url}/liff"},
            "description": slug,
            "scope": ["openid", "profile", "chat_message.write"],
            "botPrompt": "aggressive",
        },
    )
    site = Site(account_id=channel.account_id, slug=slug, name=slug.title(), liff_id=app.liff_id,
                login_channel_id=channel.id, created_at=world.clock())  # fmt: skip
    async with world.deps.database.transaction() as session:
        session.add(site)
    return site


async def managed(world: World, *slugs: str, user: str = "alice") -> None:
    """The café with the stores Taipei and Tainan; alice manages those named."""
    await world.bound()
    for slug in ("taipei", "tainan"):
        await a_store(world, slug)
    await world.next_round()
    answer = await world.whisper("lin", ROOM, f"role grant @{user} store-manager {' '.join(slugs)}")
    assert "Store manager" in answer


def broken_stores(world: World) -> None:
    """Somebody turned add-friend off for every LIFF app."""
    for app in world.login.liff_apps.values():
        world.line.edit_liff_app(world.login, app.liff_id, {"botPrompt": "none"})


async def alert_of(world: World, subject: str) -> Alert:
    (one,) = [row for row in await world.alerts(open_only=True) if row.subject == subject]
    return one


def post_of(world: World, alert: Alert) -> Any:
    (post,) = [one for one in world.posts() if one.ts == alert.slack_ts]
    return post
