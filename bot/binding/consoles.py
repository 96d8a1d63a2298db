"""Addresses of LINE's consoles, where a person has to do what LINE offers no API for."""

from __future__ import annotations

from bot.binding.desired import Desired, DesiredLoginChannel, DesiredSite

DEVELOPERS = "https://developers.line.biz/console"
MANAGER = "https://manager.line.biz/account"
ENTRY = "https://entry.line.biz/form/entry/unverified"


def messaging_channel_console(want: Desired) -> str:
    """The Messaging API tab of the account's channel."""
    return f"{DEVELOPERS}/channel/{want.messaging_channel_id}/messaging-api"


def login_channel_console(want: DesiredLoginChannel | DesiredSite) -> str:
    """The Basic settings tab of a Login channel."""
    channel = want.login_channel if isinstance(want, DesiredSite) else want
    return f"{DEVELOPERS}/channel/{channel.channel_id}/basics"


def callback_console(want: DesiredLoginChannel | DesiredSite) -> str:
    """The LINE Login tab of a Login channel, where callback URLs are listed."""
    channel = want.login_channel if isinstance(want, DesiredSite) else want
    return f"{DEVELOPERS}/channel/{channel.channel_id}/line-login"


def liff_console(want: DesiredLoginChannel | DesiredSite) -> str:
    """The LIFF tab of a Login channel."""
    channel = want.login_channel if isinstance(want, DesiredSite) else want
    return f"{DEVELOPERS}/channel/{channel.channel_id}/liff"


def response_settings(want: Desired) -> str:
    """The official account's response settings (chat, webhook)."""
    return f"{MANAGER}/@{want.oa_id}/setting/response"


def messaging_api_settings(want: Desired) -> str:
    """Where Messaging API is enabled for the official account, and its provider chosen."""
    return f"{MANAGER}/@{want.oa_id}/setting/messaging-api"
