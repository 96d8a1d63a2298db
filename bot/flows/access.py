"""Who may do what: the one question that commands, buttons, forms and threads ask.

A role holds in one account only. Slack workspace owners and admins, and those `SLACK_ADMINS` names,
are administrators of every account; nobody else has more than they were given. What no account is
known for, such as binding one, is for them alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.binding.roles import RoleName, Scope, least, plain
from bot.deps import Deps
from bot.errors import NotAllowed, NotFound
from bot.flows.accounts import account_for
from bot.text import Text, _
from storage import accounts, roles
from storage.tables import Account, Alert

__all__ = ["About", "Scope", "allow_alert", "authorise", "require", "scope"]

BINDING = frozenset({"setup", "home bind"})
"""May make a new account: a channel without one never stands for the only one there is."""

ANYWHERE = frozenset({"alerts here"})
"""The words name the account: whoever has the role in some account passes, and the handler asks
`require` about the one named."""

SHARED = frozenset(
    {
        "inbox",
        "inbox assign",
        "inbox resolve",
        "inbox reopen",
        "inbox read",
        "send",
        "test",
        "level list",
        "level give",
    }
)
"""About members, whom all sites of an account share."""


@dataclass(frozen=True)
class About:
    """Where somebody acts: the account a button or form names (slug or id) or the alert it is
    of, else the account of the Slack channel."""

    channel: str = ""
    account: str = ""
    alert: str = ""


async def authorise(deps: Deps, user: str, action: str, about: About | None = None) -> None:
    """Raise `NotAllowed` unless this person's role in the account at hand covers the action.

    An empty list means nobody; Slack not answering means no. Raises `NotFound` where it cannot be
    told which account is meant.
    """
    wanted = least(action)
    if wanted is None or await administers_all(deps, user):
        return
    async with deps.database.reading() as session:
        held = await roles.held_by(session, user)
    if plain(action) in ANYWHERE and any(RoleName(role.role).covers(wanted) for role, _a in held):
        return
    account = await _meant(deps, action, about or About()) if held else None
    if account is None:
        raise NotAllowed(_refusal(action, wanted, None))
    await require(deps, user, action, account)


async def administers_all(deps: Deps, user: str) -> bool:
    """Whether somebody is an administrator of every account, bound or yet to be."""
    return user in deps.settings.admins or (await deps.slack.person(user)).administrator


async def require(deps: Deps, user: str, action: str, account: Account) -> Scope:
    """What this person sees of the account. Raises `NotAllowed` when their role is too little."""
    wanted = least(action) or RoleName.STORE_MANAGER
    given = await seen_of(deps, user, account)
    if given is None or not given.role.covers(wanted):
        raise NotAllowed(_refusal(action, wanted, given))
    return given


async def scope(deps: Deps, user: str, account: Account) -> Scope:
    """What this person sees of this account. Raises `NotAllowed` when it is nothing."""
    return await require(deps, user, "status", account)


async def seen_of(deps: Deps, user: str, account: Account) -> Scope | None:
    """What this person sees of this account; None when it is nothing."""
    if await administers_all(deps, user):
        return Scope(RoleName.ADMINISTRATOR)
    async with deps.database.reading() as session:
        role = await roles.of(session, account.id, user)
        if role is None:
            return None
        name = RoleName(role.role)
        if name is not RoleName.STORE_MANAGER:
            return Scope(name)
        slugs = await roles.slugs_of(session, role)
    return Scope(name, frozenset(slugs), frozenset(slugs.values()))


async def allow_alert(deps: Deps, user: str, alert_id: str) -> None:
    """Raise `NotAllowed` unless the alert is about something this person sees."""
    async with deps.database.reading() as session:
        alert = await session.get(Alert, alert_id)
    if alert:
        (await scope_of_alert(deps, user, alert_id)).insist(alert.subject)


async def scope_of_alert(deps: Deps, user: str, alert_id: str) -> Scope:
    """What this person sees of an alert's account. Raises `NotAllowed`, `NotFound`."""
    async with deps.database.reading() as session:
        alert = await session.get(Alert, alert_id)
        if alert is None:
            raise NotFound(_("This alert no longer exists."))
        account = await session.get_one(Account, alert.account_id)
    return await scope(deps, user, account)


async def _meant(deps: Deps, action: str, about: About) -> Account | None:
    """The account an action is about. What a button names is never replaced by the channel's."""
    async with deps.database.reading() as session:
        if about.account:
            return await session.get(Account, about.account) or await accounts.by_slug(
                session, about.account
            )
        if about.alert:
            alert = await session.get(Alert, about.alert)
            return await session.get(Account, alert.account_id) if alert else None
        here = await accounts.in_slack_channel(session, about.channel)
    if here is not None or plain(action) in BINDING:
        return here
    return await account_for(deps, about.channel)


def _refusal(action: str, wanted: RoleName, given: Scope | None) -> Text:
    named = action.replace(".", " ")  # as the command beside the button is called
    if given and given.role is RoleName.STORE_MANAGER and plain(action) in SHARED:
        return _(
            "`{action}` is not for store managers: all sites of an account share its members, and "
            "no conversation belongs to one site. An operator can answer it.",
            action=named,
        )
    if wanted is RoleName.ADMINISTRATOR:
        return _(
            "`{action}` is for administrators: Slack workspace owners and admins, people named in "
            "SLACK_ADMINS, and administrators of this account. Ask one of them to do it or to add "
            "you with `/line role grant`.",
            action=named,
        )
    if "." in action:  # a button's name is nothing people have seen
        return _(
            "This button asks for a role in this account, “{role}” or more. Its administrators "
            "give it, as Slack workspace owners and admins do, with `/line role grant`.",
            role=wanted.value,
        )
    return _(
        "`{action}` asks for a role in this account, “{role}” or more. Its administrators give it, "
        "as Slack workspace owners and admins do, with `/line role grant`.",
        action=named,
        role=wanted.value,
    )
