"""A member signs in with LINE; what that shows reaches the binding, and nothing forged gets in."""

from __future__ import annotations

import re

from bot.pages import add_friend_url
from storage import readings
from storage.tables import Member
from tests.members import Browser
from tests.world import ROOM, World


async def proofs(world: World) -> dict[str, str]:
    async with world.deps.database.reading() as session:
        account = await world.account()
        found = await readings.proofs(session, account.id)
    return {proof.name: proof.value for proof in found if not proof.by}


def primary(page: str) -> list[str]:
    """Where the green buttons of a page lead: one thing is the next to do."""
    return re.findall(r'<a class="button" href="([^"]+)"', page)


async def test_a_friends_sign_in_proves_link_provider_and_callback(
    world: World, browser: Browser
) -> None:
    await world.bound()
    alan = world.trial.furnished.alan
    page = (await browser.sign_in(alan, friend=True)).text
    assert "Alan Lin" in page
    assert "You are a friend" in page
    assert primary(page) == [f"/s/{ROOM}/tickets"]
    assert await proofs(world) == {
        "account-linked": "linked",
        "same-provider": "same",
        "callback-registered": "registered",
    }
    assert [member.name for member in await world.rows(Member)] == ["Alan Lin"]


async def test_a_sign_in_without_a_linked_account_opens_an_alert(
    world: World, browser: Browser
) -> None:
    await world.bound()
    world.line.link_account(world.login, None)
    page = (await browser.sign_in(world.trial.furnished.alan)).text
    assert "Add as a friend in LINE" in page
    assert primary(page) == [add_friend_url(world.cafe.basic_id.lstrip("@"))]
    await world.settle()
    assert await world.open_checks() == {"linked-account"}
    world.line.link_account(world.login, world.cafe)
    await browser.sign_in(world.trial.furnished.alan, friend=True)
    await world.settle()
    assert await world.open_checks() == set()


async def test_a_link_to_another_account_is_told_apart(world: World, browser: Browser) -> None:
    await world.bound()
    other, _login = world.another("隔壁茶行", "line-other")
    world.line.link_account(world.login, other)
    await browser.sign_in(world.trial.furnished.alan, friend=True)
    assert (await proofs(world))["account-linked"] == "other"
    await world.settle()
    assert await world.open_checks() == {"linked-account"}


async def test_more_people_than_a_console_has_staff_prove_it_published(
    world: World, browser: Browser
) -> None:
    await world.bound()
    furnished = world.trial.furnished
    for person in (furnished.chen, furnished.alan):
        await browser.sign_in(person)
    assert "login-published" not in await proofs(world)
    await browser.sign_in(furnished.hanako)
    assert (await proofs(world))["login-published"] == "published"


async def test_a_name_with_markup_is_shown_not_obeyed(world: World, browser: Browser) -> None:
    await world.bound()
    mallory = world.line.create_person("<script>alert(1)</script>")
    page = (await browser.sign_in(mallory)).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_an_unknown_site_is_a_page_of_its_own(world: World, browser: Browser) -> None:
    shown = await browser.get("/s/nowhere/login")
    assert (shown.status, "There is no site here" in shown.text) == (404, True)


async def test_the_entrance_has_the_button_and_a_strict_policy(
    world: World, browser: Browser
) -> None:
    await world.bound()
    shown = await browser.get(f"/s/{ROOM}/")
    assert f'href="/s/{ROOM}/login"' in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


async def test_signing_out_ends_the_session(world: World, browser: Browser) -> None:
    await world.bound()
    page = await browser.sign_in(world.trial.furnished.alan)
    out = await browser.post(f"/s/{ROOM}/logout", {"token": page.form_token})
    assert (out.status, out.location) == (303, f"/s/{ROOM}/")
    assert (await browser.get(f"/s/{ROOM}/me")).location == f"/s/{ROOM}/"
