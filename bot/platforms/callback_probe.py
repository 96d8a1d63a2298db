"""Whether LINE Login knows a callback address, asked without a person.

No API tells. The authorize page does: with ``prompt=none`` LINE returns every error to the
callback, except that it refuses an unknown client or callback on its own page
(https://developers.line.biz/en/docs/line-login/integrate-line-login/#receiving-an-error-response).
The callback itself is never visited. To be asked sparingly: LINE forbids mass authorize requests.
"""

from __future__ import annotations

import secrets

from yarl import URL

from bot.platforms.calls import recorded
from bot.platforms.line_answer import Answer
from bot.platforms.line_errors import refusal
from bot.platforms.line_http import LineHttp

AUTHORIZE = "/oauth2/v2.1/authorize"
MOST_REDIRECTS = 5
REFUSED = b"invalid redirect_uri"


async def accepts_callback(http: LineHttp, channel_id: str, callback: str) -> bool | None:
    """True: registered. False: LINE's page says it is not. None: LINE's answer says neither.

    Raises `Unreachable` or `RateLimited` when LINE does not answer at all or is out of order.
    """
    address, here = URL(callback), URL(http.urls.access).origin()
    url = (here / AUTHORIZE.lstrip("/")).with_query(_question(channel_id, callback))
    for _visit in range(MOST_REDIRECTS):
        answer = await _look(http, url)
        if answer.status == 429 or answer.status >= 500:
            raise refusal(answer)
        if not 300 <= answer.status < 400 or "location" not in answer.headers:
            return False if answer.status == 400 and REFUSED in answer.body.lower() else None
        url = _joined(url, answer.headers["location"])
        if _is(url, address):
            return True
        if not _at(url, here):
            return None
    return None


def _question(channel_id: str, callback: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": channel_id,
        "redirect_uri": callback,
        "state": secrets.token_hex(16),
        "nonce": secrets.token_hex(16),
        "scope": "openid profile",
        "prompt": "none",
    }


async def _look(http: LineHttp, url: URL) -> Answer:
    with recorded(http.observe, "LINE", f"GET {AUTHORIZE}") as outcome:
        answer = await http.ask("GET", url, timeout=http.patience.limit())
        outcome.status, outcome.request_id = answer.status, answer.request_id
    return answer


def _is(url: URL, callback: URL) -> bool:
    """Whether a redirect leads to the callback; LINE adds its answer to the query."""
    if not _at(url, callback.origin()) or url.path != callback.path:
        return False
    return all(url.query.get(name) == value for name, value in callback.query.items())


def _at(url: URL, origin: URL) -> bool:
    return bool(url.host) and url.scheme in ("http", "https") and url.origin() == origin


def _joined(url: URL, location: str) -> URL:
    """Where a redirect leads; nowhere when it is no address."""
    try:
        return url.join(URL(location))
    except ValueError:
        return URL()
