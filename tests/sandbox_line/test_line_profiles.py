"""Profiles: whose LINE tells, and the four reasons it does not."""

from __future__ import annotations

import pytest
from linebot.v3.messaging import ApiException

from sandbox.line.members import ONE_PIXEL
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import Clients


async def test_a_friend_has_a_profile(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.chen, world.account)
    user_id = platform.user_id(world.chen, world.account)
    profile = await (await clients.messaging(world.account)).get_profile(user_id)
    assert (profile.display_name, profile.user_id) == ("陳怡君", user_id)
    assert (profile.language, profile.status_message) == ("zh-TW", "手沖中")
    assert profile.picture_url is None


async def test_somebody_who_wrote_has_a_profile_without_being_a_friend(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.send_text(world.alan, world.account, "hi")
    api = await clients.messaging(world.account)
    assert await api.get_profile(platform.user_id(world.alan, world.account))


@pytest.mark.parametrize("cause", ["foreign", "consent", "stranger", "blocked"])
async def test_four_causes_share_one_not_found(
    clients: Clients, world: Furnished, platform: LinePlatform, cause: str
) -> None:
    user_id = platform.user_id(world.alan, world.account)
    if cause != "stranger":
        await platform.follow(world.alan, world.account)
    if cause == "foreign":
        user_id = platform.user_id(world.alan, platform.create_provider("別家"))
    elif cause == "consent":
        world.alan.consented = False
    elif cause == "blocked":
        await platform.block(world.alan, world.account)
    api = await clients.messaging(world.account)
    with pytest.raises(ApiException) as refused:
        await api.get_profile(user_id)
    assert (refused.value.status, refused.value.body) == (404, '{"message":"Not found"}')


async def test_a_malformed_user_id_is_a_bad_request(clients: Clients, world: Furnished) -> None:
    api = await clients.messaging(world.account)
    with pytest.raises(ApiException) as refused:
        await api.get_profile("alan")
    assert refused.value.status == 400


async def test_a_person_has_one_id_per_provider(platform: LinePlatform, world: Furnished) -> None:
    other = platform.create_account(platform.create_provider("別家"), "別家")
    here = platform.user_id(world.alan, world.account)
    assert here == platform.user_id(world.alan, world.login_channel)
    assert here != platform.user_id(world.alan, other)


async def test_the_content_of_a_picture_can_be_fetched(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.send(world.alan, world.account, {"type": "image"}, body=b"bytes of a picture")
    (message,) = platform.chat(world.account, world.alan)
    api = await clients.blob(world.account)
    assert await api.get_message_content(message.message_id) == b"bytes of a picture"


async def test_a_picture_without_given_content_is_one_pixel(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.send(world.alan, world.account, {"type": "image"})
    (message,) = platform.chat(world.account, world.alan)
    api = await clients.blob(world.account)
    assert await api.get_message_content_preview(message.message_id) == ONE_PIXEL


async def test_a_film_is_being_prepared_at_first(
    clients: Clients, world: Furnished, platform: LinePlatform, clock: Clock
) -> None:
    await platform.send(world.alan, world.account, {"type": "video"}, body=b"film", ready_after=30)
    (message,) = platform.chat(world.account, world.alan)
    api = await clients.blob(world.account)
    early = await api.get_message_content_with_http_info(message.message_id)
    status = await api.get_message_content_transcoding_by_message_id(message.message_id)
    assert (early.status_code, status.status) == (202, "processing")
    clock.advance(seconds=30)
    status = await api.get_message_content_transcoding_by_message_id(message.message_id)
    assert status.status == "succeeded"
    assert await api.get_message_content(message.message_id) == b"film"


async def test_unsent_content_is_gone(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.send(world.alan, world.account, {"type": "image"})
    (message,) = platform.chat(world.account, world.alan)
    await platform.unsend(world.account, message.message_id)
    assert message.body == b""
    with pytest.raises(ApiException, match="The content is gone") as refused:
        await (await clients.blob(world.account)).get_message_content(message.message_id)
    assert refused.value.status == 410


async def test_texts_and_foreign_messages_have_no_content(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.send_text(world.alan, world.account, "x")
    (text,) = platform.chat(world.account, world.alan)
    other = platform.create_account(world.provider, "別家")
    await platform.send(world.alan, other, {"type": "image"})
    (picture,) = platform.chat(other, world.alan)
    api = await clients.blob(world.account)
    for message in (text, picture):
        with pytest.raises(ApiException) as refused:
            await api.get_message_content(message.message_id)
        assert refused.value.status == 404
