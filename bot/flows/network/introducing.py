"""A site's card in the account's Slack channel: where it stands, what to paste, what is checked."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.report import Report, load
from bot.cards.subnets import SiteShown, Standing, site_card
from bot.deps import Deps
from bot.flows.announcements.announce_alerts import place, spoken
from bot.flows.announcements.announcing import announcement
from bot.flows.binding.desired import site_url
from storage import accounts
from storage.accounts import Bound
from storage.tables import Outbox, Site


@announcement("subnet")
async def tell_site(deps: Deps, row: Outbox) -> None:
    """One card per site, posted once and edited from then on; none for a site that is gone."""
    async with deps.database.reading() as session:
        site = await session.get(Site, row.payload["site_id"])
        if site is None:
            return
        bound = await accounts.bound(session, site.account_id)
        seen = await newest(session, site.account_id)
    account = bound.account
    card = spoken(site_card(site_shown(deps, bound, site, seen)), account)
    ts = await place(deps, card, account.slack_channel, (site.card_channel, site.card_ts))
    async with deps.database.transaction() as session:
        stored = await session.get(Site, site.id)
        if stored is not None:
            stored.card_channel, stored.card_ts = account.slack_channel, ts


async def newest(session: AsyncSession, account_id: str) -> Report | None:
    """What the newest look at the account found."""
    card = await accounts.card(session, account_id)
    return load(card) if card else None


def site_shown(deps: Deps, bound: Bound, site: Site, seen: Report | None) -> SiteShown:
    """What the card says now; checks are those of the newest look, `seen`."""
    account, url = bound.account, site_url(deps.settings, site.slug, site.address)
    channel = next((one for one in bound.login_channels if one.id == site.login_channel_id), None)
    subjects = {f"site:{site.slug}"}
    if channel:
        subjects.add(f"login-channel:{channel.channel_id}")
    checks = [line for line in seen.checks if line.subject in subjects] if seen else []
    steps = [step for step in seen.steps if step.subject in subjects] if seen else []
    return SiteShown(
        account=account.slug,
        account_name=account.name,
        oa_id=account.oa_id,
        slug=site.slug,
        name=site.name,
        site_url=url,
        callback_url=f"{url}/login/callback",
        liff_url=f"{deps.settings.liff_url}/{site.liff_id}" if site.liff_id else "",
        channel=(channel.label or channel.channel_id) if channel else "",
        channel_id=channel.channel_id if channel else "",
        standing=standing_of(site),
        rich_menu=site.rich_menu,
        checks=tuple(checks),
        steps=tuple(steps),
    )


def standing_of(site: Site) -> Standing:
    """How far the site has come at LINE, as rows know it."""
    if site.login_channel_id is None:
        return Standing.WAITING
    return Standing.READY if site.liff_id else Standing.MAKING
