"""A café at LINE and at Slack, and our clients of both, for tests to hold."""

from __future__ import annotations

from dataclasses import dataclass

from bot.platforms.calls import CallRecord
from bot.platforms.line import LineClients, LineLogin, LineMessaging
from bot.platforms.slack import SlackClient
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from sandbox.line.world import Call
from sandbox.slack import SlackWorkspace

STATELESS = "/oauth2/v3/token"
SHORT_LIVED = "/v2/oauth/accessToken"


@dataclass(frozen=True)
class Line:
    """The café's LINE platform, and our clients of it."""

    platform: LinePlatform
    world: Furnished
    clients: LineClients
    records: list[CallRecord]
    address: str

    @property
    def messaging(self) -> LineMessaging:
        channel = self.world.account.channel
        return self.clients.messaging(channel.channel_id, channel.secret)

    @property
    def login(self) -> LineLogin:
        channel = self.world.login_channel
        return self.clients.login(channel.channel_id, channel.secret)

    def chen_id(self) -> str:
        return self.platform.user_id(self.world.chen, self.world.account)

    def calls(self, path: str, method: str | None = None) -> list[Call]:
        """What reached the platform at this path."""
        found = [call for call in self.platform.calls if call.path == path]
        return [call for call in found if method in (None, call.method)]


@dataclass(frozen=True)
class Slack:
    """The café's Slack workspace, and our client of it."""

    workspace: SlackWorkspace
    client: SlackClient
    records: list[CallRecord]

    @property
    def room(self) -> str:
        return self.workspace.directory.channel("line-kojima").id

    def person_id(self, name: str) -> str:
        return self.workspace.directory.user(name).id
