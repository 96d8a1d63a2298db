"""`/line login-channel`: credentials tried first, slots as LINE counts them, no site cut off."""

from __future__ import annotations

from sandbox.slack.seen import words_of
from storage import readings
from storage.tables import Audit, LoginChannel, Proof
from tests.network.shops import (
    add_channel_by_form,
    added,
    another_channel,
    channel_added,
    channel_row,
    foreign_apps,
)
from tests.world import ROOM, World, words_in


async def test_a_channel_is_tried_and_its_secret_sealed(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    north = another_channel(world)
    words = await channel_added(world, north)
    assert "“北區” is in the pool: 30 LIFF slots are free on it" in words
    assert north.secret not in repr(await world.everything_stored())
    assert "slack:login-channel:added" in await world.deeds()


async def test_a_wrong_secret_stays_out_and_is_said_under_its_field(world: World) -> None:
    await world.bound()
    seen = await add_channel_by_form(world, another_channel(world), login_channel_secret="e" * 32)
    assert "refuses this channel secret" in seen.errors["login_channel_secret"]
    assert len(await world.rows(LoginChannel)) == 1


async def test_the_accounts_own_messaging_channel_is_recognised_and_named(world: World) -> None:
    await world.bound()
    seen = await add_channel_by_form(
        world,
        world.login,
        login_channel_id=world.cafe.channel.channel_id,
        login_channel_secret=world.cafe.channel.secret,
    )
    assert "Messaging API channel of 小島咖啡" in seen.errors["login_channel_id"]


async def test_another_messaging_channel_is_recognised_and_named(world: World) -> None:
    await world.bound()
    other, _login = world.another("大島食堂", "line-oshima")
    seen = await add_channel_by_form(
        world,
        world.login,
        login_channel_id=other.channel.channel_id,
        login_channel_secret=other.channel.secret,
    )
    assert "Messaging API channel of 大島食堂" in seen.errors["login_channel_id"]


async def test_a_channel_of_the_pool_is_not_added_twice(world: World) -> None:
    await world.bound()
    seen = await add_channel_by_form(world, world.login)
    assert "in the pool already" in seen.errors["login_channel_id"]


async def test_the_list_counts_what_line_counts_foreign_apps_included(world: World) -> None:
    await world.bound()
    await added(world)
    foreign_apps(world, 3)
    words = await world.whisper("lin", ROOM, "login-channel list")
    assert "5 of 30 LIFF slots used, 25 free" in words
    assert "3 by LIFF apps not made here" in words
    assert "Publish the Login channel" in words


SHOWN = (
    ("login-published", "published", ""),
    ("account-linked", "linked", ""),
    ("same-provider", "confirmed", "lin"),
)


async def test_the_list_shows_what_evidence_there_is_for_each_channel(world: World) -> None:
    """Published, linked and of the same provider: shown by a sign-in, said by somebody, or open."""
    account = await world.bound()
    north = another_channel(world)
    await channel_added(world, north)
    about, lin = f"login-channel:{world.login.channel_id}", world.slack.directory.user("lin").id
    async with world.deps.database.transaction() as session:
        for name, value, who in SHOWN:
            by = lin if who else ""
            await readings.prove(session, Proof(account_id=account.id, subject=about, name=name,
                                                value=value, at=world.clock(), by=by))  # fmt: skip
    await world.next_round()
    words = await world.whisper("lin", ROOM, "login-channel list")
    first, _mark, second = words.partition(north.channel_id)
    assert "✅ Publish the Login channel: A member without a role at LINE has signed in" in first
    assert (
        "✅ Link the official account to the Login channel: A sign-in has shown the link" in first
    )
    assert f"✅ Create the Login channel under the same provider: says <@{lin}>" in first
    assert "⬜" not in first
    assert second.count("⬜") == 3


async def test_the_list_tells_the_last_count_while_line_is_silent(world: World) -> None:
    await world.bound()
    foreign_apps(world, 3)
    await world.next_round()
    world.line.faults.add("/liff/v1/apps", status=500)
    words = await world.whisper("lin", ROOM, "login-channel list")
    assert "4 of 30 LIFF slots used" in words
    assert "LINE was not heard" in words


async def test_a_channel_that_serves_sites_is_not_removed(world: World) -> None:
    await world.bound()
    await added(world)
    words = await world.whisper("lin", ROOM, f"login-channel remove {world.login.channel_id}")
    assert "2 sites lose their login" in words
    assert "台北店" in words
    assert len(await world.rows(LoginChannel)) == 1


async def test_a_channel_that_serves_nothing_is_removed_on_confirmation(world: World) -> None:
    await world.bound()
    north = another_channel(world)
    await channel_added(world, north)
    form = await world.form("login-channel remove 北區")
    assert "It serves no site" in words_in(form)
    assert (await world.submit(form, {})).ok
    assert "out of the pool" in await world.result()
    assert len(await world.rows(LoginChannel)) == 1


async def test_the_id_of_a_channel_that_serves_sites_stays(world: World) -> None:
    await world.bound()
    other = another_channel(world)
    form = await world.form(f"login-channel edit {world.login.channel_id}")
    assert "1 sites lose their login without it" in words_in(form)
    seen = await world.submit(
        form, {"login_channel_id": other.channel_id, "login_channel_secret": other.secret}
    )
    assert "lose their login" in seen.errors["login_channel_id"]


async def test_a_label_and_a_reissued_secret_are_taken_and_audited(world: World) -> None:
    await world.bound()
    secret = world.line.reissue_secret(world.login)
    form = await world.form(f"login-channel edit {world.login.channel_id}")
    seen = await world.submit(form, {"login_channel_secret": secret, "label": "南區"})
    assert seen.ok
    await world.result()
    assert (await channel_row(world, world.login)).label == "南區"
    entries = [row for row in await world.rows(Audit) if "login-channel" in row.subject]
    assert {row.new for row in entries} >= {"label: 南區", "changed"}
    assert secret not in repr(entries)
    await world.next_round()
    assert await world.open_checks() == set()


async def test_no_label_means_two_channels(world: World) -> None:
    await world.bound()
    await channel_added(world, another_channel(world), label="North")
    other = another_channel(world, "second")
    for label in ("north", world.login.channel_id):
        seen = await add_channel_by_form(world, other, label=label)
        assert "called so" in seen.errors["label"]
        await world.slack.close("lin", everything=True)
    form = await world.form("login-channel edit north")
    assert (await world.submit(form, {"label": "NORTH"})).ok


async def test_the_addresses_to_paste_are_listed_for_each_channel(world: World) -> None:
    await world.bound()
    await added(world)
    await world.slack.command("lin", ROOM, "login-channel list")
    listed = await world.slack.wait_for(
        lambda: next(
            (m for m in world.slack.ephemerals("lin", ROOM) if "LIFF slots" in words_of(m)), None
        )
    )
    await world.slack.press("lin", listed, "login-channel.list")
    shown = await world.slack.wait_for(
        lambda: next(
            (
                m
                for m in world.slack.ephemerals("lin", ROOM)
                if "/s/taipei/login/callback" in words_of(m)
            ),
            None,
        )
    )
    assert f"{world.trial.url}/s/{ROOM}/login/callback" in words_of(shown)
