"""The Messaging API's channel access tokens, of each kind LINE issues."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from linebot.v3.messaging import ApiException as MessagingRefused
from linebot.v3.oauth import ApiException

from sandbox.line.model import Channel
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import Clients

SHORT = {"grant_type": "client_credentials"}


async def short_lived(clients: Clients, channel: Channel) -> str:
    answer = await (await clients.oauth()).issue_channel_token(
        grant_type="client_credentials",
        client_id=channel.channel_id,
        client_secret=channel.secret,
    )
    return str(answer.access_token)


async def post(http: aiohttp.ClientSession, path: str, **form: str) -> tuple[int, Any]:
    async with http.post(path, data=form) as answer:
        return answer.status, await answer.json()


async def test_a_stateless_token_lives_fifteen_minutes(
    clients: Clients, world: Furnished, clock: Clock
) -> None:
    answer = await (await clients.oauth()).issue_stateless_channel_token_by_client_secret(
        client_id=world.account.channel.channel_id, client_secret=world.account.channel.secret
    )
    assert (answer.token_type, answer.expires_in) == ("Bearer", 900)
    api = await clients.messaging(answer.access_token)
    clock.advance(seconds=899)
    assert (await api.get_bot_info()).basic_id == "@516kjima"
    clock.advance(seconds=1)
    with pytest.raises(MessagingRefused, match="invalid token") as refused:
        await api.get_bot_info()
    assert refused.value.status == 401


@pytest.mark.parametrize("wrong", ["client_id", "client_secret"])
async def test_the_stateless_endpoint_does_not_tell_a_wrong_id_from_a_wrong_secret(
    http: aiohttp.ClientSession, world: Furnished, wrong: str
) -> None:
    channel = world.account.channel
    form = {**SHORT, "client_id": channel.channel_id, "client_secret": channel.secret, wrong: "x"}
    assert await post(http, "/oauth2/v3/token", **form) == (
        400,
        {"error": "invalid_request", "error_description": "Invalid 'client_credentials'."},
    )


@pytest.mark.parametrize("wrong", ["client_id", "client_secret"])
async def test_the_short_lived_endpoint_tells_a_wrong_id_from_a_wrong_secret(
    http: aiohttp.ClientSession, world: Furnished, wrong: str
) -> None:
    channel = world.account.channel
    form = {**SHORT, "client_id": channel.channel_id, "client_secret": channel.secret, wrong: "x"}
    assert await post(http, "/v2/oauth/accessToken", **form) == (
        400,
        {"error": "invalid_client", "error_description": f"invalid {wrong}"},
    )


async def test_an_assertion_by_an_unknown_key_is_answered_404(clients: Clients) -> None:
    with pytest.raises(ApiException, match="Cannot find channel key") as refused:
        await (await clients.oauth()).issue_stateless_channel_token_by_jwt_assertion(
            client_assertion="a.b.c"
        )
    assert refused.value.status == 404


async def test_incomplete_forms_are_refused(http: aiohttp.ClientSession) -> None:
    for path in ("/oauth2/v3/token", "/v2/oauth/accessToken", "/v2/oauth/verify"):
        status, body = await post(http, path, grant_type="client_credentials")
        assert (status, body["error"]) == (400, "invalid_request")


async def test_login_channels_get_tokens_too(clients: Clients, world: Furnished) -> None:
    assert await clients.token(world.login_channel)
    assert await short_lived(clients, world.login_channel)


async def test_the_thirty_first_short_lived_token_ends_the_oldest(
    clients: Clients, world: Furnished
) -> None:
    oauth = await clients.oauth()
    tokens = [await short_lived(clients, world.account.channel) for _ in range(31)]
    with pytest.raises(ApiException, match="access_token invalid"):
        await oauth.verify_channel_token(access_token=tokens[0])
    for token in tokens[1:]:
        assert (await oauth.verify_channel_token(access_token=token)).expires_in == 2592000


async def test_the_limits_of_two_channels_are_apart(clients: Clients, world: Furnished) -> None:
    first = await short_lived(clients, world.login_channel)
    for _ in range(30):
        await short_lived(clients, world.account.channel)
    assert await (await clients.oauth()).verify_channel_token(access_token=first)


async def test_a_revoked_token_is_refused_and_revoking_it_again_is_no_error(
    clients: Clients, world: Furnished
) -> None:
    oauth, token = await clients.oauth(), await short_lived(clients, world.account.channel)
    await oauth.revoke_channel_token(access_token=token)
    await oauth.revoke_channel_token(access_token=token)
    api = await clients.messaging(token)
    with pytest.raises(MessagingRefused, match="invalid token"):
        await api.get_bot_info()


async def test_a_stateless_token_can_be_neither_verified_nor_revoked(
    clients: Clients, world: Furnished
) -> None:
    oauth, token = await clients.oauth(), await clients.token(world.account.channel)
    with pytest.raises(ApiException, match="access_token invalid"):
        await oauth.verify_channel_token(access_token=token)
    await oauth.revoke_channel_token(access_token=token)
    assert await (await clients.messaging(token)).get_bot_info()


async def test_a_token_in_no_known_form_is_told_so(http: aiohttp.ClientSession) -> None:
    _, body = await post(http, "/v2/oauth/verify", access_token="no token")
    assert body["error_description"] == "access_token in invalid format"


async def test_a_reissued_secret_ends_the_old_one_but_not_the_tokens(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    channel = world.account.channel
    old, token = channel.secret, await clients.token(channel)
    new = platform.reissue_secret(channel)
    assert new != old
    with pytest.raises(ApiException, match="client_credentials"):
        await (await clients.oauth()).issue_stateless_channel_token_by_client_secret(
            client_id=channel.channel_id, client_secret=old
        )
    assert await (await clients.messaging(token)).get_bot_info()
    assert await clients.token(channel)


async def test_a_deleted_channel_still_issues_stateless_tokens_which_open_nothing(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    platform.delete_channel(world.account)
    api = await clients.messaging(await clients.token(world.account.channel))
    with pytest.raises(MessagingRefused, match="not available for your account") as refused:
        await api.get_bot_info()
    assert refused.value.status == 403


async def test_a_deleted_channel_gets_no_short_lived_token(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    platform.delete_channel(world.account)
    with pytest.raises(ApiException, match="invalid client_id"):
        await short_lived(clients, world.account.channel)


async def test_a_long_lived_token_comes_from_the_console_and_does_not_expire(
    clients: Clients, world: Furnished, platform: LinePlatform, clock: Clock
) -> None:
    api = await clients.messaging(platform.issue_long_lived_token(world.account))
    clock.advance(hours=24 * 900)
    assert await api.get_bot_info()


async def test_only_the_newest_long_lived_token_works(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    old = platform.issue_long_lived_token(world.account)
    platform.issue_long_lived_token(world.account)
    with pytest.raises(MessagingRefused, match="invalid token"):
        await (await clients.messaging(old)).get_bot_info()


async def test_tokens_and_secrets_stay_out_of_reprs(
    platform: LinePlatform, world: Furnished
) -> None:
    value = platform.issue_long_lived_token(world.account)
    shown = repr(world) + repr(platform.tokens.find(value))
    assert value not in shown
    assert world.account.channel.secret not in shown
