"""What a modal is made of: the parts of cards, and inputs.

`handlers.forms` makes a `Modal` from a form class; a handler may also return one it built itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.cards.marks import Said
from bot.cards.parts import Card, Part, Tone, context, prose
from bot.text import Text, _

TITLE = _("Moorline")


@dataclass(frozen=True)
class Typed:
    """Typed text, at most `longest` characters (Slack allows 3,000)."""

    lines: bool = False
    longest: int = 3000
    placeholder: Said = ""


@dataclass(frozen=True)
class Picked:
    """One of `options`, each a value of at most 150 characters and its words; 100 at most."""

    options: tuple[tuple[str, Said], ...]


@dataclass(frozen=True)
class Ticked:
    """A single check box with these words beside it."""

    words: Said


@dataclass(frozen=True)
class PersonPicked:
    """A person of this Slack workspace."""


@dataclass(frozen=True)
class ChannelPicked:
    """A public or private channel of this Slack workspace."""


@dataclass(frozen=True)
class FilePicked:
    """One file with an ending of `endings` (without the dot), 10 MB at most; never filled in."""

    endings: tuple[str, ...]


@dataclass(frozen=True)
class Input:
    """One thing asked. `name` is Slack's block_id; the element's action_id is `value`."""

    name: str
    label: Said
    kind: Typed | Picked | Ticked | PersonPicked | ChannelPicked | FilePicked
    hint: Said = ""
    optional: bool = False
    filled: str | bool = ""
    problem: Text | None = None


@dataclass(frozen=True)
class Modal:
    """A Slack modal; with `submit` it is a form whose `callback` names what runs.

    Titles and button words hold 24 characters. `metadata` (JSON, 3,000 characters) comes back with
    the submission as `Call.metadata`; it is not secret. `place` is the Slack channel it belongs to
    (id and name) when that is another than the one it was asked for in.
    """

    title: Said
    parts: tuple[Part | Input, ...]
    callback: str = ""
    submit: Text | None = None
    close: Text | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    place: tuple[str, str] | None = None


def waiting(text: Text) -> Modal:
    """What stands in a modal while work goes on."""
    return Modal(TITLE, (prose(_("⏳ {text}", text=text)),))


def said(card: Card) -> Modal:
    """A card inside a modal; its status line closes it, as modals have no coloured bar."""
    parts: tuple[Part, ...] = card.parts or (prose(card.text),)
    if card.tone is not Tone.PLAIN and card.status is not None:
        parts = (*parts, context(card.status))
    return Modal(TITLE, parts)
