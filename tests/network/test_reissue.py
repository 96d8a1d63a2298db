"""`/line liff reissue`: the guide's recovery, whatever is missing and wherever it is cut off."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from bot.binding.desired import DesiredSite
from bot.cards.reissue import SiteReissued
from bot.errors import Unreachable
from bot.flows.network.cut_off import tell_cut_off
from bot.flows.network.reissue import Wish, reissue
from bot.flows.network.reissue_desk import Desk
from bot.flows.network.retire import delete_retired
from sandbox.line.faults import Fault
from sandbox.line.model import LiffApp
from sandbox.slack.seen import words_of
from storage.tables import Audit, LoginChannel, RetiredLiffApp, Site
from tests.world import ROOM, World

APPS = "/liff/v1/apps"


async def another_site(world: World, slug: str, liff_id: str | None = None) -> Site:
    """A sub-site on the café's Login channel, with its callback registered."""
    (channel,) = await world.rows(LoginChannel)
    world.line.register_callback(world.login, f"{world.trial.url}/s/{slug}/login/callback")
    site = Site(account_id=channel.account_id, slug=slug, name=slug.title(), liff_id=liff_id,
                login_channel_id=channel.id, created_at=world.clock())  # fmt: skip
    async with world.deps.database.transaction() as session:
        session.add(site)
    return site


async def site_of(world: World, slug: str = ROOM) -> Site:
    return next(site for site in await world.rows(Site) if site.slug == slug)


def apps(world: World) -> dict[str, LiffApp]:
    return world.login.liff_apps


def fill(world: World, upto: int = 30) -> None:
    """Somebody else's LIFF apps take the slots."""
    for number in range(upto - len(apps(world))):
        world.line.add_liff_app(
            world.login, {"view": {"type": "full", "url": f"https://other.example/{number}"}}
        )


class AfterTwo(Fault):
    """Two calls go well; then LINE answers 500."""

    well = 2

    def hits(self, request: web.BaseRequest) -> bool:
        AfterTwo.well -= super().hits(request)
        return super().hits(request) and AfterTwo.well < 0


async def reissued(world: World, target: str = ROOM, **values: Any) -> str:
    """The words of the result of the form."""
    view = await world.form(f"liff reissue {target}")
    assert view.callback_id == "liff.reissue"
    seen = await world.submit(view, values)
    assert seen.ok, (seen.failure, seen.errors)
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await world.settle()
    return words


