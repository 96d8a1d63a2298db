"""Rules about a site's LIFF app; all read one list per Login channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.binding.desired import DesiredLoginChannel, DesiredSite, Kind
from bot.binding.model import Drift, Seen, Severity, differs, probe, rule
from bot.binding.platforms import LiffApp, LiffWanted, Platforms
from bot.text import _


@probe(Kind.LOGIN_CHANNEL)
async def liff_apps(on: Platforms, want: DesiredLoginChannel) -> list[LiffApp]:
    """Every LIFF app of the channel (https://developers.line.biz/en/reference/liff-server/)."""
    return list(await on.login(want.channel_id).liff_apps())


def wanted(site: DesiredSite) -> LiffWanted:
    """The LIFF app a site should have."""
    return LiffWanted(name=site.name, url=site.liff_url)


def whole(site: DesiredSite, app: LiffApp) -> LiffWanted:
    """The app as it should be; further scopes somebody gave it are kept."""
    needed = wanted(site)
    return replace(needed, scopes=tuple(dict.fromkeys((*needed.scopes, *app.scopes))))


def as_wanted(site: DesiredSite, app: LiffApp) -> bool:
    """Whether an app serves the site as it is; its name is nobody's concern."""
    needed = wanted(site)
    same = (app.url, app.view, app.bot_prompt) == (needed.url, needed.view, needed.bot_prompt)
    return same and set(needed.scopes) <= set(app.scopes)


def leading_to(site: DesiredSite, apps: Sequence[LiffApp]) -> LiffApp | None:
    """An app that already leads to the site: it is taken over, slots are few."""
    return next((app for app in apps if app.url == site.liff_url), None)


def found(want: DesiredSite, seen: Seen) -> LiffApp | None:
    """The site's own LIFF app, if its channel still has it."""
    return next((app for app in seen[liff_apps] if app.liff_id == want.liff_id), None)


@rule(
    "liff-app",
    Kind.SITE,
    Severity.BROKEN,
    label=_("LIFF app"),
    title=_("The site's LIFF app is gone"),
    means=_("Members who open the site in LINE see an error page."),
    at_line=True,
)
def liff_app(want: DesiredSite, seen: Seen) -> Drift | None:
    if found(want, seen):
        return None
    expected = _("a LIFF app for {url}", url=want.liff_url)
    return Drift(
        expected, _("none") if want.liff_id is None else _("{id} is gone", id=want.liff_id)
    )


@liff_app.repair(_("Create the LIFF app"))
async def create(on: Platforms, want: DesiredSite) -> None:
    """Takes over an app that already leads to this site before making another: slots are few."""
    channel = on.login(want.login_channel.channel_id)
    same = leading_to(want, await channel.liff_apps())
    liff_id = same.liff_id if same else await channel.add_liff_app(wanted(want))
    await on.records.remember_liff_app(want.site_id, liff_id)


@rule(
    "liff-endpoint",
    Kind.SITE,
    Severity.BROKEN,
    label=_("LIFF endpoint"),
    title=_("The LIFF app leads to another address"),
    means=_("Members who open the site in LINE land somewhere else."),
    at_line=True,
)
def liff_endpoint(want: DesiredSite, seen: Seen) -> Drift | None:
    app = found(want, seen)
    return differs(want.liff_url, app.url) if app else None


@rule(
    "liff-add-friend",
    Kind.SITE,
    Severity.WARNING,
    label=_("Add friend on sign-in"),
    title=_("The LIFF app does not offer to add the account as a friend"),
    means=_("Members sign in without becoming friends, and cannot be written to."),
    at_line=True,
)
def liff_add_friend(want: DesiredSite, seen: Seen) -> Drift | None:
    app = found(want, seen)
    return differs("aggressive", app.bot_prompt) if app else None


@rule(
    "liff-scopes",
    Kind.SITE,
    Severity.BROKEN,
    label=_("LIFF permissions"),
    title=_("The LIFF app lacks permissions the site needs"),
    means=_("Members who open the site in LINE cannot be recognised."),
    at_line=True,
)
def liff_scopes(want: DesiredSite, seen: Seen) -> Drift | None:
    app = found(want, seen)
    needed = wanted(want).scopes
    if app is None or set(needed) <= set(app.scopes):
        return None
    return Drift(", ".join(needed), ", ".join(app.scopes) or _("none"))


@liff_endpoint.repair(_("Set the LIFF endpoint"))
@liff_add_friend.repair(_("Switch “add friend” to aggressive"))
@liff_scopes.repair(_("Set the permissions"))
async def put_right(on: Platforms, want: DesiredSite) -> None:
    """Writes the app as it should be; the three drifts have one cure. Further scopes are kept."""
    channel = on.login(want.login_channel.channel_id)
    for app in await channel.liff_apps():
        if app.liff_id == want.liff_id:
            await channel.update_liff_app(app.liff_id, whole(want, app))
