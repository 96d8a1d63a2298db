"""What the webhook answers, and what is stored by then."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.platforms.signature import sign
from storage.deliveries import sightings
from tests.clock import Clock
from tests.edge.harness import BOT, SECRET, Edge, delivery, event


async def test_an_event_is_stored_as_it_came_and_due_at_once(
    edge: Edge, clock: Clock, woken: list[None]
) -> None:
    raw = '{ "webhookEventId" : "01A", "neu": {"é": "\\u5bb6\\ud83d\\ude00"},  "n": 1.50 }'
    body = f'{{"destination":"{BOT}", "events" : [ {raw} ]}}'.encode()
    assert (await edge.post(body)).status == 200
    [stored] = await edge.stored()
    assert stored.body == raw
    assert stored.account_id == edge.account.id
    assert stored.webhook_event_id == "01A"
    assert stored.received_at == stored.due_at == clock()
    assert (stored.attempts, stored.claim, stored.digested_at) == (0, None, None)
    assert (edge.metrics.results, edge.metrics.stored, len(woken)) == (["stored"], 1, 1)


async def test_several_events_of_several_members_in_one_request(edge: Edge) -> None:
    events = [event(source={"type": "user", "userId": f"U{n}"}) for n in range(7)]
    assert (await edge.post(delivery(*events))).status == 200
    assert [json.loads(stored.body) for stored in await edge.stored()] == events


async def test_the_same_event_fifty_times_in_parallel_is_stored_once(edge: Edge) -> None:
    body = delivery(event("01SAME"))
    answers = await asyncio.gather(*(edge.post(body) for _ in range(50)))
    assert {answer.status for answer in answers} == {200}
    assert len(await edge.stored()) == 1
    assert edge.metrics.stored == 1


async def test_the_same_event_twice_in_one_request_is_stored_once(edge: Edge) -> None:
    assert (await edge.post(delivery(event("01TWIN"), event("01TWIN")))).status == 200
    assert len(await edge.stored()) == 1


async def test_a_redelivery_changes_nothing(edge: Edge, woken: list[None]) -> None:
    await edge.post(delivery(event("01X")))
    again = delivery(event("01X", deliveryContext={"isRedelivery": True}))
    assert (await edge.post(again)).status == 200
    [stored] = await edge.stored()
    assert json.loads(stored.body)["deliveryContext"] == {"isRedelivery": False}
    assert len(woken) == 1


async def test_events_without_a_usable_id_are_kept_and_known_again_by_their_bytes(
    edge: Edge,
) -> None:
    body = delivery({"type": "a"}, {"webhookEventId": 5}, {"webhookEventId": ""}, event("x" * 65))
    body = body.replace(b'"events": [', b'"events": [17, "\\ud800", {"webhookEventId":"\\u0000"},')
    for _ in range(2):
        assert (await edge.post(body)).status == 200
    stored = await edge.stored()
    assert len(stored) == 7
    assert all(one.webhook_event_id.startswith("sha256-") for one in stored)


@pytest.mark.parametrize("name", ["x-line-signature", "X-LINE-SIGNATURE", "X-Line-Signature"])
async def test_the_name_of_the_header_may_be_in_any_case(edge: Edge, name: str) -> None:
    body = delivery(event())
    headers = {name: sign(SECRET.encode(), body)}
    answer = await edge.client.post("/line/island-coffee/webhook", data=body, headers=headers)
    assert answer.status == 200


@pytest.mark.parametrize("cut", [0, 10, -1])
async def test_a_truncated_signature_is_401(edge: Edge, cut: int) -> None:
    body = delivery(event())
    signature = sign(SECRET.encode(), body)[:cut]
    answer = await edge.post(body, **{"X-Line-Signature": signature})
    assert answer.status == 401
    assert await edge.stored() == []


async def test_a_missing_signature_is_401(edge: Edge) -> None:
    answer = await edge.client.post("/line/island-coffee/webhook", data=delivery(event()))
    assert answer.status == 401


async def test_a_wrong_signature_is_401(edge: Edge) -> None:
    assert (await edge.post(delivery(event()), secret="0" * 32)).status == 401
    assert await edge.stored() == []
    assert edge.metrics.results == ["badly_signed"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"hello",
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":[{]}',
        b'{"events":["\xff"]}',
        b'{"events":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_a_signed_body_that_is_no_delivery_is_400(edge: Edge, body: bytes) -> None:
    assert (await edge.post(body)).status == 400
    assert await edge.stored() == []


async def test_a_body_of_5_mb_is_413(edge: Edge) -> None:
    answer = await edge.post(delivery(event(text="x" * 5_000_000)))
    assert answer.status == 413
    assert (await edge.post(delivery(event()))).status == 200


async def test_a_body_of_5_mb_in_chunks_of_unknown_number_is_413(edge: Edge) -> None:
    async def chunks() -> object:
        for _ in range(80):
            yield b"x" * 65_536

    answer = await edge.client.post(
        "/line/island-coffee/webhook", data=chunks(), headers={"X-Line-Signature": "x"}
    )
    assert answer.status == 413


async def test_a_small_body_that_unpacks_to_5_mb_is_413(edge: Edge) -> None:
    packed = gzip.compress(b"x" * 5_000_000)
    headers = {"X-Line-Signature": "x", "Content-Encoding": "gzip"}
    answer = await edge.client.post("/line/island-coffee/webhook", data=packed, headers=headers)
    assert answer.status == 413


async def test_a_body_that_does_not_unpack_is_401(edge: Edge) -> None:
    headers = {"X-Line-Signature": "x", "Content-Encoding": "gzip"}
    answer = await edge.client.post("/line/island-coffee/webhook", data=b"abc", headers=headers)
    assert answer.status == 401


async def test_a_delivery_cut_off_half_way_stores_nothing_and_harms_nobody(edge: Edge) -> None:
    body = delivery(event())
    head = (
        "POST /line/island-coffee/webhook HTTP/1.1\r\nHost: x\r\n"
        f"X-Line-Signature: {sign(SECRET.encode(), body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    _reader, writer = await asyncio.open_connection("127.0.0.1", edge.client.port)
    writer.write(head.encode() + body[:-1])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await edge.post(delivery(event("01WHOLE")))).status == 200
    assert [stored.webhook_event_id for stored in await edge.stored()] == ["01WHOLE"]


async def test_a_body_of_just_1_mib_is_taken(edge: Edge) -> None:
    empty = len(delivery(event("01BIG", text="")))
    body = delivery(event("01BIG", text="x" * (1024 * 1024 - empty)))
    assert len(body) == 1024 * 1024
    assert (await edge.post(body)).status == 200
    assert len(await edge.stored()) == 1


async def test_signed_empty_events_are_a_sighting(edge: Edge) -> None:
    for _ in range(2):
        assert (await edge.post(delivery())).status == 200
    async with edge.database.reading() as session:
        assert (await sightings(session, edge.account.id)).well == 2


@pytest.mark.parametrize(
    "path",
    [
        "/line/nobody/webhook",
        "/line/island-coffee/webhook/",
        "/line/island-coffee",
        "/line/Island-Coffee/webhook",
        "/line/" + "a" * 41 + "/webhook",
        "/line/%00/webhook",
        "/line//webhook",
        "/line/island-coffee/webhook/%E5%B0%8F?secret=1",
    ],
)
async def test_a_path_nobody_has_is_404_and_a_sighting(edge: Edge, path: str) -> None:
    signed = await edge.client.post(
        path, data=b"{}", headers={"x-line-signature": "x"}, allow_redirects=False
    )
    plain = await edge.client.post(path, data=b"{}", allow_redirects=False)
    assert (signed.status, plain.status) == (404, 404)
    async with edge.database.reading() as session:
        assert (await sightings(session, edge.account.id)).strayed == 1


async def test_another_destination_is_stored_all_the_same(edge: Edge) -> None:
    assert (await edge.post(delivery(event(), destination="Uother"))).status == 200
    assert len(await edge.stored()) == 1


def test_the_webhook_path_imports_nothing_of_the_sdk() -> None:
    program = (
        "import handlers.line, storage.inbox, storage.deliveries, sys;"
        "print([name for name in sys.modules if name.split('.')[0] == 'linebot'])"
    )
    root = Path(__file__).parents[2]
    out = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"