async def test_a_deleted_liff_app_opens_an_alert_that_a_reissue_resolves(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    world.line.delete_liff_app(world.login, former)
    secret = world.line.reissue_secret(world.login)
    await world.next_round()
    assert await world.open_checks() == {"liff-app", "login-credentials"}
    words = await reissued(world, login_channel_secret=secret)
    assert await world.open_checks() == set()
    (app,) = apps(world).values()
    assert (await site_of(world)).liff_id == app.liff_id != former
    assert app.view["url"] == f"{world.trial.url}/s/{ROOM}/liff"
    assert (app.bot_prompt, app.view["type"]) == ("aggressive", "full")
    assert "it is stored" in words
    assert f"`{world.trial.line_url}/{former}` → `{world.trial.line_url}/{app.liff_id}`" in words
    assert "Replace the LIFF URL" in words
    assert await world.rows(RetiredLiffApp) == []


async def test_a_secret_line_refuses_is_an_error_under_its_field_and_nothing_is_stored(
    world: World,
) -> None:
    await world.bound()
    stored = await world.everything_stored()
    view = await world.form(f"liff reissue {ROOM}")
    seen = await world.submit(view, {"login_channel_secret": "f" * 32})
    assert set(seen.errors) == {"login_channel_secret"}
    assert await world.everything_stored() == stored


async def test_the_present_secret_is_tried_too_when_the_field_is_left_empty(world: World) -> None:
    await world.bound()
    world.line.reissue_secret(world.login)
    view = await world.form(f"liff reissue {ROOM}")
    seen = await world.submit(view, {})
    assert "present secret" in seen.errors["login_channel_secret"]


async def test_a_healthy_liff_app_keeps_its_id_when_only_the_secret_changed(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id
    words = await reissued(world, login_channel_secret=world.line.reissue_secret(world.login))
    assert (await site_of(world)).liff_id == former
    assert list(apps(world)) == [former]
    assert "Replace the LIFF URL" not in words
    assert len(world.calls_to_line(APPS, "PUT")) == 0


async def test_what_was_edited_at_line_is_put_right_in_place(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    world.line.edit_liff_app(
        world.login, former, {"view": {"url": "https://old.example.com"}, "botPrompt": "none"}
    )
    await world.next_round()
    assert "were put right" in await reissued(world)
    assert apps(world)[former].bot_prompt == "aggressive"
    assert await world.open_checks() == set()


async def test_a_new_liff_id_on_request_keeps_the_former_app_for_seven_days(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    words = await reissued(world, renew=["yes"])
    new = (await site_of(world)).liff_id or ""
    assert set(apps(world)) == {former, new}
    assert "stays until" in words
    await world.later(hours=7 * 24 - 1)
    assert await delete_retired(world.deps) == 0
    await world.later(hours=2)
    await delete_retired(world.deps)
    assert set(apps(world)) == {new}
    assert await world.rows(RetiredLiffApp) == []
    assert "moorline:liff:deleted" in await world.deeds()


async def test_a_site_renewed_within_the_week_is_not_renewed_once_more(world: World) -> None:
    await world.bound()
    await reissued(world, renew=["yes"])
    new = (await site_of(world)).liff_id
    assert "within the last week" in await reissued(world, renew=["yes"])
    assert (await site_of(world)).liff_id == new
    assert len(apps(world)) == 2


async def test_a_retired_app_that_a_site_uses_again_is_not_deleted(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    async with world.deps.database.transaction() as session:
        (await session.get_one(Site, (await site_of(world)).id)).liff_id = former
    await world.later(hours=8 * 24)
    await delete_retired(world.deps)
    assert former in apps(world)
    assert await world.rows(RetiredLiffApp) == []


async def test_a_retired_app_line_cannot_delete_now_is_deleted_later(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    await world.later(hours=8 * 24)
    world.line.faults.add(APPS, method="DELETE", status=500)
    await delete_retired(world.deps)
    assert former in apps(world)
    world.line.faults.clear()
    await world.later(minutes=10)
    await delete_retired(world.deps)
    assert former not in apps(world)


async def test_without_a_free_slot_the_id_stays_and_the_app_is_put_right(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    fill(world)
    world.line.edit_liff_app(world.login, former, {"botPrompt": "none"})
    assert "No LIFF slot is free" in await reissued(world, renew=["yes"])
    assert (await site_of(world)).liff_id == former
    assert apps(world)[former].bot_prompt == "aggressive"


async def test_a_site_whose_new_liff_app_is_gone_takes_its_former_one_back(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    world.line.delete_liff_app(world.login, (await site_of(world)).liff_id or "")
    await reissued(world)
    assert (await site_of(world)).liff_id == former
    assert await world.rows(RetiredLiffApp) == []
    assert set(apps(world)) == {former}


async def test_a_full_channel_gives_up_another_sites_fallback_for_a_site_without_an_app(
    world: World,
) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    await another_site(world, "taipei")
    fill(world)
    await reissued(world, "taipei")
    assert former not in apps(world)
    assert (await site_of(world, "taipei")).liff_id in apps(world)
    assert await world.rows(RetiredLiffApp) == []


async def test_a_full_channel_of_strangers_is_said_and_nothing_is_lost(world: World) -> None:
    await world.bound()
    world.line.delete_liff_app(world.login, (await site_of(world)).liff_id or "")
    fill(world)
    words = await reissued(world)
    assert "did not work" in words
    assert "`/line liff list`" in words
    assert len(apps(world)) == 30


@pytest.mark.parametrize("renew", [False, True])
async def test_a_run_cut_off_after_creating_is_finished_by_the_next(
    stored_world: World, renew: bool
) -> None:
    """The LIFF app it made leads to the site already: neither lost, nor made twice."""
    world = stored_world
    account = await world.bound()
    former = (await site_of(world)).liff_id or ""
    if not renew:
        world.line.delete_liff_app(world.login, former)
    view = {"type": "full", "url": f"{world.trial.url}/s/{ROOM}/liff"}
    made = world.line.add_liff_app(world.login, {"view": view}).liff_id
    await reissue(world.deps, account.id, Wish(ROOM, renew), by="U1")
    assert (await site_of(world)).liff_id == made
    assert set(apps(world)) == ({former, made} if renew else {made})
    assert apps(world)[made].bot_prompt == "aggressive"
    assert "openid" in apps(world)[made].scope


async def test_a_whole_channel_is_reissued_with_one_progress_message(world: World) -> None:
    await world.bound()
    for number in range(6):
        await another_site(world, f"shop-{number}")
    before = len(world.posts())
    words = await reissued(world, world.login.channel_id)
    assert words.count("a new LIFF app was created") == 6
    sites = await world.rows(Site)
    assert {site.liff_id for site in sites} == set(apps(world))
    assert len(apps(world)) == 7
    told = [post for post in world.posts()[before:] if "LIFF reissue" in words_of(post)]
    assert len(told) == 1
    assert "Shop-5" in words_of(told[0])


async def test_a_reissue_that_was_cut_off_goes_on_in_the_same_message_or_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await world.bound()
    for number in range(4):
        await another_site(world, f"shop-{number}")
    channel = Wish(world.login.channel_id)

    async def killed() -> None:
        left, whole = [1, 2], Desk.reissue

        async def dies(desk: Desk, want: DesiredSite) -> SiteReissued:
            if not left:
                raise SystemExit
            left.pop()
            return await whole(desk, want)

        with monkeypatch.context() as patched:
            patched.setattr(Desk, "reissue", dies)
            with pytest.raises(SystemExit):
                await reissue(world.deps, account.id, channel, by="U1")

    def told() -> list[str]:
        words = [words_of(post) for post in world.posts()]
        return [one for one in words if "LIFF reissue" in one or "Reissuing" in one]

    await killed()
    assert ["⏳" in one for one in told()] == [True]
    await reissue(world.deps, account.id, channel, by="U1")
    (done,) = told()
    assert "Shop-3" in done
    await killed()
    await tell_cut_off(world.deps)
    assert ["⏳" in one for one in told()] == [False, True]
    world.clock.advance(minutes=6)
    await tell_cut_off(world.deps)
    assert told()[0] == done
    assert f"/line liff reissue {world.login.channel_id}" in told()[1]


async def test_when_line_stops_answering_the_rest_is_left_and_the_next_run_goes_on(
    world: World,
) -> None:
    account = await world.bound()
    for number in range(4):
        await another_site(world, f"shop-{number}")
    world.line.faults.active.append(AfterTwo(path=APPS, method="POST", status=500))
    shown = await reissue(world.deps, account.id, Wish(world.login.channel_id), by="U1")
    assert [site.outcome.value for site in shown.sites] == [
        "well", "created", "created", "refused", "left",
    ]  # fmt: skip
    world.line.faults.clear()
    shown = await reissue(world.deps, account.id, Wish(world.login.channel_id), by="U1")
    assert [site.outcome.value for site in shown.sites] == [
        "well", "well", "well", "created", "created",
    ]  # fmt: skip
    assert len(apps(world)) == 5


async def test_a_list_line_does_not_give_changes_nothing_but_the_secret(world: World) -> None:
    account = await world.bound()
    former = (await site_of(world)).liff_id
    world.line.faults.add(APPS, method="GET", status=500)
    with pytest.raises(Unreachable):
        await reissue(world.deps, account.id, Wish(ROOM, renew=True), by="U1")
    assert (await site_of(world)).liff_id == former
    assert (await world.account()).leased_until is None


async def test_who_reissued_what_is_written_down_without_the_secret(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id
    secret = world.line.reissue_secret(world.login)
    await reissued(world, login_channel_secret=secret, renew=["yes"])
    entries = [row for row in await world.rows(Audit) if row.tag == "slack:liff:reissued"]
    lin = world.slack.directory.user("lin").id
    assert [(e.who, e.old, e.new) for e in entries] == [
        (lin, former, (await site_of(world)).liff_id)
    ]
    assert secret not in str(await world.everything_stored())


async def test_a_word_that_is_neither_site_nor_channel_is_answered_with_what_there_is(
    world: World,
) -> None:
    await world.bound()
    words = await world.whisper("lin", ROOM, "liff reissue nowhere")
    assert ROOM in words
    assert world.login.channel_id in words
