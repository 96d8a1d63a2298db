"""What people write in Slack threads, as Slack tells it
(https://docs.slack.dev/reference/events/message). It is stored before Slack is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows.conversations.overhearing import Kind, Utterance, overhear
from bot.platforms.line_json import storable
from bot.platforms.slack_words import spoken
from handlers.events import happened
from handlers.payloads import Json, part, word

if TYPE_CHECKING:
    from bot.deps import Deps

WRITTEN = ("", "file_share", "thread_broadcast", "me_message")
"""Subtypes of what a person wrote; `thread_broadcast` comes instead of the plain one when it is
“also sent to the channel”."""


@happened("message", stored_first=True)
async def in_thread(deps: Deps, event: Json) -> None:
    """Whatever is not said by a person in a thread is nobody's answer to anybody."""
    said = _utterance(event)
    if said is not None:
        await overhear(deps, said)


def _utterance(event: Json) -> Utterance | None:
    subtype, channel = word(event, "subtype"), word(event, "channel")
    match subtype:
        case "message_changed":
            now, before = part(event, "message"), part(event, "previous_message")
            if word(now, "text") == word(before, "text"):  # an unfurled link, a translation
                return None
            when = word(now, "edited", "ts") or word(event, "event_ts")
            by = word(now, "edited", "user")
            return _said("edited", channel, now, user=by, when=when)
        case "message_deleted":
            return _said("deleted", channel, part(event, "previous_message"))
        case kind if kind in WRITTEN:
            return _said("written", channel, event)
        case _:
            return None


def _said(
    kind: Kind, channel: str, message: Json, *, user: str = "", when: str = ""
) -> Utterance | None:
    """None unless a person said it, below another message."""
    ts, thread_ts = word(message, "ts"), word(message, "thread_ts")
    by = user or word(message, "user")
    if word(message, "bot_id") or thread_ts in ("", ts) or not (channel and ts and by):
        return None
    heard = spoken(message)
    hindrance = "files" if message.get("files") else "names" if heard.names else ""
    words = storable(heard.words)
    return Utterance(kind, channel, ts, thread_ts, by, words, hindrance, when)
