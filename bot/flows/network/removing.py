"""Remove a sub-site: its LIFF app first, then what we know of it; never its members."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import NotFound, Refused, VendorError
from bot.flows.alone import alone
from bot.flows.reach import login
from bot.text import _
from storage import menus, sites, store_records
from storage.audit import Tag, record
from storage.tables import Account, LoginChannel, Site


async def remove_site(
    deps: Deps, account: Account, site: Site, *, by: str, keep_liff_app: bool = False
) -> str:
    """Remove a sub-site, never its members; returns the LIFF id left at LINE, "" for none.

    The LIFF app goes first: when LINE does not answer (`VendorError`), nothing is removed.
    """
    if site.parent:
        raise Refused(_("The parent site stays for as long as the account is bound."))
    async with alone(deps, account.id):
        async with deps.database.reading() as session:
            present = await session.get(Site, site.id)
            channel = (
                await session.get(LoginChannel, present.login_channel_id)
                if present and present.login_channel_id
                else None
            )
            if present is None:
                raise NotFound(_("There is no site `{site}` any more.", site=site.slug))
            await _without_records(session, present)
        if present.liff_id and channel and not keep_liff_app:
            await login(deps, channel).delete_liff_app(present.liff_id)
        await _forget(deps, present, channel, keep_liff_app, by)
    if present.card_channel and present.card_ts:
        with suppress(VendorError):  # the card may be gone, or its channel closed to us
            await deps.slack.delete(present.card_channel, present.card_ts)
    deps.bell.ring("subnets")
    return str(present.liff_id or "") if keep_liff_app else ""


async def _without_records(session: AsyncSession, site: Site) -> None:
    """What a store has redeemed or sold stays on record, and so does the store. A ticket good at
    this store alone would become good everywhere. Raises `Refused`.
    """
    if names := await store_records.tickets_naming(session, site.id):
        raise Refused(_("These tickets name {site}: {tickets}. Take it off their stores first: "
                        "`/line ticket edit`.", site=site.name,
                        tickets=", ".join(names)))  # fmt: skip
    if await store_records.any_of(session, site.id):
        raise Refused(_("{site} has redemptions or points on record, which are kept. Switch the "
                        "site off instead: `/line subnet edit {slug}`, “Active”.", site=site.name,
                        slug=site.slug))  # fmt: skip


async def _forget(
    deps: Deps, site: Site, channel: LoginChannel | None, keep_liff_app: bool, by: str
) -> None:
    async with deps.database.transaction() as session:
        await sites.hold(session, site.account_id)
        await _without_records(session, site)
        await menus.leave_site(session, site.id, deps.clock())
        await sites.forget(session, site)
        if keep_liff_app and channel and site.liff_id:
            stored = await session.get_one(LoginChannel, channel.id)
            stored.foreign_apps += 1  # from now on it is nobody's
        record(session, Tag.SITE_REMOVED, account_id=site.account_id, at=deps.clock(), who=by,
               subject=f"site:{site.slug}", old=site.name,
               new=f"LIFF app left: {site.liff_id}" if keep_liff_app else "")  # fmt: skip
