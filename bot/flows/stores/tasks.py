"""Making, changing and reading a store's scheduled tasks."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.binding.calendar import next_turn, one_time
from bot.binding.task_words import read_plan
from bot.binding.tasks import Deed, TaskPlan, Trigger
from bot.cards.task_history import RunLine
from bot.cards.tasks import Preview, TaskLine
from bot.cards.tasks import stopped as stopped_card
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound
from bot.flows.announcements.announce_alerts import spoken
from bot.flows.announcements.announcing import announcement
from bot.flows.stores.task_planning import messages_left, read
from bot.text import _, from_json
from storage import accounts, tasks
from storage.audit import Tag, record
from storage.tables import Account, Level, Outbox, Site, Task

SHOWN_NAMES = 5
LATEST = 30


async def check_task(
    deps: Deps, account: Account, site: Site, given: Mapping[str, str]
) -> TaskPlan:
    """The task these words mean. Raises `InvalidForm`, each problem under its field."""
    plan = read_plan(given, ZoneInfo(account.time_zone), deps.clock())
    problems = {}
    if plan.trigger is Trigger.ADD_FRIEND and not site.parent:
        problems["trigger"] = _(
            "Friends are the official account's, not one store's: `/line task create {parent}` "
            "makes this task for all of them. For one store, choose “First sign-in here”.",
            parent=await _parent(deps, account),
        )
    async with deps.database.reading() as session:
        if missing := await _unknown_levels(session, account, plan):
            problems["levels"] = _("There is no level called “{level}”. `/line level list` shows "
                                   "them.", level=missing)  # fmt: skip
        if plan.deed is Deed.LEVEL and plan.content not in await _levels(session, account):
            problems["content"] = _("There is no level called “{level}”. `/line level list` shows "
                                    "them.", level=plan.content)  # fmt: skip
        if (
            plan.deed is Deed.TICKET
            and await tasks.ticket_named(session, account.id, plan.content) is None
        ):
            problems["content"] = _("There is no ticket called “{name}”. `/line ticket list` shows "
                                    "them.", name=plan.content)  # fmt: skip
    if problems:
        raise InvalidForm(problems)
    return plan


async def _ticket(session: AsyncSession, account: Account, plan: TaskPlan) -> bool:
    return await tasks.ticket_named(session, account.id, plan.content) is not None


async def _levels(session: AsyncSession, account: Account) -> frozenset[str]:
    mine = select(col(Level.name)).where(col(Level.account_id) == account.id)
    return frozenset(await session.scalars(mine))


async def _unknown_levels(session: AsyncSession, account: Account, plan: TaskPlan) -> str:
    known = await _levels(session, account) if plan.levels else frozenset()
    return next((one for one in plan.levels if one not in known), "")


async def save_task(
    deps: Deps, account: Account, site: Site, plan: TaskPlan, *, by: str, task_id: str | None = None
) -> Preview:
    """Store a task, new or changed, switched on; returns whom it would reach."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        stored = await session.get(Task, task_id) if task_id else None
        if task_id and (stored is None or stored.site_id != site.id):
            raise NotFound(_("This task is gone."))
        tag = Tag.TASK_CHANGED if stored else Tag.TASK_ADDED
        old = stored.name if stored else ""
        row = stored or Task(
            account_id=account.id, site_id=site.id, name="", trigger="", created_at=now,
            created_by=by, changed_at=now,
        )  # fmt: skip
        _write(row, plan, ZoneInfo(account.time_zone), deps)
        session.add(row)
        record(session, tag, account_id=account.id, at=now, who=by, subject=f"site:{site.slug}",
               old=old, new=plan.name)  # fmt: skip
        await session.flush()
        saved = row.id
    return await preview(deps, account, site, saved)


def _write(row: Task, plan: TaskPlan, zone: ZoneInfo, deps: Deps) -> None:
    now = deps.clock()
    row.name, row.trigger, row.schedule = plan.name, plan.trigger.value, plan.schedule
    row.delay_seconds = int(plan.delay.total_seconds())
    row.conditions, row.action = plan.conditions(), plan.action()
    row.active, row.stopped, row.planned_until, row.changed_at = True, None, None, now
    match plan.trigger:
        case Trigger.DATE:
            row.due_at = one_time(plan.schedule, zone)
        case Trigger.CRON:
            row.due_at = next_turn(plan.schedule, zone, now)
        case _:
            row.due_at = None


