"""The stand-in's state as JSON, for the control side."""

from __future__ import annotations

from datetime import datetime

from sandbox.line.delivery import Delivery
from sandbox.line.model import (
    ChatMessage,
    Group,
    Json,
    LoginChannel,
    OfficialAccount,
    Person,
)
from sandbox.line.platform import LinePlatform
from sandbox.line.world import Call


def moment(at: datetime) -> str:
    """ISO 8601 in UTC."""
    return at.isoformat()


def account_view(account: OfficialAccount, now: datetime | None = None) -> Json:
    """An official account with its Messaging channel, the secret included: a console shows it.

    With ``now``, ``loading`` names the people whose phone shows the loading animation.
    """
    channel = account.channel
    return {
        "basic_id": account.basic_id,
        "name": account.display_name,
        "user_id": account.user_id,
        "provider_id": channel.provider_id,
        "channel_id": channel.channel_id,
        "secret": channel.secret,
        "webhook_url": channel.webhook_url,
        "use_webhook": channel.use_webhook,
        "redelivery": channel.redelivery,
        "chat": account.chat,
        "joins_groups": account.joins_groups,
        "standby": account.standby,
        "quota": account.quota,
        "usage": account.usage,
        "deleted": channel.deleted,
        "rich_menus": [
            {**menu.as_json(), "has_picture": bool(menu.picture)}
            for menu in account.rich_menus.values()
        ],
        "default_menu": account.default_menu,
        "linked_menus": dict(account.linked_menus),
        "manager_menu": account.manager_menu,
        "loading": sorted(
            key for key, until in account.loading_until.items() if now is not None and now < until
        ),
        "friends": sorted(
            key for key, each in account.friendships.items() if each.friend and not each.blocked
        ),
        "blocked_by": sorted(key for key, each in account.friendships.items() if each.blocked),
    }


def login_channel_view(channel: LoginChannel) -> Json:
    """A LINE Login channel with its LIFF apps."""
    return {
        "channel_id": channel.channel_id,
        "name": channel.name,
        "provider_id": channel.provider_id,
        "secret": channel.secret,
        "published": channel.published,
        "callbacks": list(channel.callbacks),
        "linked_account": channel.linked_account,
        "share_target_picker": channel.share_target_picker,
        "email_permission": channel.email_permission,
        "roles": dict(channel.roles),
        "consents": {key: sorted(scope) for key, scope in channel.consents.items()},
        "liff_apps": [app.as_json() for app in channel.liff_apps.values()],
        "deleted": channel.deleted,
    }


def person_view(platform: LinePlatform, person: Person) -> Json:
    """Somebody, with the user id each provider knows them by."""
    return {
        "key": person.key,
        "name": person.display_name,
        "language": person.language,
        "picture_url": person.picture_url,
        "status_message": person.status_message,
        "email": person.email,
        "consented": person.consented,
        "uses_phone_app": person.uses_phone_app,
        "user_ids": {
            provider.provider_id: platform.user_id(person, provider)
            for provider in platform.providers.values()
        },
    }


def group_view(group: Group) -> Json:
    """A group or room."""
    return {
        "group_id": group.group_id,
        "name": group.name,
        "kind": group.kind,
        "members": list(group.members),
        "accounts": sorted(group.accounts),
    }


def message_view(message: ChatMessage) -> Json:
    """One line of a chat."""
    return {
        "message_id": message.message_id,
        "at": moment(message.at),
        "sender": message.sender,
        "person": message.person_key,
        "text": message.text,
        "content": message.content,
        "read": message.read,
        "unsent": message.unsent,
        "edited": message.edited,
    }


def delivery_view(delivery: Delivery) -> Json:
    """One webhook request and what came of it."""
    return {
        "number": delivery.number,
        "account": delivery.basic_id,
        "url": delivery.url,
        "redelivery": delivery.redelivery,
        "received": delivery.received,
        "status": delivery.status,
        "events": delivery.events,
        "attempts": [
            {
                "at": moment(attempt.at),
                "seconds": round(attempt.seconds, 4),
                "status": attempt.status,
                "reason": attempt.reason,
                "detail": attempt.detail,
                "answer": attempt.answer.decode(errors="replace"),
            }
            for attempt in delivery.attempts
        ],
    }


def call_view(call: Call) -> Json:
    """One API call, without bodies."""
    return {
        "at": moment(call.at),
        "method": call.method,
        "path": call.path,
        "status": call.status,
        "channel_id": call.channel_id,
        "request_id": call.request_id,
    }


def state_view(platform: LinePlatform) -> Json:
    """Everything but chats, deliveries and calls, of which only the numbers are told."""
    channels = platform.channels.values()
    return {
        "providers": [
            {"provider_id": each.provider_id, "name": each.name}
            for each in platform.providers.values()
        ],
        "accounts": [account_view(each, platform.clock()) for each in platform.accounts.values()],
        "login_channels": [
            login_channel_view(each) for each in channels if isinstance(each, LoginChannel)
        ],
        "people": [person_view(platform, each) for each in platform.people.values()],
        "groups": [group_view(each) for each in platform.groups.values()],
        "deliveries": len(platform.deliveries),
        "calls": len(platform.calls),
        "faults": platform.faults.as_json(),
    }
