"""A channel secret was reissued at LINE: take the new one, and lose nothing said meanwhile."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.deps import Deps
from bot.flows.sealed import (
    login_secret,
    messaging_secret,
    seal_former_secret,
    seal_login_secret,
    seal_messaging_secret,
)
from bot.platforms.webhook_body import opener
from storage import deliveries
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import Account, LoginChannel

log = structlog.get_logger()

BOTH_FOR = timedelta(hours=24)
"""How long the former secret still opens webhooks: LINE may deliver what it signed before."""

CHANGED = "changed"  #: how a secret appears in the audit


async def enter_messaging_secret(deps: Deps, account: Account, secret: str, by: str) -> int:
    """Store a secret that LINE accepts; returns how many held events it brought in.

    Old and new are both accepted on webhooks for 24 hours; held deliveries that verify under the
    new one are taken in, the others stay until their time is over. The present secret entered once
    more says that what was turned away so far is noise.
    """
    former = messaging_secret(deps, account)
    now = deps.clock()
    async with deps.database.transaction() as session:
        stored = await session.get_one(Account, account.id)
        if secret != former:
            stored.former_secret_box = seal_former_secret(deps, account.id, former)
            stored.former_secret_until = now + BOTH_FOR
            stored.messaging_secret_box = seal_messaging_secret(deps, account.id, secret)
            record(session, Tag.SECRET_CHANGED, account_id=account.id, at=now, who=by,
                   subject=f"account:{account.slug}", old=CHANGED, new=CHANGED)  # fmt: skip
        stored.secret_since = stored.changed_at = now
        stored.changed_by = by
    deps.forget_account(account.slug)
    return await take_in_held(deps, account, secret)


async def take_in_held(deps: Deps, account: Account, secret: str) -> int:
    """Bring in the held deliveries this secret verifies; returns how many events were new."""
    taken = await deliveries.take_in(deps.database, deps.inbox, account.id, opener(secret.encode()))
    if taken:
        async with deps.database.transaction() as session:
            record(session, Tag.DELIVERIES_TAKEN_IN, account_id=account.id, at=deps.clock(),
                   who=BY_ITSELF, subject=f"account:{account.slug}", new=str(taken))  # fmt: skip
        log.info("deliveries.taken_in", account=account.slug, events=taken)
        deps.bell.ring("intake")
    return taken


async def enter_login_secret(deps: Deps, channel: LoginChannel, secret: str, by: str) -> None:
    """Store a Login channel's secret that LINE accepts."""
    if secret == login_secret(deps, channel):
        return
    async with deps.database.transaction() as session:
        stored = await session.get_one(LoginChannel, channel.id)
        stored.secret_box = seal_login_secret(deps, channel.id, secret)
        account = await session.get_one(Account, channel.account_id)
        account.changed_at, account.changed_by = deps.clock(), by
        record(session, Tag.SECRET_CHANGED, account_id=account.id, at=deps.clock(), who=by,
               subject=f"login-channel:{channel.channel_id}", old=CHANGED, new=CHANGED)  # fmt: skip
