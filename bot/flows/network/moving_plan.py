"""What moving sites to another address means: shown before anything is changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.neighbours import Neighbours, OtherSite, under
from bot.binding.site_rules import NewSite, clean_address, problems
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.binding.desired import site_url, webhook_url
from bot.flows.reach import login, reach
from bot.settings import Settings
from bot.text import Text, _
from storage import accounts, sites
from storage.accounts import Bound
from storage.tables import Account, Site

ALL = "all"


@dataclass(frozen=True)
class Wish:
    """Where to: one site (its slug) or `all` that lie under `base` ("" is PUBLIC_URL)."""

    target: str
    address: str
    base: str = ""


@dataclass(frozen=True)
class Relocation:
    """One site's way: `old` and `new` are its stored address, None where it follows PUBLIC_URL."""

    site: Site
    channel_id: str  #: of its Login channel, "" while it waits for one
    old: str | None
    new: str | None
    old_url: str
    new_url: str
    endpoint: str  #: of its LIFF app as LINE has it now, "" without one

    @property
    def liff_url(self) -> str:
        return f"{self.new_url}/liff"

    @property
    def callback_url(self) -> str:
        return f"{self.new_url}/login/callback"


@dataclass(frozen=True)
class MovePlan:
    """Everything that would change, here and at LINE."""

    account: Account
    wish: Wish
    relocations: Sequence[Relocation]
    webhook: tuple[str, str] | None  #: old → new at LINE
    server: str  #: PUBLIC_URL
    bound: Bound

    @property
    def digest(self) -> str:
        """Two plans with the same digest change the same values from the same to the same."""
        ways = [(w.site.id, w.old, w.new, w.endpoint, w.new_url) for w in self.relocations]
        return hashlib.sha256(msgspec.json.encode([ways, self.webhook])).hexdigest()


async def plan(deps: Deps, account_id: str, wish: Wish) -> MovePlan:
    """Say what would change; changes nothing.

    Raises `Refused` for an address that cannot be, `NotFound`, and `VendorError` when LINE cannot
    be read: what is shown as old is what LINE has now.
    """
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account_id)
        ways = _ways(deps.settings, bound, wish)
        await _insist_possible(deps.settings, session, bound, wish, ways)
    endpoints = await _endpoints(deps, bound, ways)
    found = [replace(way, endpoint=endpoints.get(way.site.liff_id or "", "")) for way in ways]
    moving = [w for w in found if w.old != w.new or w.endpoint not in ("", w.liff_url)]
    webhook = await _webhook(deps, bound) if wish.target == ALL else None
    if not moving and not webhook:
        raise Refused(_nothing(bound, deps.settings, wish))
    return MovePlan(bound.account, wish, moving, webhook, str(deps.settings.public_url), bound)


def _ways(settings: Settings, bound: Bound, wish: Wish) -> Sequence[Relocation]:
    """The sites that are meant, sub-sites first: the parent's address is the dearest."""
    base = (clean_address(wish.base) or "").rstrip("/") or str(settings.public_url)
    to = (clean_address(wish.address) or "").rstrip("/")
    channels = {one.id: one.channel_id for one in bound.login_channels}
    meant: list[Relocation] = []
    for site in sorted(bound.sites, key=lambda one: (one.parent, one.slug)):
        url = site_url(settings, site.slug, site.address)
        if wish.target == ALL and under(url, base):
            new_url = to + url[len(base) :]
        elif wish.target == site.slug:
            new_url = to
        else:
            continue
        shared = new_url == site_url(settings, site.slug)
        meant.append(
            Relocation(site, channels.get(site.login_channel_id or "", ""), site.address,
                       None if shared else new_url, url, new_url, "")
        )  # fmt: skip
    if not meant and wish.target != ALL:
        raise NotFound(
            _("{account} has no site `{site}`. Its sites: {sites}.", account=bound.account.name,
              site=wish.target, sites=", ".join(one.slug for one in bound.sites[:20]))
        )  # fmt: skip
    return meant


async def _insist_possible(
    settings: Settings,
    session: AsyncSession,
    bound: Bound,
    wish: Wish,
    ways: Sequence[Relocation],
) -> None:
    """The same rules as for a new site's address, against every site that stays where it is."""
    moving = {way.site.id for way in ways}
    to = clean_address(wish.address) or ""
    near = Neighbours(
        OtherSite(one.slug, one.name if one.account_id == bound.account.id else "", url)
        for one in await sites.all_known(session)
        if one.id not in moving
        and (url := site_url(settings, one.slug, one.address))
        and (under(url, to) or under(to, url))
    )
    server = str(settings.public_url)
    for way in ways:
        if way.new is None:
            continue
        new = NewSite(way.site.name, way.site.slug, way.new)
        if said := problems(new, near, server).get("address"):
            raise Refused(_("{address} cannot be {site}'s address. {why}", address=way.new,
                            site=way.site.name, why=said))  # fmt: skip


async def _endpoints(deps: Deps, bound: Bound, ways: Sequence[Relocation]) -> Mapping[str, str]:
    """Where LINE's LIFF apps lead now, by LIFF id: one list per Login channel."""
    concerned = {way.site.login_channel_id for way in ways}
    channels = [one for one in bound.login_channels if one.id in concerned]
    lists = await asyncio.gather(*(login(deps, one).liff_apps() for one in channels))
    return {app.liff_id: app.url for apps in lists for app in apps}


async def _webhook(deps: Deps, bound: Bound) -> tuple[str, str] | None:
    """LINE's webhook URL, if PUBLIC_URL has changed since it was set."""
    new = webhook_url(deps.settings, bound.account.slug)
    old = (await reach(deps, bound).line.webhook()).url or ""
    return (old, new) if old != new else None


async def webhook_to_set(deps: Deps, bound: Bound) -> str | None:
    """Where LINE is to send messages, if it sends them elsewhere now. Raises `VendorError`."""
    found = await _webhook(deps, bound)
    return found[1] if found else None


def _nothing(bound: Bound, settings: Settings, wish: Wish) -> Text:
    own = [one.address for one in bound.sites if one.address]
    if wish.target != ALL:
        return _("It is there already.")
    return _(
        "No site lies under {base}, or all are there already. Name the address that is moved: "
        "`/line move all NEW OLD`. Sites have these: {addresses}.",
        base=wish.base or str(settings.public_url),
        addresses=", ".join(own[:10]) or "—",
    )
