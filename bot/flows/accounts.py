"""Which account a person means."""

from __future__ import annotations

from bot.deps import Deps
from bot.errors import NotFound
from bot.text import _
from storage import accounts
from storage.tables import Account


async def account_for(deps: Deps, slack_channel: str) -> Account:
    """The account that lives in this Slack channel, or the only one there is.

    Raises `NotFound` saying where to go instead; never guesses between several accounts.
    """
    async with deps.database.reading() as session:
        here = await accounts.in_slack_channel(session, slack_channel)
        everywhere = [here] if here else await accounts.every(session)
    if not everywhere:
        raise NotFound(
            _("No LINE official account is bound yet. Type `/line setup` to bind the first one.")
        )
    if len(everywhere) > 1:
        places = ", ".join(
            f"{account.name} (#{account.slack_channel_name})" for account in everywhere
        )
        raise NotFound(
            _(
                "No account lives in this channel. Type the command where the account lives: "
                "{places}; or bind another with `/line setup`.",
                places=places,
            )
        )
    return everywhere[0]
