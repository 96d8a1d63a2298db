"""The whole product between stand-ins of LINE and Slack, as a test plays it: operator, member,
administrator at LINE's consoles, and the hand on the clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.deps import utc_now
from bot.flows.announcements.announce import announce_due
from bot.flows.binding.verify import verify_due
from bot.flows.conversations.intake import digest
from bot.trial import trial
from sandbox.line.model import LoginChannel, OfficialAccount
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.model import View
from sandbox.slack.seen import Seen, words_of
from storage.tables import Account
from tests.clock import Clock
from tests.watching import ROOM, Watch

__all__ = ["ROOM", "World", "opened", "values_of", "words_in"]

WAITING = "⏳"
PATIENT = 6.0  #: seconds for a form's check; a busy machine is not what is tested here
Found = TypeVar("Found")


@dataclass
class World(Watch):
    """What a test holds. The café 小島咖啡 is not bound yet; 林店長 (`lin`) administers Slack."""

    # ---- set-up ---------------------------------------------------------------------------

    def values(self, **changed: str) -> dict[str, str]:
        """The five values of the café as LINE's consoles show them, with `changed` instead."""
        return values_of(self.cafe, self.login) | changed

    async def form(self, command: str = "setup", user: str = "lin", room: str = ROOM) -> View:
        """Type a command that opens a form; returns the form."""
        seen = await self.slack.command(user, room, command)
        assert seen.failure is None, seen.failure
        return await self.slack.wait_for(
            lambda: self._ready_form(user), 20, about=f"form of /line {command}: {seen.text}"
        )

    def _ready_form(self, user: str) -> View | None:
        front = self.slack.front(user)
        return front if front is not None and front.callback_id else None

    async def submit(self, view: View, values: Mapping[str, Any], user: str = "lin") -> Seen:
        return await self.slack.submit(user, view, values)

    async def result(self, user: str = "lin", within: float = 60) -> str:
        """The words of the modal in front, once it waits no longer."""
        front = await self.slack.wait_for(lambda: self._answered(user), within, about="a result")
        return words_in(front)

    def _answered(self, user: str) -> View | None:
        front = self.slack.front(user)
        return front if front is not None and WAITING not in words_in(front) else None

    async def set_up(
        self, user: str = "lin", room: str = ROOM, values: Mapping[str, str] | None = None
    ) -> str:
        """`/line setup` from the form to the result, whose words are returned."""
        view = await self.form("setup", user, room)
        seen = await self.submit(view, values or self.values(), user)
        assert seen.ok, (seen.failure, seen.errors)
        words = await self.result(user)
        await self.slack.close(user, everything=True)
        return words

    def finish_consoles(
        self,
        account: OfficialAccount | None = None,
        login: LoginChannel | None = None,
        slug: str = ROOM,
    ) -> None:
        """Every step a person takes at LINE's consoles."""
        account, login = account or self.cafe, login or self.login
        self.line.set_use_webhook(account, True)
        self.line.set_chat(account, True)
        self.line.register_callback(login, f"{self.trial.url}/s/{slug}/login/callback")
        self.line.publish(login)
        self.line.link_account(login, account)

    async def bound(self) -> Account:
        """The café, set up, with nothing left to do and nothing left to tell."""
        self.finish_consoles()
        await self.set_up()
        await self.settle()
        return await self.account()

    def another(self, name: str, room: str) -> tuple[OfficialAccount, LoginChannel]:
        """A second shop at the same provider, with a Slack channel of its own."""
        provider = self.trial.furnished.provider
        account = self.line.create_account(provider, name)
        login = self.line.create_login_channel(provider, f"{name} login")
        members = tuple(self.slack.directory.users)
        self.slack.directory.add_channel(room, members=members)
        return account, login

    async def set_up_another(self, name: str, room: str) -> tuple[OfficialAccount, LoginChannel]:
        """A second shop, bound and well."""
        account, login = self.another(name, room)
        self.finish_consoles(account, login, room)
        await self.set_up(room=room, values=values_of(account, login))
        await self.settle()
        return account, login

    # ---- time -----------------------------------------------------------------------------

    async def settle(self) -> None:
        """Do all that is due now: verify, digest, announce."""
        while (
            await verify_due(self.deps) or await digest(self.deps) or await announce_due(self.deps)
        ):
            pass

    async def later(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Let time pass, then do all that is due."""
        self.clock.advance(seconds=seconds, minutes=minutes, hours=hours)
        await self.settle()

    async def next_round(self) -> None:
        """One verification period later."""
        await self.later(seconds=self.deps.settings.verify_every)

    async def every_turn(self) -> None:
        """Rounds, until every question that waits for its turn has had it."""
        for _round in range(8):
            await self.next_round()

    async def eventually(
        self, ask: Callable[[], Awaitable[Found]], within: float = 5, about: str = ""
    ) -> Found:
        """Ask again and again until the answer is something; for what no platform tells of."""
        end = asyncio.get_running_loop().time() + within
        while not (found := await ask()):
            assert asyncio.get_running_loop().time() < end, f"nothing within {within} s {about}"
            await asyncio.sleep(0.02)
        return found

    async def whisper(self, user: str, room: str, command: str, within: float = 60) -> str:
        """Type a command and return the words of its whispered answer, once it waits no longer."""
        before = len(self.slack.ephemerals(user, room))
        seen = await self.slack.command(user, room, command)
        assert seen.failure is None, seen.failure
        return await self._whispered(user, room, before, within)

    async def whisper_pressed(
        self, user: str, post: SlackMessage, action: str, room: str = ROOM, within: float = 60
    ) -> str:
        """Press a button of a message and return the words of its whispered answer."""
        before = len(self.slack.ephemerals(user, room))
        seen = await self.slack.press(user, post, action, patience=0)
        assert seen.failure is None, seen.failure
        return await self._whispered(user, room, before, within)

    async def _whispered(self, user: str, room: str, before: int, within: float) -> str:
        def answer() -> SlackMessage | None:
            said = self.slack.ephemerals(user, room)[before:]
            return next((one for one in said if WAITING not in words_of(one)), None)

        return words_of(await self.slack.wait_for(answer, within, about="a whispered answer"))


def values_of(account: OfficialAccount, login: LoginChannel) -> dict[str, str]:
    """The five values `/line setup` asks for."""
    return {
        "oa_id": account.basic_id,
        "messaging_channel_id": account.channel.channel_id,
        "messaging_channel_secret": account.channel.secret,
        "login_channel_id": login.channel_id,
        "login_channel_secret": login.secret,
    }


def words_in(view: View) -> str:
    """Every text a modal shows."""
    return words_of(SlackMessage("", "", "", "", blocks=view.blocks))


@asynccontextmanager
async def opened(
    database_url: str,
    *,
    clock: Clock | None = None,
    live: bool = False,
    locale: str = "en-US",
    patience: float = PATIENT,
    **settings: Any,
) -> AsyncIterator[World]:
    """A world whose clock stands still and where nothing is done by itself.

    `live` takes the machine's clock instead, for programs that run beside it. `locale` is what
    林店長 and 田中 read Slack in; `patience` is how many seconds a form's check may take before
    Slack shows that it is waiting; `settings` are settings of one's own.
    """
    hand = clock or Clock()
    how: dict[str, Any] = {"with_jobs": False, **settings}
    async with trial(
        database_url, clock=utc_now if live else hand, patience=patience, **how
    ) as running:
        running.slack.delivery.answer_within = 10  # as for `PATIENT`
        for name in ("lin", "tanaka"):
            running.slack.directory.user(name).locale = locale
        yield World(running, hand)
