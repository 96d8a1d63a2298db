"""`/line alerts` and the buttons that quieten an alert."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.alert_buttons import AcknowledgePressed, MutePressed
from bot.cards.alert_list import alerts_list
from bot.cards.parts import Card
from bot.errors import Refused
from bot.flows.access import allow_alert, require, scope, scope_of_alert
from bot.flows.accounts import account_for, account_to_move
from bot.flows.binding.quieten import (
    acknowledge,
    acknowledge_group,
    duration,
    listed,
    move,
    mute,
    mute_all,
    mute_group,
)
from bot.text import _
from handlers.declare import Answer, Call, command, pressed


@command("alerts", "", _("List open alerts and the latest resolved ones."))
async def list_alerts(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    seen = await scope(call.deps, call.user, account)
    return alerts_list(account.name, await listed(call.deps, account, seen))


@command("alerts here", "[ACCOUNT]", _("Move an account, with its alerts, to this channel."))
async def alerts_here(call: Call) -> Card:
    account = await account_to_move(call.deps, call.channel, " ".join(call.words))
    await require(call.deps, call.user, "alerts here", account)
    await move(call.deps, account, call.channel, call.channel_name, by=call.user)
    return Card(_("{account} lives in this channel now: messages, cards and alerts.",
                  account=account.name))  # fmt: skip


@command("alerts mute", "[CHECK] [30m|4h|for-ever]", _("Say no more about open alerts."),
         example="/line alerts mute message-quota 4h")  # fmt: skip
async def alerts_mute(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    check, time = duration(call.words)
    seen = await scope(call.deps, call.user, account)
    return _counted(await mute_all(call.deps, account, check, time, by=call.user, within=seen))


@command("alerts unmute", "[CHECK]", _("End the silence of alerts."))
async def alerts_unmute(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    check, seen = next(iter(call.words), None), await scope(call.deps, call.user, account)
    now = timedelta(0)
    return _counted(await mute_all(call.deps, account, check, now, by=call.user, within=seen))


@pressed(AcknowledgePressed)
async def acknowledge_pressed(call: Call, value: AcknowledgePressed) -> Answer:
    if value.group:
        seen = await scope_of_alert(call.deps, call.user, value.alert)
        await acknowledge_group(call.deps, value.alert, value.group, seen, by=call.user)
        return None
    await allow_alert(call.deps, call.user, value.alert)
    await acknowledge(call.deps, value.alert, by=call.user)
    return None


@pressed(MutePressed)
async def mute_pressed(call: Call, value: MutePressed) -> Answer:
    time = timedelta(minutes=value.minutes)
    if value.group:
        seen = await scope_of_alert(call.deps, call.user, value.alert)
        await mute_group(call.deps, value.alert, value.group, time, seen, by=call.user)
        return None
    await allow_alert(call.deps, call.user, value.alert)
    await mute(call.deps, value.alert, time, by=call.user)
    return None


def _counted(count: int) -> Card:
    if not count:
        raise Refused(_("No open alert is meant by that. `/line alerts` lists them."))
    return Card(_("Alerts changed: {count}", count=count))
