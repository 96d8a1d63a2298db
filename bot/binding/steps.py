"""The checklist of human steps, in the order a shop takes them."""

from __future__ import annotations

from bot.binding.checklist import step
from bot.binding.consoles import (
    DEVELOPERS,
    ENTRY,
    callback_console,
    liff_console,
    login_channel_console,
    messaging_api_settings,
    response_settings,
)
from bot.binding.desired import Desired, DesiredLoginChannel, DesiredSite, Kind
from bot.binding.evidence import shown
from bot.binding.model import Seen
from bot.binding.rules.credentials import bot_info
from bot.binding.rules.login import callback
from bot.binding.rules.webhook import webhook
from bot.errors import Unseen
from bot.text import Text, _


@step(
    "official-account",
    Kind.ACCOUNT,
    title=_("Create the LINE official account"),
    how=_("Fill in LINE's form; the account's id (@…) is shown at the end."),
    link=lambda want: ENTRY,
)
def official_account(want: Desired, seen: Seen) -> Text | None:
    info = seen[bot_info]
    return _("LINE knows it: {name} {id}", name=info.display_name, id=info.basic_id)


@step(
    "messaging-api-on",
    Kind.ACCOUNT,
    title=_("Enable the Messaging API"),
    how=_(
        "In LINE Official Account Manager, “Settings”, “Messaging API”. The provider you choose "
        "there can never be changed."
    ),
    link=messaging_api_settings,
)
def messaging_api_on(want: Desired, seen: Seen) -> Text | None:
    return _("LINE's API answers for {name}", name=seen[bot_info].display_name)


@step(
    "chat-and-webhook-on",
    Kind.ACCOUNT,
    title=_("Switch chat and webhook on"),
    how=_("In LINE Official Account Manager, “Response settings”: “Chat” and “Webhooks”."),
    link=response_settings,
)
def chat_and_webhook_on(want: Desired, seen: Seen) -> Text | None:
    on = seen[bot_info].chat_mode == "chat" and seen[webhook].active
    return _("LINE reports both as on") if on else None


@step(
    "same-provider",
    Kind.LOGIN_CHANNEL,
    title=_("Create the Login channel under the same provider"),
    how=_(
        "In LINE Developers, open the provider that holds the Messaging API channel, “Create a "
        "new channel”, “LINE Login”. A channel can never move to another provider."
    ),
    link=lambda want: DEVELOPERS,
)
def same_provider(want: DesiredLoginChannel, seen: Seen) -> Text | None:
    if shown(seen, want.subject, "same-provider") == "same":
        return _("A member who signed in is known to the official account")
    return None


@step(
    "callback-registered",
    Kind.SITE,
    title=_("Paste the Callback URL"),
    how=_(
        "In LINE Developers, “LINE Login”, “Callback URL”, a line of its own. Then press “Check "
        "again”."
    ),
    link=callback_console,
)
def callback_registered(want: DesiredSite, seen: Seen) -> Text | None:
    if shown(seen, want.subject, "callback-registered") == "registered":
        return _("A member has come back through it")
    try:
        return _("LINE Login accepts it") if seen[callback] == "accepted" else None
    except Unseen:  # it was not asked yet, so nothing says that it is done
        return None


@step(
    "account-linked",
    Kind.LOGIN_CHANNEL,
    title=_("Link the official account to the Login channel"),
    how=_("In LINE Developers, “Basic settings”, “Linked LINE Official Account”."),
    link=login_channel_console,
)
def account_linked(want: DesiredLoginChannel, seen: Seen) -> Text | None:
    linked = shown(seen, want.subject, "account-linked") == "linked"
    return _("A sign-in has shown the link") if linked else None


@step(
    "login-published",
    Kind.LOGIN_CHANNEL,
    title=_("Publish the Login channel"),
    how=_(
        "In LINE Developers, press “Developing” beneath the channel's name. Until then only the "
        "channel's own staff can sign in; publishing cannot be undone."
    ),
    link=login_channel_console,
)
def login_published(want: DesiredLoginChannel, seen: Seen) -> Text | None:
    published = shown(seen, want.subject, "login-published") == "published"
    return _("A member without a role at LINE has signed in") if published else None


@step(
    "share-target-picker",
    Kind.LOGIN_CHANNEL,
    title=_("Switch shareTargetPicker on (for sharing cards)"),
    how=_("In LINE Developers, “LIFF”, “shareTargetPicker”, accept LINE's agreement."),
    link=liff_console,
)
def share_target_picker(want: DesiredLoginChannel, seen: Seen) -> Text | None:
    available = shown(seen, want.subject, "share-target-picker") == "available"
    return _("A member's LINE app offered it") if available else None
