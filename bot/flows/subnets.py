"""Sub-sites: tried before they are stored, stored with a slot or waiting, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.capacity import choose
from bot.binding.site_rules import NO_CODE, NewSite, OtherSite, problems
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound
from bot.flows.codes import code_of, stores_with_codes
from bot.flows.desired import site_url
from bot.flows.fulfil import due_soon, fulfil, fulfil_due
from bot.flows.menu_checking import check_menu
from bot.flows.pool import slots
from bot.flows.removing import remove_site
from bot.flows.sealed import redemption_code, seal_redemption_code
from bot.flows.site_wishes import introduce, wish_again
from bot.text import Text, _
from storage import accounts, sites
from storage.audit import Tag, record
from storage.tables import Account, Site, new_id

__all__ = [
    "NewSite",
    "add_site",
    "check_site",
    "edit_site",
    "fulfil",
    "fulfil_due",
    "introduce",
    "remove_site",
    "site_named",
]

log = structlog.get_logger()

CHANGED = "changed"  #: how a redemption code appears in the audit
PLAIN = ("name", "address", "service_phone", "rich_menu", "active", "points_per")


async def check_site(
    deps: Deps, account: Account, wanted: NewSite, *, present: Site | None = None
) -> None:
    """Raise `InvalidForm` under each wrong field; changes nothing. `present` is being edited."""
    async with deps.database.reading() as session:
        found = await _problems(deps, session, account, wanted, present)
    if found:
        raise InvalidForm(found)
    if present is None or wanted.rich_menu != present.rich_menu:
        await check_menu(deps, account, wanted.rich_menu)


async def others(
    deps: Deps, session: AsyncSession, account: Account, present: Site | None = None
) -> Sequence[OtherSite]:
    """Every site a new one could collide with; only this account's are named."""
    known = await sites.all_known(session)
    with_codes = await stores_with_codes(session, account.id)
    codes = {one.id: code_of(deps, one) for one in with_codes}
    found = [
        OtherSite(
            one.slug,
            one.name if one.account_id == account.id else "",
            site_url(deps.settings, one.slug, one.address),
            codes.get(one.id, ""),
        )
        for one in known
        if present is None or one.id != present.id
    ]
    taken = {one.slug for one in known}
    free = await sites.account_slugs(session) - taken
    return [*found, *(OtherSite(slug, "", site_url(deps.settings, slug)) for slug in free)]


async def _problems(
    deps: Deps, session: AsyncSession, account: Account, wanted: NewSite, present: Site | None
) -> Mapping[str, Text]:
    there = await others(deps, session, account, present)
    found = problems(wanted, there, str(deps.settings.public_url or ""))
    if present is not None and wanted.slug != present.slug:
        found["site"] = _("A site's short name stays: members' links and its history carry it.")
    return found


async def add_site(deps: Deps, account: Account, wanted: NewSite, *, by: str) -> Site:
    """Store the site with a LIFF slot of its own, or waiting for one; `fulfil` does the rest.

    Raises `InvalidForm`. Of two sites added at once into the last slot, one waits.
    """
    try:
        site = await _stored(deps, account, wanted, by)
    except IntegrityError:  # somebody stored the same a moment ago; now the check sees it
        site = await _stored(deps, account, wanted, by)
    log.info("site.added", site=site.slug, waiting=site.login_channel_id is None)
    deps.bell.ring("subnets")
    return site


