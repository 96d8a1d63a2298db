"""The App Home, and what its buttons open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from bot.cards.home import BindPressed, HomePage
from bot.cards.modals import ChannelPicked, Modal
from bot.flows.home import publish
from bot.text import Text, _
from handlers.declare import Answer, Call, pressed, submitted
from handlers.events import happened
from handlers.fields import asks
from handlers.forms import Form
from handlers.payloads import Json, word

if TYPE_CHECKING:
    from bot.deps import Deps


class BindWhere(Form):
    """In which Slack channel a new account is to live."""

    callback: ClassVar[str] = "home.bind"
    title: ClassVar[Text] = _("Bind an account")
    submit: ClassVar[Text] = _("Next")

    channel: Annotated[
        str,
        asks(
            _("Slack channel"),
            kind=ChannelPicked(),
            hint=_("Its messages, cards and alerts go there. One channel holds one account."),
        ),
    ]


@happened("app_home_opened")
async def opened(deps: Deps, event: Json) -> None:
    """Somebody looks at the Home tab; it is made afresh each time."""
    if word(event, "tab") == "home":
        await publish(deps, word(event, "user"))


@pressed(HomePage)
async def turn_page(call: Call, value: HomePage) -> Answer:
    await publish(call.deps, call.user, value.page)
    return None


@pressed(BindPressed)
async def ask_where(call: Call, value: BindPressed) -> Modal:
    return BindWhere.view()


@submitted(BindWhere)
async def open_setup(call: Call, form: BindWhere) -> Answer:
    """The form of `/line setup`, as if it had been typed in that channel."""
    name = await call.deps.slack.channel_name(form.channel)
    setup = next(one for one in call.commands if one.name == "setup")
    answer = await setup.run(replace(call, channel=form.channel, channel_name=name, words=()))
    return replace(answer, place=(form.channel, name)) if isinstance(answer, Modal) else answer
