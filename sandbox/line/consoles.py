"""What administrators do at LINE's consoles, none of which an API offers.

Sources: https://developers.line.biz/en/docs/messaging-api/building-bot/ ,
https://developers.line.biz/en/docs/line-login/getting-started/ ,
https://developers.line.biz/en/docs/line-login/link-a-bot/
"""

from __future__ import annotations

from sandbox.line.identifiers import (
    derived_id,
    new_basic_id,
    new_channel_id,
    new_secret,
)
from sandbox.line.liff_rules import changed_app, new_app
from sandbox.line.model import (
    Channel,
    Group,
    Json,
    LiffApp,
    LoginChannel,
    MessagingChannel,
    OfficialAccount,
    Person,
    Provider,
)
from sandbox.line.refusals import NotPossible
from sandbox.line.tokens import TokenKind
from sandbox.line.world import World

CALLBACK_LIMIT = 400
ROLES = ("Admin", "Member", "Tester")


class Consoles(World):
    """The administrator's side: LINE Developers Console and LINE Official Account Manager."""

    def create_provider(self, name: str, *, provider_id: str | None = None) -> Provider:
        """A new provider."""
        provider = Provider(provider_id=provider_id or new_channel_id(), name=name)
        self.providers[provider.provider_id] = provider
        return provider

    def create_account(
        self,
        provider: Provider,
        name: str,
        *,
        basic_id: str | None = None,
        channel_id: str | None = None,
        secret: str | None = None,
        picture_url: str | None = None,
    ) -> OfficialAccount:
        """A new official account with Messaging API enabled under ``provider``: webhook off, chat
        off.
        """
        channel = MessagingChannel(
            channel_id=channel_id or new_channel_id(),
            name=name,
            provider_id=provider.provider_id,
            secret=secret or new_secret(),
        )
        basic_id = (basic_id or new_basic_id()).lower()
        account = OfficialAccount(
            basic_id=basic_id,
            display_name=name,
            user_id=derived_id("U", "account", basic_id),
            channel=channel,
            picture_url=picture_url,
        )
        self.accounts[basic_id] = account
        self.channels[channel.channel_id] = channel
        return account

    def create_login_channel(
        self,
        provider: Provider,
        name: str,
        *,
        channel_id: str | None = None,
        secret: str | None = None,
    ) -> LoginChannel:
        """A new LINE Login channel: Developing, linked to nothing, no callback."""
        channel = LoginChannel(
            channel_id=channel_id or new_channel_id(),
            name=name,
            provider_id=provider.provider_id,
            secret=secret or new_secret(),
        )
        self.channels[channel.channel_id] = channel
        return channel

    def create_person(
        self,
        display_name: str,
        *,
        key: str | None = None,
        language: str | None = None,
        picture_url: str | None = None,
        status_message: str | None = None,
        email: str | None = None,
    ) -> Person:
        """Somebody joins LINE. ``key`` is how this stand-in calls them."""
        person = Person(
            key=key or f"person-{len(self.people) + 1}",
            display_name=display_name,
            language=language,
            picture_url=picture_url,
            status_message=status_message,
            email=email,
        )
        self.people[person.key] = person
        return person

    def create_group(self, name: str, members: list[Person], *, kind: str = "group") -> Group:
        """A group chat, or with ``kind`` room a multi-person chat."""
        group_id = derived_id("C" if kind == "group" else "R", name, str(len(self.groups)))
        group = Group(group_id=group_id, name=name, kind=kind, members=[p.key for p in members])
        self.groups[group_id] = group
        return group

    def reissue_secret(self, channel: Channel | OfficialAccount) -> str:
        """A new channel secret. The old one is refused at once; tokens already issued live on."""
        channel = channel.channel if isinstance(channel, OfficialAccount) else channel
        channel.former_secrets.append(channel.secret)
        channel.secret = new_secret()
        return channel.secret

    def issue_long_lived_token(self, account: OfficialAccount) -> str:
        """The console's token button; a token issued this way before stops working."""
        return self.tokens.issue(TokenKind.LONG_LIVED, account.channel.channel_id, None).value

    def set_webhook_url(self, account: OfficialAccount, url: str | None) -> None:
        """Changes the webhook URL; events keep going to the former one for
        ``webhook_propagation``.
        """
        channel = account.channel
        if self.webhook_propagation:
            channel.effective_url = channel.webhook_url
            channel.effective_until = self.clock() + self.webhook_propagation
        channel.webhook_url = url

    def set_use_webhook(self, account: OfficialAccount, on: bool) -> None:
        """The "Use webhook" switch."""
        account.channel.use_webhook = on

    def set_redelivery(self, account: OfficialAccount, on: bool) -> None:
        """The "Webhook redelivery" switch."""
        account.channel.redelivery = on

    def set_chat(self, account: OfficialAccount, on: bool) -> None:
        """Response settings, "Chat"."""
        account.chat = on

    def set_joins_groups(self, account: OfficialAccount, on: bool) -> None:
        """The "Allow bot to join group chats" switch."""
        account.joins_groups = on

    def set_standby(self, account: OfficialAccount, on: bool) -> None:
        """Gives the chats to a module channel (or back): events then carry mode ``standby``."""
        account.standby = on

    def set_quota(
        self, account: OfficialAccount, quota: int | None, usage: int | None = None
    ) -> None:
        """The plan's monthly limit (None: no limit) and, if given, how much of it is used."""
        account.quota = quota
        account.usage = account.usage if usage is None else usage

    def publish(self, channel: LoginChannel) -> None:
        """Developing to Published; LINE offers no way back."""
        channel.published = True

    def register_callback(self, channel: LoginChannel, url: str) -> None:
        """Adds a callback URL. Raises NotPossible past 400 of them."""
        if len(channel.callbacks) >= CALLBACK_LIMIT:
            raise NotPossible(f"a channel has at most {CALLBACK_LIMIT} callback URLs")
        if url not in channel.callbacks:
            channel.callbacks.append(url)

    def remove_callback(self, channel: LoginChannel, url: str) -> None:
        """Takes a callback URL away."""
        if url in channel.callbacks:
            channel.callbacks.remove(url)

    def link_account(self, channel: LoginChannel, account: OfficialAccount | None) -> None:
        """Sets "Linked LINE Official Account". Raises NotPossible across providers."""
        if account is not None and account.channel.provider_id != channel.provider_id:
            raise NotPossible("the account belongs to another provider")
        channel.linked_account = account.basic_id if account else None

    def accept_share_target_picker(self, channel: LoginChannel, on: bool = True) -> None:
        """Agrees to the terms of shareTargetPicker in the LIFF tab."""
        channel.share_target_picker = on

    def give_role(self, channel: LoginChannel, person: Person, role: str = "Tester") -> None:
        """Lets ``person`` log in while the channel is Developing; role is Admin, Member or
        Tester.
        """
        if role not in ROLES:
            raise NotPossible(f"a role is one of {', '.join(ROLES)}")
        channel.roles[person.key] = role

    def add_liff_app(self, channel: LoginChannel, body: Json) -> LiffApp:
        """Adds a LIFF app in the LIFF tab, by the rules of the LIFF server API."""
        return new_app(channel, body)

    def edit_liff_app(self, channel: LoginChannel, liff_id: str, body: Json) -> LiffApp:
        """Changes the given properties of a LIFF app."""
        _, app = self.liff_app(liff_id)
        return changed_app(channel, app, body)

    def delete_liff_app(self, channel: LoginChannel, liff_id: str) -> None:
        """Deletes a LIFF app; its id never comes back."""
        self.liff_app(liff_id)
        del channel.liff_apps[liff_id]

    def delete_channel(self, channel: Channel | OfficialAccount) -> None:
        """Deletes a Login channel, or an official account with its Messaging channel.

        As observed at LINE, stateless tokens are still issued for it and every call then answers
        403.
        """
        channel = channel.channel if isinstance(channel, OfficialAccount) else channel
        channel.deleted = True
