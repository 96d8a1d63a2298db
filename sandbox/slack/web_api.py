"""``/api/METHOD``: authentication, limits, faults and the record around every Web API call."""

from __future__ import annotations

import asyncio

from aiohttp import web

from sandbox.slack import arguments as argument_reader
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.limits import Fault
from sandbox.slack.methods import (
    Method,
    chat,
    connections,
    conversations,
    files,
    people,
    reactions,
    views,
)
from sandbox.slack.model import ApiCall, Json
from sandbox.slack.state import WorkspaceState

METHODS: dict[str, Method] = {
    **people.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
    **views.METHODS,
    **reactions.METHODS,
    **files.METHODS,
    **connections.METHODS,
}
WITH_APP_TOKEN = frozenset(connections.METHODS)


class WebApi:
    """Answers the Web API of one workspace."""

    def __init__(self, workspace: WorkspaceState) -> None:
        self._workspace = workspace

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, from its request to its answer; it is recorded in `workspace.calls`."""
        method = request.match_info["method"]
        try:
            token, arguments = await argument_reader.read(request)
        except SlackRefusal as refusal:
            return self._answer(method, Arguments({}), refused(refusal))
        channel = arguments.text("channel") or None
        fault = self._workspace.limits.fault(method, channel)
        if fault is not None:
            broken = await self._break(request, method, arguments, fault)
            if broken is not None:
                return broken
        if wait := self._workspace.limits.retry_after(method, channel):
            return self._limited(method, arguments, wait)
        return self._answer(method, arguments, self._call(method, token, arguments))

    def _call(self, method: str, token: str | None, arguments: Arguments) -> Json:
        known = METHODS.get(method)
        if known is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        try:
            self._authorise(method, token)
            self._workspace.installation.require_scope(method)
            return {"ok": True, **known(self._workspace, arguments)}
        except SlackRefusal as refusal:
            return refused(refusal)

    def _authorise(self, method: str, token: str | None) -> None:
        workspace = self._workspace
        if token is None:
            raise SlackRefusal("not_authed")
        if token not in (workspace.bot_token, workspace.app_token):
            raise SlackRefusal("invalid_auth")
        if (token == workspace.app_token) != (method in WITH_APP_TOKEN):
            raise SlackRefusal("not_allowed_token_type")

    async def _break(
        self, request: web.Request, method: str, arguments: Arguments, fault: Fault
    ) -> web.StreamResponse | None:
        """Do what a fault says; None when the call then goes on as usual."""
        await asyncio.sleep(fault.latency)
        if fault.drop:
            self._record(method, arguments, 0, "connection_closed")
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault.status == 429:
            return self._limited(method, arguments, fault.retry_after)
        if fault.error is not None:
            return self._answer(
                method, arguments, {"ok": False, "error": fault.error}, fault.status
            )
        if fault.status != 200:
            self._record(method, arguments, fault.status, f"http_{fault.status}")
            return web.Response(status=fault.status, text="upstream fault", headers=self._headers())
        return None

    def _limited(self, method: str, arguments: Arguments, wait: int) -> web.Response:
        response = self._answer(method, arguments, {"ok": False, "error": "ratelimited"}, 429)
        response.headers["Retry-After"] = str(wait)
        return response

    def _answer(
        self, method: str, arguments: Arguments, body: Json, status: int = 200
    ) -> web.Response:
        self._record(method, arguments, status, body.get("error"))
        return web.json_response(body, status=status, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        scopes = self._workspace.installation.scopes
        granted = {} if scopes is None else {"x-oauth-scopes": ",".join(sorted(scopes))}
        return {"x-slack-req-id": self._workspace.mint.word(32), **granted}

    def _record(self, method: str, arguments: Arguments, status: int, error: str | None) -> None:
        workspace = self._workspace
        channel = arguments.text("channel") or None
        call = ApiCall(
            method, workspace.clock(), status, error is None, error, channel, arguments.values
        )
        workspace.calls.append(call)
        workspace.journal.note("api.called", channel=channel, by=method)


def refused(refusal: SlackRefusal) -> Json:
    """The body of a refused call."""
    body: Json = {"ok": False, "error": refusal.code, **refusal.extra}
    if refusal.details:
        body["errors"] = list(refusal.details)
        messages = [f"[ERROR] {detail}" for detail in refusal.details]
        body["response_metadata"] = {"messages": messages}
    return body
