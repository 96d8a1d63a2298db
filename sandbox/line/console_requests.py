"""Reading the control side's requests."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from sandbox.line.model import Group, Json, LoginChannel, OfficialAccount, Person
from sandbox.line.platform import PLATFORM, LinePlatform
from sandbox.line.refusals import refusal
from sandbox.line.replies import json_body

Form = TypeVar("Form")


def platform_of(request: web.Request) -> LinePlatform:
    """The platform behind the request."""
    return request.app[PLATFORM]


def account_at(request: web.Request) -> OfficialAccount:
    """The account named in the path."""
    return platform_of(request).account(request.match_info["account"])


def channel_at(request: web.Request) -> LoginChannel:
    """The Login channel named in the path."""
    return platform_of(request).login_channel(request.match_info["channel"])


def person_at(request: web.Request) -> Person:
    """The person named in the path."""
    return platform_of(request).person(request.match_info["person"])


def group_at(request: web.Request) -> Group:
    """The group named in the path."""
    return platform_of(request).group(request.match_info["group"])


def account_in(request: web.Request, body: Json) -> OfficialAccount:
    """The account named in the body."""
    return platform_of(request).account(str(needed(body, "account")))


def needed(body: Json, name: str) -> Any:
    """A field the body must have; 400 without it."""
    if name not in body:
        raise refusal(400, f"{name} is missing")
    return body[name]


def bytes_in(body: Json, name: str) -> bytes | None:
    """Bytes given as base64; None when the field is absent."""
    if name not in body:
        return None
    try:
        return base64.b64decode(body[name], validate=True)
    except (binascii.Error, TypeError) as failure:
        raise refusal(400, f"{name} must be base64") from failure


async def optional_body(request: web.Request) -> Json:
    """The JSON object of a request, empty when there is none."""
    return await json_body(request) if request.can_read_body else {}


async def read_as(request: web.Request, form: type[Form]) -> Form:
    """The body as ``form``; 400 naming the field when it does not fit."""
    try:
        return msgspec.convert(await json_body(request), form)
    except msgspec.ValidationError as failure:
        raise refusal(400, str(failure)) from failure
