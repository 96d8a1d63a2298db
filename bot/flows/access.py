"""Who may do what: the one function that commands, buttons, forms and threads ask."""

from __future__ import annotations

from bot.binding.roles import RoleName, Scope
from bot.deps import Deps
from bot.errors import NotAllowed
from bot.text import _
from storage.tables import Account

__all__ = ["Scope", "authorise", "scope"]

FOR_EVERYBODY = frozenset({"help"})


async def authorise(deps: Deps, user: str, action: str) -> None:
    """Raise `NotAllowed` unless this person is an administrator.

    Administrators are Slack workspace owners and admins, and those `SLACK_ADMINS` names. An empty
    list means nobody besides; Slack not answering means no.
    """
    if action in FOR_EVERYBODY or user in deps.settings.admins:
        return
    person = await deps.slack.person(user)
    if not person.administrator:
        raise NotAllowed(
            _(
                "`{action}` is for administrators: Slack workspace owners and admins, and people "
                "named in SLACK_ADMINS. Ask one of them to do it or to add you.",
                action=action,
            )
        )


async def scope(deps: Deps, user: str, account: Account) -> Scope:
    """What this person sees of this account. Raises `NotAllowed` when it is nothing."""
    await authorise(deps, user, "status")
    return Scope(RoleName.ADMINISTRATOR)
