"""A furnished workspace to begin with: two channels, three people and one bot."""

from __future__ import annotations

from sandbox.slack.identifiers import Clock
from sandbox.slack.model import Team, User
from sandbox.slack.state import machine_time
from sandbox.slack.workspace import SlackWorkspace

BOT_TOKEN = "xoxb-000000000001-000000000002-notARealTokenStandInOnly"
APP_TOKEN = "xapp-1-A0STANDIN01-000000000003-not0a0real0token0stand0in0only"
SIGNING_SECRET = "0000000000000000000000000000fa4e"


def new_workspace(clock: Clock = machine_time) -> SlackWorkspace:
    """An empty workspace with its bot; tokens and secret are plainly false."""
    return SlackWorkspace(
        team=Team("T0STANDIN01", "小島珈琲", "kojima-stand-in"),
        bot=User(
            "U0STANDBOT1",
            "moorline",
            "Moorline",
            is_bot=True,
            bot_id="B0STANDBOT1",
        ),
        app_id="A0STANDIN01",
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        clock=clock,
    )


def furnish(workspace: SlackWorkspace) -> SlackWorkspace:
    """Add people and channels, and return the workspace.

    People, by name: ``lin`` (林店長, an administrator, zh-TW), ``alice`` (a plain member, en-US)
    and ``tanaka`` (田中, an owner, ja-JP). All are in ``#line-kojima`` with the bot, and in
    ``#general`` without it.
    """
    directory = workspace.directory
    people = (
        directory.add_user("lin", real_name="林店長", locale="zh-TW", is_admin=True),
        directory.add_user("alice", real_name="Alice"),
        directory.add_user(
            "tanaka", real_name="田中", locale="ja-JP", tz="Asia/Tokyo", is_owner=True
        ),
    )
    everybody = tuple(person.id for person in people)
    directory.add_channel("line-kojima", members=(*everybody, workspace.bot.id))
    directory.add_channel("general", members=everybody)
    return workspace
