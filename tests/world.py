"""The whole product between stand-ins of LINE and Slack, as a test plays it: operator, member,
administrator at LINE's consoles, and the hand on the clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import text
from sqlmodel import SQLModel, select

from bot.deps import Deps
from bot.flows.announce import announce_due
from bot.flows.intake import digest
from bot.flows.verify import verify_due
from bot.trial import Trial, trial
from handlers.manifest import manifest
from sandbox.line.model import LoginChannel, OfficialAccount, Person
from sandbox.line.platform import LinePlatform
from sandbox.line.world import Call
from sandbox.slack import SlackWorkspace
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.model import View
from sandbox.slack.seen import Seen, words_of
from storage.tables import Account, Alert, Audit
from tests.clock import Clock

ROOM = "line-kojima"
WAITING = "⏳"
Row = TypeVar("Row", bound=SQLModel)
Found = TypeVar("Found")


@dataclass
class World:
    """What a test holds. The café 小島咖啡 is not bound yet; 林店長 (`lin`) administers Slack."""

    trial: Trial
    clock: Clock

    @property
    def line(self) -> LinePlatform:
        return self.trial.line

    @property
    def slack(self) -> SlackWorkspace:
        return self.trial.slack

    @property
    def deps(self) -> Deps:
        return self.trial.deps

    @property
    def cafe(self) -> OfficialAccount:
        return self.trial.furnished.account

    @property
    def login(self) -> LoginChannel:
        return self.trial.furnished.login_channel

    @property
    def chen(self) -> Person:
        return self.trial.furnished.chen

    # ---- set-up ---------------------------------------------------------------------------

    def values(self, **changed: str) -> dict[str, str]:
        """The five values of the café as LINE's consoles show them, with `changed` instead."""
        return values_of(self.cafe, self.login) | changed

    async def form(self, command: str = "setup", user: str = "lin", room: str = ROOM) -> View:
        """Type a command that opens a form; returns the form."""
        seen = await self.slack.command(user, room, command)
        assert seen.failure is None, seen.failure
        return await self.slack.wait_for(
            lambda: self._ready_form(user), about=f"form of /line {command}: {seen.text}"
        )

    def _ready_form(self, user: str) -> View | None:
        front = self.slack.front(user)
        return front if front is not None and front.callback_id else None

    async def submit(self, view: View, values: Mapping[str, Any], user: str = "lin") -> Seen:
        return await self.slack.submit(user, view, values)

    async def result(self, user: str = "lin", within: float = 10) -> str:
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

    async def eventually(
        self, ask: Callable[[], Awaitable[Found]], within: float = 5, about: str = ""
    ) -> Found:
        """Ask again and again until the answer is something; for what no platform tells of."""
        end = asyncio.get_running_loop().time() + within
        while not (found := await ask()):
            assert asyncio.get_running_loop().time() < end, f"nothing within {within} s {about}"
            await asyncio.sleep(0.02)
        return found

    # ---- what there is --------------------------------------------------------------------

    async def rows(self, table: type[Row]) -> Sequence[Row]:
        """Every row of a table, oldest first."""
        async with self.deps.database.reading() as session:
            found = (await session.scalars(select(table))).all()
        return sorted(found, key=lambda row: str(getattr(row, "id", "")))

    async def account(self, slug: str = ROOM) -> Account:
        """The account with this slug."""
        (one,) = [row for row in await self.rows(Account) if row.slug == slug]
        return one

    async def alerts(self, *, open_only: bool = False) -> list[Alert]:
        """Every alert ever opened, oldest first."""
        return [row for row in await self.rows(Alert) if not (open_only and row.resolved_at)]

    async def open_checks(self) -> set[str]:
        """The checks that have an unresolved alert."""
        return {row.check for row in await self.alerts(open_only=True)}

    async def deeds(self) -> list[str]:
        """The audit's tags, oldest first."""
        return [row.tag for row in await self.rows(Audit)]

    async def everything_stored(self) -> dict[str, list[str]]:
        """Every cell of every table but Alembic's."""
        found: dict[str, list[str]] = {}
        async with self.deps.database.reading() as session:
            for table in SQLModel.metadata.sorted_tables:
                rows = await session.execute(text(f'SELECT * FROM "{table.name}"'))
                found[table.name] = sorted(repr(tuple(row)) for row in rows)
        return found

    def posts(self, room: str = ROOM) -> list[SlackMessage]:
        """The messages of a channel, threads and deleted ones left out."""
        return [one for one in self.slack.history(room, threads=False) if not one.gone]

    def alert_posts(self, check: str, room: str = ROOM) -> list[SlackMessage]:
        """The messages that tell of a check's alert."""
        return [post for post in self.posts(room) if f"`{check}`" in words_of(post)]

    def alert_post(self, check: str, room: str = ROOM) -> SlackMessage:
        """The one message of a check's alert."""
        (post,) = self.alert_posts(check, room)
        return post

    def thread(self, check: str, room: str = ROOM) -> list[str]:
        """The history in the thread of a check's alert."""
        return self.thread_of(self.alert_post(check, room))

    def thread_of(self, post: SlackMessage) -> list[str]:
        """The words of each reply in a thread."""
        return [words_of(reply) for reply in self.slack.thread(post)]

    def calls_to_line(self, path: str, method: str | None = None) -> list[Call]:
        """The calls LINE has had so far whose path begins so."""
        return [
            call
            for call in self.line.calls
            if call.path.startswith(path) and method in (None, call.method)
        ]

    def writes_to_slack(self) -> int:
        """How many calls so far changed something people see."""
        return sum(call.method.startswith(("chat.", "views.")) for call in self.slack.calls)

    async def whisper(self, user: str, room: str, command: str, within: float = 10) -> str:
        """Type a command and return the words of its whispered answer, once it waits no longer."""
        before = len(self.slack.ephemerals(user, room))
        seen = await self.slack.command(user, room, command)
        assert seen.failure is None, seen.failure

        def answer() -> SlackMessage | None:
            said = self.slack.ephemerals(user, room)[before:]
            return next((one for one in said if WAITING not in words_of(one)), None)

        return words_of(await self.slack.wait_for(answer, within, about=f"/line {command}"))


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


def install(slack: SlackWorkspace, url: str) -> None:
    """Hold the app to our own manifest: what it does not ask for, it does not get."""
    slack.install(manifest(url, socket_mode=False))


@asynccontextmanager
async def opened(
    database_url: str,
    *,
    clock: Clock | None = None,
    locale: str = "en-US",
    **settings: Any,
) -> AsyncIterator[World]:
    """A world whose clock stands still and where nothing is done by itself.

    `locale` is what 林店長 and 田中 read Slack in; `settings` are settings of one's own.
    """
    hand = clock or Clock()
    async with trial(database_url, with_jobs=False, clock=hand, **settings) as running:
        install(running.slack, running.url)
        for name in ("lin", "tanaka"):
            running.slack.directory.user(name).locale = locale
        yield World(running, hand)
