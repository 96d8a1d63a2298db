"""A web site's half of LINE Login, as a site would do it by hand."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp

from sandbox.line.model import LoginChannel, Person
from sandbox.line.platform import LinePlatform

CALLBACK = "https://shop.example.com/login/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")


def fragments(token: str) -> list[Any]:
    """Header and claims of a JWT, unchecked."""
    parts = token.split(".")[:2]
    return [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts]


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@dataclass
class Site:
    """Starts logins, receives callbacks and exchanges codes for one channel."""

    http: aiohttp.ClientSession
    platform: LinePlatform
    channel: LoginChannel
    base: str

    def authorize_url(self, **change: str | None) -> str:
        parameters: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.channel.channel_id,
            "redirect_uri": CALLBACK,
            "state": "s-123",
            "scope": "openid profile",
            "nonce": "n-456",
            **change,
        }
        given = {name: value for name, value in parameters.items() if value is not None}
        return f"{self.base}/oauth2/v2.1/authorize?{urlencode(given)}"

    async def start(self, **change: str | None) -> tuple[int, str, str]:
        """Opens the authorize page: status, text, Location."""
        url = self.authorize_url(**change)
        async with self.http.get(url, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers.get("Location", "")

    async def press(
        self,
        person: Person,
        change: Mapping[str, str | None] | None = None,
        *,
        decision: str = "allow",
        friend: bool = False,
    ) -> tuple[int, str, dict[str, str]]:
        """Sends the consent form: status, text, parameters of the callback."""
        form = {"person": person.key, "decision": decision}
        if friend:
            form["add_friend"] = "on"
        url = self.authorize_url(**(change or {}))
        async with self.http.post(url, data=form, allow_redirects=False) as answer:
            back = answer.headers.get("Location", "")
            assert not back or back.startswith(CALLBACK)
            return answer.status, await answer.text(), query_of(back)

    async def exchange(self, code: str, **change: str) -> tuple[int, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "client_id": self.channel.channel_id,
            "client_secret": self.channel.secret,
            **change,
        }
        return await self.post("/oauth2/v2.1/token", **form)

    async def log_in(self, person: Person, **change: str | None) -> Any:
        """The whole way: the token answer."""
        _, _, back = await self.press(person, change)
        status, tokens = await self.exchange(back["code"])
        assert status == 200
        return tokens

    async def post(self, path: str, **form: str) -> tuple[int, Any]:
        async with self.http.post(path, data=form) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def get(self, path: str, token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.http.get(path, headers=headers) as answer:
            return answer.status, await answer.json()
