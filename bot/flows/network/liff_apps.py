"""The LIFF apps of an account's Login channels: whose each is, and what becomes of strangers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.binding.platforms import LiffApp
from bot.binding.rules.liff import as_wanted, whole
from bot.cards.liff import Standing
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.alone import alone
from bot.flows.binding.desired import desired
from bot.flows.binding.settled import settled
from bot.flows.network.retire import retire
from bot.flows.network.site_wishes import wish_again
from bot.flows.reach import login
from bot.text import _
from storage import accounts, liff_apps, sites
from storage.accounts import Bound
from storage.audit import Tag, record
from storage.tables import LoginChannel, RetiredLiffApp, Site


@dataclass(frozen=True)
class Placed:
    """One LIFF app as LINE lists it, and what it is to us."""

    app: LiffApp
    standing: Standing
    site: Site | None = None  #: whose it is, or was
    until: datetime | None = None  #: when a retired one is deleted


@dataclass(frozen=True)
class Ours:
    """What we know of LIFF apps without asking LINE."""

    bound: Bound
    retired: Mapping[str, RetiredLiffApp]
    ignored: frozenset[str]

    def placed(self, app: LiffApp) -> Placed:
        """Whose app this is."""
        site = next((one for one in self.bound.sites if one.liff_id == app.liff_id), None)
        if site:
            return Placed(app, Standing.SITE, site)
        if old := self.retired.get(app.liff_id):
            former = next((one for one in self.bound.sites if one.id == old.site_id), None)
            return Placed(app, Standing.RETIRED, former, old.due_at)
        ignored = app.liff_id in self.ignored
        return Placed(app, Standing.IGNORED if ignored else Standing.FOREIGN)

    def site(self, slug: str) -> Site:
        """A site of this account. Raises `NotFound`."""
        found = next((one for one in self.bound.sites if one.slug == slug), None)
        if found is None:
            raise NotFound(_("There is no site `{site}` any more.", site=slug))
        return found

    def channel_of(self, liff_id: str) -> LoginChannel:
        """The Login channel a LIFF id begins with. Raises `NotFound`."""
        number = liff_id.partition("-")[0]
        for channel in self.bound.login_channels:
            if channel.channel_id == number:
                return channel
        raise NotFound(_("{id} is on no Login channel of this account.", id=liff_id))


async def ours(deps: Deps, account_id: str) -> Ours:
    """What is stored about the account's LIFF apps."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account_id)
        retired = await liff_apps.retired_of(session, account_id)
        return Ours(bound, retired, await liff_apps.ignored_of(session, account_id))


async def listed(deps: Deps, known: Ours, channel: LoginChannel) -> Sequence[Placed]:
    """Every LIFF app of one Login channel, in one read; its slots are counted anew with it.

    Raises `VendorError`.
    """
    apps = await login(deps, channel).liff_apps()
    async with deps.database.transaction() as session:
        ids = {channel.channel_id: [app.liff_id for app in apps]}
        await sites.learn(session, channel.account_id, ids, deps.clock())
    return [known.placed(app) for app in apps]


async def foreign(deps: Deps, known: Ours, liff_id: str) -> Placed:
    """A LIFF app that is no site's, as LINE has it now. Raises `NotFound`, `Refused`."""
    channel = known.channel_of(liff_id)
    for one in await listed(deps, known, channel):
        if one.app.liff_id == liff_id:
            if one.standing is Standing.SITE and one.site:
                raise Refused(_("{id} is in use by {site}.", id=liff_id, site=one.site.name))
            return one
    raise NotFound(_("LINE has no LIFF app {id} any more.", id=liff_id))


async def adopt(deps: Deps, account_id: str, liff_id: str, slug: str, *, by: str) -> Site:
    """Give a LIFF app that is no site's to a site, and make it as the site needs it.

    A site that waits for a slot moves in; one that has a LIFF app keeps the former as a fallback.
    Raises `NotFound`, `Refused`, `VendorError`.
    """
    async with alone(deps, account_id):
        known = await ours(deps, account_id)
        found, channel = await foreign(deps, known, liff_id), known.channel_of(liff_id)
        site = known.site(slug)
        if site.login_channel_id not in (None, channel.id):
            raise Refused(
                _("{site} signs its members in with another Login channel.", site=site.name)
            )
        await _hand_over(deps, site, channel, liff_id, by)
        after = await ours(deps, account_id)
        want = next(
            one for one in desired(after.bound, deps.settings).sites if one.site_id == site.id
        )
        if not as_wanted(want, found.app):
            await login(deps, channel).update_liff_app(liff_id, whole(want, found.app))
        await settled(deps, account_id, by=by)
    return site


async def _hand_over(deps: Deps, site: Site, channel: LoginChannel, liff_id: str, by: str) -> None:
    async with deps.database.transaction() as session:
        stored = await session.get_one(Site, site.id)
        former, stored.liff_id, stored.login_channel_id = stored.liff_id, liff_id, channel.id
        await liff_apps.recall(session, liff_id)
        await liff_apps.heed(session, site.account_id, liff_id)
        if former and former != liff_id:
            await retire(deps, session, stored, former)
        await wish_again(session, stored, deps.clock())
        record(session, Tag.LIFF_ADOPTED, account_id=site.account_id, at=deps.clock(), who=by,
               subject=f"site:{site.slug}", old=former or "", new=liff_id)  # fmt: skip


async def leave_alone(
    deps: Deps, account_id: str, liff_id: str, *, by: str, heed: bool = False
) -> None:
    """Remember that a LIFF app is somebody else's; with `heed`, forget it again."""
    tag = Tag.LIFF_HEEDED if heed else Tag.LIFF_IGNORED
    async with deps.database.transaction() as session:
        if heed:
            await liff_apps.heed(session, account_id, liff_id)
        else:
            await liff_apps.ignore(session, account_id, liff_id, by=by, at=deps.clock())
        subject = f"login-channel:{liff_id.partition('-')[0]}"
        record(session, tag, account_id=account_id, at=deps.clock(), who=by, subject=subject,
               new=liff_id)  # fmt: skip


async def delete(deps: Deps, account_id: str, liff_id: str, *, by: str) -> Placed:
    """Delete a LIFF app that is no site's; returns what it was. Raises as `foreign` does."""
    async with alone(deps, account_id):
        known = await ours(deps, account_id)
        found, channel = await foreign(deps, known, liff_id), known.channel_of(liff_id)
        await login(deps, channel).delete_liff_app(liff_id)
        async with deps.database.transaction() as session:
            await liff_apps.recall(session, liff_id)
            await liff_apps.heed(session, account_id, liff_id)
            record(session, Tag.LIFF_DELETED, account_id=account_id, at=deps.clock(), who=by,
                   subject=f"login-channel:{channel.channel_id}",
                   old=f"{liff_id} {found.app.url}")  # fmt: skip
    return found
