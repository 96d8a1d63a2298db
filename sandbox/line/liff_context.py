"""What the LIFF SDK is told about the app it runs in.

Sources: https://developers.line.biz/en/reference/liff/#get-context and
https://developers.line.biz/en/docs/liff/opening-liff-app/
"""

from __future__ import annotations

import json

from sandbox.line.authorize import with_parameters
from sandbox.line.id_tokens import base64url
from sandbox.line.model import Json, LiffApp, LoginChannel


def primary_url(app: LiffApp, more: str = "") -> str:
    """The endpoint with ``more``, a LIFF URL's path, query and fragment, in ``liff.state``."""
    endpoint = str(app.view["url"])
    return with_parameters(endpoint, {"liff.state": more}) if more else endpoint


def context_of(channel: LoginChannel, app: LiffApp, user_id: str | None = None) -> Json:
    """The context; with ``user_id`` as the LIFF browser gets it, else as other browsers do.

    ``shareTargetPicker`` is allowed once the console's agreement is accepted, windows of LINE's own
    (``requestFriendship``) only in apps of full size.
    """
    full = app.view.get("type") == "full"
    context: Json = {
        "type": "none" if user_id else "external",
        "viewType": app.view.get("type"),
        "liffId": app.liff_id,
        "endpointUrl": app.view["url"],
        "permanentLinkPattern": app.permanent_link_pattern or "concat",
        "scope": list(app.scope),
        "availability": {
            "shareTargetPicker": {"permission": channel.share_target_picker, "minVer": "10.3.0"},
            "subwindowOpen": {"permission": full, "minVer": "11.7.0"},
        },
    }
    return {**context, "userId": user_id} if user_id else context


def context_token(channel: LoginChannel, app: LiffApp, user_id: str | None = None) -> str:
    """The context in the form of a token; the SDK reads it and does not check a signature."""
    parts: tuple[Json, ...] = ({"alg": "none"}, context_of(channel, app, user_id))
    return ".".join(base64url(json.dumps(part).encode()) for part in parts) + "."
