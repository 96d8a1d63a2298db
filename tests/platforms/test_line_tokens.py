"""Channel access tokens: how seldom they are issued, and what a refusal says."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from bot.errors import CredentialsRefused, Unreachable
from tests.clock import Clock
from tests.platforms.vendors import SHORT_LIVED, STATELESS, Line


async def test_ten_calls_cost_one_token(line: Line) -> None:
    for _call in range(10):
        await line.messaging.bot_info()
    assert len(line.calls(STATELESS)) == 1


async def test_calls_at_the_same_time_share_one_issue(line: Line) -> None:
    line.platform.faults.add(STATELESS, latency=0.05)
    await asyncio.gather(*(line.messaging.bot_info() for _call in range(10)))
    assert len(line.calls(STATELESS)) == 1


async def test_a_token_is_renewed_a_minute_before_it_ends(line: Line, clock: Clock) -> None:
    await line.messaging.bot_info()
    clock.advance(seconds=839)
    await line.messaging.bot_info()
    assert len(line.calls(STATELESS)) == 1
    clock.advance(seconds=2)
    await line.messaging.bot_info()
    assert len(line.calls(STATELESS)) == 2


async def test_proving_issues_anew_although_a_token_is_cached(line: Line) -> None:
    await line.messaging.bot_info()
    await line.messaging.prove()
    assert len(line.calls(STATELESS)) == 2
    assert line.calls(SHORT_LIVED) == []


async def test_a_proof_leaves_its_token_for_the_calls_after_it(line: Line) -> None:
    await line.login.prove()
    await line.login.liff_apps()
    assert len(line.calls(STATELESS)) == 1


async def test_a_wrong_secret_is_told_from_a_wrong_id(line: Line) -> None:
    channel_id = line.world.account.channel.channel_id
    with pytest.raises(CredentialsRefused) as secret:
        await line.clients.messaging(channel_id, "0" * 32).prove()
    with pytest.raises(CredentialsRefused) as identifier:
        await line.clients.messaging("1234567890", "0" * 32).prove()
    assert (secret.value.wrong, identifier.value.wrong) == ("secret", "id")
    assert (secret.value.status, secret.value.permanent) == (400, True)
    assert secret.value.request_id == line.calls(STATELESS)[0].request_id
    assert len(line.calls(SHORT_LIVED)) == 2


async def test_a_reissued_secret_is_noticed_by_the_next_proof(line: Line) -> None:
    old = line.messaging
    await old.prove()
    line.platform.reissue_secret(line.world.account)
    with pytest.raises(CredentialsRefused) as refused:
        await old.prove()
    assert refused.value.wrong == "secret"
    await line.messaging.prove()


async def test_a_refusal_is_not_remembered(line: Line) -> None:
    line.platform.faults.add(STATELESS, status=400, body={"error": "invalid_request"}, count=1)
    with pytest.raises(CredentialsRefused) as refused:
        await line.messaging.prove()
    assert refused.value.wrong == "unknown"
    await line.messaging.prove()


async def test_a_token_issued_only_to_find_out_is_revoked(line: Line) -> None:
    line.platform.faults.add(STATELESS, status=400, body={"error": "invalid_request"}, count=1)
    with pytest.raises(CredentialsRefused):
        await line.messaging.prove()
    assert len(line.calls("/v2/oauth/revoke")) == 1


async def test_a_refusal_stands_although_nobody_tells_which_value_is_wrong(line: Line) -> None:
    line.platform.faults.add(SHORT_LIVED, status=500)
    with pytest.raises(CredentialsRefused) as refused:
        await line.clients.login("1", "2").prove()
    assert refused.value.wrong == "unknown"


async def test_an_ordinary_call_with_refused_credentials_asks_once(line: Line) -> None:
    stranger = line.clients.messaging("1234567890", "0" * 32)
    with pytest.raises(CredentialsRefused) as refused:
        await stranger.bot_info()
    assert refused.value.wrong == "unknown"
    assert (len(line.calls(STATELESS)), len(line.calls(SHORT_LIVED))) == (1, 0)


async def test_login_credentials_in_the_messaging_place_are_recognised(line: Line) -> None:
    channel = line.world.login_channel
    misplaced = line.clients.messaging(channel.channel_id, channel.secret)
    await misplaced.prove()
    with pytest.raises(CredentialsRefused) as refused:
        await misplaced.bot_info()
    assert refused.value.wrong == "kind"
    assert "Login channel" in str(refused.value)


async def test_messaging_credentials_in_the_login_place_are_recognised(line: Line) -> None:
    channel = line.world.account.channel
    misplaced = line.clients.login(channel.channel_id, channel.secret)
    assert await misplaced.is_messaging_channel()
    assert not await line.login.is_messaging_channel()


async def test_a_dropped_token_is_replaced_and_the_call_repeated_once(line: Line) -> None:
    await line.messaging.bot_info()
    line.platform.faults.add("/v2/bot/info", status=401, count=1)
    await line.messaging.bot_info()
    assert len(line.calls(STATELESS)) == 2
    assert [call.status for call in line.calls("/v2/bot/info")] == [200, 401, 200]


async def test_a_token_refused_twice_is_an_error(line: Line) -> None:
    line.platform.faults.add("/v2/bot/info", status=401)
    with pytest.raises(CredentialsRefused) as refused:
        await line.messaging.bot_info()
    assert (refused.value.wrong, refused.value.status) == ("unknown", 401)
    assert len(line.calls("/v2/bot/info")) == 2


async def test_garbage_for_a_token_is_no_token(line: Line) -> None:
    line.platform.faults.add(STATELESS, garbage=True)
    with pytest.raises(Unreachable):
        await line.messaging.prove()


async def test_two_accounts_in_parallel_never_use_each_others_token(line: Line) -> None:
    secret = line.world.account.channel.secret  # the same, so that only the id tells them apart
    other = line.platform.create_account(line.world.provider, "山頂茶屋", secret=secret)
    theirs = line.clients.messaging(other.channel.channel_id, other.channel.secret)
    ours = [line.messaging.bot_info() for _call in range(20)]
    others = [theirs.bot_info() for _call in range(20)]
    seen = await asyncio.gather(*(one for pair in zip(ours, others, strict=True) for one in pair))
    assert {info.user_id for info in seen[::2]} == {line.world.account.user_id}
    assert {info.user_id for info in seen[1::2]} == {other.user_id}
    assert len(line.calls(STATELESS)) == 2


async def test_clients_not_opened_say_so(line: Line) -> None:
    await line.clients.close()
    with pytest.raises(RuntimeError, match="open"):
        line.clients.messaging("1", "2")


def test_importing_our_clients_does_not_import_the_sdk() -> None:
    check = "import sys, bot.platforms.line; sys.exit('linebot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
