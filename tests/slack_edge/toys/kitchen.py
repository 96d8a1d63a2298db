"""Commands and buttons of a toy kitchen. `deps(call).diary` records what really ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.cards.marks import code
from bot.cards.modals import Modal
from bot.cards.parts import Card, button, buttons, heading, more, option, prose
from bot.cards.values import ButtonValue
from bot.errors import NotFound
from handlers.declare import Call, command, pressed
from handlers.events import happened
from handlers.payloads import Json
from tests.slack_edge.toys.forms import Order, Sure, deps, said


@dataclass(frozen=True)
class Cook(ButtonValue):
    action: ClassVar[str] = "cook"

    dish: str


@dataclass(frozen=True)
class Season(ButtonValue):
    action: ClassVar[str] = "season.more"

    dish: str
    spoons: int


@dataclass(frozen=True)
class Ask(ButtonValue):
    action: ClassVar[str] = "ask"


@command("menu", "[DISH]", said("Show a dish."), example="/line menu soup")
async def menu(call: Call) -> Card:
    dish = " ".join(call.words) or "soup"
    return Card(
        said("{dish} for {name}", dish=dish, name=call.person.name),
        (
            heading(dish),
            prose(said("Today: {dish} {code}", dish=dish, code=code(dish))),
            buttons(
                button(said("Cook"), Cook(dish)),
                more(option(said("A spoon"), Season(dish, 1)), option(said("Cook"), Cook(dish))),
                button(said("Ask"), Ask()),
            ),
        ),
    )


@command("simmer", "", said("Take a while."), waiting=said("Simmering …"))
async def simmer(call: Call) -> Card:
    await deps(call).gate.wait()
    return Card(said("Simmered."))


@command("burn", "", said("Fail in a way nobody foresaw."))
async def burn(call: Call) -> Card:
    raise ZeroDivisionError("burnt")


@command("lost", "", said("Fail in a way that says what to do."))
async def lost(call: Call) -> Card:
    raise NotFound(said("No dish goes by {name}.", name="<!channel>"))


@command("pot add", "LABEL", said("Two words make one name."))
async def pot_add(call: Call) -> Card:
    return Card(said("Added {label}", label="+".join(call.words)))


@command("order", "", said("Open the order form."), opens=True)
async def order(call: Call) -> Modal:
    await deps(call).gate.wait()
    return Order.view(
        {"dish": "soup", "pin": "never shown"},
        notes=(prose(said("A note")),),
        metadata={"table": 7},
    )


@command("sure", "", said("Open a form that asks nothing."), opens=True)
async def sure(call: Call) -> Modal:
    return Sure.view()


@command("huge", "", said("Answer with a button that carries too much."))
async def huge(call: Call) -> Card:
    return Card(said("Huge"), (buttons(button(said("Cook"), Cook("x" * 3000))),))


@pressed(Cook, waiting=said("Cooking …"))
async def cook(call: Call, value: Cook) -> Card:
    deps(call).diary.append(f"cook {value.dish} {bool(call.message)}")
    return Card(said("Cooked {dish}", dish=value.dish))


@pressed(Season, replaces=True)
async def season(call: Call, value: Season) -> Card:
    return Card(said("{dish} with {spoons} more", dish=value.dish, spoons=value.spoons))


@pressed(Ask, opens=True)
async def ask(call: Call, value: Ask) -> Modal:
    return Order.view({"dish": "stew"})


@happened("app_home_opened")
async def home(own: Any, event: Json) -> None:
    own.diary.append("home")
