"""What a member sees of themselves."""

from __future__ import annotations

from bot.deps import Deps
from bot.flows.members.sessions import Visitor
from bot.locale.formats import zone_of
from bot.pages.member import Information
from storage import visits
from storage.tables import Member, MemberSession


async def information_of(deps: Deps, who: Visitor) -> Information:
    """For the member information page; days are those of the account's zone."""
    member, account = who.member, who.at.account
    async with deps.database.reading() as session:
        visited = await visits.of_member(session, member.id)
    zone = zone_of(account.time_zone)
    return Information(
        name=member.name,
        picture_url=member.picture_url,
        level=member.level,
        since=member.created_at.astimezone(zone).date(),
        friend=friendship(member, who.session),
        sites=[(name, at.astimezone(zone).date()) for name, at in visited],
        oa_id=account.oa_id,
    )


def friendship(member: Member, session: MemberSession) -> bool | None:
    """Whether they are a friend, by what LINE said last: in an event, or as they signed in."""
    later = member.friendship_at is not None and member.friendship_at > session.created_at
    if session.friend is not None and not later:
        return session.friend
    return {"friend": True, "blocked": False}.get(member.friendship)
