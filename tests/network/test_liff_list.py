"""`/line liff list`: whose each LIFF app is; strangers are adopted, ignored or deleted."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.line.model import LiffApp
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import words_of
from storage.tables import IgnoredLiffApp, LoginChannel, RetiredLiffApp, Site
from tests.world import ROOM, World, words_in

APPS = "/liff/v1/apps"


def stranger(world: World, name: str = "Old campaign") -> LiffApp:
    """A LIFF app somebody made by hand at LINE's console."""
    body: dict[str, Any] = {
        "view": {"type": "tall", "url": "https://campaign.example/2024"},
        "description": name,
    }
    return world.line.add_liff_app(world.login, body)


async def listed(world: World) -> SlackMessage:
    """The whispered list, once LINE has answered."""
    before = len(world.slack.ephemerals("lin", ROOM))
    await world.slack.command("lin", ROOM, "liff list")

    def answer() -> SlackMessage | None:
        said = world.slack.ephemerals("lin", ROOM)[before:]
        return next((one for one in said if "LIFF apps of" in words_of(one)), None)

    return await world.slack.wait_for(answer, about="/line liff list")


async def chosen(world: World, words: str) -> None:
    """Choose an entry of the first stranger's menu."""
    message = await listed(world)
    await world.slack.press("lin", message, "liff.adopt", words, patience=0)


async def form(world: World, callback: str) -> Any:
    def ready() -> Any:
        front = world.slack.front("lin")
        return front if front and front.callback_id == callback else None

    return await world.slack.wait_for(ready, about=callback)


async def site_of(world: World, slug: str = ROOM) -> Site:
    return next(site for site in await world.rows(Site) if site.slug == slug)


async def test_the_list_names_sites_strangers_and_slots_in_one_read(world: World) -> None:
    await world.bound()
    app = stranger(world)
    before = len(world.calls_to_line(APPS))
    words = words_of(await listed(world))
    assert len(world.calls_to_line(APPS)) == before + 1
    site = await site_of(world)
    assert "2 of 30 LIFF slots used, 28 free" in words
    assert f"*{site.name}*" in words
    assert str(site.liff_id) in words
    assert "*Old campaign* was not made by Moorline" in words
    assert app.liff_id in words


async def test_a_site_whose_app_is_gone_is_named(world: World) -> None:
    await world.bound()
    site = await site_of(world)
    world.line.delete_liff_app(world.login, site.liff_id or "")
    assert f"*{site.name}* has no LIFF app at LINE" in words_of(await listed(world))


async def test_when_line_does_not_answer_that_is_said(world: World) -> None:
    await world.bound()
    world.line.faults.add(APPS, method="GET", status=500)
    assert "LINE could not be asked" in words_of(await listed(world))


async def test_a_stranger_is_adopted_by_a_site_and_made_as_the_site_needs_it(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    former, app = (await site_of(world)).liff_id or "", stranger(world)
    await chosen(world, "Adopt …")
    view = await form(world, "liff.adopt")
    assert "Old campaign" in words_in(view)
    assert (await world.submit(view, {"site": ROOM})).ok
    assert "is the LIFF app of" in await world.result()
    assert (await site_of(world)).liff_id == app.liff_id
    assert app.view == {"type": "full", "url": f"{world.trial.url}/s/{ROOM}/liff"}
    assert (app.bot_prompt, "openid" in app.scope) == ("aggressive", True)
    assert [row.liff_id for row in await world.rows(RetiredLiffApp)] == [former]
    assert await world.open_checks() == set()
    assert "slack:liff:adopted" in await world.deeds()
    await world.slack.close("lin", everything=True)
    assert "Former LIFF app of" in words_of(await listed(world))


async def test_a_site_that_waits_for_a_slot_moves_into_an_adopted_app(world: World) -> None:
    account = await world.bound()
    world.line.register_callback(world.login, f"{world.trial.url}/s/taipei/login/callback")
    async with world.deps.database.transaction() as session:
        session.add(
            Site(account_id=account.id, slug="taipei", name="Taipei", created_at=world.clock())
        )
    app = stranger(world)
    await chosen(world, "Adopt …")
    await world.submit(await form(world, "liff.adopt"), {"site": "taipei"})
    await world.result()
    (channel,) = await world.rows(LoginChannel)
    site = await site_of(world, "taipei")
    assert (site.liff_id, site.login_channel_id) == (app.liff_id, channel.id)
    assert app.view["url"] == f"{world.trial.url}/s/taipei/liff"


async def test_an_ignored_stranger_is_remembered_folded_away_and_can_be_unfolded(
    world: World,
) -> None:
    await world.bound()
    app = stranger(world)
    await chosen(world, "Ignore")
    await world.eventually(lambda: world.rows(IgnoredLiffApp))
    message = await listed(world)
    assert app.liff_id not in words_of(message)
    assert "Left alone: 1" in words_of(message)
    before = len(world.slack.ephemerals("lin", ROOM))
    await world.slack.press("lin", message, "liff.list")

    def unfolded() -> bool:
        said = world.slack.ephemerals("lin", ROOM)[before - 1 :]
        return any("is left alone" in words_of(one) for one in said)

    await world.slack.wait_for(lambda: unfolded() or None, about="unfolded list")


async def test_a_stranger_is_deleted_after_a_confirmation_that_names_it(world: World) -> None:
    await world.bound()
    app = stranger(world)
    await chosen(world, "Delete …")
    view = await form(world, "liff.delete")
    for named in ("Old campaign", app.liff_id, "https://campaign.example/2024"):
        assert named in words_in(view)
    assert app.liff_id in world.login.liff_apps
    await world.submit(view, {})
    assert "is deleted at LINE" in await world.result()
    assert set(world.login.liff_apps) == {(await site_of(world)).liff_id}
    assert "slack:liff:deleted" in await world.deeds()


async def test_a_stranger_that_became_a_sites_app_meanwhile_is_not_deleted(world: World) -> None:
    await world.bound()
    app = stranger(world)
    await chosen(world, "Delete …")
    view = await form(world, "liff.delete")
    async with world.deps.database.transaction() as session:
        (await session.get_one(Site, (await site_of(world)).id)).liff_id = app.liff_id
    await world.submit(view, {})
    assert "is in use by" in await world.result()
    assert app.liff_id in world.login.liff_apps


async def test_a_stranger_gone_from_line_meanwhile_is_said(world: World) -> None:
    await world.bound()
    app = stranger(world)
    await chosen(world, "Adopt …")
    view = await form(world, "liff.adopt")
    world.line.delete_liff_app(world.login, app.liff_id)
    await world.submit(view, {"site": ROOM})
    assert "has no LIFF app" in await world.result()


@pytest.mark.parametrize("name", ["<!channel> *x*", ""])
async def test_a_strangers_name_is_shown_and_not_obeyed(world: World, name: str) -> None:
    await world.bound()
    stranger(world, name)
    raw = str((await listed(world)).blocks)
    assert "<!channel>" not in raw
