"""Signing out, and unlinking: LINE is told on every channel, and the person is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.flows.members.farewell import say_farewell_due
from bot.flows.members.forgetting import forget_due
from bot.flows.prune import prune_all
from bot.flows.sealed import seal_login_secret
from sandbox.line.model import LoginChannel as LineLoginChannel
from sandbox.line.model import Person
from sandbox.slack.seen import words_of
from storage.tables import LoginChannel, Member, MemberSession, MemberToken, Site, new_id
from tests.members import Browser, browsing
from tests.world import ROOM, World

PICTURE = "https://profile.line-scdn.net/0hchen"
SECRET = "我的生日是 swordfish"


async def unlink(browser: Browser, site: str = ROOM) -> None:
    """Press the button on the member page, and see what follows."""
    page = await browser.get(f"/s/{site}/me")
    gone = await browser.post(f"/s/{site}/unlink", {"token": page.form_token})
    assert (gone.status, gone.location) == (303, f"/s/{site}/unlinked")
    assert "You are unlinked" in (await browser.get(gone.location)).text
    assert (await browser.get(f"/s/{site}/me")).status == 303


async def all_jobs(world: World) -> None:
    """What would be done by itself by now, or a little later."""
    while await forget_due(world.deps) or await say_farewell_due(world.deps):
        pass
    await world.later(minutes=10)


def traces(world: World, person: Person, stored: dict[str, list[str]]) -> dict[str, str]:
    """Where something of a person is left, by table."""
    user_id = world.line.user_id(person, world.login)
    marks = [person.display_name, user_id, "swordfish", person.picture_url or PICTURE]
    return {
        table: row for table, rows in stored.items() for row in rows for one in marks if one in row
    }


async def test_nothing_of_who_unlinked_is_left_but_an_anonymous_row(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    world.chen.picture_url = PICTURE
    async with browsing(world) as browser:
        await world.line.send_text(world.chen, world.cafe, SECRET)
        await world.settle()
        await browser.sign_in(world.chen, friend=True)
        await world.settle()
        assert world.chen.key in world.login.consents
        assert traces(world, world.chen, await world.everything_stored())
        assert any("swordfish" in words_of(one) for one in world.slack.history(ROOM))
        await unlink(browser)
    await all_jobs(world)
    assert traces(world, world.chen, await world.everything_stored()) == {}
    assert not any("swordfish" in words_of(one) for one in world.slack.history(ROOM))
    assert not any(world.chen.display_name in words_of(one) for one in world.slack.history(ROOM))
    assert world.chen.key not in world.login.consents
    (left,) = await world.rows(Member)
    assert left.forgotten_at is not None
    assert await world.rows(MemberToken) == []
    assert await world.rows(MemberSession) == []


async def test_whoever_comes_again_is_somebody_new(world: World, browser: Browser) -> None:
    await world.bound()
    await browser.sign_in(world.chen)
    await unlink(browser)
    await all_jobs(world)
    assert (await browser.sign_in(world.chen)).status == 200
    await world.line.send_text(world.chen, world.cafe, "我回來了")
    await world.settle()
    old, new = sorted(await world.rows(Member), key=lambda one: one.created_at)
    assert (old.name, new.name) == ("", world.chen.display_name)


async def test_line_is_asked_until_it_has_accepted(world: World, browser: Browser) -> None:
    await world.bound()
    await browser.sign_in(world.chen)
    await unlink(browser)
    world.line.faults.add("/user/v1/deauthorize", status=500)
    assert await say_farewell_due(world.deps) == 1
    assert await say_farewell_due(world.deps) == 0
    assert world.chen.key in world.login.consents
    world.line.faults.clear()
    world.clock.advance(seconds=5)
    assert await say_farewell_due(world.deps) == 1
    assert world.chen.key not in world.login.consents
    assert await world.rows(MemberToken) == []


async def test_an_ended_token_is_refreshed_first(world: World, browser: Browser) -> None:
    await world.bound()
    page = await browser.sign_in(world.chen)
    world.clock.advance(hours=24 * 29)
    gone = await browser.post(f"/s/{ROOM}/unlink", {"token": page.form_token})
    assert gone.status == 303
    world.line.faults.add("/user/v1/deauthorize", status=500, count=1)
    world.clock.advance(hours=48)
    for _ in range(2):
        assert await say_farewell_due(world.deps) == 1
        world.clock.advance(seconds=5)
    assert world.chen.key not in world.login.consents
    assert await world.rows(MemberToken) == []
    assert len([c for c in world.calls_to_line("/oauth2/v2.1/token") if c.status == 200]) == 2


async def test_where_line_has_nothing_left_there_is_nothing_to_do(
    world: World, browser: Browser
) -> None:
    await world.bound()
    await browser.sign_in(world.chen)
    await unlink(browser)
    world.line.withdraw_consent(world.chen, world.login)
    world.clock.advance(hours=24 * 31)
    assert await say_farewell_due(world.deps) == 1
    assert await world.rows(MemberToken) == []


async def another_channel(world: World, slug: str) -> LineLoginChannel:
    """The site signs its members in on another Login channel from now on."""
    made = world.line.create_login_channel(world.trial.furnished.provider, "第二個")
    world.line.link_account(made, world.cafe)
    world.line.publish(made)
    world.line.register_callback(made, f"{world.trial.url}/s/{slug}/login/callback")
    row_id = new_id()
    async with world.deps.database.transaction() as session:
        site = (await session.scalars(select(Site).where(col(Site.slug) == slug))).one()
        session.add(
            LoginChannel(
                id=row_id,
                account_id=site.account_id,
                channel_id=made.channel_id,
                secret_box=seal_login_secret(world.deps, row_id, made.secret),
                created_at=world.clock(),
            )
        )
        await session.flush()
        site.login_channel_id = row_id
    return made


async def test_every_channel_that_knows_the_member_is_told(world: World, browser: Browser) -> None:
    await world.bound()
    await browser.sign_in(world.chen)
    second = await another_channel(world, ROOM)
    await browser.sign_in(world.chen)
    assert world.chen.key in world.login.consents
    assert world.chen.key in second.consents
    await unlink(browser)
    await all_jobs(world)
    assert world.chen.key not in world.login.consents
    assert world.chen.key not in second.consents


async def test_unlinking_ends_the_sessions_of_other_browsers(
    world: World, browser: Browser
) -> None:
    await world.bound()
    async with browsing(world) as other:
        await other.sign_in(world.chen)
        await browser.sign_in(world.chen)
        await unlink(browser)
        assert (await other.get(f"/s/{ROOM}/me")).location == f"/s/{ROOM}/"


async def test_signing_out_ends_this_session_alone(world: World, browser: Browser) -> None:
    await world.bound()
    async with browsing(world) as other:
        await other.sign_in(world.chen)
        page = await browser.sign_in(world.chen)
        kept = dict(browser.headers)
        (sealed,) = [one.value for one in browser.http.cookie_jar if one.key == "moorline"]
        out = await browser.post(f"/s/{ROOM}/logout", {"token": page.form_token})
        assert (out.status, out.location) == (303, f"/s/{ROOM}/")
        browser.forget()
        browser.headers = kept | {"Cookie": f"moorline={sealed}"}  # a copy does not live on
        assert (await browser.get(f"/s/{ROOM}/me")).location == f"/s/{ROOM}/"
        assert (await other.get(f"/s/{ROOM}/me")).status == 200


async def test_a_session_lasts_thirty_days(world: World, browser: Browser) -> None:
    await world.bound()
    await browser.sign_in(world.chen)
    world.clock.now += timedelta(days=29, hours=23)
    assert (await browser.get(f"/s/{ROOM}/me")).status == 200
    await prune_all(world.deps)
    assert len(await world.rows(MemberSession)) == 1
    world.clock.now += timedelta(hours=2)
    assert (await browser.get(f"/s/{ROOM}/me")).status == 303
    await prune_all(world.deps)
    assert await world.rows(MemberSession) == []
    assert len(await world.rows(MemberToken)) == 1  # good for unlinking for 90 days
    world.clock.now += timedelta(days=60)
    await prune_all(world.deps)
    assert await world.rows(MemberToken) == []


@pytest.mark.parametrize("act", ["logout", "unlink"])
async def test_no_other_page_can_send_the_form(world: World, browser: Browser, act: str) -> None:
    await world.bound()
    mine = (await browser.sign_in(world.chen)).form_token
    async with browsing(world) as other:
        theirs = (await other.sign_in(world.trial.furnished.alan)).form_token
    url = f"/s/{ROOM}/{act}"
    refusals = [
        await browser.post(url),
        await browser.post(url, {"token": "v1.00000000.AAAA"}),
        await browser.post(url, {"token": theirs}),
        await browser.post(url, {"token": mine}, Origin="https://evil.example"),
        await browser.post(url, {"token": mine}, Origin="null"),
        await browser.post(url, {"token": mine}, **{"Sec-Fetch-Site": "cross-site"}),
        await browser.post(url, {"token": mine}, **{"Sec-Fetch-Site": "same-site"}),
    ]
    assert [one.status for one in refusals] == [400] * len(refusals)
    assert (await browser.get(f"/s/{ROOM}/me")).status == 200
    ours = {"Origin": world.trial.url, "Sec-Fetch-Site": "same-origin"}
    assert (await browser.post(url, {"token": mine}, **ours)).status == 303
