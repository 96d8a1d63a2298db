"""What Slack is told of tickets: how far a round is, and codes typed wrongly."""

from __future__ import annotations

from datetime import datetime

from bot.cards.code_locks import LockShown, code_locked
from bot.cards.kit import render
from bot.cards.parts import Card
from bot.cards.ticket_issuing import RoundShown, progress
from bot.deps import Deps
from bot.errors import ChannelGone
from bot.flows.announcements.announce_alerts import place, spoken
from bot.flows.announcements.announcing import announcement
from bot.locale import Speaker, language_of
from bot.text import Text, _, from_json
from storage.tables import Account, Member, Outbox, Site, Ticket, TicketRound


@announcement("ticket-round")
async def tell_round(deps: Deps, row: Outbox) -> None:
    """How far it is now, or how it ended: one message, edited."""
    async with deps.database.reading() as session:
        made = await session.get_one(TicketRound, row.payload["round_id"])
        account = await session.get_one(Account, made.account_id)
        ticket = await session.get_one(Ticket, made.ticket_id)
        site = await session.get(Site, made.site_id) if made.site_id else None
    shown = RoundShown(
        ticket=ticket.name,
        whom=_whom(site, made.level),
        by=made.by,
        total=made.total,
        issued=made.issued,
        passed_over=made.passed_over,
        done=made.done_at is not None,
        failure=_text(made.failure),
    )
    known = (made.slack_channel, made.slack_ts)
    ts = await place(deps, spoken(progress(shown), account), account.slack_channel, known)
    async with deps.database.transaction() as session:
        stored = await session.get_one(TicketRound, made.id)
        stored.slack_channel, stored.slack_ts = account.slack_channel, ts


@announcement("code-lock")
async def tell_lock(deps: Deps, row: Outbox) -> None:
    """To the store's own channel, or the account's where it has none."""
    found = await _lock(deps, row)
    if found is None:
        return
    account, site, card = found
    said = spoken(card, account)
    for channel in (site.slack_channel, account.slack_channel):
        if not channel:
            continue
        try:
            await deps.slack.post(channel, said.text, said.blocks, attachments=said.attachments)
        except ChannelGone:
            if channel == account.slack_channel:
                raise
        else:
            return


@announcement("code-lock-direct", in_channel=False)
async def tell_manager(deps: Deps, row: Outbox) -> None:
    """To one manager of the store, in their own language."""
    found = await _lock(deps, row)
    if found is None:
        return
    person = await deps.slack.person(row.payload["to"])
    said = render(found[2], Speaker(language_of(person.locale), person.zone))
    await deps.slack.direct(person.id, said.text, said.blocks, attachments=said.attachments)


async def _lock(deps: Deps, row: Outbox) -> tuple[Account, Site, Card] | None:
    about = row.payload
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
        site = await session.get(Site, about["site"])
        member = await session.get(Member, about["member"])
    if site is None:
        return None
    shown = LockShown(
        account=account.slug,
        site=site.slug,
        site_name=site.name,
        member=(member.name if member else "") or "—",
        whole_page=about["whole_page"],
        until=datetime.fromisoformat(about["until"]),
    )
    return account, site, code_locked(shown)


def _whom(site: Site | None, level: str | None) -> Text:
    if site is not None:
        return _("members of {site}", site=site.name)
    if level:
        return _("members of the level {level}", level=level)
    return _("every member")


def _text(stored: object) -> Text | None:
    said = from_json(stored) if stored else None
    return said if isinstance(said, Text) or said is None else _("{said}", said=said)
