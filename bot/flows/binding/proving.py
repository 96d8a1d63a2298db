"""What a sign-in shows about things LINE's API cannot read (`bot/binding/steps.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.binding.desired import Kind, Subject
from bot.binding.rules.login import callback
from bot.deps import Deps
from bot.flows.binding.kept import overrule
from bot.flows.binding.verify import look_soon
from bot.flows.members.menu_wishes import wish_menu_of_site
from storage import members, readings, sites
from storage.happened import Trigger, note
from storage.tables import Account, LoginChannel, Member, Proof, Reading, Site

OUTSIDERS = 3
"""While a channel is “Developing” only people with a role at LINE can sign in. LINE does not say
who has one; that many different people are taken to be more than a shop's console staff."""


@dataclass(frozen=True)
class SignedIn:
    """A member who has just signed in. `friend` is None where no official account is linked, or,
    without `told`, where LINE did not say; `known` tells whether the official account can read
    their profile, None if LINE did not say.
    """

    user_id: str
    name: str
    picture_url: str | None
    friend: bool | None
    known: bool | None
    told: bool = True
    source: str = "web"  #: web | liff


def shows(who: SignedIn) -> dict[str, str]:
    """The evidence of one sign-in about its Login channel, by checklist step."""
    shown: dict[str, str] = {}
    if who.friend is None and who.told:
        shown["account-linked"] = "none"
    elif who.friend and who.known:
        shown["account-linked"] = "linked"
    elif who.friend and who.known is False:
        shown["account-linked"] = "other"
    if who.known:
        shown["same-provider"] = "same"
    return shown


async def prove_by(
    deps: Deps, account: Account, channel: LoginChannel, site: Site, who: SignedIn
) -> None:
    """Write down the member and what their sign-in showed; if that is news, look at the binding."""
    async with deps.database.transaction() as session:
        _member, news = await prove(session, account, channel, site, who, now=deps.clock())
    if news:
        await look_soon(deps, account.id)


async def prove(
    session: AsyncSession,
    account: Account,
    channel: LoginChannel,
    site: Site,
    who: SignedIn,
    *,
    now: datetime,
) -> tuple[Member, bool]:
    """The member, and whether their sign-in showed something that was not known."""
    about = str(Subject(Kind.LOGIN_CHANNEL, channel.channel_id, channel.label))
    here = str(Subject(Kind.SITE, site.slug, site.name))
    member = (await members.enrol(session, account.id, [who.user_id], now))[who.user_id]
    member.name = who.name or member.name
    member.picture_url = who.picture_url or member.picture_url
    member.signed_in_at = now
    await session.flush()
    proofs = {(about, name): value for name, value in shows(who).items()}
    if who.friend and who.known is False and await _elsewhere(session, account.id, who):
        proofs[about, "same-provider"] = "different"
    if who.source == "web":  # a sign-in by liff does not come back by the callback address
        proofs[here, "callback-registered"] = "registered"
    if await sites.visited(session, site.id, member.id, now):
        await note(session, account_id=account.id, site_id=site.id, member_id=member.id,
                   trigger=Trigger.FIRST_SIGN_IN, once=f"first-sign-in:{site.id}:{member.id}",
                   at=now)  # fmt: skip
    await wish_menu_of_site(session, site, member.id, now)
    if await _outsiders(session, account.id):
        proofs[about, "login-published"] = "published"
    news = await _note(session, account.id, proofs, now)
    if who.source == "web":
        news = await _came_back(session, account.id, site, now) or news
    return member, news


async def _note(
    session: AsyncSession, account_id: str, proofs: Mapping[tuple[str, str], str], now: datetime
) -> bool:
    """Write down what is news, and whether any of it was: hundreds sign in a day, and what is known
    is neither written again nor looked at.
    """
    known = {
        (one.subject, one.name): one.value
        for one in await readings.proofs(session, account_id)
        if not one.by
    }
    news = {place: value for place, value in proofs.items() if known.get(place) != value}
    for (subject, name), value in sorted(news.items()):
        proof = Proof(account_id=account_id, subject=subject, name=name, value=value, at=now)
        await readings.prove(session, proof)
    return bool(news)


async def _came_back(session: AsyncSession, account_id: str, site: Site, now: datetime) -> bool:
    """Who has come back proves more than LINE's refusal of before; tell whether there was one."""
    row = await session.get(Reading, (account_id, callback.name, site.slug))
    return row is not None and overrule(row, "refused", "accepted", now)


async def _elsewhere(session: AsyncSession, account_id: str, who: SignedIn) -> bool:
    """Whether the account holds a live follow of this very person under another user id.

    LINE gives nobody the same id in two providers, and one person one id in each. A name alone may
    be two people's; the address of a profile picture is made for one upload.
    """
    if not who.name or not who.picture_url:
        return False
    twin = select(Member.id).where(
        Member.account_id == account_id,
        Member.user_id != who.user_id,
        Member.friendship == "friend",
        Member.name == who.name,
        Member.picture_url == who.picture_url,
    )
    return await session.scalar(twin.limit(1)) is not None


async def _outsiders(session: AsyncSession, account_id: str) -> bool:
    """Whether so many different people have signed in; of a hundred thousand it looks at three."""
    signed_in = (Member.account_id == account_id, col(Member.signed_in_at).is_not(None))
    found = await session.scalars(select(Member.id).where(*signed_in).limit(OUTSIDERS))
    return len(found.all()) >= OUTSIDERS
