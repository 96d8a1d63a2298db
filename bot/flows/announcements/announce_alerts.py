"""What Slack is told about bindings: the binding card, alerts, and the history in their threads."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.binding.report import load
from bot.cards import alerts as cards
from bot.cards.alert_state import Status
from bot.cards.binding import binding
from bot.cards.kit import Rendered, render
from bot.cards.parts import Card
from bot.deps import Deps
from bot.errors import ChannelGone, RefusedByVendor, VendorError
from bot.flows.announcements.announcing import announcement
from bot.flows.binding.desired import desired
from bot.flows.binding.showing import shown
from bot.locale import Language, Speaker, language_of
from storage import accounts, outbox
from storage.tables import Account, Alert, Outbox

GONE_MESSAGE = "message_not_found"
UNSAID = (Status.RESOLVED, Status.MUTED)


def spoken(card: Card, account: Account) -> Rendered:
    """A card as the account's channel reads it."""
    return render(card, Speaker(Language(account.language), account.time_zone))


async def place(
    deps: Deps, card: Rendered, channel: str, known: tuple[str | None, str | None]
) -> str:
    """Edit the known message (channel, ts), or post a new one; returns its ts.

    A message somebody deleted is posted anew. One in a channel the account has left moves along:
    left behind, its buttons would go on and its colour would not.
    """
    where, ts = known
    if ts and where == channel:
        try:
            await deps.slack.update(
                channel, ts, card.text, card.blocks, attachments=card.attachments
            )
        except RefusedByVendor as refused:
            if refused.message != GONE_MESSAGE:
                raise
        else:
            return ts
    posted = await deps.slack.post(channel, card.text, card.blocks, attachments=card.attachments)
    if ts and where and where != channel:
        with suppress(VendorError):  # the channel it was in may be archived, or closed to us
            await deps.slack.delete(where, ts)
    return posted.ts


@announcement("binding")
async def tell_binding(deps: Deps, row: Outbox) -> None:
    """The binding card, posted once and edited from then on."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
        contents = await accounts.card(session, row.account_id)
    if contents is None:
        return
    card = spoken(binding(load(contents)), account)
    known = (account.binding_channel, account.binding_ts)
    ts = await place(deps, card, account.slack_channel, known)
    async with deps.database.transaction() as session:
        stored = await session.get_one(Account, account.id)
        stored.binding_channel, stored.binding_ts = account.slack_channel, ts


@dataclass(frozen=True)
class Told:
    """An alert read for telling."""

    alert: Alert
    account: Account
    shown: cards.AlertShown


async def read(deps: Deps, alert_id: str) -> Told | None:
    """The alert and what its card shows; None if it was deleted with its account."""
    async with deps.database.reading() as session:
        alert = await session.get(Alert, alert_id)
        if alert is None:
            return None
        bound = await accounts.bound(session, alert.account_id)
    want = desired(bound, deps.settings)
    return Told(alert, bound.account, shown(alert, bound.account, want, deps.clock()))


@announcement("alert")
async def tell_alert(deps: Deps, row: Outbox) -> None:
    """One message per alert: posted when it opens, edited ever after.

    What is resolved or muted before Slack knew it is not posted; a mute that ends wishes anew. One
    that a group tells of has no message; should it have joined at this very moment, it loses it.
    """
    told = await read(deps, row.payload["alert_id"])
    if told is None or (told.shown.status in UNSAID and not told.alert.announced_at):
        return
    if told.alert.group_id:
        return
    channel = told.account.slack_channel
    known = (told.alert.slack_channel, told.alert.slack_ts)
    ts = await place(deps, spoken(cards.alert(told.shown), told.account), channel, known)
    if await _stamp(deps, told.alert.id, channel, ts):
        await deps.slack.delete(channel, ts)


async def _stamp(deps: Deps, alert_id: str, channel: str | None, ts: str | None) -> bool:
    """Note where the message stands; tell whether a group has taken the alert meanwhile."""
    async with deps.database.transaction() as session:
        alert = await session.get_one(Alert, alert_id)
        if alert.group_id:
            return True
        alert.slack_channel, alert.slack_ts = channel, ts
        alert.announced_at = alert.announced_at or deps.clock()
        return False


@announcement("unusable", in_channel=False)
async def tell_administrators(deps: Deps, row: Outbox) -> None:
    """Write to each administrator directly, once per state; the channel itself cannot be used."""
    told = await read(deps, row.payload["alert_id"])
    state = told.shown.status if told else None
    if told is None or (state in UNSAID and not told.alert.announced_at):
        return
    if state in (Status.OPEN, Status.RESOLVED):
        await _wish_for_each(deps, told)
    await _stamp(deps, told.alert.id, None, None)


async def _wish_for_each(deps: Deps, told: Told) -> None:
    now, state = deps.clock(), told.shown.status
    people = {*deps.settings.admins, told.account.changed_by}
    try:
        people |= set(await deps.slack.administrators())
    except VendorError:
        if not people:
            raise
    async with deps.database.transaction() as session:
        for user in sorted(people):
            await outbox.wish(
                session,
                "direct",
                f"direct:{told.alert.id}:{state}:{user}",
                account_id=told.account.id,
                payload={"alert_id": told.alert.id, "user": user, "state": state},
                now=now,
                once=True,
            )
    deps.bell.ring("announce")


@announcement("direct", in_channel=False)
async def tell_directly(deps: Deps, row: Outbox) -> None:
    """An alert about the account's channel, to one administrator."""
    told = await read(deps, row.payload["alert_id"])
    if told is None or told.shown.status != row.payload["state"]:
        return
    user = row.payload["user"]
    person = await deps.slack.person(user)
    reader = Speaker(language_of(person.locale), told.account.time_zone)
    card = render(cards.unusable(told.shown), reader)
    try:
        await deps.slack.direct(user, card.text, card.blocks, attachments=card.attachments)
    except ChannelGone:
        return  # this person cannot be written to; the others are


@announcement("note")
async def tell_note(deps: Deps, row: Outbox) -> None:
    """One line of history in an alert's thread."""
    told = await read(deps, row.payload["alert_id"])
    if told is None or not told.alert.slack_ts or not told.alert.slack_channel:
        return
    await add_note(deps, row, told.account, told.alert.slack_channel, told.alert.slack_ts)


async def add_note(deps: Deps, row: Outbox, account: Account, channel: str, ts: str) -> None:
    """Post the line of history a row tells of beneath a message."""
    at = datetime.fromisoformat(row.payload["at"])
    card = spoken(cards.note(row.payload["what"], row.payload["by"], at), account)
    await deps.slack.post(channel, card.text, card.blocks, thread_ts=ts)
