"""How the platform says no, over HTTP and to people at its consoles."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.line.model import Json

NOT_AVAILABLE = "Access to this API is not available for your account"
INVALID_TOKEN = (
    "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
)


class Refused(Exception):
    """An API call is refused: ``status``, a JSON ``body`` and extra ``headers``."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


class NotPossible(Exception):
    """A person or administrator tried what LINE's app or console does not let them do."""


class Unknown(LookupError):
    """Nothing with that identifier exists in this stand-in."""


def refusal(status: int, message: str, details: list[Json] | None = None) -> Refused:
    """An error in the shape of the Messaging API (reference, "Error responses")."""
    return Refused(status, {"message": message, **({"details": details} if details else {})})


def body_errors(details: list[Json]) -> Refused:
    """A 400 that lists each bad property of the request body."""
    return refusal(400, f"The request body has {len(details)} error(s)", details)


def oauth_refusal(error: str, description: str, status: int = 400) -> Refused:
    """An error in the shape of the token endpoints: ``error`` and ``error_description``."""
    return Refused(status, {"error": error, "error_description": description})
