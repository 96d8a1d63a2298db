"""Who is in the workspace, and its channels."""

from __future__ import annotations

from sandbox.slack.errors import NoSuchThing
from sandbox.slack.identifiers import Clock, Mint
from sandbox.slack.journal import Journal
from sandbox.slack.model import Channel, Team, User


class Directory:
    """Users and channels by identifier; every change is in the journal."""

    def __init__(self, team: Team, bot: User, mint: Mint, journal: Journal, clock: Clock) -> None:
        self.team = team
        self.bot = bot
        self.users: dict[str, User] = {bot.id: bot}
        self.channels: dict[str, Channel] = {}
        self._mint = mint
        self._journal = journal
        self._clock = clock

    def add_user(
        self,
        name: str,
        *,
        real_name: str = "",
        locale: str = "en-US",
        tz: str = "Asia/Taipei",
        is_admin: bool = False,
        is_owner: bool = False,
    ) -> User:
        """A new person; an owner is also an administrator, as in Slack."""
        user = User(
            id=self._mint.identifier("U"),
            name=name,
            real_name=real_name or name,
            locale=locale,
            tz=tz,
            is_admin=is_admin or is_owner,
            is_owner=is_owner,
        )
        self.users[user.id] = user
        self._journal.note("user.created", user=user.id)
        return user

    def add_channel(
        self, name: str, *, members: tuple[str, ...] = (), is_private: bool = False
    ) -> Channel:
        """A new channel with these members; the bot is not in it unless named."""
        channel = Channel(
            id=self._mint.identifier("C"),
            name=name,
            created=self._clock(),
            members=set(members),
            is_private=is_private,
        )
        self.channels[channel.id] = channel
        self._journal.note("channel.created", channel=channel.id)
        return channel

    def direct(self, user_id: str) -> Channel:
        """The direct message between the bot and a user, made when it does not exist yet."""
        for channel in self.channels.values():
            if channel.direct_with == user_id:
                return channel
        channel = Channel(
            id=self._mint.identifier("D"),
            name="",
            created=self._clock(),
            members={user_id, self.bot.id},
            direct_with=user_id,
        )
        self.channels[channel.id] = channel
        return channel

    def user(self, named: User | str) -> User:
        """A user given as itself, its id or its name. Raises NoSuchThing."""
        key = named.id if isinstance(named, User) else named
        for user in self.users.values():
            if key in (user.id, user.name):
                return user
        raise NoSuchThing(f"no user {key!r}; there are {[u.name for u in self.users.values()]}")

    def channel(self, named: Channel | str) -> Channel:
        """A channel given as itself, its id, or its name with or without #. Raises NoSuchThing."""
        key = named.id if isinstance(named, Channel) else named.removeprefix("#")
        for channel in self.channels.values():
            if key and key in (channel.id, channel.name):
                return channel
        names = [channel.name or channel.id for channel in self.channels.values()]
        raise NoSuchThing(f"no channel {key!r}; there are {names}")

    def changed(self, channel: Channel, what: str) -> None:
        """Tell the journal that a channel was renamed, archived, joined or left."""
        self._journal.note(f"channel.{what}", channel=channel.id)
