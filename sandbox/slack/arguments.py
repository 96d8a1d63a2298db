"""The arguments of a Web API call, whether they came as a form, as JSON or in the query.

https://docs.slack.dev/apis/web-api: both body types are accepted; objects within a form are
JSON-encoded strings; the token is a bearer header or an argument.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Json

TRUE = ("1", "true", "True")


class Arguments:
    """Reads arguments by name, whatever form they came in."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are written out, as in a form."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false, written any way Slack accepts."""
        value = self.values.get(name)
        return default if value is None else value is True or str(value) in TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number; ``invalid_arguments`` otherwise."""
        try:
            return int(self.values.get(name) or default)
        except (TypeError, ValueError):
            raise SlackRefusal("invalid_arguments") from None

    def items(self, name: str, refusal: str) -> list[Json]:
        """A list of objects; absent is empty; refused with `refusal` when it is no JSON list."""
        value = self.decoded(name, refusal)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise SlackRefusal(refusal)
        return value

    def decoded(self, name: str, refusal: str) -> Any:
        """A value that a form carries as JSON text; refused with `refusal` when it is not JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackRefusal(refusal) from None


async def read(request: web.Request) -> tuple[str | None, Arguments]:
    """The token and the other arguments of a request.

    Refuses with ``invalid_json``, ``json_not_object`` or ``invalid_post_type``, as Slack does.
    """
    values: Json = dict(request.query)
    kind = request.content_type
    if kind == "application/json" and request.can_read_body:
        try:
            posted = await request.json()
        except ValueError:
            raise SlackRefusal("invalid_json") from None
        if not isinstance(posted, dict):
            raise SlackRefusal("json_not_object")
        values |= posted
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        values |= dict(await request.post())
    elif request.can_read_body and request.method == "POST" and await request.read():
        raise SlackRefusal("invalid_post_type")
    token = values.pop("token", None)
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        token = header.removeprefix("Bearer ").strip()
    return (str(token) if token else None), Arguments(values)
