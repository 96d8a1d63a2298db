"""No secret and no token gets into an error, its traceback, a record or a repr."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from bot.binding.platforms import LiffWanted
from bot.errors import MoorlineError
from bot.platforms.line import TextMessage
from bot.platforms.line_sign_in import UserTokens
from bot.platforms.line_tokens import Credentials
from tests.platforms.vendors import SHORT_LIVED, STATELESS, Line, Slack

USER_TOKEN = "user-access-token-of-chen"
REPLY_TOKEN = "reply-token-of-chen"

Call = Callable[[Line], Awaitable[Any]]

OF_MESSAGING: dict[str, Call] = {
    "prove": lambda line: line.messaging.prove(),
    "bot info": lambda line: line.messaging.bot_info(),
    "webhook": lambda line: line.messaging.set_webhook("https://kojima.example/w"),
    "push": lambda line: line.messaging.push("U1", [TextMessage("x")], uuid4()),
    "reply": lambda line: line.messaging.reply(REPLY_TOKEN, [TextMessage("x")]),
    "read": lambda line: line.messaging.mark_as_read(REPLY_TOKEN),
}
OF_LOGIN: dict[str, Call] = {
    "login prove": lambda line: line.login.prove(),
    "liff": lambda line: line.login.liff_apps(),
    "add": lambda line: line.login.add_liff_app(LiffWanted("x", "https://kojima.example/liff")),
}
OF_MEMBERS: dict[str, Call] = {
    "exchange": lambda line: line.login.exchange(USER_TOKEN, "https://x.example/", "v" * 43),
    "verify": lambda line: line.login.verify_id_token(USER_TOKEN, "nonce"),
    "friend": lambda line: line.login.friendship(USER_TOKEN),
    "profile": lambda line: line.login.profile(USER_TOKEN),
}
CALLS = {**OF_MESSAGING, **OF_LOGIN, **OF_MEMBERS}


def sent_with(line: Line, name: str) -> list[str]:
    """What a call tells LINE and nobody else may read."""
    if name in OF_MEMBERS:
        return [USER_TOKEN]
    account, login = line.world.account.channel, line.world.login_channel
    channel = account if name in OF_MESSAGING else login
    issued = line.platform.tokens._tokens.values()
    tokens = [one.value for one in issued if one.channel_id == channel.channel_id]
    return [*tokens, channel.secret, *([REPLY_TOKEN] if name in ("reply", "read") else [])]


def told(error: BaseException) -> str:
    """Everything a log could get hold of."""
    lines = traceback.format_exception(error)
    said = error.said.values if isinstance(error, MoorlineError) else ()
    return "\n".join([str(error), repr(error), repr(vars(error)), repr(said), *lines])


@pytest.mark.parametrize("status", [400, 401, 403, 500])
@pytest.mark.parametrize("name", CALLS)
async def test_a_no_that_repeats_our_secrets_is_blotted(
    line: Line, name: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await line.messaging.bot_info()
    await line.login.liff_apps()
    hidden = sent_with(line, name)
    body = {"message": f"you sent {' and '.join(hidden)}, which is wrong"}
    line.platform.faults.add("/", status=status, body=body)
    with pytest.raises(MoorlineError) as raised:
        await CALLS[name](line)
    everything = told(raised.value) + caplog.text + repr(line.records)
    assert [value for value in hidden if value[:20] in everything] == []


@pytest.mark.parametrize("fault", [{"down": True}, {"garbage": True}], ids=["down", "garbage"])
@pytest.mark.parametrize("name", CALLS)
async def test_a_silence_tells_no_secret(line: Line, name: str, fault: dict[str, Any]) -> None:
    await line.messaging.bot_info()
    await line.login.liff_apps()
    hidden = sent_with(line, name)
    line.platform.faults.add("/", **fault)
    with pytest.raises(MoorlineError) as raised:
        await CALLS[name](line)
    everything = told(raised.value)
    assert [value for value in hidden if value[:20] in everything] == []


async def test_a_refused_secret_is_not_repeated(line: Line) -> None:
    secret = "f" * 32
    stranger = line.clients.messaging(line.world.account.channel.channel_id, secret)
    for path in (STATELESS, SHORT_LIVED):
        body = {"error": "invalid_client", "error_description": f"invalid client_secret {secret}"}
        line.platform.faults.add(path, status=400, body=body)
    with pytest.raises(MoorlineError) as raised:
        await stranger.prove()
    assert secret not in told(raised.value)


async def test_what_holds_a_secret_does_not_show_it(line: Line) -> None:
    shown = repr([Credentials("1", "hush"), line.messaging, line.login, vars(line.clients)])
    tokens = repr(UserTokens("hush", "hush", "hush", 60))
    assert "hush" not in shown + tokens
    assert line.world.account.channel.secret not in shown


async def test_the_slack_token_is_in_no_error(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    everything = repr(slack.client)
    for fault in ({"error": "invalid_auth"}, {"status": 500}, {"drop": True}, {"status": 429}):
        slack.workspace.fail("chat.postMessage", **fault)
        with pytest.raises(MoorlineError) as raised:
            await slack.client.post(slack.room, "在嗎？")
        everything += told(raised.value)
    assert slack.workspace.bot_token not in everything + caplog.text
