"""Whom and what the sandbox has more than the stand-ins' own furniture: staff to give roles to,
and the rich menus the café's developers made.
"""

from __future__ import annotations

from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from sandbox.slack.workspace import SlackWorkspace

STAFF = {"mei": "小美", "ken": "Ken"}
"""Plain members of the Slack workspace, by name: somebody to be an operator, a store manager."""


def furnish(line: LinePlatform, furnished: Furnished, slack: SlackWorkspace) -> None:
    """Adds them."""
    for name, called in STAFF.items():
        person = slack.directory.add_user(name, real_name=called, locale="zh-TW")
        for channel in ("line-kojima", "general"):
            slack.directory.channel(channel).members.add(person.id)
