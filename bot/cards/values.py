"""What a button carries to the person who presses it, and back.

Subclass `ButtonValue` beside the card that shows the button; a `@pressed` function takes it in.
A value comes back from outside, so it is checked like any input: odd JSON is `Refused`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeVar

import msgspec

from bot.errors import Refused
from bot.text import _


@dataclass(frozen=True)
class ButtonValue:
    """A frozen dataclass of plain fields. `action` is the subcommand it runs: Slack's action_id."""

    action: ClassVar[str]


V = TypeVar("V", bound=ButtonValue)
OLD_BUTTON = _("This button is no longer in use. Type the command again to get a fresh card.")


LONGEST_OPTION = 150  #: characters of what a menu's option carries, its action included


def fits(value: ButtonValue) -> bool:
    """Whether a menu's option can carry it."""
    return len(value.action) + 1 + len(written(value)) <= LONGEST_OPTION


def written(value: ButtonValue) -> str:
    """The value as compact JSON; buttons hold 2,000 characters of it, menu options 150 in all."""
    return msgspec.json.encode(value).decode()


def read(kind: type[V], stored: str) -> V:
    """Read back what `written` made. Raises Refused when it is not a `kind`."""
    try:
        return msgspec.json.decode(stored, type=kind)
    except (msgspec.MsgspecError, ValueError):
        raise Refused(OLD_BUTTON) from None
