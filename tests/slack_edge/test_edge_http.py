"""Who may speak to `/slack/events`, and what becomes of what is said there."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp
import pytest

from handlers.slack import connect_socket
from sandbox.slack.signing import signed_headers
from sandbox.slack.workspace import SlackWorkspace
from tests.slack_edge.conftest import Kitchen

FORM = "application/x-www-form-urlencoded"
NOW = time.time


async def post(
    kitchen: Kitchen, body: bytes, headers: dict[str, str], kind: str = FORM
) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{kitchen.address}/slack/events",
            data=body,
            headers={"Content-Type": kind, **headers},
        ) as answer,
    ):
        return answer.status, await answer.text()


def typed(text: str, workspace: SlackWorkspace) -> bytes:
    lin, place = workspace.directory.user("lin"), workspace.directory.channel("line-kojima")
    fields = {"command": "/line", "text": text, "user_id": lin.id, "channel_id": place.id}
    return urlencode({**fields, "team_id": workspace.team.id}).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers: {**headers, "X-Slack-Signature": "v0=" + "0" * 64},
        lambda headers: {**headers, "X-Slack-Signature": ""},
        lambda headers: {k: v for k, v in headers.items() if k != "X-Slack-Signature"},
        lambda headers: {k: v for k, v in headers.items() if k != "X-Slack-Request-Timestamp"},
        lambda headers: {**headers, "X-Slack-Request-Timestamp": "yesterday"},
    ],
)
async def test_a_forged_request_gets_401_and_does_nothing(
    kitchen: Kitchen, spoil: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    body = typed("menu", kitchen.workspace)
    headers = signed_headers(kitchen.workspace.signing_secret, int(NOW()), body)
    assert (await post(kitchen, body, spoil(headers)))[0] == 401
    await kitchen.edge.drain(1)
    assert kitchen.workspace.ephemerals("lin") == []


async def test_a_stale_request_gets_401(kitchen: Kitchen) -> None:
    body = typed("menu", kitchen.workspace)
    headers = signed_headers(kitchen.workspace.signing_secret, int(NOW()) - 301, body)
    assert (await post(kitchen, body, headers))[0] == 401


async def test_a_fresh_signed_request_is_taken(kitchen: Kitchen) -> None:
    body = typed("menu", kitchen.workspace)
    headers = signed_headers(kitchen.workspace.signing_secret, int(NOW()), body)
    assert await post(kitchen, body, headers) == (200, "")


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"payload=%7B"])
async def test_garbage_gets_a_refusal_not_a_failure(kitchen: Kitchen, body: bytes) -> None:
    headers = signed_headers(kitchen.workspace.signing_secret, int(NOW()), body)
    assert (await post(kitchen, body, headers, "application/json"))[0] in (400, 401, 404)
    assert (await post(kitchen, body, headers, FORM))[0] in (400, 401, 404)


async def test_slack_may_prove_the_address(kitchen: Kitchen) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    headers = signed_headers(kitchen.workspace.signing_secret, int(NOW()), body)
    assert "abc" in (await post(kitchen, body, headers, "application/json"))[1]


async def test_an_event_slack_repeats_is_done_once(kitchen: Kitchen) -> None:
    event = {"type": "app_home_opened", "user": kitchen.workspace.directory.user("lin").id}
    payload = {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": kitchen.workspace.team.id,
        "event": event,
    }
    body = json.dumps(payload).encode()
    headers = signed_headers(kitchen.workspace.signing_secret, int(NOW()), body)
    for _attempt in range(3):
        assert (await post(kitchen, body, headers, "application/json"))[0] == 200
    await kitchen.edge.drain(1)
    assert kitchen.deps.diary == ["home"]


async def test_socket_mode_brings_the_same_commands(kitchen: Kitchen) -> None:
    kitchen.workspace.request_url = None
    async with connect_socket(kitchen.bolt, kitchen.workspace.app_token):
        await kitchen.workspace.wait_for(lambda: kitchen.workspace.connections)
        seen = await kitchen.workspace.command("lin", "line-kojima", "menu curry")
    assert "curry for lin" in seen.text


async def test_socket_mode_holds_nothing_up_while_slack_is_down(kitchen: Kitchen) -> None:
    kitchen.workspace.fail("apps.connections.open", status=500)
    before = NOW()
    async with connect_socket(kitchen.bolt, kitchen.workspace.app_token):
        await kitchen.workspace.wait_for(lambda: kitchen.workspace.called("apps.connections.open"))
    assert NOW() - before < 5


async def test_a_shutdown_waits_for_what_is_under_way(kitchen: Kitchen) -> None:
    kitchen.deps.gate.clear()
    await kitchen.workspace.command("lin", "line-kojima", "simmer")
    draining = asyncio.create_task(kitchen.edge.drain(5))
    kitchen.deps.gate.set()
    await draining
    assert kitchen.workspace.ephemerals("lin")[-1].text == "Simmered."


async def test_a_shutdown_does_not_wait_for_ever(kitchen: Kitchen) -> None:
    kitchen.deps.gate.clear()
    await kitchen.workspace.command("lin", "line-kojima", "simmer")
    before = NOW()
    await kitchen.edge.drain(0.1)
    assert NOW() - before < 2


async def test_bolt_logs_no_payload_not_even_one_it_refuses(
    kitchen: Kitchen, caplog: pytest.LogCaptureFixture
) -> None:
    body = typed("menu hush-hush", kitchen.workspace)
    stranger = urlencode(
        {"payload": json.dumps({"type": "shortcut", "note": "hush-hush"})}
    ).encode()
    signed = signed_headers(kitchen.workspace.signing_secret, int(NOW()), stranger)
    with caplog.at_level(logging.DEBUG):
        await post(kitchen, body, {**signed, "X-Slack-Signature": "v0=0"})
        await post(kitchen, stranger, signed)
    assert not any("hush-hush" in one.getMessage() for one in caplog.records)
