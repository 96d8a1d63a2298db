"""What LINE answered, before anybody decided what it means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.errors import Unreachable
from bot.text import _

LONGEST_MESSAGE = 300
"""Characters of LINE's own text that are worth repeating to a person."""


@dataclass(frozen=True)
class Answer:
    """Status, headers and the undecoded body of one answer.

    `hidden` are the secrets and tokens the question carried; should LINE repeat one in its text, it
    is blotted out.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    hidden: frozenset[str] = field(default=frozenset(), repr=False)

    def hiding(self, *values: str) -> Answer:
        """The same answer, with more to be blotted out."""
        return replace(self, hidden=self.hidden.union(value for value in values if value))

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str:
        """LINE's id of the request, for its support
        (https://developers.line.biz/en/reference/messaging-api/#response-headers).
        """
        return self.headers.get("x-line-request-id", "")

    @property
    def message(self) -> str:
        """LINE's own words: ``message`` of the API, ``error_description`` of the token endpoints.

        They are a hint, never a contract (reference, "Error responses"); empty when there are none.
        """
        said = _object(self.body)
        for name in ("message", "error_description", "error"):
            if isinstance(said.get(name), str):
                return self._blotted(str(said[name]))[:LONGEST_MESSAGE]
        return ""

    def _blotted(self, text: str) -> str:
        for value in self.hidden:
            text = text.replace(value, "…")
        return text

    @property
    def retry_after(self) -> timedelta | None:
        """How long LINE asks us to wait, if it says."""
        seconds = self.headers.get("retry-after", "")
        return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None

    def object(self) -> Mapping[str, Any]:
        """The body as a JSON object; `Unreachable` when it is anything else."""
        said = _object(self.body)
        if not said and self.body.strip() != b"{}":
            raise unintelligible(self)
        return said

    def text(self, name: str) -> str:
        """A text that must be there; `Unreachable` when it is not."""
        value = self.object().get(name)
        if not isinstance(value, str) or not value:
            raise unintelligible(self)
        return value

    def optional(self, name: str) -> str | None:
        """A text that may be missing."""
        value = self.object().get(name)
        return value if isinstance(value, str) and value else None


def unintelligible(answer: Answer) -> Unreachable:
    """LINE answered something nobody can read; asking again later may help."""
    said = _("LINE answered something unintelligible. It is asked again later.")
    return Unreachable("LINE", said, status=answer.status, request_id=answer.request_id)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:  # UnicodeDecodeError is one too
        return {}
    return said if isinstance(said, dict) else {}
