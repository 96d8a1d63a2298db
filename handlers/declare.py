"""What a Slack handler is given, and how it is declared.

A handler is a plain `async` function of at most fifteen lines: parse, one flow call, a card. The
decorator turns it into a frozen, named object that `discover()` finds; acknowledging, authorising,
waiting views and errors are the edge's (`handlers/slack.py`), the same for all of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.values import ButtonValue
from bot.locale import Speaker
from bot.text import Text, _
from handlers.forms import Form

if TYPE_CHECKING:
    from bot.deps import Deps
    from bot.platforms.slack import Person

Answer = Card | Modal | None
"""A card answers the person alone; a modal is opened, or takes the waiting view's place."""

WAIT = _("One moment …")


@dataclass(frozen=True)
class Call:
    """What one person asked, in one place of Slack.

    `channel` is the Slack channel it happened in; for a form, the one its modal was opened from.
    `message` is the timestamp of the message whose button was pressed, "" where there is none.
    `metadata` is what the modal was given.
    """

    deps: Deps
    person: Person
    speaker: Speaker
    channel: str
    channel_name: str = ""
    words: tuple[str, ...] = ()
    message: str = ""
    trigger_id: str = ""
    response_url: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()

    @property
    def user(self) -> str:
        """The Slack user id of the person."""
        return self.person.id


@dataclass(frozen=True, eq=False)
class Command:
    """`/line NAME USAGE`; the name is one or two words and also what `authorise` is asked about."""

    name: str
    usage: str
    summary: Text
    example: str
    waiting: Text | None
    opens: bool
    run: Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, eq=False)
class Press:
    """What happens when a button or a menu's option with a value of this class is chosen."""

    name: str
    value: type[ButtonValue]
    waiting: Text | None
    opens: bool
    replaces: bool
    run: Callable[[Call, Any], Awaitable[Answer]]


@dataclass(frozen=True, eq=False)
class Submission:
    """What happens when a form comes back valid; `first` may still refuse fields."""

    name: str
    form: type[Form]
    first: Callable[[Call, Any], Awaitable[None]] | None
    waiting: Text | None
    run: Callable[[Call, Any], Awaitable[Answer]]


V = TypeVar("V", bound=ButtonValue)
F = TypeVar("F", bound=Form)


def command(
    name: str,
    usage: str,
    summary: Text,
    *,
    example: str = "",
    waiting: Text | None = None,
    opens: bool = False,
) -> Callable[[Callable[[Call], Awaitable[Answer]]], Command]:
    """Declare a subcommand. `usage` names its words (`[SITE]`), `example` is typed as it stands.

    `waiting` is shown to the person at once. With `opens` a waiting modal is opened at once, inside
    the three seconds a trigger lives, and the answer takes its place.
    """
    shown = example or f"/line {name}"
    return lambda run: Command(name, usage, summary, shown, waiting, opens, run)


def pressed(
    value: type[V], *, waiting: Text | None = None, opens: bool = False, replaces: bool = False
) -> Callable[[Callable[[Call, V], Awaitable[Answer]]], Press]:
    """Declare what a button does; `value` is the class beside its card.

    With `replaces`, the answer takes the place of the card the button stands on, if only this
    person sees that card (an ephemeral answer, a modal); a card in a channel stays.
    """
    return lambda run: Press(value.action, value, waiting, opens, replaces, run)


def submitted(
    form: type[F],
    *,
    first: Callable[[Call, F], Awaitable[None]] | None = None,
    waiting: Text | None = WAIT,
) -> Callable[[Callable[[Call, F], Awaitable[Answer]]], Submission]:
    """Declare what a form does once its fields are well.

    `first` tries the values where they are used (LINE): raising `InvalidForm` puts the errors under
    their fields. Then `waiting` stands in the modal until the answer takes its place; None closes
    the modal, and a card answers in the channel.
    """
    return lambda run: Submission(form.callback, form, first, waiting, run)
