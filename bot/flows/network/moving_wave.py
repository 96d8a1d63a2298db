"""One wave of a move: addresses here, LIFF endpoints at LINE, then a look at what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.binding.desired import DesiredSite, Kind
from bot.binding.model import Outcome, State
from bot.binding.rules.liff import as_wanted, whole
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.alone import alone
from bot.flows.binding.desired import desired
from bot.flows.binding.looking import Look
from bot.flows.binding.settled import settled
from bot.flows.network.liff_apps import Ours, ours
from bot.flows.network.site_wishes import wish_again
from bot.flows.reach import login, reach
from bot.text import Text, _
from storage import moves, sites
from storage.audit import Tag, record
from storage.tables import Site


@dataclass(frozen=True)
class Step:
    """One site from one stored address to another; None follows PUBLIC_URL."""

    site_id: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Wave:
    """Sites that move together, with the first of them the webhook; `upto` is how many steps of
    the move's record are taken with them, and `until` when it counts as cut off without news.
    """

    steps: Sequence[Step]
    webhook: str | None = None  #: the URL to set first
    move_id: str | None = None  #: whose record this is written to
    upto: int = 0
    until: datetime | None = None


async def take(deps: Deps, account_id: str, wave: Wave, *, by: str) -> Sequence[Text]:
    """Move these sites and check them; returns what is not well afterwards.

    What LINE does not take now stays due: a job sets it later. Raises `IntegrityError` when an
    address is taken.
    """
    async with alone(deps, account_id):
        moved = await _readdress(deps, account_id, wave, by)
        try:
            if wave.webhook:
                known = await ours(deps, account_id)
                await reach(deps, known.bound).line.set_webhook(wave.webhook)
            await _point(deps, await ours(deps, account_id), {step.site_id for step in wave.steps})
            objections: list[Text] = []
        except VendorError as error:
            objections = [error.said]
        seen = await settled(deps, account_id, by=by, callbacks=moved)
    deps.bell.ring("subnets")
    return objections or _troubles(seen, moved, webhook=wave.webhook is not None)


async def _readdress(deps: Deps, account_id: str, wave: Wave, by: str) -> frozenset[str]:
    """What is known of the former address proves nothing about the new one; returns the slugs."""
    now, moved = deps.clock(), set[str]()
    async with deps.database.transaction() as session:
        for step in wave.steps:
            site = await session.get(Site, step.site_id)
            if site is None:
                continue
            moved.add(site.slug)
            site.address = step.new
            site.due_at = now if site.login_channel_id else None
            await sites.unlearn(session, site, now)
            await wish_again(session, site, now)
            if step.old != step.new:
                record(session, Tag.SITE_MOVED, account_id=account_id, at=now, who=by,
                       subject=f"site:{site.slug}", old=step.old or "—",
                       new=step.new or "—")  # fmt: skip
        if wave.move_id:
            row = await moves.of_account(session, account_id, wave.move_id)
            row.moved, row.under_way_until = max(row.moved, wave.upto), wave.until
    return frozenset(moved)


async def _point(deps: Deps, known: Ours, site_ids: set[str]) -> None:
    """Set the LIFF endpoints, also of former LIFF apps that still stand; one list per channel."""
    wants = {one.site_id: one for one in desired(known.bound, deps.settings).sites}
    apps = _apps(known, {key: want for key, want in wants.items() if key in site_ids})
    concerned = {liff_id.partition("-")[0] for liff_id in apps}
    for channel in known.bound.login_channels:
        if channel.channel_id not in concerned:
            continue
        line = login(deps, channel)
        for app in await line.liff_apps():
            want = apps.get(app.liff_id)
            if want and not as_wanted(want, app):
                await line.update_liff_app(app.liff_id, whole(want, app))


def _apps(known: Ours, wants: Mapping[str, DesiredSite]) -> Mapping[str, DesiredSite]:
    """Which LIFF app leads to which site, by LIFF id."""
    former = {
        old.liff_id: wants[old.site_id]
        for old in known.retired.values()
        if old.site_id and old.site_id in wants
    }
    return former | {want.liff_id: want for want in wants.values() if want.liff_id}


def _troubles(seen: Look, slugs: Collection[str], *, webhook: bool) -> Sequence[Text]:
    def meant(outcome: Outcome) -> bool:
        if outcome.subject.kind is Kind.SITE:
            return outcome.subject.key in slugs
        return webhook and outcome.rule.name == "webhook-url"

    return [_trouble(one) for one in seen.verdict.outcomes if meant(one) and _bad(one)]


def _bad(outcome: Outcome) -> bool:
    """Broken, or a platform did not answer; what nobody has seen yet stops nothing."""
    return outcome.state is State.BROKEN or isinstance(outcome.unread, VendorError)


def _trouble(outcome: Outcome) -> Text:
    if outcome.unread:
        return _("{subject} could not be checked: {why}", subject=outcome.subject.name,
                 why=outcome.unread.said)  # fmt: skip
    return _("{subject}: {what}", subject=outcome.subject.name, what=outcome.rule.title)
