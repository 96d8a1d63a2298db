"""Reads JSON that may hold anything: a property that is missing or odd is simply not there.

LINE adds events, properties and values without notice, so nothing about an event is taken for
granted (https://developers.line.biz/en/docs/messaging-api/development-guidelines/).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 2**53  #: whole numbers beyond it are not exact in JSON


@dataclass(frozen=True)
class Given:
    """A JSON value, looked into by path; every question has an answer."""

    value: Any

    def at(self, *path: str) -> Given:
        """What lies at `path`; nothing where there is no such way."""
        found = self.value
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return Given(found)

    def words(self, *path: str) -> str:
        """A string every database and every messenger can hold, or ""."""
        found = self.at(*path).value
        return storable(found) if isinstance(found, str) else ""

    def whole(self, *path: str) -> int | None:
        """A whole number, or None."""
        found = self.at(*path).value
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        if not math.isfinite(found) or abs(found) > LARGEST:
            return None
        return int(found)

    def decimal(self, *path: str) -> float | None:
        """A finite number, or None."""
        found = self.at(*path).value
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if abs(found) <= LARGEST else None  # NaN is never smaller

    def yes(self, *path: str) -> bool:
        """Whether it is exactly `true`."""
        return self.at(*path).value is True

    def items(self, *path: str) -> list[Given]:
        """The members of a list, or none."""
        found = self.at(*path).value
        return [Given(one) for one in found] if isinstance(found, list) else []


def storable(words: str) -> str:
    """Without what PostgreSQL and UTF-8 refuse: NUL, and halves of surrogate pairs."""
    whole = words.encode("utf-8", "replace").decode() if not words.isascii() else words
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")
