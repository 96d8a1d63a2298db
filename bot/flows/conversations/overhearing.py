"""Slack tells what people write in threads; what is written in a member's thread becomes a row.

Slack repeats itself up to three times and tells any of our processes, so the row is known by the
message once. Nothing is decided here: that is `bot/flows/conversations/thread_replies.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.deps import Deps
from storage import conversations, overheard
from storage.tables import Account, Conversation, Overheard

Kind = Literal["written", "edited", "deleted"]


@dataclass(frozen=True)
class Utterance:
    """One thing somebody did in a thread. `user` is a Slack id; `when` tells edits apart."""

    kind: Kind
    channel: str
    ts: str
    thread_ts: str
    user: str
    words: str = ""
    hindrance: str = ""
    when: str = ""

    @property
    def event(self) -> str:
        """What it is known by once."""
        return ":".join(one for one in (self.kind, self.channel, self.ts, self.when) if one)


async def overhear(deps: Deps, said: Utterance) -> None:
    """Keep it if it was said in a member's thread where the account lives. Raises `StorageDown`.

    The words are kept only where they may be for the member; the team's own talk is not.
    """
    async with deps.database.reading() as session:
        conversation = await conversations.in_thread(session, said.channel, said.thread_ts)
        if conversation is None:
            return
        account = await session.get_one(Account, conversation.account_id)
    if account.slack_channel != said.channel:
        return
    async with deps.database.transaction() as session:
        await overheard.keep(session, _row(deps, account, conversation, said))
    deps.bell.ring("overhear")


def _row(deps: Deps, account: Account, conversation: Conversation, said: Utterance) -> Overheard:
    now = deps.clock()
    return Overheard(
        account_id=account.id,
        conversation=conversation.name,
        event=said.event,
        slack_channel=said.channel,
        slack_ts=said.ts,
        thread_ts=said.thread_ts,
        user=said.user,
        words=said.words if account.thread_replies and said.kind == "written" else "",
        hindrance=said.hindrance,
        heard_at=now,
        due_at=now,
    )
