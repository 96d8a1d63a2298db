"""Make one Login channel's LIFF apps: one list for all, then one call each, stored in lots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.capacity import MOST
from bot.binding.desired import DesiredSite
from bot.binding.platforms import LiffApp
from bot.binding.rules.liff import as_wanted, leading_to, wanted, whole
from bot.deps import Deps
from bot.errors import MoorlineError, RateLimited, RefusedByVendor
from bot.flows.network.site_wishes import wish_again
from bot.flows.reach import login
from bot.text import _
from storage import claims, liff_apps, sites
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import LoginChannel, Site

FULL = _("This Login channel has no LIFF slot left.")
TOGETHER = 5
"""LIFF apps written down in one transaction. One that was made and not written down leads to its
site, and is found there by whoever comes next."""


class Making:
    """The work on one channel, while its account is held (`bot.flows.alone`)."""

    def __init__(self, deps: Deps, channel: LoginChannel) -> None:
        self._deps = deps
        self._channel = channel
        self._listed: dict[str, LiffApp] | None = None
        self._made: list[tuple[Site, str]] = []

    async def list_anew(self) -> Sequence[LiffApp]:
        """Every app LINE has in the channel; what is no site's is counted as foreign.

        Raises `VendorError`, `SecretUnreadable`.
        """
        await self.write_down()
        apps = await login(self._deps, self._channel).liff_apps()
        self._listed = {app.liff_id: app for app in apps}
        ids = {self._channel.channel_id: list(self._listed)}
        async with self._deps.database.transaction() as session:
            await sites.learn(session, self._channel.account_id, ids, self._deps.clock())
        return apps

    async def make(self, site: Site, want: DesiredSite) -> None:
        """See to it that the site has its LIFF app, as it should be. Raises as LINE does."""
        if self._listed is None:
            await self.list_anew()
        listed = self._listed or {}
        app = listed.get(site.liff_id or "") or leading_to(want, list(listed.values()))
        if app is None:
            liff_id = await self._added(want, listed)
        else:
            liff_id = app.liff_id
            if not as_wanted(want, app):
                await login(self._deps, self._channel).update_liff_app(liff_id, whole(want, app))
        self._made.append((site, liff_id))
        if len(self._made) >= TOGETHER:
            await self.write_down()

    async def _added(self, want: DesiredSite, listed: dict[str, LiffApp]) -> str:
        if len(listed) >= MOST:
            raise RefusedByVendor("LINE", FULL, message="full")
        made = wanted(want)
        liff_id = await login(self._deps, self._channel).add_liff_app(made)
        listed[liff_id] = LiffApp(
            liff_id, made.url, made.view, made.name, made.scopes, made.bot_prompt
        )
        return liff_id

    async def write_down(self) -> None:
        """Store which site has which LIFF app, as far as that is not stored yet."""
        made, self._made = self._made, []
        if not made:
            return
        async with self._deps.database.transaction() as session:
            for site, liff_id in made:
                await _has(session, site, liff_id, self._deps.clock())

    async def wait(self, left: Sequence[Site]) -> None:
        """The channel is full: these go back to waiting, unless they have an app."""
        now = self._deps.clock()
        async with self._deps.database.transaction() as session:
            for site in left:
                stored = await session.get_one(Site, site.id)
                stored.due_at = None
                if stored.liff_id is None:
                    stored.login_channel_id = None
                    record(session, Tag.SITE_WAITS, account_id=site.account_id, at=now,
                           who=BY_ITSELF, subject=f"site:{site.slug}",
                           old=self._channel.channel_id)  # fmt: skip
                    await wish_again(session, stored, now)

    async def give_up(self, site: Site) -> None:
        """LINE definitely refuses: the check `liff-app` tells of it, with its repair."""
        async with self._deps.database.transaction() as session:
            stored = await session.get_one(Site, site.id)
            stored.due_at = None

    async def postpone(self, left: Sequence[Site], error: MoorlineError) -> None:
        """LINE cannot now: try again, waiting longer each time."""
        now = self._deps.clock()
        async with self._deps.database.transaction() as session:
            for site in left:
                stored = await session.get_one(Site, site.id)
                stored.attempts += 1
                wait = claims.backoff(stored.attempts)
                if isinstance(error, RateLimited):
                    wait = max(wait, error.retry_after)
                stored.due_at = now + wait


async def _has(session: AsyncSession, site: Site, liff_id: str, now: datetime) -> None:
    stored = await session.get_one(Site, site.id)
    if stored.liff_id != liff_id:
        record(session, Tag.LIFF_MADE, account_id=site.account_id, at=now, who=BY_ITSELF,
               subject=f"site:{site.slug}", old=stored.liff_id or "", new=liff_id)  # fmt: skip
    await liff_apps.recall(session, liff_id)
    stored.liff_id, stored.due_at, stored.attempts = liff_id, None, 0
    await wish_again(session, stored, now)
