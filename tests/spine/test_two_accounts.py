"""Two accounts verified side by side: each under its own credentials."""

from __future__ import annotations

from tests.world import World

OTHER = "line-dessert"
LOGIN_PATHS = ("/liff/",)


async def test_every_call_of_an_account_is_made_with_its_own_token(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    other, login = await world.set_up_another("小島甜點", OTHER)
    dessert = await world.account(OTHER)
    before = len(world.line.calls)
    await world.every_turn()
    calls = [call for call in world.line.calls[before:] if call.channel_id]
    assert {call.channel_id for call in calls} == {
        world.cafe.channel.channel_id,
        world.login.channel_id,
        other.channel.channel_id,
        login.channel_id,
    }
    logins = {world.login.channel_id, login.channel_id}
    for call in calls:
        if call.path.startswith("/v2/bot"):
            assert call.channel_id not in logins
        if call.path.startswith(LOGIN_PATHS):
            assert call.channel_id in logins
        assert call.status == 200, (call.method, call.path)
    infos = {call.channel_id for call in calls if call.path == "/v2/bot/info"}
    assert infos == {world.cafe.channel.channel_id, other.channel.channel_id}
    assert dessert.messaging_channel_id == other.channel.channel_id


async def test_one_accounts_signature_opens_nothing_at_the_others_address(world: World) -> None:
    await world.bound()
    other, _login = await world.set_up_another("小島甜點", OTHER)
    other.channel.webhook_url, ours = world.cafe.channel.webhook_url, other.channel.webhook_url
    delivery = await world.line.send_text(world.chen, other, "錯門")
    assert delivery.status == 401
    other.channel.webhook_url = ours
