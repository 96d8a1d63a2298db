"""Rules about talking with members: chat, and the month's messages."""

from __future__ import annotations

from bot.binding.consoles import MANAGER, response_settings
from bot.binding.desired import Desired, Kind
from bot.binding.model import Advice, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms
from bot.binding.rules.credentials import bot_info
from bot.binding.turns import Turn, of_the_account, rounds
from bot.text import _

NEARLY = (95, 90, 80)  #: percent used from which a warning is worth it, coarsest last


@probe(
    Kind.ACCOUNT,
    keep=rounds(12),
    names=lambda want: want.messaging_channel_id,
    turn=Turn(of_the_account),
)
async def message_limit(on: Platforms, want: Desired) -> int | None:
    """How many messages the plan holds; None where it holds any number."""
    return await on.line.message_limit()


@probe(
    Kind.ACCOUNT,
    keep=rounds(3),
    names=lambda want: want.messaging_channel_id,
    turn=Turn(of_the_account),
)
async def messages_used(on: Platforms, want: Desired) -> int:
    """How many of this month's messages are used, approximately."""
    return await on.line.messages_used()


@rule(
    "chat-mode",
    Kind.ACCOUNT,
    Severity.WARNING,
    label=_("Chat"),
    title=_("Chat is off in the response settings"),
    means=_("Conversations cannot be marked as read, and staff cannot answer in LINE's own app."),
    ending=Advice(
        _("Open response settings"),
        _("In LINE Official Account Manager, “Response settings”, switch “Chat” on."),
        response_settings,
    ),
    at_line=True,
)
def chat_mode(want: Desired, seen: Seen) -> Drift | None:
    return Drift(_("on"), _("off")) if seen[bot_info].chat_mode == "bot" else None


@rule(
    "message-quota",
    Kind.ACCOUNT,
    Severity.WARNING,
    label=_("This month's messages"),
    title=_("This month's messages are running out"),
    means=_(
        "Once they are used up, LINE refuses everything but replies within a minute of a "
        "member's message, until the 1st."
    ),
    ending=Advice(
        _("Open LINE Official Account Manager"),
        _("Under “Settings”, “Plan”, choose a larger plan, or wait for the 1st."),
        lambda want: MANAGER,
    ),
)
def message_quota(want: Desired, seen: Seen) -> Drift | None:
    """Says the step passed, not the count: a wandering figure would be news every round."""
    limit = seen[message_limit]
    if not limit:
        return None
    used = 100 * seen[messages_used] // limit
    expected = _("Messages left of {limit}", limit=limit)
    if used >= 100:
        return Drift(expected, _("none left"), severity=Severity.BROKEN)
    step = next((step for step in NEARLY if used >= step), None)
    return Drift(expected, _("more than {percent} % used", percent=step)) if step else None
