"""What one person's App Home shows, from rows alone: opening it asks LINE nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.capacity import MOST
from bot.binding.model import State
from bot.binding.report import ORDER, Report, load
from bot.binding.roles import RoleName, Scope
from bot.cards.home import A_PAGE, AccountShown, HomeShown, Line, SiteShown, SlotsShown, home
from bot.cards.kit_views import home_view
from bot.deps import Deps
from bot.flows.access import administers_all, seen_of
from bot.flows.binding.looking import rules
from bot.flows.binding.service import days_left
from bot.locale import Speaker, language_of
from bot.text import Text, _
from storage import accounts, alerts, sites
from storage.accounts import Bound
from storage.tables import Account, Alert, Site


async def publish(deps: Deps, user: str, page: int = 0) -> None:
    """Show this person their App Home, in their language. Raises `VendorError`."""
    person = await deps.slack.person(user)
    shown = await home_of(deps, user, page)
    speaker = Speaker(language_of(person.locale), person.zone)
    await deps.slack.views.publish_home(user, home_view(home(shown), speaker))


async def home_of(deps: Deps, user: str, page: int) -> HomeShown:
    """One page of the accounts in which this person has a role, oldest first."""
    async with deps.database.reading() as session:
        every = await accounts.every(session)
    scopes = [(account, await seen_of(deps, user, account)) for account in every]
    seen = [(account, scope) for account, scope in scopes if scope is not None]
    page = max(0, min(page, (len(seen) - 1) // A_PAGE))
    here = seen[page * A_PAGE : (page + 1) * A_PAGE]
    shown = [await _account(deps, account, scope) for account, scope in here]
    return HomeShown(shown, page, len(seen), await administers_all(deps, user))


async def _account(deps: Deps, account: Account, scope: Scope) -> AccountShown:
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        open_ = (await alerts.open_of(session, account.id)).values()
        slots = await _slots(session, account) if scope.slugs is None else []
        card = await accounts.card(session, account.id)
    account = bound.account
    report = load(card).within(scope.slugs) if card else None
    left = days_left(account, deps.clock())
    return AccountShown(
        name=account.name,
        slug=account.slug,
        slack_channel=account.slack_channel,
        state=_state(report),
        service_until=str(account.service_until or ""),
        service_left=left or 0,
        alerts=_lines([one for one in open_ if scope.covers(one.subject)]),
        steps=_steps(report, bound),
        slots=slots,
        sites=_sites(bound, report, scope),
        may_add=scope.role.covers(RoleName.OPERATOR),
    )


def _state(report: Report | None) -> State:
    return report.worst if report and report.checks else State.UNKNOWN


def _lines(open_: Sequence[Alert]) -> Sequence[Line]:
    titles = {rule.name: rule.title for rule in rules()}
    worst = sorted(open_, key=lambda one: (-one.severity, one.opened_at))
    return [Line(titles.get(one.check, _check(one)), one.subject_name) for one in worst]


def _check(alert: Alert) -> Text:
    return _("Check “{name}”", name=alert.check)


def _steps(report: Report | None, bound: Bound) -> Sequence[Line]:
    names = {f"site:{site.slug}": site.name for site in bound.sites}
    names |= {
        f"login-channel:{one.channel_id}": one.label or one.channel_id
        for one in bound.login_channels
    }
    return [
        Line(step.title, names.get(step.subject, bound.account.name))
        for step in (report.steps if report else ())
        if not step.done
    ]


async def _slots(session: AsyncSession, account: Account) -> Sequence[SlotsShown]:
    return [
        SlotsShown(one.channel.label or one.channel.channel_id, one.used, MOST)
        for one in await sites.taken(session, account.id)
    ]


def _sites(bound: Bound, report: Report | None, scope: Scope) -> Sequence[SiteShown]:
    """The sites within the scope, worst first; who waits comes after what is broken."""
    states = _worst_by_site(report)
    mine = [site for site in bound.sites if scope.allows(site.id)]

    def urgency(site: Site) -> tuple[int, bool, str]:
        state = states.get(site.slug, State.UNKNOWN)
        waits = site.login_channel_id is None
        return (1 if waits else ORDER.index(state), not site.parent, site.name)

    return [
        SiteShown(
            site.name, states.get(site.slug, State.UNKNOWN), waiting=site.login_channel_id is None
        )
        for site in sorted(mine, key=urgency)
    ]


def _worst_by_site(report: Report | None) -> Mapping[str, State]:
    """By slug; what is merely unseen does not make a site look unknown."""
    found: dict[str, State] = {}
    for line in reversed(report.checks if report else ()):  # the worst of each comes last
        kind, _colon, slug = line.subject.partition(":")
        if kind == "site" and (line.state is not State.UNKNOWN or slug not in found):
            found[slug] = line.state
    return found
