"""Reading requests and writing answers the way LINE's APIs do."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.line.model import Json
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import NotPossible, Refused, Unknown, refusal
from sandbox.line.world import Call

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
CHANNEL_ID: web.RequestKey[str] = web.RequestKey("channel_id", str)
FAULTED: web.RequestKey[bool] = web.RequestKey("faulted", bool)
CONTROL_SIDE = "/console"
_TEXTS = {404: "Not found", 405: "Method Not Allowed", 413: "Payload Too Large"}


def answer(body: Any, status: int = 200) -> web.Response:
    """A JSON answer."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json")


async def json_body(request: web.Request) -> Json:
    """The JSON object of a request; refuses other content types and other JSON."""
    if request.content_type != "application/json":
        raise refusal(415, f"The content type, {request.content_type}, is not supported")
    try:
        body = json.loads(await request.read())
    except ValueError as failure:
        line, column = getattr(failure, "lineno", 1), getattr(failure, "colno", 1)
        text = "The request body could not be parsed as JSON"
        raise refusal(400, f"{text} (line: {line}, column: {column})") from failure
    if not isinstance(body, dict):
        raise refusal(400, "The request body must be a JSON object")
    return body


async def form_body(request: web.Request) -> dict[str, str]:
    """The fields of a form; empty ones count as absent, uploads are ignored."""
    fields = await request.post()
    return {name: value for name, value in fields.items() if isinstance(value, str) and value}


@web.middleware
async def record_call(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives every answer its ``X-Line-Request-Id`` and keeps a record of the call."""
    if request.path.startswith(CONTROL_SIDE):
        shown = await handler(request)
        request.app[PLATFORM].bell.ring()
        return shown
    request[REQUEST_ID] = str(uuid4())
    response = await handler(request)
    response.headers["X-Line-Request-Id"] = request[REQUEST_ID]
    platform = request.app[PLATFORM]
    call = Call(
        at=platform.clock(),
        method=request.method,
        path=request.path,
        query=request.query_string,
        status=response.status,
        channel_id=request.get(CHANNEL_ID),
        request_id=request[REQUEST_ID],
        faulted=request.get(FAULTED, False),
    )
    if platform.records_bodies:
        call.request_body, call.request_type = await request.read(), request.content_type
        call.response_type = response.content_type
        if isinstance(response, web.Response) and isinstance(response.body, bytes):
            call.response_body = response.body
    platform.calls.append(call)
    platform.bell.ring()
    return response


@web.middleware
async def apply_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets the active faults strike before the platform answers."""
    platform = request.app[PLATFORM]
    if platform.faults.active and not request.path.startswith(CONTROL_SIDE):
        struck = await platform.faults.strike(request)
        if struck is not None:
            request[FAULTED] = True
            return struck
    return await handler(request)


@web.middleware
async def write_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns refusals and aiohttp's own errors into LINE's JSON."""
    try:
        return await handler(request)
    except Refused as refused:
        response = answer(refused.body, refused.status)
        response.headers.update(refused.headers)
        return response
    except (NotPossible, Unknown) as refused:
        return answer({"message": str(refused)}, 409 if isinstance(refused, NotPossible) else 404)
    except web.HTTPException as error:
        text = _TEXTS.get(error.status)
        if text is None:
            raise
        return answer({"message": text}, error.status)
