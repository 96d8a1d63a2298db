"""What an authorization request must look like, and how it is refused.

Source: https://developers.line.biz/en/docs/line-login/integrate-line-login/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sandbox.line.model import LoginChannel

SCOPES = frozenset({"openid", "profile", "email"})
BAD_REDIRECT = "Invalid redirect_uri value. Check if it is registered in a LINE developers site."
DEVELOPING = "This channel is now developing status. User need to have developer role."


class LoginPage(Exception):
    """LINE shows an error page of its own (HTTP 400); the site gets no callback."""


class SentBack(Exception):
    """LINE sends the browser back to the site with an error; ``url`` is where to."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeRequest:
    """A well-formed authorization request."""

    channel: LoginChannel
    redirect_uri: str
    state: str
    scope: tuple[str, ...]
    nonce: str | None = None
    prompt: str | None = None
    bot_prompt: str | None = None
    code_challenge: str | None = None
    liff_id: str | None = None

    def back(self, **parameters: str) -> str:
        """The callback address with ``parameters`` and the state added.

        A login begun by the LIFF SDK gets what the SDK looks for besides.
        """
        if self.liff_id is not None:
            parameters["liffClientId"] = self.channel.channel_id
            parameters["liffRedirectUri"] = self.redirect_uri
            if "error" in parameters:
                parameters |= {"error": parameters["error"].lower(), "liffOAuth2Error": "true"}
        return with_parameters(self.redirect_uri, {**parameters, "state": self.state})

    @property
    def offers_friend(self) -> bool:
        """Whether the request and the channel ask for the add-friend option."""
        return self.channel.linked_account is not None and self.bot_prompt is not None


@dataclass(slots=True, kw_only=True)
class LoginCode:
    """An authorization code: ten minutes, once."""

    value: str = field(repr=False)
    request: AuthorizeRequest
    person_key: str
    issued_at: datetime


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """``url`` with query parameters added to those it has."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def is_registered(url: str, callbacks: list[str]) -> bool:
    """Whether a callback URL matches a registered one exactly, further query parameters aside."""
    given = urlsplit(url)
    for callback in callbacks:
        known = urlsplit(callback)
        same = (given.scheme, given.netloc, given.path) == (known.scheme, known.netloc, known.path)
        if same and set(parse_qsl(known.query)) <= set(parse_qsl(given.query)):
            return not given.fragment
    return False


def read_request(channel: LoginChannel | None, query: Mapping[str, str]) -> AuthorizeRequest:
    """The request in ``query``. A bad client or callback is a LoginPage, all else a SentBack."""
    if channel is None or channel.deleted:
        raise LoginPage("Invalid client_id value.")
    redirect_uri = query.get("redirect_uri", "")
    if not is_registered(redirect_uri, channel.callbacks):
        raise LoginPage(BAD_REDIRECT)
    fault = _fault_in(query)
    if fault is not None:
        error, description = fault
        parameters = {"error": error, "error_description": description}
        if query.get("state"):
            parameters["state"] = query["state"]
        raise SentBack(with_parameters(redirect_uri, parameters))
    return AuthorizeRequest(
        channel=channel,
        redirect_uri=redirect_uri,
        state=query["state"],
        scope=tuple(query["scope"].split()),
        nonce=query.get("nonce"),
        prompt=query.get("prompt"),
        bot_prompt=query.get("bot_prompt"),
        code_challenge=query.get("code_challenge"),
    )


def _fault_in(query: Mapping[str, str]) -> tuple[str, str] | None:
    if query.get("response_type") != "code":
        return "UNSUPPORTED_RESPONSE_TYPE", "response_type must be code"
    if not query.get("state"):
        return "INVALID_REQUEST", "state is required"
    scopes = set(query.get("scope", "").split())
    if not scopes or not scopes <= SCOPES:
        return "INVALID_SCOPE", "requested scopes are not available"
    if query.get("bot_prompt", "normal") not in {"normal", "aggressive"}:
        return "INVALID_REQUEST", "bot_prompt must be normal or aggressive"
    if "code_challenge" in query and query.get("code_challenge_method") != "S256":
        return "INVALID_REQUEST", "code_challenge_method must be S256"
    return None
