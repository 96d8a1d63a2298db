"""A form is declared once; its view, its cleaning and its errors follow."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, field_validator, model_validator

from bot.cards.modals import Input, Picked
from bot.cards.parts import prose
from bot.errors import InvalidForm
from bot.text import Text
from handlers import cleaning
from handlers.fields import WrongValue, asks, code, digits, lines, picks, ticks
from handlers.forms import Form


class Booking(Form):
    callback: ClassVar[str] = "booking"
    title: ClassVar[Text] = Text("A booking")

    name: Annotated[str, asks(Text("Name"))]
    account: Annotated[str, asks(Text("Account"), cleaned=cleaning.official_account_id)] = ""
    channel: Annotated[str, digits(Text("Channel"))]
    secret: Annotated[SecretStr | None, code(Text("Secret"))] = None
    wish: Annotated[str, lines(Text("Wish"))] = ""
    room: Annotated[str, picks(Text("Room"))] = ""
    quiet: Annotated[bool, ticks(Text("Quiet"), Text("please"))] = False

    @field_validator("name")
    @classmethod
    def _not_nobody(cls, name: str) -> str:
        if name == "Nobody":
            raise WrongValue(Text("Somebody must come."))
        if name == "Odd":
            raise ValueError("odd")
        return name

    @model_validator(mode="after")
    def _together(self) -> Booking:
        if self.name == "Both" and self.quiet:
            raise WrongValue(Text("Not both."))
        return self


def typed(**given: str) -> dict[str, Any]:
    """Slack's state of a form in which this was typed."""
    full = {"name": "Mei", "channel": "1", **given}
    return {name: {"value": {"type": "plain_text_input", "value": v}} for name, v in full.items()}


def problems(**given: str) -> dict[str, str]:
    with pytest.raises(InvalidForm) as caught:
        Booking.parse(typed(**given))
    return {name: str(said) for name, said in caught.value.errors.items()}


def inputs(**options: Any) -> dict[str, Input]:
    modal = Booking.view(**options)
    return {one.name: one for one in modal.parts if isinstance(one, Input)}


@pytest.mark.parametrize(
    ("field", "pasted", "meant"),
    [
        ("channel", " 1 234\u200b５６\u3000", "123456"),
        ("account", "＠Ｍｏｏｒ１２３ ", "@moor123"),
        ("account", "@@moor", "@moor"),
        ("account", "moor", "@moor"),
        ("name", "\ufeff Mei \u3000 Lin\u200b\n", "Mei Lin"),
        ("name", "Ｍｅｉ", "Ｍｅｉ"),
        ("wish", " one\r\ntwo\u200b ", "one\ntwo"),
        ("wish", "👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_what_is_pasted_becomes_what_was_meant(field: str, pasted: str, meant: str) -> None:
    assert getattr(Booking.parse(typed(**{field: pasted})), field) == meant


def test_a_secret_is_cleaned_and_never_shown() -> None:
    booking = Booking.parse(typed(secret=" ａｂｃ\u200b123 "))
    assert booking.secret is not None
    assert booking.secret.get_secret_value() == "abc123"
    assert "abc123" not in f"{booking!r} {booking} {booking.model_dump()}"
    assert inputs(filled={"secret": "abc123"})["secret"].filled == ""
    assert Booking.secrets() == {"secret"}


def test_an_optional_field_left_empty_has_its_default() -> None:
    booking = Booking.parse(typed(secret="\u200b", account=" "))
    assert (booking.secret, booking.account) == (None, "")


@pytest.mark.parametrize("empty", ["", " ", "\u3000", "\u200b\ufeff"])
def test_a_required_field_left_empty_says_so(empty: str) -> None:
    assert problems(name=empty) == {"name": "Please fill this in."}


def test_every_wrong_field_is_said_at_once() -> None:
    assert set(problems(name="", channel="12x")) == {"name", "channel"}


def test_a_validator_speaks_under_its_field() -> None:
    assert problems(name="Nobody") == {"name": "Somebody must come."}


def test_a_foreign_validators_words_are_not_repeated() -> None:
    assert "odd" not in problems(name="Odd")["name"]


def test_a_finding_about_the_whole_form_stands_under_its_first_field() -> None:
    ticked = {"quiet": {"value": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}}}
    with pytest.raises(InvalidForm) as caught:
        Booking.parse({**typed(name="Both"), **ticked})
    assert {name: str(said) for name, said in caught.value.errors.items()} == {"name": "Not both."}


def test_menus_may_get_their_options_when_shown() -> None:
    room = inputs(choices={"room": [("1", "First")]}, filled={"room": "1"})["room"]
    assert room.kind == Picked((("1", "First"),))
    assert room.filled == "1"


def test_a_field_may_be_needed_this_time() -> None:
    assert inputs()["secret"].optional
    assert not inputs(needed=["secret"])["secret"].optional


def test_notes_stand_above_the_fields_and_metadata_comes_along() -> None:
    note = prose("Read this")
    modal = Booking.view(notes=[note], metadata={"table": 7})
    assert modal.parts[0] == note
    assert (modal.callback, modal.metadata) == ("booking", {"table": 7})


def test_a_field_that_asks_nothing_is_a_mistake_in_the_class() -> None:
    class Broken(Form):
        callback: ClassVar[str] = "broken"
        title: ClassVar[Text] = Text("Broken")

        name: str

    with pytest.raises(TypeError, match="name"):
        Broken.view()


@given(
    st.dictionaries(
        st.sampled_from(["name", "channel", "secret", "room", "quiet", "other"]),
        st.dictionaries(
            st.sampled_from(["value", "x"]),
            st.fixed_dictionaries(
                {},
                optional={
                    "value": st.none() | st.text(),
                    "selected_option": st.none() | st.fixed_dictionaries({"value": st.text()}),
                    "selected_options": st.lists(st.just({"value": "yes"})),
                },
            ),
        ),
    )
)
def test_any_state_parses_or_is_refused_by_field(state: dict[str, Any]) -> None:
    wrong: set[str] = set()
    try:
        Booking.parse(state)
    except InvalidForm as invalid:
        wrong = set(invalid.errors)
    assert wrong <= set(Booking.model_fields)
