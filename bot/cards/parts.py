"""What a card is made of. Nothing here knows Slack's spelling or the reader's language.

A card is data: functions in `bot/cards/` build it from `Text`s and values, `bot.cards.kit` renders
it for one reader. A plain `str` is somebody's data (a member's name, an address): it is shown as it
is and never obeyed. A `Text` is ours: its sentence may use Slack's mrkdwn (`*bold*`), the values in
it may be `link(…)`, `code(…)`, `person(…)`, `channel(…)`, and times appear in each viewer's zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.cards.marks import Said
from bot.cards.values import ButtonValue
from bot.text import Text


class Tone(StrEnum):
    """How urgent a card is; it gives the mark before its text and the colour beside its status."""

    PLAIN = "plain"
    BROKEN = "broken"
    WARNING = "warning"
    QUIET = "quiet"  # acknowledged, muted
    WELL = "well"


@dataclass(frozen=True)
class Button:
    """A button; its value says what pressing it runs. With `url` it only opens that address."""

    label: Said
    value: ButtonValue | None
    url: str = ""
    style: str = ""
    confirm: Text | None = None


@dataclass(frozen=True)
class Option:
    """One thing to choose, and what choosing it carries (150 characters as JSON)."""

    label: Said
    value: ButtonValue


@dataclass(frozen=True)
class Choice:
    """A menu; choosing runs the option's value at once. At most 100 options are shown."""

    label: Said
    options: tuple[Option, ...]


@dataclass(frozen=True)
class More:
    """A "…" menu for what is rarely needed; at most five options are shown."""

    options: tuple[Option, ...]


@dataclass(frozen=True)
class People:
    """A menu of everybody in the workspace; choosing somebody runs `value` with their Slack id in
    its `user`. `value` takes 255 characters as JSON; one menu stands among the elements of a block.
    """

    label: Said
    value: ButtonValue
    chosen: str = ""


@dataclass(frozen=True)
class Picture:
    """An image by its public https address; `alt` is read out instead of it."""

    url: str
    alt: Said


@dataclass(frozen=True)
class Heading:
    """One large line, 150 characters."""

    text: Said


@dataclass(frozen=True)
class Prose:
    """A paragraph, 3,000 characters, with at most one thing at its side."""

    text: Said
    side: Button | Choice | More | Picture | None = None


@dataclass(frozen=True)
class Copyable:
    """A value on lines of its own, ready to copy whole."""

    words: str


@dataclass(frozen=True)
class Facts:
    """Names and values in two columns."""

    pairs: tuple[tuple[Said, Said], ...]


@dataclass(frozen=True)
class Context:
    """A small grey line of words and pictures, ten at most."""

    items: tuple[Said | Picture, ...]


@dataclass(frozen=True)
class Illustration:
    """A large picture on lines of its own, by its public address; `alt` is read out instead."""

    url: str
    alt: Said


@dataclass(frozen=True)
class Divider:
    """A thin line."""


Element = Button | Choice | More | People


@dataclass(frozen=True)
class Actions:
    """Buttons and menus side by side."""

    elements: tuple[Element, ...]


Part = Heading | Prose | Copyable | Facts | Context | Illustration | Divider | Actions


@dataclass(frozen=True)
class Card:
    """One Slack message. `text` is what notifications and screen readers say; never empty.

    `status` is the line beside the coloured bar; without one the tone's own word stands there.
    """

    text: Said
    parts: tuple[Part, ...] = ()
    tone: Tone = Tone.PLAIN
    status: Said | None = None


def heading(text: Said) -> Heading:
    """One large line."""
    return Heading(text)


def prose(text: Said, side: Button | Choice | More | Picture | None = None) -> Prose:
    """A paragraph, with at most one thing at its side."""
    return Prose(text, side)


def copyable(words: str) -> Copyable:
    """A value on lines of its own, ready to copy whole."""
    return Copyable(words)


def facts(pairs: Iterable[tuple[Said, Said]]) -> Facts:
    """Names and values in two columns; an empty value shows as a dash."""
    return Facts(tuple(pairs))


def context(*items: Said | Picture) -> Context:
    """A small grey line."""
    return Context(items)


def illustration(url: str, alt: Said) -> Illustration:
    """A large picture."""
    return Illustration(url, alt)


def divider() -> Divider:
    """A thin line."""
    return Divider()


def buttons(*elements: Element) -> Actions:
    """Buttons and menus side by side, 25 at most."""
    return Actions(elements)


def button(
    label: Said,
    value: ButtonValue,
    *,
    primary: bool = False,
    danger: bool = False,
    confirm: Text | None = None,
) -> Button:
    """A button; `confirm` is a question asked before it takes effect."""
    style = "primary" if primary else "danger" if danger else ""
    return Button(label, value, style=style, confirm=confirm)


def opens(label: Said, url: str, *, primary: bool = False) -> Button:
    """A button that opens an address and runs nothing here."""
    return Button(label, None, url=url, style="primary" if primary else "")


def option(label: Said, value: ButtonValue) -> Option:
    """One thing to choose in a menu."""
    return Option(label, value)


def choice(label: Said, *options: Option) -> Choice:
    """A menu whose placeholder is `label`."""
    return Choice(label, options)


def more(*options: Option) -> More:
    """A "…" menu of one to five options."""
    return More(options)


def people(label: Said, value: ButtonValue, chosen: str = "") -> People:
    """A menu of everybody in the workspace, among the elements of a block."""
    return People(label, value, chosen)


def picture(url: str, alt: Said) -> Picture:
    """An image, beside a paragraph or in a context line."""
    return Picture(url, alt)
