"""The order form: every kind of field, a check that may be slow, and work that waits."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import SecretStr

from bot.cards.parts import Card
from bot.errors import InvalidForm
from bot.text import Text
from handlers.declare import Call, submitted
from handlers.fields import asks, code, digits, lines, picks, ticks
from handlers.forms import Form


def said(words: str, **values: Any) -> Text:
    return Text(words, tuple(values.items()))


def deps(call: Call) -> Any:
    """The toys' own dependencies (`tests/slack_edge/conftest.py`)."""
    return call.deps


class Order(Form):
    callback: ClassVar[str] = "order.add"
    title: ClassVar[Text] = said("An order")

    dish: Annotated[str, asks(said("Dish"))]
    table: Annotated[str, digits(said("Table"))]
    pin: Annotated[SecretStr, code(said("PIN"))]
    size: Annotated[str, picks(said("Size"), ("s", said("Small")), ("l", said("Large")))] = "s"
    wish: Annotated[str, lines(said("Wish"))] = ""
    hot: Annotated[bool, ticks(said("Hot"), said("Serve hot"))] = True


async def taste(call: Call, form: Order) -> None:
    deps(call).diary.append("taste")
    await deps(call).tasting.wait()
    if form.dish == "poison":
        raise InvalidForm({"dish": said("Not {dish}!", dish=form.dish), "pin": said("Wrong PIN")})
    if form.dish == "fire":
        raise ZeroDivisionError("fire")


@submitted(Order, first=taste, waiting=said("Serving …"))
async def serve(call: Call, form: Order) -> Card:
    deps(call).diary.append(f"serve {form.dish} {form.table} {form.size} {form.hot}")
    await deps(call).gate.wait()
    table = str(call.metadata.get("table", "?"))
    return Card(
        said(
            "Served {dish} at {table} in {place}",
            dish=form.dish,
            table=table,
            place=call.channel_name,
        )
    )


class Sure(Form):
    """A confirmation that asks nothing."""

    callback: ClassVar[str] = "sure"
    title: ClassVar[Text] = said("Sure?")


async def never_sure(call: Call, form: Sure) -> None:
    raise InvalidForm({"dish": said("Think again.")})


@submitted(Sure, first=never_sure)
async def sure(call: Call, form: Sure) -> None:
    deps(call).diary.append("sure")
