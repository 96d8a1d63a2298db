"""Reading an account's conversations, and finding the member somebody means."""

from __future__ import annotations

from bot.cards.inbox import A_PAGE, Addressee, Candidates, Glimpse, Inbox
from bot.cards.messages import SendTo
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.text import _, from_json
from storage import conversations, members
from storage.conversations import Conversation
from storage.tables import Account, Message

MOST_CANDIDATES = 20


async def inbox_page(deps: Deps, account: Account, page: int) -> Inbox:
    """One page of the account's conversations; pages begin at 0, the last one is the limit."""
    async with deps.database.reading() as session:
        total = await conversations.count(session, account.id)
        page = max(0, min(page, (total - 1) // A_PAGE))
        found = await conversations.page(session, account.id, offset=page * A_PAGE, limit=A_PAGE)
    return Inbox(account.name, tuple(map(_glimpse, found)), page, total)


async def find_member(deps: Deps, account: Account, words: str) -> SendTo | Candidates:
    """The member these words name, or those they may mean. Raises `NotFound`."""
    async with deps.database.reading() as session:
        found = await members.find(session, account.id, words, limit=MOST_CANDIDATES)
    if not found:
        raise NotFound(
            _(
                "No member of {account} is called “{words}”. `/line inbox` shows who has written; "
                "part of a name is enough.",
                account=account.name,
                words=words,
            )
        )
    ways = [(one.name, one.user_id, SendTo(f"user:{one.user_id}")) for one in found]
    return ways[0][2] if len(ways) == 1 else Candidates(words, tuple(ways))


async def addressee(deps: Deps, account: Account, to: SendTo) -> Addressee:
    """Whom a message to this conversation reaches. Raises `NotFound` and `Refused`."""
    async with deps.database.reading() as session:
        heard = await conversations.last_heard(session, account.id, to.conversation)
        member = await conversations.member_of(session, account.id, to.conversation)
        answered = await session.get(Message, to.answers) if to.answers else None
    if heard is None:
        raise NotFound(_("There is no such conversation. Choose one from `/line inbox`."))
    if heard.mode != "active":
        raise Refused(_("Another module channel holds this chat; answer it there."))
    mine = answered is not None and answered.account_id == account.id
    return Addressee(
        name=member.name if member else "",
        group=not to.conversation.startswith("user:"),
        answers=from_json(answered.line) if answered and mine else "",
    )


def _glimpse(one: Conversation) -> Glimpse:
    member = one.member
    return Glimpse(
        name=member.name if member else "",
        words=from_json(one.last.line),
        at=one.last.at,
        ours=one.last.direction == "out",
        answered=one.answered,
        level=(member.level if member else None) or "",
        picture_url=member.picture_url if member else None,
        group=not one.name.startswith("user:"),
        blocked=member is not None and member.friendship == "blocked",
        send=SendTo(one.name) if one.answerable else None,
    )
