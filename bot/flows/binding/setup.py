"""Bind an account: save the parameters, then repair. Set-up is the first repair."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError

from bot.binding.platforms import BotInfo
from bot.deps import Deps
from bot.errors import InvalidForm, VendorError
from bot.flows.binding.repair import Repaired, repair
from bot.flows.binding.rotation import enter_login_secret, enter_messaging_secret
from bot.flows.binding.trying import Parameters, try_parameters
from bot.flows.sealed import (
    login_secret,
    messaging_secret,
    seal_login_secret,
    seal_messaging_secret,
)
from bot.text import _
from storage import accounts
from storage.accounts import Bound
from storage.audit import Tag, record
from storage.tables import Account, LoginChannel, Site, new_id

log = structlog.get_logger()

GRACE = timedelta(minutes=30)
"""How long what set-up itself finds is told by the binding card alone, before alerts say it."""

CUT_OFF = timedelta(minutes=5)
"""When an account is looked at although its set-up never came to its end."""


@dataclass(frozen=True)
class Place:
    """Where an account is bound from: it lives in this Slack channel from then on."""

    slack_channel: str
    slack_channel_name: str
    user: str
    language: str
    slug: str


async def slug_for(deps: Deps, channel_name: str) -> str:
    """A free slug made from the Slack channel's name; the same until somebody else takes it."""
    async with deps.database.reading() as session:
        taken = await accounts.slugs(session)
    return free_slug(channel_name, taken)


def free_slug(name: str, taken: Collection[str]) -> str:
    """`[a-z0-9-]{1,40}`, not in `taken`; names in other scripts become `line`."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:34].strip("-") or "line"
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


async def complete(deps: Deps, given: Parameters, present: Bound | None) -> Parameters:
    """Fill in secrets left empty with those already stored. Raises `InvalidForm` without any."""
    if present is None:
        empty = {
            name: _("Please fill this in.")
            for name in ("messaging_channel_secret", "login_channel_secret")
            if not getattr(given, name)
        }
        if empty:
            raise InvalidForm(empty)
        return given
    return replace(
        given,
        messaging_channel_secret=given.messaging_channel_secret
        or messaging_secret(deps, present.account),
        login_channel_secret=given.login_channel_secret
        or login_secret(deps, present.parent_channel),
    )


async def check(deps: Deps, given: Parameters, slack_channel: str) -> BotInfo:
    """Everything that can be wrong, tried with LINE; stores nothing. Raises `InvalidForm`."""
    present = await present_in(deps, slack_channel)
    whole = await complete(deps, given, present)
    await _refuse_taken(deps, whole, present)
    info = await try_parameters(deps, whole)
    if present and present.account.bot_user_id != info.user_id:
        raise InvalidForm(
            {
                "oa_id": _(
                    "This Slack channel already holds {name}. Bind another official account from "
                    "a Slack channel of its own.",
                    name=present.account.name,
                )
            }
        )
    return info


async def present_in(deps: Deps, slack_channel: str) -> Bound | None:
    """The binding that lives in a Slack channel, if any."""
    async with deps.database.reading() as session:
        account = await accounts.in_slack_channel(session, slack_channel)
        return await accounts.bound(session, account.id) if account else None


async def set_up(deps: Deps, given: Parameters, place: Place) -> Repaired:
    """Store what was checked, configure LINE, verify; the binding card follows by itself."""
    try:
        account_id = await _stored(deps, given, place)
    except IntegrityError:  # somebody stored the same a moment ago; now the check sees it
        account_id = await _stored(deps, given, place)
    try:
        await deps.slack.join(place.slack_channel)
    except VendorError as error:  # a private channel cannot be joined; the verification says so
        log.info("setup.not_joined", account=account_id, error=str(error))
    return await repair(deps, account_id, by=place.user, grace=GRACE, callbacks=None)


async def _stored(deps: Deps, given: Parameters, place: Place) -> str:
    """Check once more and store; returns the account's id."""
    info = await check(deps, given, place.slack_channel)
    present = await present_in(deps, place.slack_channel)
    if present is None:
        return await _bind(deps, given, place, info)
    return await _rebind(deps, given, place, present)


async def _bind(deps: Deps, given: Parameters, place: Place, info: BotInfo) -> str:
    channel_id = new_id()
    async with deps.database.transaction() as session:
        slug = free_slug(place.slug, await accounts.slugs(session))
        account = _new_account(deps, given, replace(place, slug=slug), info)
        account_id, now = account.id, account.created_at
        session.add(account)
        await session.flush()
        session.add(
            LoginChannel(
                id=channel_id,
                account_id=account_id,
                channel_id=given.login_channel_id,
                secret_box=seal_login_secret(deps, channel_id, given.login_channel_secret),
                created_at=now,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            Site(account_id=account_id, slug=slug, name=info.display_name, parent=True,
                 login_channel_id=channel_id, created_at=now)
        )  # fmt: skip
        record(session, Tag.ACCOUNT_BOUND, account_id=account_id, at=now, who=place.user,
               subject=f"account:{slug}", new=info.basic_id)  # fmt: skip
    log.info("account.bound", account=slug)
    return account_id


def _new_account(deps: Deps, given: Parameters, place: Place, info: BotInfo) -> Account:
    """The row of a new account, its secret sealed."""
    account_id, now = new_id(), deps.clock()
    return Account(
        id=account_id,
        due_at=now + CUT_OFF,
        slug=place.slug,
        name=info.display_name,
        oa_id=given.oa_id,
        messaging_channel_id=given.messaging_channel_id,
        messaging_secret_box=seal_messaging_secret(
            deps, account_id, given.messaging_channel_secret
        ),
        secret_since=now,
        bot_user_id=info.user_id,
        picture_url=info.picture_url,
        slack_channel=place.slack_channel,
        slack_channel_name=place.slack_channel_name,
        language=place.language,
        created_at=now,
        changed_at=now,
        changed_by=place.user,
    )


async def _rebind(deps: Deps, given: Parameters, place: Place, present: Bound) -> str:
    """The same account with other values: each goes the way `/line set` goes."""
    account = present.account
    async with deps.database.transaction() as session:
        stored = await session.get_one(Account, account.id)
        stored.oa_id, stored.changed_at, stored.changed_by = given.oa_id, deps.clock(), place.user
        stored.messaging_channel_id = given.messaging_channel_id
        channel = await session.get_one(LoginChannel, present.parent_channel.id)
        channel.channel_id = given.login_channel_id
        record(session, Tag.ACCOUNT_REBOUND, account_id=account.id, at=deps.clock(),
               who=place.user, subject=f"account:{account.slug}", old=account.oa_id,
               new=given.oa_id)  # fmt: skip
    if given.messaging_channel_secret:
        await enter_messaging_secret(deps, account, given.messaging_channel_secret, place.user)
    if given.login_channel_secret:
        await enter_login_secret(
            deps, present.parent_channel, given.login_channel_secret, place.user
        )
    return account.id


async def _refuse_taken(deps: Deps, given: Parameters, present: Bound | None) -> None:
    """A channel belongs to one account; say where it already is."""
    async with deps.database.reading() as session:
        holders = await accounts.holders(
            session, given.messaging_channel_id, given.login_channel_id
        )
    taken = {
        name: _("Already bound in the Slack channel #{channel}.", channel=holder.slack_channel_name)
        for name, holder in holders.items()
        if present is None or holder.id != present.account.id
    }
    if taken:
        raise InvalidForm(taken)
