"""Rules about the values the operator typed: does LINE still take them, and for whom?"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta

from bot.binding.desired import Desired, DesiredLoginChannel, Kind
from bot.binding.model import Asks, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import BotInfo, Platforms, Rejections
from bot.binding.turns import Turn, of_its_channel, of_the_account
from bot.errors import CredentialsRefused, VendorError
from bot.text import Text, _

BURST = 3  #: deliveries with a bad signature that mean more than a stray request


def keep_token(want: Desired, objection: Text | None) -> timedelta | None:
    """About as long as the token serves that LINE issues as a proof."""
    return None if objection else 3 * want.verify_every


def keep_login_token(want: Desired, objection: Text | None) -> timedelta | None:
    """Asked in every round that asks nothing rarer of the channel."""
    return None if objection else timedelta(0)


def keep_info(want: Desired, info: BotInfo) -> timedelta | None:
    """While chat is off, every round looks whether it is on."""
    return None if info.chat_mode == "bot" else 3 * want.verify_every


@probe(
    Kind.ACCOUNT,
    keep=keep_token,
    names=lambda want: want.messaging_channel_id,
    turn=Turn(of_the_account, rank=0),
)
async def messaging_token(on: Platforms, want: Desired) -> Text | None:
    """What LINE has against the channel id and secret; None when it takes them."""
    return await _objection(on.line.prove())


@probe(
    Kind.LOGIN_CHANNEL,
    keep=keep_login_token,
    names=lambda channel: channel.channel_id,
    turn=Turn(of_its_channel),
)
async def login_token(on: Platforms, want: DesiredLoginChannel) -> Text | None:
    """As `messaging_token`, of a Login channel."""
    return await _objection(on.login(want.channel_id).prove())


@probe(
    Kind.ACCOUNT,
    keep=keep_info,
    names=lambda want: want.messaging_channel_id,
    turn=Turn(of_the_account),
)
async def bot_info(on: Platforms, want: Desired) -> BotInfo:
    """Which official account the credentials belong to."""
    return await on.line.bot_info()


@probe(Kind.ACCOUNT)
async def rejections(on: Platforms, want: Desired) -> Rejections:
    """Deliveries for this bot whose signature no secret of ours explains."""
    return await on.records.rejections()


@rule(
    "messaging-credentials",
    Kind.ACCOUNT,
    Severity.BROKEN,
    label=_("Messaging API channel"),
    title=_("LINE refuses the Messaging API channel's credentials"),
    means=_("Members' messages are turned away and nothing can be sent to them."),
    ending=Asks(_("Enter the channel secret"), "messaging_channel_secret"),
    at_line=True,
)
def messaging_credentials(want: Desired, seen: Seen) -> Drift | None:
    held = seen[rejections]
    if objection := seen[messaging_token] or _disowned(seen):
        return Drift(_("LINE accepts the channel secret"), objection, means=_kept(held))
    if held.held >= BURST:
        return Drift(
            _("Deliveries are signed with the channel secret we hold"),
            _("They are signed with another secret"),
            severity=Severity.WARNING,
            means=_kept(held),
        )
    return None


@rule(
    "login-credentials",
    Kind.LOGIN_CHANNEL,
    Severity.BROKEN,
    label=_("Login channel"),
    title=_("LINE refuses the Login channel's credentials"),
    means=_("Members cannot sign in on its sites, and LIFF apps cannot be looked after."),
    ending=Asks(_("Enter the channel secret"), "login_channel_secret"),
    at_line=True,
)
def login_credentials(want: DesiredLoginChannel, seen: Seen) -> Drift | None:
    if objection := seen[login_token]:
        return Drift(_("LINE accepts the channel secret"), objection)
    return None


@rule(
    "oa-id",
    Kind.ACCOUNT,
    Severity.BROKEN,
    label=_("Official account"),
    title=_("The channel belongs to another official account"),
    means=_("Messages go to and come from an account that is not the one named."),
    ending=Asks(_("Enter the official account's id"), "oa_id"),
    at_line=True,
)
def oa_id(want: Desired, seen: Seen) -> Drift | None:
    info = seen[bot_info]
    names = {name.lstrip("@").lower() for name in (info.basic_id, info.premium_id) if name}
    if want.oa_id.lower() in names:
        return None
    return Drift(f"@{want.oa_id}", f"{info.basic_id} ({info.display_name})")


def _disowned(seen: Seen) -> Text | None:
    """LINE goes on issuing tokens for a deleted channel; only the calls made with them fail."""
    try:
        seen[bot_info]
    except CredentialsRefused as refusal:
        return refusal.said
    except VendorError:
        return None
    return None


async def _objection(proof: Awaitable[None]) -> Text | None:
    try:
        await proof
    except CredentialsRefused as refusal:
        return refusal.said
    return None


def _kept(held: Rejections) -> Text | None:
    """Names the beginning, not the count: a growing number would be news every minute."""
    if held.held < BURST:
        return None
    return _(
        "Since {time}, members' messages are turned away at the door; they are kept for 24 hours "
        "and taken in as soon as the new secret is entered.",
        time=held.first_at,
    )
