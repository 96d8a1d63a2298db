"""What the buttons and the menu of a conversation's card do."""

from __future__ import annotations

from bot.cards.conversations import (
    Assign,
    MarkRead,
    Reopen,
    Resolve,
    may_not_answer,
    not_marked_read,
)
from bot.flows.conversations.deeds import Target, assign, may_answer, named, reopen, resolve
from bot.flows.conversations.marking_read import mark_read
from handlers.declare import Answer, Call, pressed


@pressed(Assign)
async def give(call: Call, value: Assign) -> Answer:
    target = Target(value.account, value.conversation)
    await assign(call.deps, target, value.user, by=call.user)
    if not value.user or await may_answer(call.deps, target, value.user):
        return None
    return may_not_answer(value.user)


@pressed(Resolve)
async def close(call: Call, value: Resolve) -> Answer:
    await resolve(call.deps, Target(value.account, value.conversation), by=call.user)
    return None


@pressed(Reopen)
async def open_again(call: Call, value: Reopen) -> Answer:
    await reopen(call.deps, Target(value.account, value.conversation), by=call.user)
    return None


@pressed(MarkRead)
async def read(call: Call, value: MarkRead) -> Answer:
    name = await named(call.deps, Target(value.account, value.conversation))
    if await mark_read(call.deps, value.account, name):
        call.deps.bell.ring("announce")
        return None
    return not_marked_read()