async def switch_task(
    deps: Deps, account: Account, site: Site, task_id: str, *, on: bool, by: str
) -> None:
    """Switch a task off or on. What is planned of one switched off is skipped when its time comes;
    a calendar task switched on waits for its next turn from now."""
    now, zone = deps.clock(), ZoneInfo(account.time_zone)
    async with deps.database.transaction() as session:
        row = await session.get(Task, task_id, with_for_update=True)
        if row is None or row.site_id != site.id:
            raise NotFound(_("This task is gone."))
        if row.active == on:
            return
        row.active, row.changed_at = on, now
        row.due_at = None
        if on:
            row.stopped, row.planned_until = None, None
            if row.trigger == Trigger.CRON.value:
                row.due_at = next_turn(row.schedule, zone, now)
            elif row.trigger == Trigger.DATE.value:
                at = one_time(row.schedule, zone)
                row.due_at = at if at and (at > now or row.round == 0) else None
        session.add(row)
        record(session, Tag.TASK_RESUMED if on else Tag.TASK_PAUSED, account_id=account.id, at=now,
               who=by, subject=f"site:{site.slug}", new=row.name)  # fmt: skip


async def task_lines(deps: Deps, account: Account, site: Site) -> tuple[TaskLine, ...]:
    """A store's tasks with what came of them."""
    async with deps.database.reading() as session:
        rows = await tasks.of_site(session, site.id)
        done = await tasks.summary(session, [row.id for row in rows])
    return tuple(line_of(account, site, row, done.get(row.id, {})) for row in rows)


def line_of(account: Account, site: Site, row: Task, done: Mapping[str, int]) -> TaskLine:
    """A task as cards show it."""
    why = from_json(row.stopped) if row.stopped else None
    return TaskLine(
        account.slug, site.slug, row.id, read(row), row.active, row.due_at, why, dict(done)
    )


async def preview(deps: Deps, account: Account, site: Site, task_id: str) -> Preview:
    """Whom a task would reach now; nothing is done. Raises `NotFound`."""
    async with deps.database.reading() as session:
        row = await session.get(Task, task_id)
        if row is None or row.site_id != site.id:
            raise NotFound(_("This task is gone."))
        plan, whole = read(row), site.parent
        if not plan.trigger.by_calendar:
            return Preview(line_of(account, site, row, {}), site.name)
        size = await tasks.audience_size(session, row, plan.levels, whole_account=whole)
        some = await tasks.audience(
            session, row, plan.levels, whole_account=whole, limit=SHOWN_NAMES
        )
    left = await messages_left(deps, account) if plan.deed.sends else None
    names = tuple(name for _id, name in some if name)
    return Preview(line_of(account, site, row, {}), site.name, size, names, left)


async def task_plan(deps: Deps, site: Site, task_id: str) -> TaskPlan:
    """A task as its maker meant it, for its form. Raises `NotFound`."""
    async with deps.database.reading() as session:
        row = await session.get(Task, task_id)
    if row is None or row.site_id != site.id:
        raise NotFound(_("This task is gone."))
    return read(row)


async def task_named(deps: Deps, site: Site, name: str) -> Task:
    """A store's task by its name. Raises `NotFound`."""
    async with deps.database.reading() as session:
        rows = await tasks.of_site(session, site.id)
    found = next((row for row in rows if row.name.casefold() == name.casefold()), None)
    if found is None:
        raise NotFound(_("{site} has no task called “{name}”. `/line task list {slug}` shows them.",
                         site=site.name, name=name, slug=site.slug))  # fmt: skip
    return found


async def latest_runs(deps: Deps, site: Site) -> tuple[RunLine, ...]:
    """What a store's tasks did lately."""
    async with deps.database.reading() as session:
        rows = await tasks.latest_runs(session, site.id, limit=LATEST)
    return tuple(
        RunLine(
            task.name,
            member.name or ("" if member.forgotten_at else member.user_id[:8]),
            run.done_at or run.due_at or run.created_at,
            run.outcome or "waiting",
            from_json(run.failure) if run.failure else None,
        )
        for run, task, member in rows
    )


@announcement("task-stopped")
async def tell_stopped(deps: Deps, row: Outbox) -> None:
    """Say in the account's channel, or the store's own, that a task switched itself off."""
    async with deps.database.reading() as session:
        task = await session.get(Task, row.payload["task"])
        if task is None or task.active:
            return
        account = await session.get_one(Account, task.account_id)
        site = await session.get_one(Site, task.site_id)
    card = spoken(stopped_card(line_of(account, site, task, {}), site.name), account)
    await deps.slack.post(
        site.slack_channel or account.slack_channel, card.text, card.blocks,
        attachments=card.attachments,
    )  # fmt: skip


async def _parent(deps: Deps, account: Account) -> str:
    async with deps.database.reading() as session:
        return (await accounts.bound(session, account.id)).parent.slug
