"""Reading an account's conversations, and finding the member somebody means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.inbox import A_PAGE, Addressee, Candidates, Glimpse, Inbox, InboxPage
from bot.cards.messages import SendTo
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.announcements.announce_conversations import standing_of
from bot.text import Text, _, from_json
from storage import accounts, conversation_list, levels, lines, members
from storage.conversation_list import Filter, Listed
from storage.tables import Account, Message

MOST_CANDIDATES = 20
NO_SITE = _("There is no site `{named}`. There are: {known}.")
NO_LEVEL = _("There is no level “{named}”. There are: {known}.")


async def inbox_page(deps: Deps, account: Account, chosen: InboxPage, *, user: str) -> Inbox:
    """One page of the account's conversations as `user` (a Slack id) chose them; pages begin at 0,
    the last one is the limit. Raises `NotFound` for a site or level the account does not have.
    """
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        known = [one.name for one in await levels.of_account(session, account.id)]
        wanted = _filter(chosen, user)
        total = await conversation_list.count(session, account.id, wanted)
        page = max(0, min(chosen.page, (total - 1) // A_PAGE))
        found = await conversation_list.page(
            session, account.id, wanted, offset=page * A_PAGE, limit=A_PAGE
        )
        anybody = total or await conversation_list.count(session, account.id, Filter())
    sites = [(one.slug, one.name) for one in bound.sites]
    _insist(chosen.site, [slug for slug, _name in sites], NO_SITE)
    _insist(chosen.level, known, NO_LEVEL)
    return Inbox(
        account=account.name,
        glimpses=tuple(map(_glimpse, found)),
        total=total,
        chosen=replace(chosen, page=page),
        sites=tuple(sites) if len(sites) > 1 else (),
        levels=tuple(known),
        anybody=bool(anybody),
    )


def _filter(chosen: InboxPage, user: str) -> Filter:
    shown = chosen.show.split("-")
    return Filter(
        unreplied="unreplied" in shown,
        assigned_to=user if "mine" in shown else "",
        site=chosen.site,
        level=chosen.level,
        longest="longest" in shown,
    )


def _insist(named: str, known: Sequence[str], said: Text) -> None:
    if named and named not in known:
        values = (("named", named), ("known", ", ".join(known[:20]) or "—"))
        raise NotFound(Text(said.msgid, values))


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
    ways = [
        (one.name, one.user_id, SendTo(f"user:{one.user_id}", account=account.id)) for one in found
    ]
    return ways[0][2] if len(ways) == 1 else Candidates(words, tuple(ways))


async def addressee(deps: Deps, account: Account, to: SendTo) -> Addressee:
    """Whom a message to this conversation reaches. Raises `NotFound` and `Refused`."""
    async with deps.database.reading() as session:
        heard = await lines.last_heard(session, account.id, to.conversation)
        member = await lines.member_of(session, account.id, to.conversation)
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


def _glimpse(one: Listed) -> Glimpse:
    member = one.member
    return Glimpse(
        name=member.name if member else "",
        words=from_json(one.last.line),
        at=one.last.at,
        ours=one.last.direction == "out",
        standing=standing_of(one.row, replied=one.replied),
        since=one.row.waiting_since,
        assigned_to=one.row.assigned_to,
        level=(member.level if member else None) or "",
        picture_url=member.picture_url if member else None,
        group=not one.row.name.startswith("user:"),
        blocked=member is not None and member.friendship == "blocked",
        send=SendTo(one.row.name, account=one.row.account_id) if one.answerable else None,
    )
