"""What the page starts with: the furnished café, and what can be typed."""

from __future__ import annotations

from collections.abc import Sequence

import handlers
from bot.discover import discover
from bot.playing.facts import spoken
from bot.trial import Trial
from handlers.declare import Command
from sandbox.page.server import About, Suggestion

FILLS = {
    "oa_id": "account.basic_id",
    "messaging_channel_id": "account.channel_id",
    "messaging_channel_secret": "account.secret",
    "login_channel_id": "login.channel_id",
    "login_channel_secret": "login.secret",
}
"""Which value of LINE's consoles belongs into which input of our forms."""


def about(running: Trial) -> About:
    """The café, with the words people may type."""
    furnished = running.furnished
    return About(
        app=running.url,
        line=running.settings.liff_url,
        channel="line-kojima",
        operator="lin",
        member=furnished.chen.key,
        account=furnished.account.basic_id,
        login_channel=furnished.login_channel.channel_id,
        suggestions=suggestions(),
        fills=FILLS,
    )


def suggestions() -> Sequence[Suggestion]:
    """Every subcommand, with what it does in each language."""
    return [
        Suggestion(f"/line {command.name}", spoken(command.summary))
        for command in discover(handlers, Command)
    ]
