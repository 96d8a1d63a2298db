"""A site that is not active: every page says so politely, and nobody signs in there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from storage.tables import MemberSession, Site
from tests.members import Browser
from tests.world import ROOM, World

STORE = "taipei"
PATHS = ("/", "/login", "/login/callback?state=x&code=y", "/me", "/tickets", "/points", "/liff")


async def switch(world: World, slug: str, *, on: bool) -> None:
    """Tick or untick “Active” in the store's form."""
    view = await world.form(f"subnet edit {slug}")
    name, phone = f"Kojima {slug}", "02-2345-6789"
    active = {"active": ["yes"]} if on else {"active": []}
    seen = await world.submit(view, {"name": name, "service_phone": phone, **active})
    assert seen.ok, seen.errors
    await world.result()
    await world.slack.close("lin", everything=True)


async def with_store(world: World) -> None:
    """The café, bound, with one store."""
    await world.bound()
    view = await world.form("subnet add")
    given: Mapping[str, object] = {"name": "Kojima taipei", "site": STORE, "active": ["yes"]}
    assert (await world.submit(view, given)).ok
    await world.result()
    await world.slack.close("lin", everything=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Not in use at present"), ("zh-TW", "目前未開放"), ("ja", "現在ご利用いただけません")],
)
async def test_every_page_says_so_and_leads_to_the_parent_site_and_its_telephone(
    world: World, browser: Browser, language: str, words: str
) -> None:
    await with_store(world)
    await switch(world, STORE, on=False)
    for path in PATHS:
        shown = await browser.get(f"/s/{STORE}{path}", **{"Accept-Language": language})
        assert shown.status == 404, path
        assert words in shown.text
        assert f'href="{world.trial.url}/s/{ROOM}/"' in shown.text
        assert 'href="tel:' in shown.text
        assert "/login" not in shown.text
        assert "<script" not in shown.text
    assert (await browser.get(f"/s/{ROOM}/")).status == 200


async def test_nobody_signs_in_there_and_all_is_as_it_was_once_it_is_in_use_again(
    world: World, browser: Browser
) -> None:
    await with_store(world)
    world.line.register_callback(world.login, f"{world.trial.url}/s/{STORE}/login/callback")
    away, alan = await browser.to_line(STORE), world.trial.furnished.alan
    back = await world.line.authorize(alan, away, allow=True, add_friend=False)
    await switch(world, STORE, on=False)
    assert (await browser.get(back)).status == 404
    tokens = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    refused = await browser.post(f"/s/{STORE}/liff/session", {"id_token": "x"}, **tokens)
    assert refused.status == 404
    assert await world.rows(MemberSession) == []
    await switch(world, STORE, on=True)
    assert "Log in with LINE" in (await browser.get(f"/s/{STORE}/")).text
    assert all(site.active for site in await world.rows(Site))
