"""The checker itself must be able to fail."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.line.world import Call
from tests.sandbox_line import line_openapi

INFO = {
    "userId": "U",
    "basicId": "@a",
    "displayName": "a",
    "chatMode": "bot",
    "markAsReadMode": "auto",
}
EVENT = {
    "type": "follow",
    "follow": {"isUnblocked": False},
    "replyToken": "r",
    "mode": "active",
    "timestamp": 1,
    "webhookEventId": "01",
    "deliveryContext": {"isRedelivery": False},
    "source": {"type": "user", "userId": "U"},
}


def call(path: str, body: Any, status: int = 200, method: str = "GET") -> Call:
    return Call(
        at=datetime(2026, 1, 1, tzinfo=UTC),
        method=method,
        path=path,
        query="",
        status=status,
        channel_id=None,
        request_id="r",
        response_body=json.dumps(body).encode(),
        response_type="application/json",
    )


def webhook(**change: Any) -> list[str]:
    event = {**EVENT, **change}
    body = {"destination": "U" + "0" * 32, "events": [event]}
    return line_openapi.faults_of_webhook(json.dumps(body).encode())


def test_a_right_answer_has_no_faults() -> None:
    assert line_openapi.faults_of_call(call("/v2/bot/info", INFO)) == []


@pytest.mark.parametrize(
    "change", [{"chatMode": "both"}, {"basicId": 1}, {"plan": "free"}, {"userId": None}]
)
def test_a_wrong_answer_has_faults(change: dict[str, Any]) -> None:
    assert line_openapi.faults_of_call(call("/v2/bot/info", {**INFO, **change}))


def test_an_error_must_have_a_message() -> None:
    assert line_openapi.faults_of_call(call("/v2/bot/info", {"error": "x"}, status=403))


def test_a_request_that_was_accepted_must_fit() -> None:
    sent = dataclasses.replace(
        call("/liff/v1/apps", {"liffId": "1-a"}, method="POST"),
        request_body=b'{"view": {"type": "full"}}',
        request_type="application/json",
    )
    assert "url is missing" in line_openapi.faults_of_call(sent)[0]


def test_an_event_is_checked_by_its_own_type() -> None:
    assert webhook() == []
    assert webhook(follow={})
    assert webhook(replyToken=1)
    assert webhook(surprise=True)
    assert webhook(source={"type": "group"})
    assert webhook(mode="asleep")


def test_types_the_file_does_not_know_still_need_the_common_shape() -> None:
    assert webhook(type="messageEdited", message={"type": "text"}) == []
    assert webhook(type="teleport", webhookEventId=5)
