"""What Slack shows for each type of webhook event.

https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects; those only module
channels and partners get: https://developers.line.biz/en/reference/partner-docs/.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.platforms.line_json import Given
from bot.platforms.line_message_words import Words, message_line
from bot.text import Text, _


def event_line(event: Given) -> Words:
    """One line for an event of any type; a type LINE invented since is named."""
    kind = event.words("type")
    known = LINES.get(kind)
    line = known(event) if known else None
    return line or _("Something happened that Moorline does not know yet: {kind}", kind=kind)


def _message(event: Given) -> Words:
    return message_line(event.at("message"))


def _follow(event: Given) -> Words:
    if event.yes("follow", "isUnblocked"):
        return _("Unblocked the account")
    return _("Added the account as a friend")


def _member_joined(event: Given) -> Words:
    return _("{count} people joined the group", count=len(event.items("joined", "members")))


def _member_left(event: Given) -> Words:
    return _("{count} people left the group", count=len(event.items("left", "members")))


def _postback(event: Given) -> Words:
    chosen = [
        event.words("postback", "params", name)
        for name in ("datetime", "date", "time", "newRichMenuAliasId")
    ]
    data = event.words("postback", "data")
    what = " · ".join(words for words in (data, *chosen) if words)
    return _("Pressed a button: {what}", what=what) if what else _("Pressed a button")


def _video_watched(event: Given) -> Words:
    video = event.words("videoPlayComplete", "trackingId")
    return _("Watched the video {video} to its end", video=video)


def _beacon(event: Given) -> Words:
    device = event.words("beacon", "hwid")
    return _choose(
        event.words("beacon", "type"),
        {
            "enter": _("Came into the range of beacon {device}", device=device),
            "banner": _("Tapped the banner of beacon {device}", device=device),
            "stay": _("Stays in the range of beacon {device}", device=device),
        },
        _("Met beacon {device}", device=device),
    )


def _account_link(event: Given) -> Words:
    if event.words("link", "result") == "ok":
        return _("Linked their LINE account with our service")
    return _("Tried to link their LINE account with our service, without success")


def _membership(event: Given) -> Words:
    plan = str(event.whole("membership", "membershipId") or "")
    return _choose(
        event.words("membership", "type"),
        {
            "joined": _("Joined the membership plan {plan}", plan=plan),
            "left": _("Left the membership plan {plan}", plan=plan),
            "renewed": _("Renewed the membership plan {plan}", plan=plan),
        },
        _("Changed the membership plan {plan}", plan=plan),
    )


def _module(event: Given) -> Words:
    return _choose(
        event.words("module", "type"),
        {
            "attached": _("A module channel was attached to the account"),
            "detached": _("A module channel was detached from the account"),
        },
        _("A module channel of the account changed"),
    )


def _choose(kind: str, known: dict[str, Text], otherwise: Text) -> Text:
    return known.get(kind, otherwise)


def _always(line: Text) -> Callable[[Given], Words]:
    return lambda event: line


LINES: dict[str, Callable[[Given], Words]] = {
    "message": _message,
    "messageEdited": _message,
    "unsend": _always(_("Unsent a message")),
    "follow": _follow,
    "unfollow": _always(_("Blocked the account")),
    "join": _always(_("The account was added to this group")),
    "leave": _always(_("The account left this group, or was removed from it")),
    "memberJoined": _member_joined,
    "memberLeft": _member_left,
    "postback": _postback,
    "videoPlayComplete": _video_watched,
    "beacon": _beacon,
    "accountLink": _account_link,
    "membership": _membership,
    "module": _module,
    "activated": _always(_("This channel now holds the chat and may answer")),
    "deactivated": _always(_("Another channel now holds the chat; this one stands by")),
    "botSuspended": _always(_("LINE has suspended the official account")),
    "botResumed": _always(_("LINE has lifted the suspension of the official account")),
    "delivery": _always(_("A LINE notification message was delivered")),
}
