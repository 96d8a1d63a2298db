"""A channel secret is reissued at LINE: one alert asks for the new one, and no message is lost."""

from __future__ import annotations

from sandbox.slack.seen import words_of
from storage.tables import Event, HeldDelivery, Message
from tests.world import ROOM, World, words_in

CHECK = "messaging-credentials"
TEXTS = ("第一則", "第二則", "第三則", "第四則")


async def reissued(world: World) -> str:
    """The café is bound; its secret is reissued, and four messages come in before anybody acts.

    The bell a burst rings is heard by jobs; here the hand that turns the clock does its work.
    """
    await world.bound()
    secret = world.line.reissue_secret(world.cafe)
    for text in TEXTS:
        world.clock.advance(seconds=1)
        delivery = await world.line.send_text(world.chen, world.cafe, text)
        assert delivery.status == 401
    await world.eventually(lambda: _due(world))
    await world.settle()
    return secret


async def _due(world: World) -> bool:
    due_at = (await world.account()).due_at
    return due_at is not None and due_at <= world.clock()


async def enter(world: World, secret: str) -> str:
    """Press the alert's button, enter the secret; the words of what comes of it."""
    await world.slack.press("lin", world.alert_post(CHECK), "set")
    form = world.slack.front("lin")
    assert form is not None
    seen = await world.submit(form, {"messaging_channel_secret": secret})
    if seen.errors:
        return seen.errors["messaging_channel_secret"]
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await world.settle()
    return words


async def test_a_burst_opens_one_alert_at_once_that_asks_for_the_secret(
    stored_world: World,
) -> None:
    world = stored_world
    await reissued(world)
    post = world.alert_post(CHECK)
    words = words_of(post)
    assert "Enter the channel secret" in words
    assert "kept for 24 hours" in words
    assert await world.open_checks() == {CHECK}
    assert len(await world.rows(HeldDelivery)) == len(TEXTS)
    assert not await world.rows(Event)
    said = len(world.slack.called("chat.postMessage"))
    for _round in range(3):
        await world.line.send_text(world.chen, world.cafe, "又一則")
        await world.next_round()
    assert world.alert_post(CHECK).edits == []
    assert len(world.slack.called("chat.postMessage")) == said


async def test_a_wrong_secret_is_refused_under_its_field(world: World) -> None:
    await reissued(world)
    before = await world.account()
    assert "refuses this channel secret" in await enter(world, "f" * 32)
    after = await world.account()
    assert after.messaging_secret_box == before.messaging_secret_box
    assert len(await world.rows(HeldDelivery)) == len(TEXTS)


async def test_the_new_secret_brings_in_what_was_held_in_order(stored_world: World) -> None:
    world = stored_world
    secret = await reissued(world)
    words = await enter(world, secret)
    assert "is bound" in words
    assert [one.text for one in await world.rows(Message)] == list(TEXTS)
    shown = [words_of(one) for one in world.slack.history(ROOM) if one.thread_ts]
    places = [next(n for n, words in enumerate(shown) if text in words) for text in TEXTS]
    assert places == sorted(places)
    assert not await world.rows(HeldDelivery)
    assert "Repaired by" in words_of(world.alert_post(CHECK))
    assert await world.open_checks() == set()
    deeds = await world.deeds()
    assert deeds.count("slack:secret:changed") == deeds.count("line:deliveries:taken-in") == 1


async def test_messages_after_the_change_come_in_as_before(world: World) -> None:
    secret = await reissued(world)
    await enter(world, secret)
    delivery = await world.line.send_text(world.chen, world.cafe, "之後")
    assert delivery.status == 200


async def test_the_old_secret_opens_for_24_hours_and_not_after(stored_world: World) -> None:
    """LINE may still deliver what it signed before the change."""
    world = stored_world
    old = world.cafe.channel.secret
    new = await reissued(world)
    await enter(world, new)
    world.cafe.channel.secret = old
    await world.later(hours=23)
    assert (await world.line.send_text(world.chen, world.cafe, "舊簽章")).status == 200
    await world.later(hours=1, seconds=1)
    assert (await world.line.send_text(world.chen, world.cafe, "太晚")).status == 401
    world.cafe.channel.secret = new
    assert (await world.line.send_text(world.chen, world.cafe, "新簽章")).status == 200


async def test_another_accounts_held_deliveries_stay_where_they_are(stored_world: World) -> None:
    world = stored_world
    dessert, _login = await world.set_up_another("小島甜點", "line-dessert")
    world.line.reissue_secret(dessert)
    for _number in range(3):
        await world.line.send_text(world.chen, dessert, "甜點呢")
    secret = await reissued(world)
    await enter(world, secret)
    other = await world.account("line-dessert")
    held = await world.rows(HeldDelivery)
    assert [one.account_id for one in held] == [other.id] * 3
    texts = [one.text for one in await world.rows(Message)]
    assert texts == list(TEXTS)


async def test_a_reissued_secret_is_noticed_even_if_nobody_writes(world: World) -> None:
    await world.bound()
    world.line.reissue_secret(world.cafe)
    await world.every_turn()
    assert await world.open_checks() == {CHECK}
    assert "Enter the channel secret" in words_of(world.alert_post(CHECK))


async def test_a_reissued_login_secret_asks_for_that_one(world: World) -> None:
    await world.bound()
    secret = world.line.reissue_secret(world.login)
    await world.next_round()
    assert await world.open_checks() == {"login-credentials"}
    await world.slack.press("lin", world.alert_post("login-credentials"), "set")
    form = world.slack.front("lin")
    assert form is not None
    assert form.callback_id == "set.login_channel_secret"
    seen = await world.submit(form, {"login_channel_secret": "0" * 32})
    assert "refuses this channel secret" in seen.errors["login_channel_secret"]
    await world.submit(form, {"login_channel_secret": secret})
    assert "is bound" in await world.result()
    await world.settle()
    assert await world.open_checks() == set()


async def test_secrets_are_entered_in_a_form_never_as_command_text(world: World) -> None:
    await world.bound()
    form = await world.form("set messaging_channel_secret")
    assert "messaging_channel_secret" in {block["block_id"] for block in form.blocks}
    assert not [one for one in world.slack.ephemerals("lin", ROOM) if "⏳" in words_of(one)]
    answer = await world.whisper("lin", ROOM, f"set messaging_channel_secret {'a' * 32}")
    assert "Never type a secret" in answer
    assert "a" * 32 not in answer
    assert (await world.account()).former_secret_box is None


async def test_strangers_cannot_open_an_alert(world: World) -> None:
    """Bad signatures of somebody who does not know the bot are noise."""
    await world.bound()
    world.cafe.user_id, real = "U" + "0" * 32, world.cafe.user_id
    world.line.reissue_secret(world.cafe)
    for _number in range(5):
        assert (await world.line.send_text(world.chen, world.cafe, "嗨")).status == 401
    world.cafe.channel.secret = world.cafe.channel.former_secrets.pop()
    world.cafe.user_id = real
    await world.next_round()
    assert await world.open_checks() == set()
    assert not await world.rows(HeldDelivery)


async def test_entering_the_present_secret_again_is_no_change(world: World) -> None:
    await world.bound()
    form = await world.form("set messaging_channel_secret")
    await world.submit(form, {"messaging_channel_secret": world.cafe.channel.secret})
    assert "is bound" in await world.result()
    assert (await world.account()).former_secret_box is None
    assert "slack:secret:changed" not in await world.deeds()
    assert words_in(form)
