"""Give and take roles, and list them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.roles import RoleName
from bot.cards.roles import RoleShown
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound, RefusedByVendor
from bot.text import Text, _
from storage import accounts, roles
from storage.audit import Tag, record
from storage.tables import Account, Role

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|([UW][A-Z0-9]{6,})")
NOBODY = _("Slack knows nobody by this. Type @ and choose the person from Slack's list.")


def user_in(word: str) -> str:
    """The Slack user id of a mention as Slack escapes it. Raises `InvalidForm` under `user`."""
    found = MENTION.fullmatch(word)
    if found is None:
        raise InvalidForm({"user": NOBODY})
    return found[1] or found[2]


def role_in(word: str) -> RoleName:
    """The role a word names, in any case. Raises `InvalidForm` under `role`."""
    try:
        return RoleName(word.strip().lower().replace("_", "-"))
    except ValueError:
        names = ", ".join(RoleName)
        raise InvalidForm({"role": _("Choose one of: {names}.", names=names)}) from None


async def check(
    deps: Deps, account: Account, user: str, role: RoleName, slugs: Collection[str]
) -> dict[str, str]:
    """The sites' slugs by id, in order of the slugs. Raises `InvalidForm`; stores nothing."""
    if role is RoleName.STORE_MANAGER:
        if not slugs:
            raise InvalidForm({"sites": _("Name the sites of a store manager, such as `taipei`.")})
    elif slugs:
        raise InvalidForm({"sites": _("Only a store manager is given sites; leave this empty.")})
    try:
        await deps.slack.person(user)
    except RefusedByVendor:
        raise InvalidForm({"user": NOBODY}) from None
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    known = {site.slug: site.id for site in bound.sites}
    if strange := [slug for slug in slugs if slug not in known]:
        raise InvalidForm({"sites": _no_such(account, strange, list(known))})
    return {known[slug]: slug for slug in sorted(set(slugs))}


async def grant(
    deps: Deps, account: Account, user: str, role: RoleName, slugs: Collection[str], *, by: str
) -> RoleShown:
    """Give somebody this role in place of what they had. Raises `InvalidForm`."""
    named = await check(deps, account, user, role, slugs)
    try:
        await _stored(deps, account, user, role, named, by=by)
    except IntegrityError:  # somebody gave the same person a role a moment ago; now it is changed
        await _stored(deps, account, user, role, named, by=by)
    return RoleShown(user, role, tuple(named.values()), by, deps.clock())


async def _stored(
    deps: Deps, account: Account, user: str, role: RoleName, named: dict[str, str], *, by: str
) -> None:
    now = deps.clock()
    async with deps.database.transaction() as session:
        present = await roles.of(session, account.id, user)
        old = await _words(session, present)
        sites = list(named) if role is RoleName.STORE_MANAGER else None
        if present is None:
            present = Role(account_id=account.id, user_id=user, role=role.value, sites=sites,
                           granted_by=by, granted_at=now)  # fmt: skip
            session.add(present)
        present.role, present.sites = role.value, sites
        present.granted_by, present.granted_at = by, now
        record(session, Tag.ROLE_GRANTED, account_id=account.id, at=now, who=by,
               subject=f"person:{user}", old=old,
               new=await _words(session, present))  # fmt: skip


async def revoke(deps: Deps, account: Account, user: str, *, by: str) -> None:
    """Take somebody's role in this account away. Raises `NotFound` when they have none."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        present = await roles.of(session, account.id, user)
        if present is None:
            raise NotFound(
                _("This person was given no role in {account}. Slack workspace owners and admins "
                  "and people named in SLACK_ADMINS are administrators without one.",
                  account=account.name)
            )  # fmt: skip
        record(session, Tag.ROLE_REVOKED, account_id=account.id, at=now, who=by,
               subject=f"person:{user}", old=await _words(session, present))  # fmt: skip
        await session.delete(present)


async def listed(deps: Deps, account: Account) -> Sequence[RoleShown]:
    """Everybody with a role in an account, the most powerful first."""
    async with deps.database.reading() as session:
        given = await roles.every(session, account.id)
        slugs = {site.id: site.slug for site in (await accounts.bound(session, account.id)).sites}
    shown = [
        RoleShown(
            one.user_id,
            RoleName(one.role),
            sorted(slugs[site] for site in one.sites or () if site in slugs),
            one.granted_by,
            one.granted_at,
        )
        for one in given
    ]
    return sorted(shown, key=lambda one: (list(RoleName).index(one.role), one.user))


async def _words(session: AsyncSession, role: Role | None) -> str:
    """As the audit tells it: "store-manager: taipei, tainan"."""
    if role is None:
        return ""
    slugs = sorted((await roles.slugs_of(session, role)).values())
    return f"{role.role}: {', '.join(slugs)}" if slugs else role.role


def _no_such(account: Account, strange: Sequence[str], known: Sequence[str]) -> Text:
    return _("{account} has no site {strange}. Its sites: {sites}.", account=account.name,
             strange=", ".join(strange), sites=", ".join(known[:20]))  # fmt: skip
