"""A sentence people will read, before its language is chosen.

Rules, errors and cards say things with `_("…", name=value)`; nobody below the edge knows who will
read them. `bot.locale.Speaker` turns a `Text` into words for one reader. The English `msgid` is the
key of the message catalogues in `bot/locale/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Text:
    """A catalogue message and the values that fill its `{placeholders}`."""

    msgid: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        """The English sentence; for logs and terminals that chose no language."""
        return self.msgid.format_map({name: str(value) for name, value in self.values})


def _(msgid: str, /, **values: Any) -> Text:
    """Mark a sentence for translation. Values may be text, numbers, times or further `Text`s."""
    return Text(msgid, tuple(values.items()))


def to_json(text: Text | str) -> Any:
    """Make a sentence storable as JSON; the inverse of `from_json`."""
    if isinstance(text, str):
        return text
    return {"msgid": text.msgid, "values": {name: _value(value) for name, value in text.values}}


def from_json(stored: Any) -> Text | str:
    """Read back what `to_json` wrote."""
    if isinstance(stored, Mapping) and "msgid" in stored:
        return Text(stored["msgid"], tuple((n, _read(v)) for n, v in stored["values"].items()))
    return str(stored)


def _value(value: Any) -> Any:
    match value:
        case Text():
            return to_json(value)
        case datetime():
            return {"time": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case _:
            return value


def _read(stored: Any) -> Any:
    match stored:
        case {"msgid": _m}:
            return from_json(stored)
        case {"time": str(written)}:
            return datetime.fromisoformat(written)
        case {"seconds": seconds}:
            return timedelta(seconds=seconds)
        case _:
            return stored
