"""The guide's recovery: a new Login channel secret, and LIFF apps that lead where they should.

It may be cut off anywhere and run again: what was created but not yet written down already leads to
the site, and is taken over instead of being made twice; a site renewed within the last week is not
renewed once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.binding.desired import Desired, DesiredSite, Kind
from bot.binding.model import State
from bot.cards.reissue import ReissueShown, SiteReissued, reissued, reissuing
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound, Refused
from bot.flows.alone import alone
from bot.flows.binding.desired import desired
from bot.flows.binding.looking import Look
from bot.flows.binding.parameters import judge
from bot.flows.binding.rotation import enter_login_secret
from bot.flows.binding.settled import settled
from bot.flows.network.liff_apps import Ours, ours
from bot.flows.network.reissue_desk import Desk
from bot.flows.progress import Progress
from bot.flows.sealed import login_secret
from bot.text import Text, _
from storage.accounts import Bound
from storage.tables import LoginChannel, Site

SECRET = "login_channel_secret"


@dataclass(frozen=True)
class Target:
    """What is reissued: one site, or every site of a Login channel."""

    name: str
    channel: LoginChannel
    sites: Sequence[Site]


@dataclass(frozen=True)
class Wish:
    """What is to be reissued, and how."""

    target: str  #: slug, or channel id
    renew: bool = False  #: a new LIFF id even where the present one is well


def target(bound: Bound, word: str) -> Target:
    """The site, or the Login channel (by id or label), that goes by this word.

    Raises `NotFound` with what there is, `Refused` for a site without a Login channel.
    """
    channels = {channel.id: channel for channel in bound.login_channels}
    for site in bound.sites:
        if site.slug == word.lower():
            if site.login_channel_id is None:
                raise Refused(
                    _("{site} waits for a LIFF slot. Add a Login channel with "
                      "`/line login-channel add`.", site=site.name)
                )  # fmt: skip
            return Target(site.name, channels[site.login_channel_id], [site])
    for channel in channels.values():
        if word.lower() in (channel.channel_id, channel.label.lower()):
            sites = [one for one in bound.sites if one.login_channel_id == channel.id]
            return Target(channel.label or channel.channel_id, channel, sites)
    raise NotFound(
        _("Neither a site nor a Login channel is called `{word}`. Sites: {sites}. Login channels: "
          "{channels}.", word=word, sites=", ".join(one.slug for one in bound.sites[:20]),
          channels=", ".join(one.channel_id for one in channels.values()))
    )  # fmt: skip


async def check(deps: Deps, account_id: str, word: str, secret: str) -> None:
    """Have LINE judge the secret, or the present one. Raises `InvalidForm`; stores nothing."""
    known = await ours(deps, account_id)
    channel = target(known.bound, word).channel
    value = secret or login_secret(deps, channel)
    try:
        await judge(deps, account_id, SECRET, value, subject=f"login-channel:{channel.channel_id}")
    except InvalidForm as refused:
        if secret:
            raise
        why = next(iter(refused.errors.values()))
        raise InvalidForm(
            {
                SECRET: _(
                    "LINE refuses the present secret: {why} Paste the one issued last.", why=why
                )
            }
        ) from None


async def reissue(
    deps: Deps, account_id: str, wish: Wish, secret: str = "", *, by: str
) -> ReissueShown:
    """Store the secret LINE accepts, make what is missing, put right the rest, look again.

    Raises `InvalidForm` for a secret LINE refuses, and `VendorError` when LINE cannot be read;
    LINE's objections to single sites are in what is returned.
    """
    await check(deps, account_id, wish.target, secret)
    channel = target((await ours(deps, account_id)).bound, wish.target).channel
    if secret:
        await enter_login_secret(deps, channel, secret, by)
    async with alone(deps, account_id):
        known = await ours(deps, account_id)
        meant = target(known.bound, wish.target)
        progress = Progress(deps, known.bound.account, f"reissue:{wish.target}")
        desk = await Desk.opened(deps, known, meant.channel, by, renew=wish.renew)
        sites = await _each(deps, known, meant, desk, progress)
        seen = await settled(deps, account_id, by=by)
    shown = ReissueShown(meant.name, bool(secret), tuple(sites), _left(seen, meant))
    await progress.end(reissued(shown))
    return shown


async def _each(
    deps: Deps, known: Ours, meant: Target, desk: Desk, progress: Progress
) -> Sequence[SiteReissued]:
    """One site after the other; when LINE no longer answers the rest is left for another time."""
    want = desired(known.bound, deps.settings)
    done: list[SiteReissued] = []
    for site in _wanted(want, meant):
        if len(meant.sites) > 1:
            await progress.say(reissuing(meant.name, len(done), len(meant.sites)))
        done.append(await desk.reissue(site))
    return done


def _wanted(want: Desired, meant: Target) -> Sequence[DesiredSite]:
    ids = {site.id for site in meant.sites}
    return [site for site in want.sites if site.site_id in ids]


def _left(seen: Look, meant: Target) -> tuple[Text, ...]:
    """What the last look still finds wrong with the sites and their channel, or could not tell."""
    slugs = {site.slug for site in meant.sites}
    about = {(Kind.SITE, slug) for slug in slugs} | {(Kind.LOGIN_CHANNEL, meant.channel.channel_id)}
    return tuple(
        _("{what} · {subject}", what=outcome.rule.title, subject=outcome.subject.name)
        for outcome in seen.verdict.outcomes
        if (outcome.subject.kind, outcome.subject.key) in about
        and outcome.state in (State.BROKEN, State.WARNING)
    )
