"""A store's redemption code, typed on a member's phone: whose it is, and whether to listen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.binding import codes as rules
from bot.deps import Deps
from bot.errors import SecretUnreadable
from bot.flows.sealed import opened_code
from bot.text import Text, _
from storage import code_locks, outbox, roles, sites
from storage.tables import Account, CodeLock, Site

log = structlog.get_logger()


@dataclass(frozen=True)
class Typed:
    """What was typed at the counter: on which site's page, on whose phone, from which form."""

    page: Site
    member_id: str
    code: str
    once: str  #: names the form, so that sending it twice does its work once

    def __repr__(self) -> str:
        return f"Typed(page={self.page.slug!r}, member_id={self.member_id!r})"


@dataclass(frozen=True)
class Tried:
    """Whose code it is, or why that is not told. What is counted must be committed either way."""

    store: Site | None
    refusal: Text | None = None


async def try_code(session: AsyncSession, deps: Deps, account: Account, typed: Typed) -> Tried:
    """Recognise the store by its code, and count a wrong one against the member and the page.

    Every code of the account is compared, in constant time. A locked member or page is told so
    whatever was typed; nobody learns of a right code meanwhile.
    """
    now = deps.clock()
    who, where = f"member:{typed.member_id}", f"site:{typed.page.id}"
    locks = await code_locks.hold(session, account.id, member=who, page=where)
    until = max((one.locked_until for one in locks.values() if one.locked_until), default=now)
    if until > now:
        return Tried(None, _locked(until))
    codes = await _codes(session, deps, account.id)
    found = rules.owner(typed.code, codes)
    store = await session.get(Site, found) if found else None
    if store is None:
        return Tried(None, await _wrong(session, deps, typed, locks, len(codes)))
    if not store.active:
        return Tried(None, _("This store is not in use at the moment; nothing was recorded."))
    return Tried(store)


async def _codes(session: AsyncSession, deps: Deps, account_id: str) -> Sequence[tuple[str, str]]:
    """Each store's id and code, as `plain_code` compares it."""
    boxes = await sites.code_boxes(session, account_id)

    def opened() -> Sequence[tuple[str, str]]:
        each = (one.split(":", 1) for one in boxes.split())
        return [(key, _opened(deps, key, box)) for key, box in each]

    return deps.codes.all(boxes, opened)


async def stores_with_codes(session: AsyncSession, account_id: str) -> Sequence[Site]:
    """The sites of an account that have a redemption code."""
    wanted = (col(Site.account_id) == account_id, col(Site.redemption_code_box).is_not(None))
    return (await session.scalars(select(Site).where(*wanted).order_by(col(Site.id)))).all()


def code_of(deps: Deps, site: Site) -> str:
    """A site's code, opened once; "" for one that opens under no key, so that one store's lost
    code does not close the others' counters."""
    return _opened(deps, site.id, site.redemption_code_box or "")


def _opened(deps: Deps, site_id: str, box: str) -> str:
    try:
        return deps.codes.code(box, lambda: rules.plain_code(opened_code(deps, site_id, box)))
    except SecretUnreadable as error:
        log.warning("redemption_code.unreadable", site=site_id, error=str(error))
        return ""


async def _wrong(
    session: AsyncSession,
    deps: Deps,
    typed: Typed,
    locks: Mapping[str, CodeLock],
    stores: int,
) -> Text:
    """Count it. The try that locks a member does not count against the page: one person alone
    must not close a store's counter.
    """
    now = deps.clock()
    member, page = locks[f"member:{typed.member_id}"], locks[f"site:{typed.page.id}"]
    session.add(member)
    if _counted(deps, member, rules.most_wrong(member=True, stores=1)):
        await _alarm(session, deps, typed, member)
        return _locked(now + rules.LOCKED_FOR)
    most = rules.most_wrong(member=False, stores=stores if typed.page.parent else 1)
    if _counted(deps, page, most):
        await _alarm(session, deps, typed, page)
        return _locked(now + rules.LOCKED_FOR)
    left = rules.MOST_WRONG - len(member.wrong_at)
    return _("That code belongs to no store. Tries left: {left}", left=left)


def _counted(deps: Deps, lock: CodeLock, most: int) -> bool:
    """Whether this wrong try locks."""
    now = deps.clock()
    times = [*rules.recent(lock.wrong_at, now), now.timestamp()]
    lock.locked_until = rules.locked_until(times, most, now)
    lock.wrong_at = [] if lock.locked_until else times
    return lock.locked_until is not None


async def _alarm(session: AsyncSession, deps: Deps, typed: Typed, lock: CodeLock) -> None:
    """Have the store's managers told, once for each lock: in the store's own channel, else each
    of them, else where the account lives.
    """
    account_id, site = typed.page.account_id, typed.page
    until = lock.locked_until or deps.clock()
    about = {
        "site": site.id,
        "member": typed.member_id,
        "whole_page": lock.subject.startswith("site:"),
        "until": until.isoformat(),
    }
    managers = [] if site.slack_channel else await roles.managers_of(session, account_id, site.id)
    for user in managers or [""]:
        await outbox.wish(
            session,
            "code-lock-direct" if user else "code-lock",
            f"code-lock:{lock.subject}:{int(until.timestamp())}:{user}",
            account_id=account_id,
            payload={**about, "to": user},
            now=deps.clock(),
            once=True,
        )


def _locked(until: object) -> Text:
    return _("Too many wrong codes. Codes are accepted again at {time}.", time=until)
