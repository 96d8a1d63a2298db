"""Rules about the Slack channel the account lives in."""

from __future__ import annotations

from datetime import timedelta

from bot.binding.desired import Desired, Kind
from bot.binding.model import Advice, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms, Standing
from bot.binding.turns import Turn, of_the_account
from bot.text import Text, _


def keep_standing(want: Desired, found: Standing) -> timedelta | None:
    """Slack refusing a message is noticed at once; this is for channels nothing is said in."""
    return 3 * want.verify_every if found == "member" else None


@probe(
    Kind.ACCOUNT,
    keep=keep_standing,
    names=lambda want: want.slack_channel,
    turn=Turn(of_the_account),
)
async def standing(on: Platforms, want: Desired) -> Standing:
    """Whether we can still post there."""
    return await on.slack.standing()


@rule(
    "slack-channel",
    Kind.ACCOUNT,
    Severity.BROKEN,
    label=_("Slack channel"),
    title=_("The account's Slack channel cannot be used"),
    means=_("Members' messages are stored, but nobody sees them or any alert."),
    ending=Advice(
        _("Open the channel"),
        _("Invite the bot (`/invite`), or choose another channel there: `/line alerts here`."),
        lambda want: f"https://slack.com/app_redirect?channel={want.slack_channel}",
    ),
)
def slack_channel(want: Desired, seen: Seen) -> Drift | None:
    found = seen[standing]
    return None if found == "member" else Drift(_("the bot is a member"), STANDINGS[found])


STANDINGS: dict[str, Text] = {
    "not-in-channel": _("the bot was removed"),
    "archived": _("the channel is archived"),
    "gone": _("the channel does not exist, or the bot may not see it"),
}
