"""Turn a plan of a move into what its card shows."""

from __future__ import annotations

from collections.abc import Iterator

from bot.binding.consoles import callback_console
from bot.binding.desired import DesiredLoginChannel
from bot.cards.move_plan import Callbacks, MovePlanShown, Way
from bot.flows.network.moving_plan import ALL, MovePlan


def plan_shown(plan: MovePlan) -> MovePlanShown:
    """The plan with its digest, and what to paste at each Login channel."""
    wish, server = plan.wish, plan.server
    old, new = plan.webhook or (f"{server}/line/{plan.account.slug}/webhook", "")
    return MovePlanShown(
        account=plan.account.slug,
        target=wish.target,
        address=wish.address,
        base=wish.base,
        digest=plan.digest,
        ways=tuple(
            Way(way.site.name, way.old_url, way.new_url, way.endpoint, way.liff_url)
            for way in plan.relocations
        ),
        webhook=old,
        new_webhook=new,
        follows=wish.target == ALL and not plan.webhook,
        callbacks=tuple(_callbacks(plan)),
    )


def _callbacks(plan: MovePlan) -> Iterator[Callbacks]:
    for row in plan.bound.login_channels:
        channel = DesiredLoginChannel(row.channel_id, row.label)
        urls = tuple(
            way.callback_url for way in plan.relocations if way.channel_id == row.channel_id
        )
        if urls:
            console = callback_console(channel)
            yield Callbacks(row.channel_id, channel.subject.name, console, urls)
