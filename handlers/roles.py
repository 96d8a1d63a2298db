"""`/line role`: who may do what in an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from bot.binding.roles import RoleName
from bot.cards.modals import PersonPicked
from bot.cards.parts import Card
from bot.cards.roles import (
    MEANS,
    RevokePressed,
    RolesPage,
    granted,
    revoked,
    roles_list,
)
from bot.errors import Refused
from bot.flows import roles
from bot.flows.accounts import account_for, account_named
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Answer, Call, command, pressed, submitted
from handlers.fields import asks, picks
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account


def _slugs(words: str) -> str:
    return " ".join(cleaning.slug(one) for one in cleaning.line(words).replace(",", " ").split())


class GrantRole(Form):
    """A role for one person."""

    callback: ClassVar[str] = "role.grant"
    title: ClassVar[Text] = _("Give a role")

    user: Annotated[str, asks(_("Person"), kind=PersonPicked())]
    role: Annotated[str, picks(_("Role"), *((role.value, MEANS[role]) for role in RoleName))]
    sites: Annotated[
        str,
        asks(
            _("Sites"),
            hint=_("Only for a store manager: the sites' short names, with spaces between."),
            cleaned=_slugs,
        ),
    ] = ""


async def possible(call: Call, form: GrantRole) -> None:
    """Whether there are such a person and such sites, before anything is stored."""
    account = await form_account(call)
    role = roles.role_in(form.role)
    await roles.check(call.deps, account, form.user, role, form.sites.split())


@command("role grant", "[@USER ROLE [SITE…]]", _("Give somebody a role in this account."),
         example="/line role grant @alice store-manager taipei")  # fmt: skip
async def grant(call: Call) -> Answer:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        return GrantRole.view(metadata={"account": account.slug})
    user, role, *sites = (*call.words, "")
    slugs = _slugs(" ".join(sites)).split()
    return await _granted(call, account, roles.user_in(user), roles.role_in(role), slugs)


@submitted(GrantRole, first=possible)
async def save_grant(call: Call, form: GrantRole) -> Card:
    account = await form_account(call)
    role = roles.role_in(form.role)
    return await _granted(call, account, form.user, role, form.sites.split())


@command("role revoke", "@USER", _("Take somebody's role in this account away."),
         example="/line role revoke @alice")  # fmt: skip
async def revoke(call: Call) -> Card:
    if not call.words:
        raise Refused(_("Say whose role, such as `/line role revoke @alice`."))
    account = await account_for(call.deps, call.channel)
    user = roles.user_in(call.words[0])
    await roles.revoke(call.deps, account, user, by=call.user)
    return revoked(account.name, user)


@command("role list", "", _("Who may do what in this account."))
async def list_roles(call: Call) -> Card:
    return await _list(call, await account_for(call.deps, call.channel), 0)


@pressed(RolesPage, replaces=True)
async def turn_page(call: Call, value: RolesPage) -> Card:
    return await _list(call, await account_named(call.deps, value.account), value.page)


@pressed(RevokePressed, replaces=True)
async def revoke_pressed(call: Call, value: RevokePressed) -> Card:
    account = await account_named(call.deps, value.account)
    await roles.revoke(call.deps, account, value.user, by=call.user)
    return await _list(call, account, value.page)


async def _granted(
    call: Call, account: Account, user: str, role: RoleName, slugs: Sequence[str]
) -> Card:
    return granted(
        account.name, await roles.grant(call.deps, account, user, role, slugs, by=call.user)
    )


async def _list(call: Call, account: Account, page: int) -> Card:
    return roles_list(account.name, account.slug, await roles.listed(call.deps, account), page)
