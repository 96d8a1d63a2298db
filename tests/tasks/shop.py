"""A café with a parent site, one store, and members to whom something happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from bot.flows.stores.task_planning import plan_calendar, plan_happened
from bot.flows.stores.task_running import run_due
from bot.flows.stores.tasks import check_task, save_task
from storage.happened import Trigger, note
from storage.tables import Member, Site, Task, TaskRun
from tests.conversation.desk import Desk

THANKS = {
    "name": "Thanks",
    "trigger": "purchase",
    "action": "text",
    "content": "Thank you for coming.",
    "levels": "",
}
Row = TypeVar("Row", bound=SQLModel)


@dataclass
class Shop:
    """What a test holds. `parent` and `taipei` are sites; people are named by their keys."""

    desk: Desk
    parent: Site
    taipei: Site

    async def rows(self, table: type[Row]) -> list[Row]:
        """Every row of a table, oldest first."""
        async with self.desk.deps.database.reading() as session:
            found = (await session.scalars(select(table))).all()
        return sorted(found, key=lambda row: str(getattr(row, "id", "")))

    async def befriended(self, *keys: str, **changed: Any) -> list[Member]:
        """Friends of the official account who are its members."""
        people = [self.desk.platform.person(key) for key in keys]
        for person in people:
            await self.desk.platform.follow(person, self.desk.cafe)
        await self.desk.settle()
        made = {row.user_id: row for row in await self.rows(Member)}
        async with self.desk.deps.database.transaction() as session:
            for row in made.values():
                session.add(row)
                row.sqlmodel_update(changed)
        return [made[self.desk.user_id(person)] for person in people]

    async def made(self, site: Site | None = None, **changed: Any) -> Task:
        """A task of the parent site, or of another; the newest there is."""
        deps, account, here = self.desk.deps, self.desk.account, site or self.parent
        plan = await check_task(deps, account, here, THANKS | changed)
        await save_task(deps, account, here, plan, by="U1")
        return (await self.rows(Task))[-1]

    async def noted(
        self, member: Member, trigger: str, once: str, behind: tuple[str, ...] = ()
    ) -> None:
        """Something happened to a member at the parent site; nothing has followed yet."""
        place = None if trigger == "add-friend" else self.parent.id
        async with self.desk.deps.database.transaction() as session:
            await note(
                session, account_id=self.desk.account.id, site_id=place, member_id=member.id,
                trigger=Trigger(trigger), once=once, at=self.desk.clock(), by_tasks=behind,
            )  # fmt: skip

    async def happens(
        self, member: Member, trigger: str, once: str, behind: tuple[str, ...] = ()
    ) -> None:
        """Something happens to a member, and all that follows is done."""
        await self.noted(member, trigger, once, behind)
        await self.work()

    async def work(self) -> None:
        """Do all that is due of tasks, and tell Slack."""
        deps = self.desk.deps
        while await plan_happened(deps) or await plan_calendar(deps) or await run_due(deps):
            pass
        await self.desk.settle()

    async def runs(self) -> list[TaskRun]:
        """Every run there is, oldest first."""
        return await self.rows(TaskRun)

    def heard(self, key: str = "chen") -> list[str]:
        """What a person has read from the café."""
        return self.desk.arrived(self.desk.platform.person(key))

    def told(self, words: str) -> list[str]:
        """What the account's Slack channel was told that says this."""
        return [said for said in self.desk.shown() if words in said]


async def opened(desk: Desk) -> Shop:
    """The café with its own site, and the store Taipei."""
    now = desk.clock()
    parent = Site(account_id=desk.account.id, slug="line-kojima", name="小島咖啡", parent=True,
                  created_at=now)  # fmt: skip
    taipei = Site(account_id=desk.account.id, slug="taipei", name="台北店", created_at=now)
    async with desk.deps.database.transaction() as session:
        session.add_all([parent, taipei])
    return Shop(desk, parent, taipei)
