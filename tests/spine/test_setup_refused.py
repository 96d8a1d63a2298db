"""`/line setup` with something wrong: said under its own field, and nothing stored anywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.clock import Clock
from tests.world import ROOM, World, opened, values_of, words_in

WRONG = {
    "oa_id": ("@999other", "These credentials belong to @516kjima"),
    "messaging_channel_id": ("2009999999", "LINE knows no channel"),
    "messaging_channel_secret": ("f" * 32, "refuses this channel secret"),
    "login_channel_id": ("2009999998", "LINE knows no channel"),
    "login_channel_secret": ("e" * 32, "refuses this channel secret"),
}


@pytest.fixture
async def hurried(sqlite_url: str, clock: Clock) -> AsyncIterator[World]:
    """A world where a form's check takes too long after half a second."""
    async with opened(sqlite_url, clock=clock, patience=0.5) as made:
        yield made


def changes_at_line(world: World) -> list[str]:
    """Calls that would have changed something there."""
    asked = ("/oauth2", "/v2/oauth")
    return [
        f"{call.method} {call.path}"
        for call in world.line.calls
        if call.method != "GET" and not call.path.startswith(asked)
    ]


async def test_each_wrong_value_is_refused_under_its_own_field(stored_world: World) -> None:
    world = stored_world
    before = await world.everything_stored()
    form = await world.form()
    for name, (value, why) in WRONG.items():
        seen = await world.submit(form, world.values(**{name: value}))
        assert list(seen.errors) == [name], (name, seen.errors, seen.failure)
        assert why in seen.errors[name]
    assert await world.everything_stored() == before
    assert changes_at_line(world) == []


async def test_all_that_is_wrong_is_said_at_once(world: World) -> None:
    values = {name: value for name, (value, _why) in WRONG.items()}
    seen = await world.submit(await world.form(), values)
    assert set(seen.errors) == {"messaging_channel_id", "login_channel_id"}
    values = world.values(oa_id="@999other", login_channel_secret="e" * 32)
    seen = await world.submit(await world.form(), values)
    assert set(seen.errors) == {"oa_id", "login_channel_secret"}


async def test_login_credentials_in_the_messaging_slot_are_told_apart(world: World) -> None:
    seen = await world.submit(
        await world.form(),
        world.values(
            messaging_channel_id=world.login.channel_id,
            messaging_channel_secret=world.login.secret,
            login_channel_id=world.cafe.channel.channel_id,
            login_channel_secret=world.cafe.channel.secret,
        ),
    )
    assert "LINE Login channel" in seen.errors["messaging_channel_id"]
    assert "Messaging API channel" in seen.errors["login_channel_id"]


async def test_one_channel_cannot_be_both(world: World) -> None:
    channel = world.cafe.channel
    values = world.values(login_channel_id=channel.channel_id, login_channel_secret=channel.secret)
    seen = await world.submit(await world.form(), values)
    assert list(seen.errors) == ["login_channel_id"]


async def test_an_id_that_is_no_number_never_reaches_line(world: World) -> None:
    values = world.values(messaging_channel_id="my channel")
    seen = await world.submit(await world.form(), values)
    assert list(seen.errors) == ["messaging_channel_id"]
    assert not world.line.calls


async def test_channels_bound_elsewhere_are_refused_with_the_place(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    before = await world.everything_stored()
    seen = await world.submit(await world.form(room="general"), world.values())
    assert set(seen.errors) == {"messaging_channel_id", "login_channel_id"}
    assert all(f"#{ROOM}" in said for said in seen.errors.values())
    assert await world.everything_stored() == before


async def test_a_channel_that_holds_an_account_takes_no_other(world: World) -> None:
    await world.bound()
    account, login = world.another("小島甜點", "line-dessert")
    seen = await world.submit(await world.form(), values_of(account, login))
    assert "小島咖啡" in seen.errors["oa_id"]
    assert (await world.account()).oa_id == "516kjima"


async def test_line_being_down_is_said_and_nothing_is_stored(world: World) -> None:
    before = await world.everything_stored()
    for fault in ({"down": True}, {"status": 500}, {"garbage": True}, {"status": 429}):
        world.line.faults.add("/", **fault)
        seen = await world.submit(await world.form(), world.values())
        world.line.faults.clear()
        assert "LINE" in seen.errors["messaging_channel_id"], (fault, seen)
        assert "LINE" in seen.errors["login_channel_id"]
    assert await world.everything_stored() == before


async def test_a_slow_line_shows_a_waiting_view_and_then_the_result(hurried: World) -> None:
    world = hurried
    world.finish_consoles()
    world.line.faults.add("/v2/bot/info", latency=1, count=1)
    seen = await world.submit(await world.form(), world.values())
    assert seen.ok
    assert seen.view is not None
    assert "⏳" in words_in(seen.view)
    assert "is bound" in await world.result(within=15)


async def test_a_slow_refusal_brings_the_form_back_with_its_errors(hurried: World) -> None:
    world = hurried
    before = await world.everything_stored()
    world.line.faults.add("/v2/bot/info", latency=1, count=1)
    seen = await world.submit(await world.form(), world.values(oa_id="@999other"))
    assert seen.view is not None
    assert "⏳" in words_in(seen.view)
    words = await world.result(within=15)
    front = world.slack.front("lin")
    assert front is not None
    assert front.callback_id == "setup"
    assert "These credentials belong to @516kjima" in words
    secret = world.cafe.channel.secret
    assert secret not in str(front.content)
    assert await world.everything_stored() == before
