"""The café with stores and members, between the stand-ins of LINE and Slack."""

from __future__ import annotations

from typing import Any

from bot.flows.announcements.announce import announce_due
from bot.flows.sealed import seal_redemption_code
from bot.flows.stores.tickets import Issuing, issue
from sandbox.slack.seen import words_of
from storage.tables import Account, LoginChannel, Member, Redemption, Site, Ticket, Visit
from tests.stores.counter import Counter
from tests.world import ROOM, World

STORES = {"taipei": "001", "tainan": "002"}


async def opened_shop(world: World, members: int = 3) -> Account:
    """The café bound, with two stores, and members who signed in at Taipei."""
    await world.bound()
    account = await world.account()
    (channel,) = await world.rows(LoginChannel)
    now = world.clock()
    async with world.deps.database.transaction() as session:
        for slug, code in STORES.items():
            box = seal_redemption_code(world.deps, slug, code)
            session.add(Site(id=slug, account_id=account.id, slug=slug, name=slug.title(),
                             login_channel_id=channel.id, points_per=100, created_at=now,
                             redemption_code_box=box))  # fmt: skip
        await session.flush()
        for number in range(members):
            key = f"m{number:03}"
            session.add(Member(id=key, account_id=account.id, user_id=f"U{key}",
                               name=f"會員 {number}", created_at=now))  # fmt: skip
            await session.flush()
            session.add(Visit(site_id="taipei", member_id=key, first_at=now))
    return account


async def create(world: World, **changed: Any) -> str:
    """A ticket created by its form; the words of its card."""
    seen = await world.submit(await world.form("ticket create"), {"name": "拿鐵"} | changed)
    assert seen.ok, (seen.failure, seen.errors)
    words = await world.result()
    await world.slack.close("lin", everything=True)
    return words


async def the_ticket(world: World) -> Ticket:
    """The only kind there is."""
    (one,) = await world.rows(Ticket)
    return one


async def redeemed(world: World, member: str, code: str) -> Redemption:
    """A ticket given to a member and redeemed at the store whose code this is."""
    ticket, account = await the_ticket(world), await world.account()
    async with world.deps.database.transaction() as session:
        how = Issuing("operator", world.clock())
        issued = await issue(session, ticket, member, how, once=f"{member}:{code}")
    counter = Counter(world.deps, account, world.clock)
    (parent,) = [one for one in await world.rows(Site) if one.parent]
    slug = await counter.redeem(issued.id, code, member=member, once=f"{member}{code}",
                                page=parent.id)  # fmt: skip
    return next(
        one
        for one in await world.rows(Redemption)
        if (one.member_id, one.site_id) == (member, slug)
    )


async def told(world: World) -> None:
    """Have Slack told what waits."""
    while await announce_due(world.deps):
        pass


def posts_about(world: World, words: str) -> list[Any]:
    """The messages in the account's channel that hold these words."""
    return [post for post in world.posts() if words in words_of(post)]


async def pressed_form(world: World, user: str, action: str, value: str) -> Any:
    """Press a button on the newest whispered card; the form that opens."""
    card = world.slack.ephemerals(user, ROOM)[-1]
    await world.slack.press(user, card, action, value)
    return await world.slack.wait_for(lambda: world.slack.front(user), about=action)
