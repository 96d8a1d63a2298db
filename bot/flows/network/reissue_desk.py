"""One Login channel whose LIFF apps are reissued, site by site; reads LINE's list once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.binding.desired import DesiredSite
from bot.binding.platforms import LiffApp
from bot.binding.rules.liff import as_wanted, wanted, whole
from bot.cards.reissue import Outcome, SiteReissued
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.network.liff_apps import Ours
from bot.flows.network.retire import KEPT_FOR, retire
from bot.flows.network.site_wishes import wish_again
from bot.flows.reach import login
from bot.platforms.liff import MOST_APPS
from bot.platforms.line import LineLogin
from bot.text import Text, _
from storage import liff_apps
from storage.audit import Tag, record
from storage.tables import LoginChannel, Site

log = structlog.get_logger()

FULL = _("No LIFF slot is free on this Login channel, so the LIFF id stays as it is.")
NO_ROOM = _("No LIFF slot is free on this Login channel. `/line liff list` shows what holds them.")
RENEWED = _("It was given a new LIFF id within the last week; its former LIFF app still stands.")


@dataclass
class Desk:
    """`apps` is LINE's list, kept up with what is done here."""

    deps: Deps
    known: Ours
    channel: LoginChannel
    line: LineLogin
    by: str
    renew: bool
    apps: dict[str, LiffApp] = field(default_factory=dict)
    silent: bool = False  #: LINE has stopped answering

    @classmethod
    async def opened(
        cls, deps: Deps, known: Ours, channel: LoginChannel, by: str, *, renew: bool
    ) -> Desk:
        """Read LINE's list, under the secret stored now. Raises `VendorError`."""
        stored = next(one for one in known.bound.login_channels if one.id == channel.id)
        line = login(deps, stored)
        apps = {app.liff_id: app for app in await line.liff_apps()}
        return cls(deps, known, stored, line, by, renew, apps)

    async def reissue(self, want: DesiredSite) -> SiteReissued:
        """Bring one site's LIFF app in order; LINE's objection is part of the answer."""
        if self.silent:
            return self._told(want, Outcome.LEFT)
        try:
            return await self._reissue(want)
        except VendorError as error:
            self.silent = not error.permanent
            log.warning("reissue.refused", site=want.slug, error=str(error),
                        request_id=error.request_id)  # fmt: skip
            return self._told(want, Outcome.REFUSED, said=error.said)

    async def _reissue(self, want: DesiredSite) -> SiteReissued:
        present = self.apps.get(want.liff_id or "")
        if present is None:
            orphan = self._fallback(want) or self._orphan(want)
            if orphan is None and not await self._make_room():
                return self._told(want, Outcome.REFUSED, said=NO_ROOM)
            return await self._replace(want, orphan)
        if not self.renew:
            return await self._put_right(want, present)
        if any(old.site_id == want.site_id for old in self.known.retired.values()):
            return await self._put_right(want, present, RENEWED)
        orphan = self._orphan(want)
        if orphan is None and self._free() <= 0:
            return await self._put_right(want, present, FULL)
        return await self._replace(want, orphan)

    async def _put_right(
        self, want: DesiredSite, app: LiffApp, said: Text | None = None
    ) -> SiteReissued:
        if as_wanted(want, app):
            return self._told(want, Outcome.WELL, said=said)
        await self.line.update_liff_app(app.liff_id, whole(want, app))
        return self._told(want, Outcome.PUT_RIGHT, said=said)

    async def _replace(self, want: DesiredSite, orphan: LiffApp | None) -> SiteReissued:
        """Another LIFF app for the site: one that already leads there, or a new one."""
        if orphan:
            if not as_wanted(want, orphan):
                await self.line.update_liff_app(orphan.liff_id, whole(want, orphan))
            liff_id = orphan.liff_id
        else:
            liff_id = await self._created(want)
        until = await self._remember(want, liff_id)
        outcome = Outcome.TAKEN_OVER if orphan else Outcome.CREATED
        return self._told(want, outcome, liff_id=liff_id, until=until)

    async def _created(self, want: DesiredSite) -> str:
        new = wanted(want)
        liff_id = await self.line.add_liff_app(new)
        self.apps[liff_id] = LiffApp(
            liff_id, new.url, new.view, new.name, new.scopes, new.bot_prompt
        )
        return liff_id

    async def _remember(self, want: DesiredSite, liff_id: str) -> datetime | None:
        """The new id and the former app's week in one transaction; returns the week's end."""
        former = want.liff_id
        kept = former if former in self.apps else None
        async with self.deps.database.transaction() as session:
            site = await session.get_one(Site, want.site_id)
            site.liff_id = liff_id
            await liff_apps.recall(session, liff_id)
            if kept:
                await retire(self.deps, session, site, kept)
            await wish_again(session, site, self.deps.clock())
            record(session, Tag.LIFF_REISSUED, account_id=site.account_id, at=self.deps.clock(),
                   who=self.by, subject=f"site:{site.slug}", old=former or "",
                   new=liff_id)  # fmt: skip
        return self.deps.clock() + KEPT_FOR if kept else None

    def _orphan(self, want: DesiredSite) -> LiffApp | None:
        """A LIFF app that leads to the site and is nobody's: made when a former run was cut off."""
        taken = {site.liff_id for site in self.known.bound.sites}
        taken |= self.known.retired.keys() | self.known.ignored
        free = (app for app in self.apps.values() if app.liff_id not in taken)
        return next((app for app in free if app.url == want.liff_url), None)

    def _fallback(self, want: DesiredSite) -> LiffApp | None:
        """The site's former LIFF app, if it still stands: links people have go on working."""
        former = (old for old in self.known.retired.values() if old.site_id == want.site_id)
        return next((self.apps[old.liff_id] for old in former if old.liff_id in self.apps), None)

    def _free(self) -> int:
        """Slots nobody holds or is owed: a site whose app is gone still has its own."""
        here = [s for s in self.known.bound.sites if s.login_channel_id == self.channel.id]
        owed = sum(site.liff_id not in self.apps for site in here)
        return MOST_APPS - len(self.apps) - owed

    async def _make_room(self) -> bool:
        """Whether a slot is free; a former LIFF app that only stands by gives its own up."""
        if len(self.apps) < MOST_APPS:
            return True
        oldest = next((one for one in self.known.retired if one in self.apps), None)
        if oldest is None:
            return False
        await self.line.delete_liff_app(oldest)
        async with self.deps.database.transaction() as session:
            await liff_apps.recall(session, oldest)
        del self.apps[oldest]
        return True

    def _told(
        self,
        want: DesiredSite,
        outcome: Outcome,
        *,
        liff_id: str = "",
        until: datetime | None = None,
        said: Text | None = None,
    ) -> SiteReissued:
        old = self._url(want.liff_id or "")
        new = self._url(liff_id) if liff_id else old
        return SiteReissued(want.name, outcome, old, new, until, said)

    def _url(self, liff_id: str) -> str:
        return f"{self.deps.settings.liff_url.rstrip('/')}/{liff_id}" if liff_id else ""
