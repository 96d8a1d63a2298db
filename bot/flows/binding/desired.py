"""What an account's binding should be: its rows, plus where this server is."""

from __future__ import annotations

from datetime import timedelta

from bot.binding.desired import Desired, DesiredLoginChannel, DesiredSite
from bot.settings import Settings
from storage.accounts import Bound
from storage.tables import Site


def webhook_url(settings: Settings, slug: str) -> str:
    """Where LINE sends an account's events."""
    return f"{settings.public_url}/line/{slug}/webhook"


def site_url(settings: Settings, slug: str, address: str | None = None) -> str:
    """A site's own address, or its place on this server, without a trailing slash."""
    return address.rstrip("/") if address else f"{settings.public_url}/s/{slug}"


def desired(bound: Bound, settings: Settings, *, finished: bool = False) -> Desired:
    """The account as rules see it; with `finished` without the sites whose LIFF app is still to be
    made: of that a job takes care, and hundreds of alerts would help nobody.
    """
    channels = {
        channel.id: DesiredLoginChannel(channel.channel_id, channel.label)
        for channel in bound.login_channels
    }
    account = bound.account
    return Desired(
        account_id=account.id,
        slug=account.slug,
        name=account.name,
        oa_id=account.oa_id,
        messaging_channel_id=account.messaging_channel_id,
        webhook_url=webhook_url(settings, account.slug),
        slack_channel=account.slack_channel,
        login_channels=tuple(channels.values()),
        # A site that waits for a LIFF slot has nothing at LINE that could be well or broken.
        sites=tuple(
            _site(row, channels[row.login_channel_id], settings)
            for row in bound.sites
            if row.login_channel_id and not (finished and row.due_at and not row.liff_id)
        ),
        webhook_test_every=timedelta(seconds=settings.webhook_test_every),
        verify_every=timedelta(seconds=settings.verify_every),
        service_until=account.service_until,
    )


def _site(row: Site, channel: DesiredLoginChannel, settings: Settings) -> DesiredSite:
    return DesiredSite(
        row.id,
        row.slug,
        row.name,
        site_url(settings, row.slug, row.address),
        channel,
        row.liff_id,
        rich_menu=row.rich_menu,
        made_at=row.created_at,
    )
