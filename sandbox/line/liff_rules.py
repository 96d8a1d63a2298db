"""What a LIFF app may look like.

Source: https://developers.line.biz/en/reference/liff-server/ (defaults, limit, name and URL rules).
The texts of the refusals are ours: LINE publishes none.
"""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import urlsplit

from sandbox.line.identifiers import new_liff_id
from sandbox.line.model import Json, LiffApp, LoginChannel
from sandbox.line.refusals import Refused, refusal

APP_LIMIT = 30
"""LIFF apps in one channel."""
DEFAULT_SCOPE = ["profile", "chat_message.write"]
_SCOPES = {"openid", "email", "profile", "chat_message.write"}
_SIZES = {"compact", "tall", "full"}
_PROMPTS = {"none", "normal", "aggressive"}
_LOOK_ALIKES = str.maketrans({**dict.fromkeys("i1|!ıіι", "l"), "е": "e", "ν": "n"})
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def invalid(field: str, text: str) -> Refused:
    """A 400 in the Spring-like shape that was observed on this API."""
    errors = [{"field": field, "defaultMessage": text}]
    return Refused(400, {"message": "invalid request", "errors": errors})


def resembles_line(name: str) -> bool:
    """Whether a name contains "LINE" or something that looks like it."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", name).casefold()
        if unicodedata.category(character)[0] not in "MC"
    )
    return "line".translate(_LOOK_ALIKES) in plain.translate(_LOOK_ALIKES)


def is_secure(url: Any) -> bool:
    """Whether a URL is https, or http on this machine (which only this stand-in allows)."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    )


def new_app(channel: LoginChannel, body: Json) -> LiffApp:
    """Adds an app to ``channel``. A full channel and a bad value both answer 400, as at LINE."""
    if len(channel.liff_apps) >= APP_LIMIT:
        raise refusal(400, "invalid request")
    view = body.get("view")
    if not isinstance(view, dict) or "type" not in view or "url" not in view:
        raise invalid("view", "may not be null")
    _check(body)
    app = LiffApp(liff_id=new_liff_id(channel.channel_id), view={}, scope=list(DEFAULT_SCOPE))
    _apply(app, body)
    channel.liff_apps[app.liff_id] = app
    return app


def changed_app(channel: LoginChannel, app: LiffApp, body: Json) -> LiffApp:
    """Changes only what ``body`` names."""
    _check(body)
    _apply(app, body)
    return app


def _check(body: Json) -> None:
    view = body.get("view") or {}
    if not isinstance(view, dict):
        raise invalid("view", "must be an object")
    if "type" in view and view["type"] not in _SIZES:
        raise invalid("view.type", "must be compact, tall or full")
    if "url" in view and (not is_secure(view["url"]) or "#" in view["url"]):
        raise invalid("view.url", "must be an https URL without a fragment")
    if not set(body.get("scope") or []) <= _SCOPES:
        raise invalid("scope", "unknown scope")
    if body.get("botPrompt", "none") not in _PROMPTS:
        raise invalid("botPrompt", "must be normal, aggressive or none")
    if body.get("permanentLinkPattern", "concat") != "concat":
        raise invalid("permanentLinkPattern", "must be concat")
    if resembles_line(str(body.get("description") or "")):
        raise invalid("description", "contains a word that may not be used")


def _apply(app: LiffApp, body: Json) -> None:
    app.view = {**app.view, **(body.get("view") or {})}
    app.description = body.get("description", app.description)
    app.features = {**app.features, **(body.get("features") or {})}
    app.permanent_link_pattern = body.get("permanentLinkPattern", app.permanent_link_pattern)
    app.scope = list(body["scope"]) if body.get("scope") is not None else app.scope
    app.bot_prompt = body.get("botPrompt", app.bot_prompt)
