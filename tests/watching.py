"""What a test can see of a running product: its rows, Slack's screen, the calls LINE had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import text
from sqlmodel import SQLModel, select

from bot.deps import Deps
from bot.trial import Trial
from sandbox.line.model import LoginChannel, OfficialAccount, Person
from sandbox.line.platform import LinePlatform
from sandbox.line.world import Call
from sandbox.slack import SlackWorkspace
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import words_of
from storage.tables import Account, Alert, Audit
from tests.clock import Clock

ROOM = "line-kojima"
Row = TypeVar("Row", bound=SQLModel)


@dataclass
class Watch:
    """Looks at everything and touches nothing."""

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
