"""Values with a look of their own inside a sentence: links, codes, Slack people and channels."""

from __future__ import annotations

from dataclasses import dataclass

from bot.text import Text


@dataclass(frozen=True)
class Link:
    """Words that lead to an address; without words the address itself is shown."""

    label: Text | str
    url: str
    spoken: bool = False  #: the address is told the reader's language, `?language=`

    def __str__(self) -> str:
        return f"{self.label} ({self.url})" if str(self.label) else self.url


@dataclass(frozen=True)
class Code:
    """A value people copy, shown in fixed-width letters."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Reference:
    """A Slack person (`@`) or channel (`#`) by id; Slack shows the present name."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}{self.id}"


Said = Text | str | Link | Code | Reference
"""Anything a card can say: a sentence of ours, somebody's data, or a value with its own look."""


def link(label: Text | str, url: str) -> Link:
    """A value that opens an address: `_("Open {console}", console=link(_("the console"), url))`."""
    return Link(label, url)


def spoken_link(label: Text | str, url: str) -> Link:
    """A link to a page of ours that has the reader's language."""
    return Link(label, url, spoken=True)


def code(words: str) -> Code:
    """A value in fixed-width letters, ready to copy."""
    return Code(words)


def person(user_id: str) -> Reference:
    """A Slack person by id, shown by their present name; notifies them in channels."""
    return Reference("@", user_id)


def channel(channel_id: str) -> Reference:
    """A Slack channel by id, shown by its present name."""
    return Reference("#", channel_id)