async def _stored(deps: Deps, account: Account, wanted: NewSite, by: str) -> Site:
    site_id, now = new_id(), deps.clock()
    code = "" if wanted.redemption_code == NO_CODE else wanted.redemption_code
    async with deps.database.transaction() as session:
        await sites.hold(session, account.id)
        if found := await _problems(deps, session, account, wanted, None):
            raise InvalidForm(found)
        queue = await sites.waiting(session, account.id)  # those were here before
        channel = None if queue else choose(await slots(session, account.id))
        site = Site(
            id=site_id,
            account_id=account.id,
            slug=wanted.slug,
            name=wanted.name,
            address=wanted.address,
            login_channel_id=channel,
            due_at=now if channel else None,
            service_phone=wanted.service_phone,
            redemption_code_box=seal_redemption_code(deps, site_id, code),
            rich_menu=wanted.rich_menu,
            active=wanted.active,
            points_per=wanted.points_per,
            created_at=now,
            created_by=by,
        )
        session.add(site)
        record(session, Tag.SITE_ADDED, account_id=account.id, at=now, who=by,
               subject=f"site:{wanted.slug}", new=wanted.name)  # fmt: skip
    return site


async def edit_site(deps: Deps, account: Account, site: Site, wanted: NewSite, *, by: str) -> Site:
    """Store what differs; an empty redemption code keeps the present one, `-` takes it away.

    A new address reaches LINE by `fulfil`. Raises `InvalidForm`, `NotFound`.
    """
    now = deps.clock()
    async with deps.database.transaction() as session:
        await sites.hold(session, account.id)
        stored = await session.get(Site, site.id)
        if stored is None:
            raise NotFound(_("There is no site `{site}` any more.", site=site.slug))
        if found := await _problems(deps, session, account, wanted, stored):
            raise InvalidForm(found)
        changes = _changes(deps, stored, wanted)
        for column, (old, new) in changes.items():
            record(session, Tag.SITE_CHANGED, account_id=account.id, at=now, who=by,
                   subject=f"site:{stored.slug}", old=old, new=new)  # fmt: skip
            if column in PLAIN:
                setattr(stored, column, getattr(wanted, column))
        _take_code(deps, stored, wanted, changes)
        if "address" in changes:
            await sites.unlearn(session, stored)
            _have_endpoint_set(stored, now)
        if changes:
            await wish_again(session, stored, now)
    if "address" in changes:
        deps.bell.ring("subnets")
    if "rich_menu" in changes:
        deps.bell.ring("menus_follow")
    return stored


def _have_endpoint_set(stored: Site, now: datetime) -> None:
    if stored.login_channel_id is not None:
        due_soon(stored, now)


def _changes(deps: Deps, stored: Site, wanted: NewSite) -> dict[str, tuple[str, str]]:
    """Old and new as the audit may show them, by column."""
    found = {
        column: (f"{column}: {_word(was)}", f"{column}: {_word(will)}")
        for column in PLAIN
        if (was := getattr(stored, column)) != (will := getattr(wanted, column))
    }
    code = wanted.redemption_code
    if code and code != (redemption_code(deps, stored) or NO_CODE):
        found["redemption_code"] = (f"redemption_code: {CHANGED}", f"redemption_code: {CHANGED}")
    return found


def _take_code(
    deps: Deps, stored: Site, wanted: NewSite, changes: Mapping[str, tuple[str, str]]
) -> None:
    if "redemption_code" in changes:
        code = "" if wanted.redemption_code == NO_CODE else wanted.redemption_code
        stored.redemption_code_box = seal_redemption_code(deps, stored.id, code)


def _word(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | "":
            return "—"
        case _:
            return str(value)


def as_new(site: Site) -> NewSite:
    """The site as it is, without its redemption code: what an edit begins with."""
    return NewSite(
        site.name,
        site.slug,
        site.address,
        site.service_phone,
        "",
        site.rich_menu,
        site.active,
        site.points_per,
    )


async def site_named(deps: Deps, account: Account, slug: str) -> Site:
    """A site of this account. Raises `NotFound` with its sites."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    for site in bound.sites:
        if site.slug == slug.lower():
            return site
    raise NotFound(
        _("{account} has no site `{site}`. Its sites: {sites}.", account=account.name,
          site=slug, sites=", ".join([one.slug for one in bound.sites][:20]))
    )  # fmt: skip
