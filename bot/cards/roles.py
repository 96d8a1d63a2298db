"""Cards of roles: who may do what in an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.binding.roles import RoleName
from bot.cards.marks import code, person
from bot.cards.paging import page_of, turning
from bot.cards.parts import Card, Part, button, context, heading, prose
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 40
MOST_SITES = 30
LABELS: Mapping[RoleName, Text] = {
    RoleName.ADMINISTRATOR: _("Administrator"),
    RoleName.OPERATOR: _("Operator"),
    RoleName.STORE_MANAGER: _("Store manager"),
}
MEANS: Mapping[RoleName, Text] = {
    RoleName.ADMINISTRATOR: _("Administrator: everything in this account"),
    RoleName.OPERATOR: _("Operator: the daily work, no secrets, roles or removals"),
    RoleName.STORE_MANAGER: _("Store manager: only the sites named below"),
}


@dataclass(frozen=True)
class RolesPage(ButtonValue):
    """Another page of the list."""

    action: ClassVar[str] = "role.list"
    account: str  #: slug
    page: int


@dataclass(frozen=True)
class RevokePressed(ButtonValue):
    """Take somebody's role away."""

    action: ClassVar[str] = "role.revoke"
    account: str
    user: str
    page: int = 0


@dataclass(frozen=True)
class RoleShown:
    """One person's role in an account."""

    user: str  #: Slack user id
    role: RoleName
    sites: Sequence[str]  #: slugs of a store manager's sites
    by: str  #: Slack user id
    at: datetime


def roles_list(account_name: str, slug: str, roles: Sequence[RoleShown], page: int) -> Card:
    """One page of who has a role, each with a button that takes it away; pages begin at 0."""
    title = _("Roles in {account}", account=account_name)
    parts: list[Part] = [heading(title)]
    for one in page_of(roles, page, A_PAGE):
        value = RevokePressed(slug, one.user, page)
        sure = _("Take this role away?")
        parts.append(prose(_line(one), side=button(_("Revoke"), value, danger=True, confirm=sure)))
    if not roles:
        parts.append(prose(_("Nobody has been given a role yet: `/line role grant`.")))
    parts.append(
        context(_("Slack workspace owners and admins, and people named in SLACK_ADMINS, are "
                  "always administrators of every account."))
    )  # fmt: skip
    turns = turning(page, A_PAGE, len(roles), lambda number: RolesPage(slug, number))
    return Card(title, (*parts, *turns))


def granted(account_name: str, shown: RoleShown) -> Card:
    """What somebody may do from now on."""
    said = _("{person} in {account}: {role}", person=person(shown.user), account=account_name,
             role=_what(shown))  # fmt: skip
    return Card(said, (prose(said),))


def revoked(account_name: str, user: str) -> Card:
    """Somebody has no role any more."""
    said = _("{person} has no role in {account} any more.", person=person(user),
             account=account_name)  # fmt: skip
    return Card(said, (prose(said),))


def _line(one: RoleShown) -> Text:
    return _("{person}: {role}\nGiven by {by}, {time}", person=person(one.user), role=_what(one),
             by=person(one.by), time=one.at)  # fmt: skip


def _what(one: RoleShown) -> Text:
    if one.role is not RoleName.STORE_MANAGER:
        return LABELS[one.role]
    named = [code(slug) for slug in one.sites[:MOST_SITES]]
    left = len(one.sites) - len(named)
    if left:
        return _("{role} of {sites} and {count} more", role=LABELS[one.role], sites=named,
                 count=left)  # fmt: skip
    return _("{role} of {sites}", role=LABELS[one.role], sites=named or "—")
