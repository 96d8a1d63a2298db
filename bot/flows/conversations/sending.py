"""One attempt to hand a message to LINE: as a free reply while a token lives, else as a push."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.deps import Deps
from bot.errors import MoorlineError, RateLimited, Refused, RefusedByVendor, VendorError
from bot.flows.reach import messaging
from bot.platforms.line import LineMessaging, TextMessage
from bot.text import Text, _
from storage import claims, outgoing
from storage.tables import Account, Message

MARGIN = timedelta(seconds=5)  #: a token this close to its end is not begun with
ATTEMPT_SECONDS = 22.0  #: with the counting afterwards less than the lease
COUNTING_SECONDS = 3.0
NO_ANSWER = _("LINE did not answer in time.")


@dataclass(frozen=True)
class Token:
    """A reply token of the conversation (https://developers.line.biz/en/reference/messaging-api/
    #send-reply-message-reply-token): one use, about a minute. `doubtful`: it may be used already.
    """

    value: str
    until: datetime
    doubtful: bool


@dataclass(frozen=True)
class Taken:
    """LINE has it. `request_id` is LINE's own, for its support; `left` the messages left of the
    month afterwards, if LINE tells."""

    by: Literal["reply", "push"]
    request_id: str = ""
    left: int | None = None


@dataclass(frozen=True)
class Later:
    """It may or may not have got there; the same again after `wait`. `unused` certainly is not."""

    wait: timedelta
    why: Text
    unused: Token | None = None
    request_id: str = ""


@dataclass(frozen=True)
class Failed:
    """Trying again the same way cannot help."""

    why: Text
    request_id: str = ""


Outcome = Taken | Later | Failed


async def attempt(deps: Deps, account: Account, row: Message) -> Outcome:
    """Try once, under the account's own credentials. Raises `LeaseLost` and `StorageDown`."""
    try:
        line = messaging(deps, account)
    except MoorlineError as unreadable:  # the secret does not open; somebody may mend SECRET_KEYS
        return Later(claims.backoff(row.attempts), unreadable.said)
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            token = await _token(deps, row)
            outcome = await _reply(line, row, token) if token else None
            if outcome is not None:
                return outcome
            await _begin_push(deps, row)
            return await _push(line, row)
    except TimeoutError:
        return Later(claims.backoff(row.attempts), NO_ANSWER)


async def _token(deps: Deps, row: Message) -> Token | None:
    """The token an earlier try began with, while it lives; else the newest one nobody has used.

    Taking it is committed before the call: after a crash it counts as perhaps used. What was once
    begun as a push stays one: only its retry key tells LINE that it is the same message.
    """
    if row.sent_as == "push":
        return None
    alive_at = deps.clock() + MARGIN
    if row.reply_token is not None and row.reply_until is not None:
        living = row.reply_until > alive_at
        return Token(row.reply_token, row.reply_until, doubtful=True) if living else None
    async with deps.database.transaction() as session:
        taken = await outgoing.take_token(session, row, alive_at=alive_at)
    return Token(*taken, doubtful=False) if taken else None


async def _reply(line: LineMessaging, row: Message, token: Token) -> Outcome | None:
    """Try as a reply; None means: push instead."""
    try:
        sent = await line.reply(token.value, [_text(row)])
    except RateLimited as slow:
        return Later(_patience(row, slow), slow.said, token, slow.request_id)
    except RefusedByVendor as refused:
        if refused.status != 400 or "reply token" not in refused.message.lower():
            return Failed(refused.said, refused.request_id)
        return Taken("reply", refused.request_id) if token.doubtful else None
    except (VendorError, Refused) as error:
        return _judged(row, error)
    return Taken("reply", sent.request_id)


async def _push(line: LineMessaging, row: Message) -> Outcome:
    target = row.conversation.partition(":")[2]
    try:
        sent = await line.push(target, [_text(row)], row.retry_key or row.id)
    except (VendorError, Refused) as error:
        return _judged(row, error)
    return Taken("push", sent.request_id)


async def _begin_push(deps: Deps, row: Message) -> None:
    if row.sent_as != "push":
        async with deps.database.transaction() as session:
            await outgoing.begin_push(session, row)


async def left_of_the_month(deps: Deps, account: Account) -> int | None:
    """Messages left of the month, approximately, as LINE counts; None when it sets no limit or does
    not say (https://developers.line.biz/en/reference/messaging-api/#get-consumption)."""
    try:
        async with asyncio.timeout(COUNTING_SECONDS):
            quota = await messaging(deps, account).quota()
    except (MoorlineError, TimeoutError):
        return None
    return None if quota.limit is None else max(0, quota.limit - quota.used)


def _judged(row: Message, error: VendorError | Refused) -> Outcome:
    if isinstance(error, Refused):
        return Failed(error.said)
    if error.permanent:
        return Failed(error.said, error.request_id)
    return Later(_patience(row, error), error.said, request_id=error.request_id)


def _patience(row: Message, error: VendorError) -> timedelta:
    wait = claims.backoff(row.attempts)
    return max(wait, error.retry_after) if isinstance(error, RateLimited) else wait


def _text(row: Message) -> TextMessage:
    return TextMessage(row.text or "")
