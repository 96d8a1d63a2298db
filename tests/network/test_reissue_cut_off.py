"""A reissue that is cut off, of one site or of a whole channel, and what it writes down."""

from __future__ import annotations

import pytest

from bot.binding.desired import DesiredSite
from bot.cards.reissue import SiteReissued
from bot.errors import Unreachable
from bot.flows.network.cut_off import tell_cut_off
from bot.flows.network.reissue import Wish, reissue
from bot.flows.network.reissue_desk import Desk
from sandbox.slack.seen import words_of
from storage.tables import Audit, Site
from tests.network.reissue_steps import APPS, AfterTwo, another_site, apps, reissued, site_of
from tests.world import ROOM, World


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
