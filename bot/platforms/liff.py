"""The LIFF apps of one LINE Login channel, by raw HTTP: the SDK loses a whole list when one app has
a scope it does not know. Source: https://developers.line.biz/en/reference/liff-server/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.binding.platforms import LiffApp, LiffWanted
from bot.errors import RefusedByVendor
from bot.platforms.liff_names import NEUTRAL, liff_name
from bot.platforms.line_answer import Answer, unintelligible
from bot.platforms.line_errors import refusal
from bot.platforms.line_http import LineHttp
from bot.platforms.line_tokens import Credentials, LineTokens
from bot.text import _

__all__ = ["MOST_APPS", "Liff", "liff_name"]

APPS = "/liff/v1/apps"
ONE_APP = "/liff/v1/apps/{liffId}"
MOST_APPS = 30


class Liff:
    """Lists, adds, changes and deletes LIFF apps with the channel's own token."""

    def __init__(self, http: LineHttp, tokens: LineTokens, credentials: Credentials) -> None:
        self._http = http
        self._tokens = tokens
        self._credentials = credentials

    async def apps(self) -> Sequence[LiffApp]:
        """Every app; LINE's 404 means there are none."""
        answer = await self._call("GET", APPS)
        if answer.status == 404:
            return ()
        if not answer.ok:
            raise refusal(answer)
        listed = answer.object().get("apps")
        if not isinstance(listed, list):
            raise unintelligible(answer)
        return tuple(_app(one) for one in listed if isinstance(one, dict) and "liffId" in one)

    async def add(self, wanted: LiffWanted) -> str:
        """Create an app, under the name without what LINE dislikes, and return its LIFF id.

        LINE answers 400 for a full channel and for a name it dislikes alike. So a 400 is followed
        by a count, and, where there is room, by one more try with a neutral name.
        """
        name = liff_name(wanted.name)
        answer = await self._call("POST", APPS, body=_creation(wanted, name))
        if answer.status == 400:
            if len(await self.apps()) >= MOST_APPS:
                raise _full(answer)
            if name != NEUTRAL:
                answer = await self._call("POST", APPS, body=_creation(wanted, NEUTRAL))
        if not answer.ok:
            raise refusal(answer)
        return answer.text("liffId")

    async def update(self, liff_id: str, wanted: LiffWanted) -> None:
        """Set endpoint, size, scopes and add-friend option; the name and all else stay as they are.

        `RefusedByVendor` with status 404 when the app is not in this channel.
        """
        answer = await self._call("PUT", ONE_APP, liff_id=liff_id, body=_settings(wanted))
        if answer.status == 404:
            said = _("LINE has no LIFF app {liff_id} in this Login channel.", liff_id=liff_id)
            raise refusal(answer, said)
        if not answer.ok:
            raise refusal(answer)

    async def delete(self, liff_id: str) -> None:
        """Delete an app. One that is not (or no longer) in this channel counts as deleted."""
        answer = await self._call("DELETE", ONE_APP, liff_id=liff_id)
        if not answer.ok and answer.status != 404:
            raise refusal(answer)

    async def _call(
        self,
        method: str,
        template: str,
        *,
        liff_id: str = "",
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        path = template.replace("{liffId}", quote(liff_id, safe=""))

        async def attempt(token: str) -> Answer:
            return await self._http.api(method, template, path=path, token=token, json=body)

        return await self._tokens.spend(self._credentials, attempt)


def _settings(wanted: LiffWanted) -> dict[str, Any]:
    return {
        "view": {"type": wanted.view, "url": wanted.url},
        "scope": list(wanted.scopes),
        "botPrompt": wanted.bot_prompt,
    }


def _creation(wanted: LiffWanted, name: str) -> dict[str, Any]:
    return {**_settings(wanted), "description": name, "permanentLinkPattern": "concat"}


def _app(listed: Mapping[str, Any]) -> LiffApp:
    """Read one app; what is missing has LINE's default, what is new is left out."""
    view = listed.get("view")
    view = view if isinstance(view, dict) else {}
    scopes = listed.get("scope")
    return LiffApp(
        liff_id=str(listed["liffId"]),
        url=str(view.get("url") or ""),
        view=str(view.get("type") or ""),
        description=str(listed.get("description") or ""),
        scopes=tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else (),
        bot_prompt=str(listed.get("botPrompt") or "none"),
    )


def _full(answer: Answer) -> RefusedByVendor:
    said = _(
        "This Login channel already holds {most} LIFF apps, which is all LINE allows. "
        "Delete one that is no longer used (LINE Developers, “LIFF”), then repair again.",
        most=MOST_APPS,
    )
    return RefusedByVendor(
        "LINE", said, message=answer.message, status=400, request_id=answer.request_id
    )
