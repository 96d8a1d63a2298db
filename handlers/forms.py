"""Declare a modal once, as a pydantic model; its view and its parser both follow from it.

    class SetUp(Form):
        callback = "setup"
        title = _("Bind an account")

        oa_id: Annotated[str, asks(_("Official account ID"), cleaned=official_account_id)]
        secret: Annotated[SecretStr, asks(_("Channel secret"))]

What a person pastes is cleaned before it is judged: spaces and invisible characters go, full-width
letters and digits become plain ones. A field with a default may be left empty. A `SecretStr` is
never filled in, shown again or logged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.cards.modals import Input, Modal
from bot.cards.parts import Part
from bot.errors import InvalidForm
from bot.text import Text, _
from handlers.fields import Asked, Choices, WrongValue, asked_of

MISFIT = _("This value does not fit here. Check it against the example and try again.")


class Form(BaseModel):
    """A modal; the field names are Slack's block_ids. `callback` is the subcommand with dots."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    callback: ClassVar[str]
    title: ClassVar[Text]
    submit: ClassVar[Text] = _("Save")

    @classmethod
    def asked(cls) -> dict[str, Asked]:
        """What each field asks, in the order shown."""
        return {name: asked_of(name, field) for name, field in cls.model_fields.items()}

    @classmethod
    def secrets(cls) -> frozenset[str]:
        """The fields that are never filled in again."""
        return frozenset(name for name, one in cls.asked().items() if one.secret)

    @classmethod
    def view(
        cls,
        filled: dict[str, Any] | None = None,
        *,
        notes: Sequence[Part] = (),
        metadata: Mapping[str, Any] | None = None,
        problems: Mapping[str, Text] | None = None,
        choices: Choices | None = None,
        needed: Collection[str] = (),
    ) -> Modal:
        """The form, with `notes` above its fields and the values known so far (never secrets).

        `choices` gives the options of menus that are known only now; `metadata` comes back with
        the submission; `problems` are shown under their fields. `needed` names fields with a
        default that must be filled in this time: Slack then asks for them, and `first` must too.
        """
        known = cls._defaults() | (filled or {})
        inputs = [
            one.drawn(name, known, problems or {}, choices or {}, needed=name in needed)
            for name, one in cls.asked().items()
        ]
        parts: tuple[Part | Input, ...] = (*notes, *inputs)
        return Modal(cls.title, parts, cls.callback, cls.submit, _("Cancel"), metadata or {})

    @classmethod
    def parse(cls, values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Self:
        """Read Slack's `view.state.values`. Raises InvalidForm with every wrong field."""
        problems: dict[str, Text] = {}
        given: dict[str, Any] = {}
        for name, one in cls.asked().items():
            try:
                answer = one.read(values.get(name, {}))
            except WrongValue as wrong:
                problems[name] = wrong.said
                continue
            if answer is not None:
                given[name] = answer
            elif one.required:
                problems[name] = _("Please fill this in.")
        if problems:
            raise InvalidForm(problems)
        return cls._built(given)

    @classmethod
    def _defaults(cls) -> dict[str, Any]:
        fields = cls.model_fields.items()
        return {name: field.default for name, field in fields if not field.is_required()}

    @classmethod
    def _built(cls, given: Mapping[str, Any]) -> Self:
        """The model, with pydantic's findings said in our words under their fields."""
        try:
            return cls.model_validate(given)
        except ValidationError as refused:
            first = next(iter(cls.model_fields), "")
            found = refused.errors(include_url=False, include_input=False)
            raise InvalidForm(
                {str(one["loc"][0]) if one["loc"] else first: _said(one) for one in found}
            ) from None


def _said(found: Mapping[str, Any]) -> Text:
    """A validator of ours says what is wrong by raising WrongValue; anything else just misfits."""
    error = found.get("ctx", {}).get("error")
    return error.said if isinstance(error, WrongValue) else MISFIT
