"""What a task does: the message it sends, or what it gives a member."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.tasks import Deed, TaskPlan
from bot.errors import MoorlineError
from bot.flows.members.leveling import fix_level
from bot.flows.members.menu_wishes import wish_menu
from bot.flows.stores.points import Act, earn
from bot.flows.stores.tickets import Issuing, issue
from bot.platforms.line_messages import Message, TextMessage
from bot.text import Text, _
from storage import tasks
from storage.tables import Account, Member, Task, TaskRun


@dataclass(frozen=True)
class Errand:
    """A claimed run and whom and what it is about."""

    run: TaskRun
    task: Task
    plan: TaskPlan
    member: Member
    account: Account


def message_of(plan: TaskPlan) -> Message:
    """The message object LINE is handed
    (https://developers.line.biz/en/reference/messaging-api/#message-objects)."""
    match plan.deed:
        case Deed.IMAGE:
            return {
                "type": "image",
                "originalContentUrl": plan.content,
                "previewImageUrl": plan.content,
            }
        case Deed.FLEX:
            flex: dict[str, Any] = json.loads(plan.content)
            return flex
        case _:
            return TextMessage(plan.content)


async def give(session: AsyncSession, one: Errand, now: datetime) -> Text | None:
    """Give the member what the task gives, in the caller's transaction.

    Returns why it cannot be; then nothing was written. The run's id makes it happen once.
    """
    try:
        match one.plan.deed:
            case Deed.TICKET:
                return await _ticket(session, one, now)
            case Deed.POINTS:
                await _points(session, one, now)
            case Deed.LEVEL:
                await fix_level(session, one.member.id, one.plan.content, at=now)
            case Deed.RICH_MENU:
                await wish_menu(session, one.account.id, one.member.id, one.plan.content, now)
    except MoorlineError as error:
        return error.said
    return None


async def _ticket(session: AsyncSession, one: Errand, now: datetime) -> Text | None:
    ticket = await tasks.ticket_named(session, one.account.id, one.plan.content)
    if ticket is None:
        return _("There is no ticket called “{name}”. `/line ticket list` shows them.",
                 name=one.plan.content)  # fmt: skip
    how = Issuing("task", now, tuple(one.run.by_tasks or ()))
    await issue(session, ticket, one.member.id, how, once=_once(one))
    return None


async def _points(session: AsyncSession, one: Errand, now: datetime) -> None:
    act = Act(
        once=_once(one),
        at=now,
        site_id=one.task.site_id,
        reason=one.task.name,
        by_tasks=tuple(one.run.by_tasks or ()),
    )
    await earn(session, one.account, one.member.id, int(one.plan.content), act)


def _once(one: Errand) -> str:
    return f"task-run:{one.run.id}"
