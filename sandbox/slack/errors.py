"""What the stand-in refuses, in Slack's own words."""

from __future__ import annotations

from collections.abc import Sequence


class SlackRefusal(Exception):
    """A Web API call that is answered ``{"ok": false, "error": code}``.

    `details` become ``response_metadata.messages`` (each with Slack's ``[ERROR]`` in front), as
    Slack does for malformed blocks and views; `extra` are further fields of the answer. Codes are
    those of the method pages under
    https://docs.slack.dev/reference/methods.
    """

    def __init__(self, code: str, details: Sequence[str] = (), **extra: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = tuple(details)
        self.extra = extra


class NoSuchThing(LookupError):
    """The control side named a user, channel, message, view or element that does not exist.

    The remedy is in the text: it lists what does exist.
    """
