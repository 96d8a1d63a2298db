"""The one way every Slack handler is run: authorised, awaited, answered, its errors rendered.

Acknowledging comes first and is Bolt's business (`handlers/slack.py`); what follows runs as a task
of its own, tracked so that a shutdown can wait for it (`drain`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from bot.cards.kit_elements import OPENS
from bot.cards.modals import waiting
from bot.cards.values import OLD_BUTTON, read
from bot.discover import discover
from bot.errors import Refused
from bot.flows.access import About
from bot.locale import Language, Speaker, language_of
from bot.text import Text
from handlers import words
from handlers.declare import WAIT, Answer, Call, Command, Press, Submission
from handlers.failures import card_of
from handlers.payloads import Json, Pressed, kept, part, pressed, word
from handlers.surface import Surface

if TYPE_CHECKING:
    from bot.deps import Deps

Authorise = Callable[["Deps", str, str, About], Awaitable[None]]
HELP = ("help",)


@dataclass(frozen=True)
class Declared:
    """Everything the product offers in Slack."""

    commands: tuple[Command, ...]
    presses: tuple[Press, ...]
    submissions: tuple[Submission, ...]


def declared_in(package: ModuleType) -> Declared:
    """Find every declaration in a package."""
    return Declared(
        discover(package, Command), discover(package, Press), discover(package, Submission)
    )


class Edge:
    """Runs what is declared, for whoever asked. `authorise` raises NotAllowed."""

    def __init__(self, deps: Deps, declared: Declared, authorise: Authorise) -> None:
        self.deps = deps
        self.declared = declared
        self.presses = {one.name: one for one in declared.presses}
        self.submissions = {one.name: one for one in declared.submissions}
        self._authorise = authorise
        self._speakers: dict[str, Speaker] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run on the side, and remember it until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self, within: float) -> None:
        """Wait for what is under way, `within` seconds at most, then cancel the rest."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while self._tasks and (left := end - loop.time()) > 0:  # work may start further work
            await asyncio.wait(self._tasks, timeout=left)
        late = list(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def surface(self, body: Json) -> Surface:
        """Where the answer to this payload appears, in the language last known for its person."""
        user = word(body, "user_id") or word(body, "user", "id")
        form = kept(part(body, "view"))
        return Surface(
            slack=self.deps.slack,
            speaker=self._speakers.get(user, Speaker(Language.ZH_TW)),
            user=user,
            channel=word(body, "channel_id") or word(body, "channel", "id") or form.channel,
            channel_name=word(body, "channel_name") or word(body, "channel", "name") or form.name,
            trigger_id=word(body, "trigger_id"),
            response_url=word(body, "response_url"),
        )

    async def call(self, surface: Surface, body: Json) -> Call:
        """Who asked what where; `surface` learns the person's language. Raises VendorError."""
        person = await self.deps.slack.person(surface.user)
        surface.speaker = Speaker(language_of(person.locale), person.zone)
        self._speakers[surface.user] = surface.speaker
        return Call(
            deps=self.deps,
            person=person,
            speaker=surface.speaker,
            channel=surface.channel,
            channel_name=surface.channel_name,
            message=word(body, "container", "message_ts"),
            trigger_id=surface.trigger_id,
            response_url=surface.response_url,
            metadata=kept(part(body, "view")).given,
            commands=self.declared.commands,
        )

    async def authorise(self, call: Call, action: str, value: object = None) -> None:
        """The one question every command, button and form is asked. Raises NotAllowed.

        `value` is what a button carries: the account or alert it names decides, as what a form was
        given does, and not the channel it stands in, where another account may live by now.
        """
        account = getattr(value, "account", "") or call.metadata.get("account", "")
        about = About(call.channel, str(account), str(getattr(value, "alert", "")))
        await self._authorise(self.deps, call.user, action, about)

    async def answered(
        self, surface: Surface, action: str, work: Callable[[], Awaitable[Answer]]
    ) -> None:
        """Do the work and show what came of it, an error included."""
        try:
            await surface.show(await work())
        except Exception as error:  # the boundary: ours are said, others logged with a reference
            await surface.show(card_of(error, action))

    async def command(self, body: Json) -> None:
        """Run what was typed after `/line`; nothing typed is `help`."""
        surface = self.surface(body)
        typed = words.split(word(body, "text")) or HELP

        async def work() -> Answer:
            call = await self.call(surface, body)
            command, rest = words.find(typed, self.declared.commands)
            await self.authorise(call, command.name)
            await self._announce(surface, command.opens, command.waiting)
            surface.replaces = command.waiting is not None
            return await command.run(replace(call, words=rest))

        await self.answered(surface, words.family(typed, self.declared.commands), work)

    async def press(self, body: Json) -> None:
        """Run what a button or menu stands for."""
        surface, used = self.surface(body), pressed(body)
        if used.action == OPENS:  # Slack reports these too; the address has been opened
            return
        surface.within_modal = word(body, "view", "type") == "modal"

        async def work() -> Answer:
            call = await self.call(surface, body)
            press = self._press_of(used)
            value = read(press.value, used.stored)
            await self.authorise(call, press.name, value)
            self._settle(surface, press, body)
            await self._announce(surface, press.opens, press.waiting)
            return await press.run(call, value)

        await self.answered(surface, used.action, work)

    def _press_of(self, used: Pressed) -> Press:
        press = self.presses.get(used.action)
        if press is None:
            raise Refused(OLD_BUTTON)
        return press

    def _settle(self, surface: Surface, press: Press, body: Json) -> None:
        """Whether the answer takes the place of the card or modal the button stands on."""
        if not press.replaces:
            return
        surface.view_id = word(body, "view", "id") if surface.within_modal else ""
        surface.replaces = part(body, "container").get("is_ephemeral") is True

    async def _announce(self, surface: Surface, opens: bool, text: Text | None) -> None:
        """Open the waiting modal, or say that work goes on, before the work begins."""
        if opens:
            await surface.open(waiting(text or WAIT))
        elif text is not None:
            await surface.wait(text)
