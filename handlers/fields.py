"""What a form's field asks, how Slack's answer is read, and what is wrong with it."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.binding.amounts import not_a_number, ungrouped
from bot.cards.marks import Said
from bot.cards.modals import (
    ChannelPicked,
    FilePicked,
    Input,
    PersonPicked,
    Picked,
    Ticked,
    Typed,
)
from bot.text import Text, _
from handlers import cleaning

Kind = Typed | Picked | Ticked | PersonPicked | ChannelPicked | FilePicked
Choices = Mapping[str, Sequence[tuple[str, Said]]]
Problem = Callable[[str], Text | None]

ANSWERS = {  # https://docs.slack.dev/reference/views#view-submission: where an answer stands
    PersonPicked: "selected_user",
    ChannelPicked: "selected_conversation",
}


class WrongValue(ValueError):
    """A value that cannot be; `said` stands under its field. Validators of a form raise it too."""

    def __init__(self, said: Text) -> None:
        super().__init__(str(said))
        self.said = said


@dataclass(frozen=True)
class Asked:
    """One field as asked. `cleaned` runs before `problem` judges."""

    label: Text
    hint: Said = ""
    kind: Kind = field(default_factory=Typed)
    cleaned: cleaning.Clean = cleaning.line
    problem: Problem | None = None
    required: bool = True
    secret: bool = False

    def drawn(
        self,
        name: str,
        filled: Mapping[str, Any],
        problems: Mapping[str, Text],
        choices: Choices,
        *,
        needed: bool = False,
    ) -> Input:
        """The input, filled in unless it is secret."""
        kind = Picked(tuple(choices[name])) if name in choices else self.kind
        known = None if self.secret else filled.get(name)
        value = bool(known) if isinstance(kind, Ticked) else "" if known is None else str(known)
        optional = not (self.required or needed)
        return Input(name, self.label, kind, self.hint, optional, value, problems.get(name))

    def read(self, answers: Mapping[str, Mapping[str, Any]]) -> Any:
        """The cleaned answer, or None when left empty. Raises WrongValue."""
        answer = next(iter(answers.values()), {})
        if isinstance(self.kind, Ticked):
            return bool(answer.get("selected_options"))
        if isinstance(self.kind, Picked):
            return (answer.get("selected_option") or {}).get("value")
        if isinstance(self.kind, FilePicked):
            return next((str(one["id"]) for one in answer.get("files") or () if "id" in one), None)
        value = self.cleaned(str(answer.get(ANSWERS.get(type(self.kind), "value")) or ""))
        if value and self.problem and (said := self.problem(value)):
            raise WrongValue(said)
        return value or None


def asks(
    label: Text,
    *,
    hint: Said = "",
    kind: Kind | None = None,
    cleaned: cleaning.Clean = cleaning.line,
    problem: Problem | None = None,
    placeholder: Said = "",
    longest: int = 3000,
) -> Asked:
    """Ask for one line of text, or with `kind` for something else."""
    return Asked(label, hint, kind or Typed(False, longest, placeholder), cleaned, problem)


def digits(label: Text, *, hint: Said = "", placeholder: Said = "") -> Asked:
    """Ask for an id made of digits only; spaces and full-width digits are put right."""
    typed = Typed(placeholder=placeholder)
    return Asked(label, hint, typed, cleaning.identifier, _not_digits)


def number(label: Text, *, hint: Said = "", placeholder: Said = "") -> Asked:
    """Ask for a whole number from 0 of what people count; "1,200" is one."""
    return Asked(label, hint, Typed(placeholder=placeholder), ungrouped, _not_whole)


def code(label: Text, *, hint: Said = "", problem: Problem | None = None) -> Asked:
    """Ask for a value without spaces in plain letters: a secret, a token, a code."""
    return Asked(label, hint, Typed(), cleaning.identifier, problem)


def lines(label: Text, *, hint: Said = "", longest: int = 3000) -> Asked:
    """Ask for text of several lines."""
    return Asked(label, hint, Typed(lines=True, longest=longest), cleaning.paragraph)


def picks(label: Text, *options: tuple[str, Said], hint: Said = "") -> Asked:
    """Ask for one of these; without options, `Form.view(choices=…)` gives them."""
    return Asked(label, hint, Picked(options))


def uploads(label: Text, *endings: str, hint: Said = "") -> Asked:
    """Ask for one file; the field is a `str`, Slack's id of it."""
    return Asked(label, hint, FilePicked(endings))


def ticks(label: Text, words: Said, *, hint: Said = "") -> Asked:
    """Ask yes or no, as one box with words beside it; the field is a `bool`."""
    return Asked(label, hint, Ticked(words))


def asked_of(name: str, declared: FieldInfo) -> Asked:
    """What a model's field asks; its default makes it optional, its type makes it secret.

    Raises TypeError for a field without `asks(…)`: a mistake in the form class.
    """
    found = next((one for one in declared.metadata if isinstance(one, Asked)), None)
    if found is None:
        raise TypeError(f"the field {name!r} says nothing to ask: Annotated[…, asks(…)]")
    secret = SecretStr in _types(declared.annotation)
    cleaned = cleaning.identifier if secret else found.cleaned
    return Asked(
        found.label, found.hint, found.kind, cleaned, found.problem, declared.is_required(), secret
    )


def _types(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _not_digits(value: str) -> Text | None:
    if value.isascii() and value.isdigit():
        return None
    return _("This should be digits only, as LINE's console shows it.")


def _not_whole(value: str) -> Text | None:
    return None if value.isascii() and value.isdigit() else not_a_number(value)
