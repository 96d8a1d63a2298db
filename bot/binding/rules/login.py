"""Rules about LINE Login: callback addresses and the linked official account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from bot.binding.consoles import callback_console, login_channel_console
from bot.binding.desired import DesiredLoginChannel, DesiredSite, Kind
from bot.binding.evidence import shown
from bot.binding.model import Advice, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms
from bot.binding.turns import Ration, of_its_channel, rounds
from bot.errors import Unseen
from bot.text import _

CallbackAnswer = Literal["accepted", "refused", "unclear"]


PRESSING: Mapping[str | None, int] = {"refused": 0, None: 1, "unclear": 2, "accepted": 3}
"""What LINE refused is asked first, so that its alert ends; then what was never asked."""

A_DAY = timedelta(days=1)
TO_PASTE = timedelta(minutes=30)
"""How long an address is left alone, so that somebody can paste it at LINE."""

UNASKED = _(
    "LINE is asked about one address of a Login channel a day. A member's sign-in shows it too, "
    "and “Check again” asks at once."
)


@probe(
    Kind.SITE,
    keep=rounds(0),
    names=lambda site: f"{site.login_channel.channel_id} {site.callback_url}",
    turn=Ration(
        of_its_channel,
        rank=0,
        pressing=PRESSING.__getitem__,
        pause=A_DAY,
        rest=lambda answer: A_DAY if answer == "accepted" else TO_PASTE,
        unasked=UNASKED,
    ),
)
async def callback(on: Platforms, want: DesiredSite) -> CallbackAnswer:
    """What LINE Login says to the site's callback address: a soft signal, undocumented, and asked
    at most once a day of a Login channel, for LINE forbids mass authorization requests.
    """
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
    at_line=True,
)
def callback_url(want: DesiredSite, seen: Seen) -> Drift | None:
    proven = shown(seen, want.subject, "callback-registered") == "registered"
    try:
        answer = seen[callback]
    except Unseen:
        if proven:
            return None
        raise
    if answer == "unclear" and not proven:
        raise Unseen(_("LINE's answer shows neither yes nor no; a sign-in will"))
    if answer == "refused":
        return Drift(_("{url} is registered", url=want.callback_url), _("it is not"))
    return None


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
