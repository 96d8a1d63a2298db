"""Every kind of webhook event, with a typical content, so that each can be sent at will.

Source: LINE's OpenAPI file webhook.yml; ``messageEdited`` is newer (August 2026).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.line.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """Whether events of a kind can be replied to, and what they usually carry."""

    reply: bool = False
    details: Json = field(default_factory=dict)


EVENT_KINDS: dict[str, EventKind] = {
    "message": EventKind(reply=True),
    "messageEdited": EventKind(reply=True),
    "unsend": EventKind(details={"unsend": {"messageId": "0"}}),
    "follow": EventKind(reply=True, details={"follow": {"isUnblocked": False}}),
    "unfollow": EventKind(),
    "join": EventKind(reply=True),
    "leave": EventKind(),
    "memberJoined": EventKind(reply=True, details={"joined": {"members": []}}),
    "memberLeft": EventKind(details={"left": {"members": []}}),
    "postback": EventKind(reply=True, details={"postback": {"data": "action=menu"}}),
    "videoPlayComplete": EventKind(
        reply=True, details={"videoPlayComplete": {"trackingId": "spring-sale"}}
    ),
    "beacon": EventKind(reply=True, details={"beacon": {"hwid": "d41d8cd98f", "type": "enter"}}),
    "accountLink": EventKind(reply=True, details={"link": {"result": "ok", "nonce": "xxxxxxxxxx"}}),
    "membership": EventKind(
        reply=True, details={"membership": {"type": "joined", "membershipId": 3189}}
    ),
    "module": EventKind(
        details={
            "module": {
                "type": "attached",
                "botId": "U53387d54817b34f0e6d4e2d1c3f1a3e3",
                "scopes": ["message:send", "message:receive"],
            }
        }
    ),
    "activated": EventKind(details={"chatControl": {"expireAt": 1893456000000}}),
    "deactivated": EventKind(),
    "botSuspended": EventKind(),
    "botResumed": EventKind(),
    "delivery": EventKind(
        details={"delivery": {"data": "15034552939884E28681A7D668CEA94C147C716C0EC9DFE8B80B44EF3B"}}
    ),
}


def kind_of(event_type: str) -> EventKind:
    """The kind with that name; a type LINE has not published can be replied to and carries
    nothing.
    """
    return EVENT_KINDS.get(event_type, EventKind(reply=True))
