"""Rules about LINE Login: callback addresses and the linked official account."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from bot.binding.consoles import callback_console, login_channel_console
from bot.binding.desired import Desired, DesiredLoginChannel, DesiredSite, Kind
from bot.binding.evidence import shown
from bot.binding.model import Advice, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms
from bot.errors import Unseen
from bot.text import _

CallbackAnswer = Literal["accepted", "refused", "unclear"]


def keep_callback(want: Desired, answer: CallbackAnswer) -> timedelta:
    """LINE forbids mass authorization requests: once a day is enough while all is well.

    What is not well is asked a little more often, so that the alert ends when it is mended.
    """
    return timedelta(days=1) if answer == "accepted" else timedelta(minutes=15)


@probe(
    Kind.SITE,
    keep=keep_callback,
    names=lambda site: f"{site.login_channel.channel_id} {site.callback_url}",
)
async def callback(on: Platforms, want: DesiredSite) -> CallbackAnswer:
    """What LINE Login says to the site's callback address; a soft signal (undocumented)."""
    accepted = await on.login(want.login_channel.channel_id).accepts_callback(want.callback_url)
    return "unclear" if accepted is None else "accepted" if accepted else "refused"


@rule(
    "callback-url",
    Kind.SITE,
    Severity.BROKEN,
    label=_("Callback URL"),
    title=_("LINE Login does not accept the site's callback URL"),
    means=_("Members who press “Log in with LINE” see LINE's error page instead of the site."),
    ending=Advice(
        _("Open LINE Developers"),
        _("Under “LINE Login”, “Callback URL”, add the address on a line of its own."),
        callback_console,
    ),
)
def callback_url(want: DesiredSite, seen: Seen) -> Drift | None:
    answer = seen[callback]
    if answer == "unclear":
        if shown(seen, want.subject, "callback-registered") == "registered":
            return None
        raise Unseen(_("LINE's answer shows neither yes nor no; a sign-in will"))
    if answer == "accepted":
        return None
    return Drift(_("{url} is registered", url=want.callback_url), _("it is not"))


@rule(
    "linked-account",
    Kind.LOGIN_CHANNEL,
    Severity.BROKEN,
    label=_("Linked official account"),
    title=_("The Login channel is not linked to the official account"),
    means=_("Members who sign in are not asked to add the account as a friend."),
    ending=Advice(
        _("Open LINE Developers"),
        _("Under “Basic settings”, “Linked LINE Official Account”, choose the account."),
        login_channel_console,
    ),
)
def linked_account(want: DesiredLoginChannel, seen: Seen) -> Drift | None:
    match shown(seen, want.subject, "account-linked"):
        case "none":
            return Drift(_("the official account"), _("no account"))
        case "other":
            return Drift(_("the official account"), _("another account"))
        case "linked":
            return None
        case _unseen:
            raise Unseen(_("The first sign-in of a member will show it"))
