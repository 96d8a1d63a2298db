"""What `/line liff list` shows of one Login channel, as far as its reader may see."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.roles import Scope
from bot.cards.liff import LiffLine, LiffShown, Standing
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.network.liff_apps import Ours, Placed, listed, ours
from bot.platforms.liff import MOST_APPS
from bot.text import Text
from storage.tables import Account, LoginChannel, Site

ORDER = list(Standing)


async def listing(
    deps: Deps, account: Account, sees: Scope, page: int, *, unfolded: bool = False
) -> LiffShown:
    """One Login channel a page, in one read; when LINE does not answer, that is said instead."""
    known = await ours(deps, account.id)
    channels = [one for one in known.bound.login_channels if _visible(known, one, sees)]
    page = min(max(page, 0), max(len(channels) - 1, 0))
    channel = channels[page] if channels else known.bound.parent_channel
    placed: Sequence[Placed] = ()
    unread: Text | None = None
    try:
        placed = await listed(deps, known, channel)
    except VendorError as error:
        unread = error.said
    there = {one.app.liff_id for one in placed}
    here = [site for site in known.bound.sites if site.login_channel_id == channel.id]
    return LiffShown(
        account=account.slug,
        account_name=account.name,
        channel_id=channel.channel_id,
        channel_name=channel.label or channel.channel_id,
        lines=tuple(_line(one) for one in _sorted(placed) if _shown(one, sees)),
        gone=tuple(s.name for s in here if s.liff_id not in there and sees.allows(s.id)),
        used=len(placed),
        most=MOST_APPS,
        page=page,
        pages=len(channels),
        unfolded=unfolded,
        changing=sees.sites is None,
        unread=unread,
    )


def adopters(known: Ours, liff_id: str) -> Sequence[Site]:
    """The sites that can take a LIFF app: those on its Login channel, and those without one."""
    channel = known.channel_of(liff_id)
    return [site for site in known.bound.sites if site.login_channel_id in (None, channel.id)]


def _visible(known: Ours, channel: LoginChannel, sees: Scope) -> bool:
    here = [site for site in known.bound.sites if site.login_channel_id == channel.id]
    return sees.sites is None or any(sees.allows(site.id) for site in here)


def _shown(one: Placed, sees: Scope) -> bool:
    return sees.sites is None or (one.site is not None and sees.allows(one.site.id))


def _sorted(placed: Sequence[Placed]) -> Sequence[Placed]:
    """Sites by name, then what was set aside, then strangers."""
    return sorted(
        placed, key=lambda one: (ORDER.index(one.standing), one.site.name if one.site else "")
    )


def _line(one: Placed) -> LiffLine:
    return LiffLine(
        liff_id=one.app.liff_id,
        name=one.app.description,
        url=one.app.url,
        standing=one.standing,
        site_name=one.site.name if one.site else "",
        site=one.site.slug if one.site else "",
        until=one.until,
    )
