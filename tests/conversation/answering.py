"""How an operator's answer is written, sent, and looked at afterwards."""

from __future__ import annotations

from sqlmodel import col, update

from bot.flows.conversations.reply import LEASE, send_due, write
from storage.tables import Message
from tests.conversation.desk import Desk

REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


async def hear(desk: Desk, words: str = "請問營業到幾點？") -> Message:
    """陳怡君 writes; her message is digested and shown."""
    await desk.platform.send_text(desk.world.chen, desk.cafe, words)
    await desk.settle()
    return [one for one in await desk.messages() if one.direction == "in"][-1]


async def answer(desk: Desk, words: str = "到晚上九點", answers: Message | None = None) -> Message:
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    return await write(
        desk.deps,
        desk.account.id,
        conversation,
        words,
        author="U0LIN",
        answers_id=answers.id if answers else None,
    )


async def send(desk: Desk) -> None:
    """Send whatever is due, then let Slack know."""
    while await send_due(desk.deps):
        pass
    await desk.settle()


async def ours(desk: Desk) -> Message:
    """The last message we wrote, as stored."""
    return [one for one in await desk.messages() if one.direction == "out"][-1]


def tried(desk: Desk, path: str) -> int:
    return sum(call.path == path for call in desk.platform.calls)


async def forget_the_outcome(desk: Desk) -> None:
    """What a crash between LINE's answer and our note of it leaves: the claim, and no outcome."""
    async with desk.deps.database.transaction() as session:
        await session.execute(
            update(Message)
            .where(col(Message.direction) == "out")
            .values(
                sent_at=None,
                due_at=desk.clock(),
                claim="the dead",
                leased_until=desk.clock() + LEASE,
                attempts=1,
            )
        )
